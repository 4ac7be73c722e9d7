"""get_wsgi_application(): what `wsgi.py` of a project asks for."""

from .. import setup
from .handlers.wsgi import WSGIHandler


def get_wsgi_application() -> WSGIHandler:
    """Make the project ready and return its WSGI application (PEP 3333)."""
    setup(set_prefix=False)
    return WSGIHandler()
