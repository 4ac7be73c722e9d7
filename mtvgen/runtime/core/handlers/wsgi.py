"""WSGIHandler and WSGIRequest under Django's path; they live in `application.py` and `http/wsgi.py`."""

from ...application import Application
from ...http.wsgi import LimitedStream as LimitedStream
from ...http.wsgi import WSGIRequest as WSGIRequest
from ...http.wsgi import get_script_name as get_script_name


class WSGIHandler(Application):
    """The WSGI application of a project."""
