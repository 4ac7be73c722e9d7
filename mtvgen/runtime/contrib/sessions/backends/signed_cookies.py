"""Sessions in the visitor's cookie: signed, so that only the site can write them.

Visitors can read what is in theirs, and bring back an older one: keep no secrets and no balances
here. (Django's documentation: topics/http/sessions, "Using cookie-based sessions".)
"""

import time
from typing import Any

from ....core import signing
from .base import _EXPIRY, SessionBase, _moment

_SALT = "django.contrib.sessions.backends.signed_cookies"  # Django's: its sessions are ours


class SessionStore(SessionBase):
    """A session whose key is its values, signed and dated."""

    def load(self) -> dict[str, Any]:
        """Return the values in the cookie; none when it is not genuine, or has expired."""
        key = self.session_key
        try:
            values: dict[str, Any] = signing.loads(key, serializer=self.serializer, salt=_SALT)
            if self._is_alive(key, values):
                return values
        except Exception:  # noqa: BLE001, S110  # a serializer of the project's own may raise anything
            pass
        self.create()
        return {}

    def _is_alive(self, key: str, values: dict[str, Any]) -> bool:
        """Return whether the cookie may still be used.

        SAFETY: the browser forgets a cookie in time, a thief does not. `set_expiry()` counts.
        """
        expiry = values.get(_EXPIRY)
        moment = _moment(expiry)
        if moment is not None:
            return moment.timestamp() > time.time()
        signed_at = signing.b62_decode(key.rsplit(":", 2)[1])  # genuine: the signature covers it
        return time.time() - signed_at <= (expiry or self.get_session_cookie_age())

    def create(self) -> None:
        """Begin a session: the response will carry its cookie."""
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Make the values the key; the response carries it to the visitor."""
        self._session_key = self._signed()
        self.modified = True

    def exists(self, session_key: str | None = None) -> bool:
        """Return False: nothing is kept here that a key could name."""
        return False

    def delete(self, session_key: str | None = None) -> None:
        """Remove key and values; the response deletes the cookie."""
        self._session_key = ""
        self._session_cache = {}
        self.modified = True

    def cycle_key(self) -> None:
        """Sign the values anew."""
        self.save()

    def _signed(self) -> str:
        return signing.dumps(self._session, compress=True, salt=_SALT, serializer=self.serializer)

    @classmethod
    def clear_expired(cls) -> None:
        """Do nothing: browsers forget their cookies themselves."""
