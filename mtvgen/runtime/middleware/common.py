"""Hosts, missing slashes, Content-Length.

(Django's documentation: reference/middleware, "Common" middleware.)
"""

import re
from typing import Any
from urllib.parse import urlsplit

from ..absent import absent
from ..conf import settings
from ..core.exceptions import PermissionDenied
from ..http import HttpResponse, HttpResponsePermanentRedirect
from ..http.hosts import known
from ..urls import is_valid_path
from ..utils.deprecation import Answer, GetResponse, MiddlewareMixin
from ..utils.http import escape_leading_slashes


class _Lengths(dict[int, tuple[str, str]]):
    """Content-Length of lengths in bytes, as it stands in the headers' store; 1000 of them are kept."""

    def __missing__(self, length: int) -> tuple[str, str]:
        header = ("Content-Length", str(length))
        if len(self) < 1000:
            self[length] = header
        return header


LENGTHS = _Lengths()


class CommonMiddleware(MiddlewareMixin):
    """Check the host, add "www." and missing slashes where settings say so, set Content-Length."""

    response_redirect_class = HttpResponsePermanentRedirect

    def quick_layer(self, get_response: GetResponse, answer: Answer) -> GetResponse:
        """Return the middleware as one function. PERF: −0.4 µs."""
        allowed = settings.ALLOWED_HOSTS
        careful = bool(
            settings.DISALLOWED_USER_AGENTS or settings.PREPEND_WWW or settings.USE_X_FORWARDED_HOST
        )

        def common(request: Any) -> Any:
            try:
                meta = request.META
                if (
                    careful
                    # most requests name a host that was allowed before, under the same settings
                    or "HTTP_HOST" not in meta
                    or meta["HTTP_HOST"] not in known.hosts
                    or known.allowed != allowed
                ):
                    refused = self.process_request(request)
                    if refused is not None:
                        return self.process_response(request, refused)
                response = get_response(request)
                if type(response) is not HttpResponse or response.status_code == 404:
                    return self.process_response(request, response)
                store = response.header_store
                if "content-length" not in store:
                    content = response._container
                    length = len(content[0] if len(content) == 1 else response.content)
                    store["content-length"] = LENGTHS[length]
                return response
            except Exception as error:  # noqa: BLE001  # whatever it is, the browser gets an answer
                return answer(request, error)

        return common

    def process_request(self, request: Any) -> Any:
        """Refuse unwanted user agents; return the redirect to "www." where one is due."""
        if settings.DISALLOWED_USER_AGENTS:
            user_agent = request.META.get("HTTP_USER_AGENT", "")
            if any(re.compile(one).search(user_agent) for one in settings.DISALLOWED_USER_AGENTS):
                raise PermissionDenied("Forbidden user agent")
        host = request.get_host()  # raises DisallowedHost
        if settings.PREPEND_WWW and host and not host.startswith("www."):
            path = (
                self.get_full_path_with_slash(request)
                if self.should_redirect_with_slash(request)
                else request.get_full_path()
            )
            return self._redirect(request, f"{request.scheme}://www.{host}{path}")
        return None

    def should_redirect_with_slash(self, request: Any) -> bool:
        """Return whether the path is none of ours, but would be with a slash at its end."""
        if not settings.APPEND_SLASH or request.path_info.endswith("/"):
            return False
        urlconf = getattr(request, "urlconf", None)
        if is_valid_path(request.path_info, urlconf):
            return False
        match = is_valid_path(f"{request.path_info}/", urlconf)
        return bool(match) and getattr(match.func, "should_append_slash", True)  # type: ignore[union-attr]

    def get_full_path_with_slash(self, request: Any) -> str:
        """Return the path with its slash.

        Raises RuntimeError in DEBUG for a method that has a body: browsers would send the
        redirected request without it, and what was typed would be lost.
        """
        path = escape_leading_slashes(request.get_full_path(force_append_slash=True))
        if settings.DEBUG and request.method in ("DELETE", "POST", "PUT", "PATCH"):
            target = f"{request.get_host()}{urlsplit(path).path}"
            raise RuntimeError(
                f"You called this URL via {request.method}, but the URL doesn't end in a slash and "
                "you have APPEND_SLASH set. A redirect to the URL with the slash would lose the "
                f"{request.method} data. Change your form to point to {target} (note the trailing "
                "slash), or set APPEND_SLASH=False in your settings."
            )
        return path

    def process_response(self, request: Any, response: Any) -> Any:
        """Return the redirect to the path with a slash for a 404, else *response*."""
        if response.status_code == 404 and self.should_redirect_with_slash(request):
            response.close()
            return self._redirect(request, self.get_full_path_with_slash(request))
        if not response.streaming and not response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))
        return response

    def _redirect(self, request: Any, url: str) -> Any:
        if request.method in ("GET", "HEAD"):
            return self.response_redirect_class(url)
        # SAFETY: to 301, browsers answer with a GET, and what was typed is lost; 308 sends it again
        return self.response_redirect_class(url, preserve_request=True)


__getattr__ = absent(
    __name__,
    {
        "BrokenLinkEmailsMiddleware": "There is no e-mail here: the logger 'mtvgen.request' tells "
        "of every page that was not found.",
    },
)
