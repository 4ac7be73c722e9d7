"""Leftovers: what tools and file managers leave in a folder. It is no part of a kit or a project."""

CACHES = frozenset(["__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"])
"""Folders of Python, and of the tools that a kit's author runs in it."""

NOTES = frozenset([".DS_Store", "Thumbs.db"])
"""Files of file managers."""

LEFTOVERS = CACHES | NOTES
