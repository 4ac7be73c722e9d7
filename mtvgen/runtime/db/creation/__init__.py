"""The database of the tests, made and removed: `connection.creation`.

- `base.py`     DatabaseCreation: names it, and fills it by the project's migrations
- `sqlite.py`   in memory, or a file
- `postgresql.py`, `mysql.py`  one more database on the same server
"""

from .base import DatabaseCreation as DatabaseCreation
from .base import create_unmigrated_tables as create_unmigrated_tables
