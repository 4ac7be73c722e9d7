"""Where sessions are kept: settings.SESSION_ENGINE names one of these modules.

- `base.py`            SessionBase: what a session is, wherever it is kept
- `signed_cookies.py`  in the visitor's cookie, signed: no table, no file
- `file.py`            in files of settings.SESSION_FILE_PATH
- `db.py`              in the table django_session
"""

from importlib import import_module
from typing import Any

from ....absent import absent
from ....conf import settings
from ....core.exceptions import ImproperlyConfigured

_ENGINES = ("signed_cookies", "file", "db")


def session_store() -> Any:
    """Return the SessionStore of settings.SESSION_ENGINE. Raises ImproperlyConfigured without it."""
    engine = settings.SESSION_ENGINE
    try:
        return import_module(engine).SessionStore
    except ImportError as error:
        if error.name is None or not f"{engine}.".startswith(f"{error.name}."):
            raise  # the engine is there; something that it imports is not
        known = ", ".join(f"{__name__}.{name}" for name in _ENGINES)
        raise ImproperlyConfigured(
            f"SESSION_ENGINE names {engine!r}, and there is no such module.",
            hint=f"Known: {known}.",
        ) from None


_NO_CACHE = "There are no cache back-ends here: use db, file or signed_cookies."

__getattr__ = absent(__name__, {"cache": _NO_CACHE, "cached_db": _NO_CACHE})
