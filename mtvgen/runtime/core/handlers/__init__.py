"""Django's place for the WSGI application.

- `wsgi.py`  WSGIHandler and WSGIRequest
"""
