"""Tables, made and changed: `with connection.schema_editor() as editor: …`.

- `editor.py`    SchemaEditor: the block, and Django's documented methods
- `names.py`, `defaults.py`  names of indexes and rules; what rows get in a new column
- `sqlite.py`    how SQLite does it
- `rebuilding.py`  a table made anew in the place of what is there
- `tables.py`    a model's table on SQLite as plain facts
- `server.py`    what PostgreSQL and MySQL do alike
- `postgresql.py`  how PostgreSQL does it
- `altering.py`  a column there turned into another, step by step
- `mysql.py`     how MySQL and MariaDB do it
- `columns.py`   a model's columns on a server as plain facts
- `operations.py`, `mysql_operations.py`  the DDL itself, by Alembic

(Django's documentation: reference/schema-editor.)
"""

from .editor import SchemaEditor as SchemaEditor
