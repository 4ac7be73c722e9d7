"""What the app adds to `python manage.py …`.

- `collectstatic.py`  gather all static files into one folder
- `findstatic.py`     say where a static file lies
"""
