"""This file makes the folder a Python package, so that Python can import what is in it."""
