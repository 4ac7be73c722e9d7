"""The databases: what differs from one to the next.

- `base.py`     a connection: its life, its transactions, its log of queries
- `cursor.py`   what `connection.cursor()` gives
- `asking.py`   a statement, run through the wrappers that were put around queries
- `sqlite3/`    SQLite, part of Python: the database that a new project has
- `postgresql/` PostgreSQL, through psycopg 3
- `mysql/`      MySQL and MariaDB, through PyMySQL
"""
