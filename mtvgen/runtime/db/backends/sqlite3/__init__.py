"""SQLite: the ENGINE that settings.DATABASES names.

- `base.py`       DatabaseWrapper, the connection
- `functions.py`  what SQLite is taught: parts of dates, regular expressions
- `lock.py`       the queue of those who want to write
"""
