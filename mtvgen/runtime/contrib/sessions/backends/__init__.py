"""Where sessions are kept: settings.SESSION_ENGINE names one of these modules.

- `base.py`            SessionBase: what a session is, wherever it is kept
- `signed_cookies.py`  in the visitor's cookie, signed: no table, no file
- `file.py`            in files of settings.SESSION_FILE_PATH
- `db.py`              in the table django_session
"""
