"""The visitor that a Client plays: the session, and who is logged in."""

from importlib import import_module
from typing import Any

from ..conf import settings
from ..contrib.sessions.backends import session_store
from ..http import HttpRequest, SimpleCookie


class Visitor:
    """What of a Client has to do with its session. A part of Client, of no use alone."""

    cookies: Any

    @property
    def session(self) -> Any:
        """The visitor's session. Change it in a variable, then `save()` it.

        One without a session yet gets one, cookie and all.
        """
        store = session_store()
        cookie = self.cookies.get(settings.SESSION_COOKIE_NAME)
        session = store(cookie.value if cookie else None)
        save = session.save

        def save_with_cookie(must_create: bool = False) -> None:
            save(must_create)  # a session that lives in its cookie has a new key now
            self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

        session.save = save_with_cookie
        if not cookie:
            session.save()
        return session

    def login(self, **credentials: Any) -> bool:
        """Log a user in by what the project's back-ends ask for; False when they refuse."""
        auth = _auth()
        user = auth.authenticate(**credentials)
        if user is None:
            return False
        self._log_in(auth, user)
        return True

    def force_login(self, user: Any, backend: str | None = None) -> None:
        """Log *user* in without asking for a password. backend: which one let the user in."""
        auth = _auth()
        user.backend = backend or next(name for _, name in auth._get_backends(return_tuples=True))
        self._log_in(auth, user)

    def _log_in(self, auth: Any, user: Any, backend: str | None = None) -> None:
        request = HttpRequest()
        request.session = self.session
        auth.login(request, user, backend)
        request.session.save()
        name = settings.SESSION_COOKIE_NAME
        self.cookies[name] = request.session.session_key
        self.cookies[name].update(
            {
                "max-age": None,
                "path": "/",
                "domain": settings.SESSION_COOKIE_DOMAIN,
                "secure": settings.SESSION_COOKIE_SECURE or None,
                "expires": None,
            }
        )

    def logout(self) -> None:
        """Forget the session and every cookie."""
        if settings.SESSION_COOKIE_NAME in self.cookies:
            self.session.flush()
        self.cookies = SimpleCookie()


def _auth() -> Any:
    """Return the room of users. Raises ImportError while there is none."""
    room = f"{__name__.removesuffix('.test.visitor')}.contrib.auth"
    try:
        return import_module(room)
    except ImportError as error:
        if error.name != room:
            raise
        raise ImportError(
            "There is no contrib.auth, so nobody can log in. Keep in the session who the visitor "
            "is, and set it with client.session.",
            name=room,
        ) from None
