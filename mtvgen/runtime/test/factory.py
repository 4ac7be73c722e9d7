"""RequestFactory: a request to hand to a view, as if a browser had sent it.

(Django's documentation: topics/testing/advanced, "The request factory".)
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from ..conf import settings
from ..core.serializers.json import DjangoJSONEncoder
from ..http import HttpHeaders, SimpleCookie
from ..http.cookie import as_header
from ..http.wsgi import WSGIRequest
from ..utils.encoding import force_bytes
from ..utils.http import urlencode
from .payload import MULTIPART_CONTENT, FakePayload, encode_data, encode_json

_BYTES = "application/octet-stream"


class RequestFactory:
    """Makes requests: `RequestFactory().post("/vote/", {"choice": 1})`.

    headers, query_params, and defaults (keys of a WSGI environ): part of every request.
    json_encoder: turns data into JSON, for the content type "application/json".

    Each method takes `path` (with or without a query), `secure` (HTTPS), `headers`,
    `query_params`, and further keys of the environ.
    """

    def __init__(
        self,
        *,
        json_encoder: type[Any] = DjangoJSONEncoder,
        headers: Mapping[str, str] | None = None,
        query_params: Any = None,
        **defaults: Any,
    ) -> None:
        self.json_encoder = json_encoder
        self.defaults: dict[str, Any] = defaults
        self.cookies: Any = SimpleCookie()
        self.errors = BytesIO()
        if headers:
            self.defaults.update(HttpHeaders.to_wsgi_names(headers))
        if query_params:
            self.defaults["QUERY_STRING"] = urlencode(query_params, doseq=True)

    def _base_environ(self, **request: Any) -> dict[str, Any]:
        cookies = sorted(f"{one.key}={one.coded_value}" for one in self.cookies.values())
        return {
            "HTTP_COOKIE": as_header("; ".join(cookies)),
            "PATH_INFO": "/",
            "REMOTE_ADDR": "127.0.0.1",
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": FakePayload(b""),
            "wsgi.errors": self.errors,
            "wsgi.multiprocess": True,
            "wsgi.multithread": False,
            "wsgi.run_once": False,
            **self.defaults,
            **request,
        }

    def request(self, **request: Any) -> Any:
        """Return the request of an environ: the keys given, over those of every request."""
        return WSGIRequest(self._base_environ(**request))

    def get(
        self,
        path: str,
        data: Any = None,
        secure: bool = False,
        *,
        headers: Mapping[str, str] | None = None,
        query_params: Any = None,
        **extra: Any,
    ) -> Any:
        """Return a GET request. data: fields of the query, as query_params (one of the two)."""
        query_params = _one_query(data, query_params)
        return self.generic(
            "GET", path, secure=secure, headers=headers, query_params=query_params, **extra
        )

    def head(
        self,
        path: str,
        data: Any = None,
        secure: bool = False,
        *,
        headers: Mapping[str, str] | None = None,
        query_params: Any = None,
        **extra: Any,
    ) -> Any:
        """Return a HEAD request. data: fields of the query, as query_params (one of the two)."""
        query_params = _one_query(data, query_params)
        return self.generic(
            "HEAD", path, secure=secure, headers=headers, query_params=query_params, **extra
        )

    def post(
        self,
        path: str,
        data: Any = None,
        content_type: str = MULTIPART_CONTENT,
        secure: bool = False,
        **options: Any,
    ) -> Any:
        """Return a POST request. data: the fields of a form, open files among them, or a body."""
        data = encode_json({} if data is None else data, content_type, self.json_encoder)
        body = encode_data(data, content_type)
        return self.generic("POST", path, body, content_type, secure, **options)

    def put(
        self,
        path: str,
        data: Any = "",
        content_type: str = _BYTES,
        secure: bool = False,
        **options: Any,
    ) -> Any:
        """Return a PUT request. data: the body."""
        return self._with_body("PUT", path, data, content_type, secure, **options)

    def patch(
        self,
        path: str,
        data: Any = "",
        content_type: str = _BYTES,
        secure: bool = False,
        **options: Any,
    ) -> Any:
        """Return a PATCH request. data: the body."""
        return self._with_body("PATCH", path, data, content_type, secure, **options)

    def delete(
        self,
        path: str,
        data: Any = "",
        content_type: str = _BYTES,
        secure: bool = False,
        **options: Any,
    ) -> Any:
        """Return a DELETE request. data: the body."""
        return self._with_body("DELETE", path, data, content_type, secure, **options)

    def options(
        self,
        path: str,
        data: Any = "",
        content_type: str = _BYTES,
        secure: bool = False,
        **options: Any,
    ) -> Any:
        """Return an OPTIONS request. data: the body."""
        return self.generic("OPTIONS", path, data, content_type, secure, **options)

    def trace(self, path: str, secure: bool = False, **options: Any) -> Any:
        """Return a TRACE request, which has no body."""
        return self.generic("TRACE", path, secure=secure, **options)

    def _with_body(
        self, method: str, path: str, data: Any, content_type: str, secure: bool, **options: Any
    ) -> Any:
        data = encode_json(data, content_type, self.json_encoder)
        return self.generic(method, path, data, content_type, secure, **options)

    def generic(
        self,
        method: str,
        path: str,
        data: Any = "",
        content_type: str = _BYTES,
        secure: bool = False,
        *,
        headers: Mapping[str, str] | None = None,
        query_params: Any = None,
        **extra: Any,
    ) -> Any:
        """Return a request with any method. data: the body, text or bytes."""
        parsed = urlsplit(str(path))  # a lazy path is allowed
        environ: dict[str, Any] = {
            "PATH_INFO": _wsgi_path(parsed),
            "REQUEST_METHOD": method,
            "SERVER_PORT": "443" if secure else "80",
            "wsgi.url_scheme": "https" if secure else "http",
        }
        body = force_bytes(data, settings.DEFAULT_CHARSET)
        if body:
            environ["CONTENT_LENGTH"] = str(len(body))
            environ["CONTENT_TYPE"] = content_type
            environ["wsgi.input"] = FakePayload(body)
        if headers:
            extra.update(HttpHeaders.to_wsgi_names(headers))
        if query_params:
            extra["QUERY_STRING"] = urlencode(query_params, doseq=True)
        environ.update(extra)
        if not environ.get("QUERY_STRING") and (
            parsed.query or not self.defaults.get("QUERY_STRING")
        ):
            environ["QUERY_STRING"] = parsed.query.encode().decode("latin-1")  # PEP 3333
        return self.request(**environ)


def _one_query(data: Any, query_params: Any) -> Any:
    if data and query_params:
        raise ValueError("query_params and data arguments are mutually exclusive.")
    return data or query_params or {}


def _wsgi_path(parsed: SplitResult) -> str:
    return unquote_to_bytes(parsed.path).decode("latin-1")  # PEP 3333
