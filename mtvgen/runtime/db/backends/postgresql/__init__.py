"""PostgreSQL, through psycopg 3: `"ENGINE": "….db.backends.postgresql"`.

- `base.py`           the connection
- `driver.py`         psycopg, imported when it is first needed, and how values come back
- `pool.py`           connections that requests borrow: as many as the server has threads
- `literals.py`       values written into SQL: for definitions of tables, and for people to read
- `introspection.py`  what the database says about its own tables
"""
