"""Cross-site request forgery: a form counts only when a page of this site made it.

(Django's documentation: reference/csrf, howto/csrf.) Where this is stricter than Django:
`core/csrf.py` says what a secret proves and whose session it belongs to.
"""

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from .. import trace
from ..conf import settings
from ..core.csrf import CSRF_ALLOWED_CHARS as CSRF_ALLOWED_CHARS
from ..core.csrf import CSRF_SECRET_LENGTH as CSRF_SECRET_LENGTH
from ..core.csrf import CSRF_SESSION_KEY as CSRF_SESSION_KEY
from ..core.csrf import CSRF_TOKEN_LENGTH as CSRF_TOKEN_LENGTH
from ..core.csrf import REASON_INCORRECT_LENGTH as REASON_INCORRECT_LENGTH
from ..core.csrf import REASON_INVALID_CHARACTERS as REASON_INVALID_CHARACTERS
from ..core.csrf import InvalidTokenFormat as InvalidTokenFormat
from ..core.csrf import (
    begins_session,
    bound_secret,
    check_format,
    matches,
    proven,
    remember,
    secret_in,
    secret_of,
    settle,
)
from ..core.csrf import get_token as get_token
from ..core.csrf import rotate_token as rotate_token
from ..core.exceptions import DisallowedHost, ImproperlyConfigured
from ..http import HttpHeaders, UnreadablePostError
from ..urls import get_callable
from ..utils.cache import patch_vary_headers
from ..utils.deprecation import Answer, GetResponse, MiddlewareMixin
from ..utils.functional import cached_property
from ..utils.http import is_same_domain
from ..utils.requestlog import WARNING, tell

_LOGGER = "mtvgen.security.csrf"

REASON_BAD_ORIGIN = "Origin checking failed - %s does not match any trusted origins."
REASON_NO_REFERER = "Referer checking failed - no Referer."
REASON_BAD_REFERER = "Referer checking failed - %s does not match any trusted origins."
REASON_NO_CSRF_COOKIE = "CSRF cookie not set."
REASON_CSRF_TOKEN_MISSING = "CSRF token missing."  # noqa: S105  # a sentence
REASON_MALFORMED_REFERER = "Referer checking failed - Referer is malformed."
REASON_INSECURE_REFERER = "Referer checking failed - Referer is insecure while host is secure."

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})  # RFC 9110, section 9.2.1


