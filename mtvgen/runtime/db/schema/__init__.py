"""Tables, made and changed: `with connection.schema_editor() as editor: …`.

- `editor.py`    SchemaEditor: the block, and Django's documented methods
- `sqlite.py`    how SQLite does it
- `rebuilding.py`  a table made anew in the place of what is there
- `tables.py`    a model's table on SQLite as plain facts

(Django's documentation: reference/schema-editor.)
"""

from .editor import SchemaEditor as SchemaEditor
