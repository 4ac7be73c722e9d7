"""Models for the tables that a database has already: what `inspectdb` prints.

- `facts.py`    Table and Column: what a database says, in words of models
- `sqlite.py`, `postgresql.py`, `mysql.py`  read them from the databases
- `naming.py`   names of tables and columns as names of models and fields
- `source.py`   the text of a models.py

(Django's documentation: howto/legacy-databases, reference/django-admin "inspectdb".)
"""

from .facts import Column as Column
from .facts import Table as Table
from .facts import reader_for as reader_for
from .source import module_source as module_source
