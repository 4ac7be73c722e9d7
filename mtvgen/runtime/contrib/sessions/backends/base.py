"""SessionBase: what a session is, wherever it is kept.

(Django's documentation: topics/http/sessions, "Using sessions in views".)
"""

import string
from collections.abc import ItemsView, KeysView, ValuesView
from datetime import datetime, timedelta
from typing import Any, NoReturn

from ....conf import settings
from ....core import signing
from ....utils import timezone
from ....utils.crypto import get_random_string
from ....utils.functional import cached_property
from ....utils.module_loading import import_string
from ....utils.requestlog import logger_of

VALID_KEY_CHARS = string.ascii_lowercase + string.digits
"""Keys have no capitals: some file systems and databases do not tell them apart."""

_KEY_LENGTH = 32
_SHORTEST_KEY = 8
_EXPIRY = "_session_expiry"
_MISSING = object()


class CreateError(Exception):
    """A session with this key is there already."""


class UpdateError(Exception):
    """The session that was to be saved is no longer there."""


class SessionBase:
    """A visitor's session: a dict that is loaded at its first touch.

    accessed, modified: whether it was read, or changed; set `modified = True` after changing what
    lies inside a value. Subclasses say where sessions are kept: `exists`, `create`, `save`,
    `delete`, `load`, `clear_expired`.
    """

    TEST_COOKIE_NAME = "testcookie"
    TEST_COOKIE_VALUE = "worked"

    accessed = False
    modified = False
    _session_cache: dict[str, Any]

    def __init__(self, session_key: str | None = None) -> None:
        self._session_key = session_key

    @cached_property
    def serializer(self) -> Any:
        """What turns the values into text: the class that settings.SESSION_SERIALIZER names."""
        return import_string(settings.SESSION_SERIALIZER)

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse what is not there; Django's `aget()` and its kin in words of their own."""
        if name.startswith("a") and callable(getattr(type(self), name[1:], None)):
            raise AttributeError(
                f"{name}() is asynchronous, and views here are not: call {name[1:]}()."
            )
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    # A dict

    def __contains__(self, key: object) -> bool:
        return key in self._session

    def __getitem__(self, key: str) -> Any:
        return self._session[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._session[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        del self._session[key]
        self.modified = True

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value, or *default*."""
        return self._session.get(key, default)

    def pop(self, key: str, default: Any = _MISSING) -> Any:
        """Take a value out and return it. Raises KeyError without it and without *default*."""
        self.modified = self.modified or key in self._session
        return self._session.pop(key) if default is _MISSING else self._session.pop(key, default)

    def setdefault(self, key: str, value: Any) -> Any:
        """Return a value; set it first if it is not there."""
        if key in self._session:
            return self._session[key]
        self[key] = value
        return value

    def update(self, dict_: Any) -> None:
        """Set several values."""
        self._session.update(dict_)
        self.modified = True

    def has_key(self, key: str) -> bool:
        """Return whether there is such a value."""
        return key in self._session

    def keys(self) -> KeysView[str]:
        """Return the names of the values."""
        return self._session.keys()

    def values(self) -> ValuesView[Any]:
        """Return the values."""
        return self._session.values()

    def items(self) -> ItemsView[str, Any]:
        """Return names and values."""
        return self._session.items()

    def clear(self) -> None:
        """Remove every value; the key stays."""
        self._session_cache = {}  # not loaded first: it would be thrown away
        self.accessed = True
        self.modified = True

    def is_empty(self) -> bool:
        """Return whether there is neither a key nor a value; loads nothing."""
        return not self._session_key and not self.__dict__.get("_session_cache")

    # Does the browser take cookies?

    def set_test_cookie(self) -> None:
        """Set a value to be asked for at the next request."""
        self[self.TEST_COOKIE_NAME] = self.TEST_COOKIE_VALUE

    def test_cookie_worked(self) -> bool:
        """Return whether the browser brought the value back."""
        return bool(self.get(self.TEST_COOKIE_NAME) == self.TEST_COOKIE_VALUE)

    def delete_test_cookie(self) -> None:
        """Remove the value again."""
        del self[self.TEST_COOKIE_NAME]

    # As text

    @property
    def key_salt(self) -> str:
        """What separates these signatures from all others. Django's words: its sessions are ours."""
        return f"django.contrib.sessions.{type(self).__qualname__}"

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Return values as signed text, compressed where that is shorter."""
        return signing.dumps(
            session_dict, salt=self.key_salt, serializer=self.serializer, compress=True
        )

    def decode(self, session_data: str) -> dict[str, Any]:
        """Return the values that `encode()` wrote; none when the text is not genuine, or broken."""
        try:
            values: dict[str, Any] = signing.loads(
                session_data, salt=self.key_salt, serializer=self.serializer
            )
        except signing.BadSignature:
            logger_of("mtvgen.security.SuspiciousSession").warning("Session data corrupted")
        except Exception:  # noqa: BLE001, S110  # a serializer of the project's own may raise anything
            pass
        else:
            return values
        return {}

    # The key

    def _get_session_key(self) -> str | None:
        key: str | None = self.__dict__.get("_key")
        return key

    def _set_session_key(self, value: str | None) -> None:
        # SAFETY: a short key could be guessed, an empty one names every visitor, and a NUL or half
        # a character, which a cookie may bring, is an error to a database
        good = value and len(value) >= _SHORTEST_KEY and value.isprintable()
        self._key = value if good else None

    session_key = property(_get_session_key, doc="What the visitor's cookie holds, or None.")
    _session_key = property(_get_session_key, _set_session_key)

    def _get_new_session_key(self) -> str:
        while True:
            key = get_random_string(_KEY_LENGTH, VALID_KEY_CHARS)
            if not self.exists(key):
                return key

    def _get_or_create_session_key(self) -> str:
        if self._session_key is None:
            self._session_key = self._get_new_session_key()
        key: str = self._session_key
        return key

    # The values

    def _get_session(self, no_load: bool = False) -> dict[str, Any]:
        """Return the values, loaded if they are not yet. no_load: begin with none instead."""
        self.accessed = True
        try:
            return self._session_cache
        except AttributeError:
            begins_empty = self.session_key is None or no_load
            self._session_cache = {} if begins_empty else self.load()
        return self._session_cache

    @property
    def _session(self) -> dict[str, Any]:
        return self._get_session()

    # How long

    def get_session_cookie_age(self) -> int:
        """Return how long a session lives unless it says otherwise, in seconds."""
        age: int = settings.SESSION_COOKIE_AGE
        return age

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Return the seconds until the session expires.

        modification: when it was last changed, now if left out. expiry: as `set_expiry()` takes
        it, the session's own if left out.
        """
        expiry = kwargs["expiry"] if "expiry" in kwargs else self.get(_EXPIRY)
        if not expiry:  # None: the usual age; 0: until the browser is closed, but no longer
            return self.get_session_cookie_age()
        moment = _moment(expiry)
        if moment is None:
            seconds: int = expiry
            return seconds
        begin: datetime = kwargs["modification"] if "modification" in kwargs else timezone.now()
        if timezone.is_naive(moment) != timezone.is_naive(begin):
            moment, begin = _as_set(moment), _as_set(begin)
        left = moment - begin
        return left.days * 86400 + left.seconds

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """Return when the session expires; arguments as for `get_expiry_age()`."""
        expiry = kwargs["expiry"] if "expiry" in kwargs else self.get(_EXPIRY)
        moment = _moment(expiry)
        if moment is not None:
            return moment
        begin: datetime = kwargs["modification"] if "modification" in kwargs else timezone.now()
        return begin + timedelta(seconds=expiry or self.get_session_cookie_age())

    def set_expiry(self, value: int | datetime | timedelta | None) -> None:
        """Set when this session expires.

        value: seconds without activity; a moment; a time from now; 0 for when the browser is
        closed; None for what the settings say.
        """
        if value is None:
            self.pop(_EXPIRY, None)
            return
        if isinstance(value, timedelta):
            value = timezone.now() + value
        self[_EXPIRY] = value.isoformat() if isinstance(value, datetime) else value

    def get_expire_at_browser_close(self) -> bool:
        """Return whether the session ends when the browser is closed."""
        expiry = self.get(_EXPIRY)
        if expiry is None:
            return bool(settings.SESSION_EXPIRE_AT_BROWSER_CLOSE)
        return bool(expiry == 0)

    # Beginning anew

    def flush(self) -> None:
        """Delete the session, values and key: the visitor gets a new one. Do so at log-out."""
        self.clear()
        self.delete()
        self._session_key = None

    def cycle_key(self) -> None:
        """Give the session a new key and keep its values. Do so at log-in."""
        # SAFETY: against a key that somebody else planted in the browser (session fixation)
        values = self._session
        key = self.session_key
        self.create()
        self._session_cache = values
        if key:
            self.delete(key)

    # What subclasses write

    def exists(self, session_key: str) -> bool:
        """Return whether a session with that key is kept."""
        raise _unwritten("exists")

    def create(self) -> None:
        """Begin a session: with a key that no other has, saved once, without values."""
        raise _unwritten("create")

    def save(self, must_create: bool = False) -> None:
        """Keep the values. must_create: raise CreateError if the key is taken.

        Raises UpdateError if the session has been deleted meanwhile.
        """
        raise _unwritten("save")

    def delete(self, session_key: str | None = None) -> None:
        """Delete the session of that key, of this one's if None."""
        raise _unwritten("delete")

    def load(self) -> dict[str, Any]:
        """Return the values that are kept under this session's key."""
        raise _unwritten("load")

    @classmethod
    def clear_expired(cls) -> None:
        """Delete every session that has expired; for `manage.py clearsessions`."""
        raise NotImplementedError("This backend does not support clear_expired().")


def _unwritten(method: str) -> NotImplementedError:
    return NotImplementedError(f"subclasses of SessionBase must provide a {method}() method")


def _moment(expiry: Any) -> datetime | None:
    """Return an expiry as a moment, or None when it is a number of seconds, or nothing."""
    if isinstance(expiry, str):
        return _as_set(datetime.fromisoformat(expiry))
    return expiry if isinstance(expiry, datetime) else None


def _as_set(moment: datetime) -> datetime:
    """Return *moment* as settings.USE_TZ has it: a session may be older than the setting."""
    if settings.USE_TZ is timezone.is_aware(moment):
        return moment
    zone = timezone.get_default_timezone()
    change = timezone.make_aware if settings.USE_TZ else timezone.make_naive
    return change(moment, zone)
