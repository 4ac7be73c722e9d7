"""What the site remembers of a visitor between requests: `request.session`, a dict.

- `middleware.py`   makes `request.session` at its first touch, and saves it
- `backends/`       where sessions are kept: signed cookies, files, the database
- `serializers.py`  how their values become text
- `base_session.py`, `models.py`, `migrations/`  their table
- `management/`     `clearsessions`: deletes what has expired
- `exceptions.py`   what goes wrong
- `apps.py`         the app, for the table and the command

Cookies, files and rows have Django's format: a site that moves to Django keeps its sessions.
(Django's documentation: topics/http/sessions.)
"""