class RejectRequest(Exception):  # Django's name
    """The request is refused. reason: the sentence that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CsrfViewMiddleware(MiddlewareMixin):
    """Refuse a POST (PUT, PATCH, DELETE) without the token of this browser's secret."""

    @cached_property
    def csrf_trusted_origins_hosts(self) -> list[str]:
        """The hosts of settings.CSRF_TRUSTED_ORIGINS, without the mark of a wildcard."""
        return [urlsplit(one).netloc.lstrip("*") for one in settings.CSRF_TRUSTED_ORIGINS]

    @cached_property
    def allowed_origins_exact(self) -> set[str]:
        """The trusted origins without a wildcard."""
        return {one for one in settings.CSRF_TRUSTED_ORIGINS if "*" not in one}

    @cached_property
    def allowed_origin_subdomains(self) -> dict[str, list[str]]:
        """The trusted origins with a wildcard: scheme → hosts."""
        found: dict[str, list[str]] = {}
        for parts in (urlsplit(one) for one in settings.CSRF_TRUSTED_ORIGINS if "*" in one):
            found.setdefault(parts.scheme, []).append(parts.netloc.lstrip("*"))
        return found

    def quick_layer(self, get_response: GetResponse, answer: Answer) -> GetResponse:
        """Return the middleware as one function. PERF: −0.4 µs for a browser without a cookie."""
        in_sessions = settings.CSRF_USE_SESSIONS

        def csrf(request: Any) -> Any:
            try:
                meta = request.META
                if "HTTP_COOKIE" in meta or request._cookies is not None or in_sessions:
                    self.process_request(request)
                response = get_response(request)
                if "CSRF_COOKIE_NEEDS_UPDATE" in meta or "CSRF_COOKIE" in meta:
                    return self.process_response(request, response)
                return response
            except Exception as error:  # noqa: BLE001  # whatever it is, the browser gets an answer
                return answer(request, error)

        return csrf

    # The way in

    def process_request(self, request: Any) -> None:
        """Find the browser's secret."""
        if getattr(request, "_csrf_settled", False):  # this middleware, and a decorator
            return
        if settings.CSRF_USE_SESSIONS:
            secret = self._session_secret(request)
            if secret is not None:
                settle(request, secret)
            return
        if request._session_maker is None and request._session is None:
            # sessions are made further in, and saved before the secret could be put there
            request._csrf_without_session = True
        try:
            secret = self._cookie_secret(request)
        except InvalidTokenFormat:
            # replaced on the way out, when it is known what the session remembers
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
        else:
            if secret is not None:
                request.META["CSRF_COOKIE"] = secret

    def process_view(
        self,
        request: Any,
        callback: Any,
        callback_args: Any,
        callback_kwargs: Any,
    ) -> Any:
        """Return the refusal, or None."""
        if request.method in _SAFE_METHODS or getattr(request, "csrf_processing_done", False):
            return None
        # the view may be marked @csrf_exempt
        if getattr(callback, "csrf_exempt", False):
            return None
        # the test client's requests are not checked, unless it was asked to
        if getattr(request, "_dont_enforce_csrf_checks", False):
            request.csrf_processing_done = True
            return None
        try:
            if "HTTP_ORIGIN" in request.META:
                if not self._origin_verified(request):
                    raise RejectRequest(REASON_BAD_ORIGIN % request.META["HTTP_ORIGIN"])
            elif request.is_secure():
                # a man in the middle of the plain-HTTP site could set the cookie: so the
                # Referer must be ours too, where no Origin was sent
                self._check_referer(request)
            self._check_token(request)
        except RejectRequest as refusal:
            return self._reject(request, refusal.reason)
        request.csrf_processing_done = True
        return None

    process_view.skips_safe_methods = True  # type: ignore[attr-defined]
    """PERF: the application does not ask about a GET at all."""

    # The way out

    def process_response(self, request: Any, response: Any) -> Any:
        """Return *response* with the cookie where a page showed a token; tell a new session."""
        meta = request.META
        if meta.get("CSRF_COOKIE_NEEDS_UPDATE"):
            self._set_csrf_cookie(request, response)
            meta["CSRF_COOKIE_NEEDS_UPDATE"] = False
        elif "CSRF_COOKIE" in meta and not settings.CSRF_USE_SESSIONS and begins_session(request):
            remember(request, meta["CSRF_COOKIE"])
        return response

    # What is checked

    def _origin_verified(self, request: Any) -> bool:
        origin = request.META["HTTP_ORIGIN"]
        try:
            host = request.get_host()
        except DisallowedHost:
            pass
        else:
            if origin == f"{'https' if request.is_secure() else 'http'}://{host}":
                return True
        if origin in self.allowed_origins_exact:
            return True
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        hosts = self.allowed_origin_subdomains.get(parts.scheme, ())
        return any(is_same_domain(parts.netloc, host) for host in hosts)

    def _check_referer(self, request: Any) -> None:
        header = request.META.get("HTTP_REFERER")
        if header is None:
            raise RejectRequest(REASON_NO_REFERER)
        try:
            referer = urlsplit(header)
        except ValueError:
            raise RejectRequest(REASON_MALFORMED_REFERER) from None
        if "" in (referer.scheme, referer.netloc):
            raise RejectRequest(REASON_MALFORMED_REFERER)
        if referer.scheme != "https":
            raise RejectRequest(REASON_INSECURE_REFERER)
        if any(is_same_domain(referer.netloc, host) for host in self.csrf_trusted_origins_hosts):
            return
        good = (
            settings.SESSION_COOKIE_DOMAIN
            if settings.CSRF_USE_SESSIONS
            else settings.CSRF_COOKIE_DOMAIN
        )
        if good is None:
            try:
                good = request.get_host()
            except DisallowedHost:
                raise RejectRequest(REASON_BAD_REFERER % referer.geturl()) from None
        else:
            port = request.get_port()
            good = good if port in ("443", "80") else f"{good}:{port}"
        if not is_same_domain(referer.netloc, good):
            raise RejectRequest(REASON_BAD_REFERER % referer.geturl())

    def _check_token(self, request: Any) -> None:
        try:
            secret = self._get_secret(request)
        except InvalidTokenFormat as error:
            raise RejectRequest(f"CSRF cookie {error.reason}.") from None
        if secret is None:
            raise RejectRequest(REASON_NO_CSRF_COOKIE)
        token, source = "", "POST"
        if request.method == "POST":
            try:
                token = request.POST.get("csrfmiddlewaretoken", "")
            except UnreadablePostError:
                token = ""  # the client went away; the view will not be missed
        if not token:
            source = settings.CSRF_HEADER_NAME
            token = request.META.get(source)
            if token is None:
                raise RejectRequest(REASON_CSRF_TOKEN_MISSING)
        try:
            check_format(token)
        except InvalidTokenFormat as error:
            raise RejectRequest(f"CSRF token from {_place(source)} {error.reason}.") from None
        if not matches(token, secret):
            raise RejectRequest(f"CSRF token from {_place(source)} incorrect.")

    # Where the secret lies

    def _get_secret(self, request: Any) -> str | None:
        """Return the secret that a token must belong to. Raises InvalidTokenFormat."""
        if settings.CSRF_USE_SESSIONS:
            return self._session_secret(request)
        if settings.CSRF_COOKIE_NAME not in request.COOKIES:
            return None
        return bound_secret(request) or self._cookie_secret(request)

    def _session_secret(self, request: Any) -> str | None:
        try:
            return secret_in(request.session)
        except AttributeError:
            raise ImproperlyConfigured(
                "CSRF_USE_SESSIONS is enabled, but request.session is not set.",
                hint="SessionMiddleware must stand before CsrfViewMiddleware in MIDDLEWARE.",
            ) from None

    def _cookie_secret(self, request: Any) -> str | None:
        name = settings.CSRF_COOKIE_NAME
        cookie = request.COOKIES.get(name)
        if cookie is None:
            return None
        try:
            return proven(cookie)
        except InvalidTokenFormat:
            # SAFETY: a neighbour under the same domain may have planted one of that name beside
            # ours, which must not lock the visitor out
            for pair in request.META.get("HTTP_COOKIE", "").split(";"):
                key, _, value = pair.strip().partition("=")
                if key == name and value != cookie:
                    with suppress(InvalidTokenFormat):
                        return proven(value)
            raise

    def _set_csrf_cookie(self, request: Any, response: Any) -> None:
        secret = secret_of(request)
        if settings.CSRF_USE_SESSIONS:
            if request.session.get(CSRF_SESSION_KEY) != secret:
                request.session[CSRF_SESSION_KEY] = secret
            return
        if remember(request, secret) and response.status_code >= 500:
            return  # a session is not saved after an error; the cookie must not run ahead of it
        response.set_cookie(
            settings.CSRF_COOKIE_NAME,
            secret,
            max_age=settings.CSRF_COOKIE_AGE,
            domain=settings.CSRF_COOKIE_DOMAIN,
            path=settings.CSRF_COOKIE_PATH,
            secure=settings.CSRF_COOKIE_SECURE,
            httponly=settings.CSRF_COOKIE_HTTPONLY,
            samesite=settings.CSRF_COOKIE_SAMESITE,
        )
        patch_vary_headers(response, ("Cookie",))

    def _reject(self, request: Any, reason: str) -> Any:
        what = (reason, request.path)
        tell(_LOGGER, WARNING, "Forbidden (%s): %s", *what, request=request, status_code=403)
        if trace.on:
            trace.note("csrf.refused", reason=reason)
        return get_callable(settings.CSRF_FAILURE_VIEW)(request, reason=reason)


def _place(source: str) -> str:
    if source == "POST":
        return "POST"
    name = HttpHeaders.parse_header_name(source)
    return f"the {name!r} HTTP header"
