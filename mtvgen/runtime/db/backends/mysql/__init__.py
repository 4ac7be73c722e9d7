"""MySQL and MariaDB, through PyMySQL: `"ENGINE": "….db.backends.mysql"`.

- `base.py`           the connection
- `settings.py`       what DATABASES says, as the driver takes it
- `driver.py`         PyMySQL, imported when it is first needed, and how values come and go
- `errors.py`         the driver's errors, explained
- `zones.py`         time zones that the server does not know
- `pool.py`           connections that requests borrow: as many as the server has threads
- `types.py`          which type a field's column has
- `introspection.py`  what the database says about its own tables
"""
