"""Lessons: what students do, and what they are told."""
