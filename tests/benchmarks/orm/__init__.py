"""The sides of the comparison of object mappers: the same fourteen workloads on a SQLite file each.

- `shop.py`             the tables and rows, and what every side is
- `raw.py`              sqlite3, and plain objects made from its rows by hand
- `models.py`           models with Django's names: ours, and Django's
- `peewee_side.py`      peewee
- `sqlalchemy_core.py`  SQLAlchemy's Core: rows, no objects
- `sqlalchemy_orm.py`   SQLAlchemy's ORM, a session for each piece of work
"""
