"""Django's shelf `core`: one subject a file.

- `exceptions.py`  the tree of everything that the runtime explains
- `csrf.py`        the token of a form: made, masked, compared
- `signing.py`     text that nobody else can have written
- `validators.py`  what a value must fulfil; sizes in `limit_validators.py`
- `paginator.py`   long lists in pages
- `serializers/`   JSON that knows dates
- `files/`         files: uploaded, temporary, stored
- `signals.py`     a request starts, ends; a setting changes
- `wsgi.py`        get_wsgi_application(): what a WSGI server asks for
- `management/`    commands of `python manage.py …`
"""
