"""StaticFilesHandler: static files before the application is asked. `runserver` uses it."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from ... import trace
from ...conf import settings
from ...http import Http404, HttpResponseNotFound
from ...http.wsgi import WSGIRequest
from .utils import check_settings


class StaticFilesHandler:
    """A WSGI application: answers below settings.STATIC_URL, and passes all else to *application*.

    For development. Browsers ask again each time whether a file has changed.
    """

    handles_files = True
    request_class = WSGIRequest

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.base_url = urlsplit(self.get_base_url())
        # a host in the URL means that another server has the files
        self._prefix = None if self.base_url.netloc else unquote(self.base_url.path)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        # PERF: the request is made only for what is ours
        if not self._may_be_ours(environ):
            return self.application(environ, start_response)
        request = self.request_class(environ)
        if not self._should_handle(request.path_info):
            return self.application(environ, start_response)
        from ...http.sending import to_send  # PERF: the first page needs no file

        response = self.get_response(request)
        body = to_send(response, environ)
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return body

    def _may_be_ours(self, environ: dict[str, Any]) -> bool:
        prefix = self._prefix
        if prefix is None:
            return False
        return not prefix.isascii() or environ.get("PATH_INFO", "").startswith(prefix)

    def _should_handle(self, path: str) -> bool:
        return self._prefix is not None and path.startswith(self._prefix)

    def get_base_url(self) -> str:
        """Return settings.STATIC_URL. Raises ImproperlyConfigured when it cannot work."""
        check_settings()
        return str(settings.STATIC_URL)

    def file_path(self, url: str) -> str:
        """Return the path of the static file that *url* asks for."""
        return url.removeprefix(self._prefix or "")

    def serve(self, request: Any) -> Any:
        """Return the file that *request* asks for. Raises Http404."""
        from .views import serve  # PERF: the first page needs no static.serve yet

        return serve(request, self.file_path(request.path_info), insecure=True)

    def get_response(self, request: Any) -> Any:
        """Return the file that *request* asks for, or a 404 that says, with DEBUG, what to do."""
        try:
            response = self.serve(request)
        except Http404 as missing:
            reason = str(missing) if settings.DEBUG else "Not Found"
            response = HttpResponseNotFound(reason, content_type="text/plain; charset=utf-8")
        if not response.streaming:  # the middleware that would say so is not asked
            response.setdefault("Content-Length", len(response.content))
        response.setdefault("Cache-Control", "no-cache")
        if trace.on:
            trace.note("static.answered", path=request.path_info, status=response.status_code)
        return response
