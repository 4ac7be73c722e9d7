"""Compressed answers, view by view. (Django's documentation: topics/http/decorators.)"""

from ...middleware.gzip import GZipMiddleware
from ...utils.decorators import decorator_from_middleware

gzip_page = decorator_from_middleware(GZipMiddleware)
gzip_page.__name__ = "gzip_page"
gzip_page.__doc__ = "Compress this view's answers for browsers that read gzip."
