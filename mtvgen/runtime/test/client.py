"""Client: a browser without a network. It keeps cookies, follows redirects, and looks inside.

(Django's documentation: topics/testing/tools, "The test client".)
"""

import copy
import functools
import re
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from ..core.serializers.json import DjangoJSONEncoder
from ..core.signals import got_request_exception, template_rendered
from ..http import QueryDict
from ..urls import resolve
from ..utils.functional import SimpleLazyObject
from .factory import RequestFactory
from .handler import ClientHandler
from .payload import BOUNDARY, MULTIPART_CONTENT, FakePayload, encode_file, encode_multipart
from .visitor import Visitor

__all__ = [
    "BOUNDARY",
    "MULTIPART_CONTENT",
    "Client",
    "ClientHandler",
    "ContextList",
    "FakePayload",
    "RedirectCycleError",
    "RequestFactory",
    "encode_file",
    "encode_multipart",
]

REDIRECT_STATUS_CODES = frozenset({301, 302, 303, 307, 308})
_JSON = re.compile(r"application/(.+\+)?json")
_MOST_REDIRECTS = 20
_SAME_HOST = ("wsgi.url_scheme", "SERVER_NAME", "SERVER_PORT", "HTTP_HOST")


class RedirectCycleError(Exception):
    """Following redirects came back to a page that was seen, or did not end.

    last_response: the response that was not followed. redirect_chain: the way there.
    """

    def __init__(self, message: str, last_response: Any) -> None:
        super().__init__(message)
        self.last_response = last_response
        self.redirect_chain = last_response.redirect_chain


