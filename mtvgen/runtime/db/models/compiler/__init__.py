"""From structure to SQL: the only rooms of the models that know SQLAlchemy.

A query whose plan is kept never comes here, so that importing SQLAlchemy (0.16 s) is paid for only
when a new query is asked.

- `tables.py`      column_type(), table_for(): a model as SQLAlchemy sees it
- `joins.py`       the tables of one query, and how names lead from one to the next
- `conditions.py`, `patterns.py`  conditions and expressions
- `selects.py`     SELECT, with its columns, groups and order
- `dialects.py`, `sqlite.py`, `postgresql.py`, `mysql.py`  what each kind of database says in its own way
- `distinct.py`    DISTINCT, as servers want it
- `statements.py`  compile_shape(): the plan of any shape
"""

from .statements import compile_shape as compile_shape
from .tables import column_check as column_check
from .tables import column_type as column_type
from .tables import table_for as table_for
