"""Static files: style sheets, scripts, pictures. (Django's documentation: reference/contrib/staticfiles.)

- `finders.py`   where they lie: each app's `static/` and settings.STATICFILES_DIRS
- `views.py`     serve(): one of them, while you develop
- `handlers.py`  StaticFilesHandler: answers for them before the application is asked
- `storage.py`   where `collectstatic` puts them, and the URLs that pages use
- `urls.py`      lines for your urls.py, for a server that has no StaticFilesHandler
- `checks.py`, `utils.py`  are the settings sane; which files count
- `management/`  the commands collectstatic and findstatic
"""