class ContextList(list[Any]):
    """The contexts of several templates: `["name"]` looks into each, the first rendered first."""

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, str):
            return super().__getitem__(key)
        for context in self:
            if key in context:
                return context[key]
        raise KeyError(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value by name, or *default*."""
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key: object) -> bool:
        return any(key in context for context in self)

    def keys(self) -> set[str]:
        """Return every name of every context."""
        return {name for context in self for name in context}


class Client(Visitor, RequestFactory):
    """A browser: `Client().get("/")` returns the response that the project gives.

    enforce_csrf_checks: refuse forms without a token, as for a browser.
    raise_request_exception: raise a view's exception here; False: return the 500 response.
    The rest is RequestFactory's. Each method takes `follow`: follow redirects to their end.

    A response has what a view's response has, and: `client`, `request` (the environ's keys),
    `wsgi_request`, `templates` and `context` (what was rendered, and with what), `resolver_match`,
    `json()`, `exc_info`, and after `follow` `redirect_chain` (pairs of URL and status).
    """

    def __init__(
        self,
        enforce_csrf_checks: bool = False,
        raise_request_exception: bool = True,
        *,
        headers: Mapping[str, str] | None = None,
        query_params: Any = None,
        json_encoder: type[Any] = DjangoJSONEncoder,
        **defaults: Any,
    ) -> None:
        super().__init__(
            headers=headers, query_params=query_params, json_encoder=json_encoder, **defaults
        )
        self.handler = ClientHandler(enforce_csrf_checks)
        self.raise_request_exception = raise_request_exception
        self.exc_info: Any = None
        self.extra: dict[str, Any] | None = None
        self.headers: Mapping[str, str] | None = None

    def request(self, **request: Any) -> Any:
        """Send a request to the project and return its response."""
        environ = self._base_environ(**request)
        rendered = _Rendered()
        template_rendered.connect(rendered.note, weak=False)
        got_request_exception.connect(self._note_exception)
        try:
            response = self.handler(environ)
        finally:
            template_rendered.disconnect(rendered.note)
            got_request_exception.disconnect(self._note_exception)
        self._raise_or_keep_exception(response)
        response.client = self
        response.request = request
        response.templates = rendered.templates
        response.context = rendered.context
        response.json = functools.partial(_parsed_json, response)
        asked = response.wsgi_request
        response.resolver_match = SimpleLazyObject(lambda: resolve(asked.path_info, asked.urlconf))
        if response.cookies:
            self.cookies.update(response.cookies)
        return response

    def _note_exception(self, **_: Any) -> None:
        self.exc_info = sys.exc_info()

    def _raise_or_keep_exception(self, response: Any) -> None:
        response.exc_info = self.exc_info
        if self.exc_info is None:
            return
        error, self.exc_info = self.exc_info[1], None
        if self.raise_request_exception:
            raise error

    # One method for each of HTTP's

    def get(  # type: ignore[override]  # `follow`, where Django has it
        self,
        path: str,
        data: Any = None,
        follow: bool = False,
        secure: bool = False,
        **options: Any,
    ) -> Any:
        """Send a GET request. data: the fields of the query."""
        return self._send("get", path, (data,), follow, secure, options)

    def head(  # type: ignore[override]  # `follow`, where Django has it
        self,
        path: str,
        data: Any = None,
        follow: bool = False,
        secure: bool = False,
        **options: Any,
    ) -> Any:
        """Send a HEAD request. data: the fields of the query."""
        return self._send("head", path, (data,), follow, secure, options)

    def trace(  # type: ignore[override]  # `follow`, where Django has it
        self,
        path: str,
        data: Any = "",
        follow: bool = False,
        secure: bool = False,
        **options: Any,
    ) -> Any:
        """Send a TRACE request. data is for Django's signature alone: a TRACE has no body."""
        return self._send("trace", path, (), follow, secure, options)

    def post(  # type: ignore[override]  # `follow`, where Django has it
        self,
        path: str,
        data: Any = None,
        content_type: str = MULTIPART_CONTENT,
        follow: bool = False,
        secure: bool = False,
        **options: Any,
    ) -> Any:
        """Send a POST request. data: the fields of a form, open files among them, or a body."""
        return self._send("post", path, (data, content_type), follow, secure, options)

    def options(  # type: ignore[override]  # `follow`, where Django has it
        self,
        path: str,
        data: Any = "",
        content_type: str = "application/octet-stream",
        follow: bool = False,
        secure: bool = False,
        **options: Any,
    ) -> Any:
        """Send an OPTIONS request. data: the body."""
        return self._send("options", path, (data, content_type), follow, secure, options)

    def put(  # type: ignore[override]  # `follow`, where Django has it
        self,
        path: str,
        data: Any = "",
        content_type: str = "application/octet-stream",
        follow: bool = False,
        secure: bool = False,
        **options: Any,
    ) -> Any:
        """Send a PUT request. data: the body."""
        return self._send("put", path, (data, content_type), follow, secure, options)

    def patch(  # type: ignore[override]  # `follow`, where Django has it
        self,
        path: str,
        data: Any = "",
        content_type: str = "application/octet-stream",
        follow: bool = False,
        secure: bool = False,
        **options: Any,
    ) -> Any:
        """Send a PATCH request. data: the body."""
        return self._send("patch", path, (data, content_type), follow, secure, options)

    def delete(  # type: ignore[override]  # `follow`, where Django has it
        self,
        path: str,
        data: Any = "",
        content_type: str = "application/octet-stream",
        follow: bool = False,
        secure: bool = False,
        **options: Any,
    ) -> Any:
        """Send a DELETE request. data: the body."""
        return self._send("delete", path, (data, content_type), follow, secure, options)

    def _send(
        self,
        method: str,
        path: str,
        body: tuple[Any, ...],
        follow: bool,
        secure: bool,
        options: dict[str, Any],
    ) -> Any:
        self.headers = options.get("headers")
        self.extra = {k: v for k, v in options.items() if k not in ("headers", "query_params")}
        build = getattr(super(), method)
        response = build(path, *body, secure=secure, **options)
        return self._follow(response, body, options) if follow else response

    def _follow(self, response: Any, body: tuple[Any, ...], options: Any) -> Any:
        """Follow redirects to their end, and return the last response."""
        response.redirect_chain = []
        chain: list[tuple[str, int]] = response.redirect_chain
        while response.status_code in REDIRECT_STATUS_CODES:
            chain.append((response.url, response.status_code))
            response = self._follow_one(response, body, options)
            response.redirect_chain = chain
            _check_for_cycle(chain, response)
        return response

    def _follow_one(self, response: Any, body: tuple[Any, ...], options: Any) -> Any:
        """Go where a response points. 307 and 308 keep method and body (RFC 9110, section 15.4)."""
        location = urlsplit(response.url)
        before = response.request
        environ = {name: value for name, value in options.items() if name != "query_params"}
        environ |= {name: before[name] for name in _SAME_HOST if name in before}
        if location.scheme:
            environ["wsgi.url_scheme"] = location.scheme
        if location.hostname:
            environ["SERVER_NAME"] = location.hostname
            environ["HTTP_HOST"] = location.netloc.rpartition("@")[2]
            default_port = 443 if environ["wsgi.url_scheme"] == "https" else 80
            environ["SERVER_PORT"] = str(location.port or default_port)
        path = location.path
        if not path and location.netloc:
            path = "/"  # RFC 3986, section 6.2.3
        if not path.startswith("/"):  # relative to the page before
            path = urljoin(before["PATH_INFO"], path)
        secure = environ["wsgi.url_scheme"] == "https"
        keeps = response.status_code in (307, 308)
        method = before["REQUEST_METHOD"].lower() if keeps else "get"
        if method in ("get", "head"):
            fields: Any = QueryDict(location.query)
            if keeps and not fields and len(body) == 1:  # as Django does: those of before again
                fields = body[0]
            return self._send(method, path, (fields,), False, secure, environ)
        environ["QUERY_STRING"] = location.query
        return self._send(method, path, body, False, secure, environ)


class _Rendered:
    """What was rendered for one response: the templates, and a copy of each one's context."""

    def __init__(self) -> None:
        self.templates: list[Any] = []
        self.contexts = ContextList()

    def note(self, template: Any, context: Any, **_: Any) -> None:
        self.templates.append(template)
        self.contexts.append(copy.copy(context))

    @property
    def context(self) -> Any:
        """The context: of one template itself, of several a ContextList, of none None."""
        if not self.contexts:
            return None
        return self.contexts if len(self.contexts) > 1 else self.contexts[0]


def _parsed_json(response: Any, **options: Any) -> Any:
    import json

    if not hasattr(response, "_json"):
        found = response.get("Content-Type", "")
        if not _JSON.match(found):
            raise ValueError(f'Content-Type header is "{found}", not "application/json"')
        response._json = json.loads(response.content.decode(response.charset), **options)
    return response._json


def _check_for_cycle(chain: list[tuple[str, int]], response: Any) -> None:
    if chain[-1] in chain[:-1]:
        raise RedirectCycleError("Redirect loop detected.", last_response=response)
    if len(chain) > _MOST_REDIRECTS:
        raise RedirectCycleError("Too many redirects.", last_response=response)
