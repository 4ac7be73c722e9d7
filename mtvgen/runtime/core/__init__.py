"""Django's shelf `core`: one subject a file.

- `exceptions.py`  the tree of everything that the runtime explains
- `csrf.py`        the token of a form: made, masked, compared
- `signing.py`     text that nobody else can have written
- `validators.py`  what a value must fulfil
- `paginator.py`   long lists in pages
- `signals.py`     a request starts, ends; a setting changes
- `wsgi.py`        get_wsgi_application(): what a WSGI server asks for
- `management/`    commands of `python manage.py …`
"""
