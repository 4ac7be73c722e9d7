"""The connections of this thread: `connections["default"]`, or `connection` for short.

(Django's documentation: topics/db/sql and topics/db/multi-db.) Each thread has its own. At the
end of a request what was left open is rolled back, and connections that cannot go on are closed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..conf import settings
from ..core.exceptions import ImproperlyConfigured
from ..core.signals import request_finished, request_started
from .backends.base import BaseDatabaseWrapper
from .utils import DEFAULT_DB_ALIAS, ConnectionDoesNotExist

_DEFAULTS: dict[str, Any] = {
    "ATOMIC_REQUESTS": False,
    "AUTOCOMMIT": True,
    "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": False,
    "TIME_ZONE": None,
    "NAME": "",
    "USER": "",
    "PASSWORD": "",
    "HOST": "",
    "PORT": "",
}


class ConnectionHandler:
    """Every database of settings.DATABASES, by name; one connection each and thread."""

    def __init__(self, databases: dict[str, dict[str, Any]] | None = None) -> None:
        self._given = databases
        self._settings: dict[str, dict[str, Any]] | None = None
        self._local = threading.local()

    @property
    def settings(self) -> dict[str, dict[str, Any]]:
        """The databases, as settings.DATABASES names them, with what was left out filled in."""
        if self._settings is None:
            given = self._given if self._given is not None else settings.DATABASES
            if given and DEFAULT_DB_ALIAS not in given:
                raise ImproperlyConfigured(
                    f"You must define a {DEFAULT_DB_ALIAS!r} database.",
                    hint=f"settings.DATABASES names {', '.join(map(repr, given))}.",
                )
            self._settings = {alias: _filled(one) for alias, one in given.items()}
        return self._settings

    databases = settings

    def __getitem__(self, alias: str) -> BaseDatabaseWrapper:
        try:
            return self._local.__dict__[alias]  # type: ignore[no-any-return]
        except KeyError:
            found = self._make(alias)
            setattr(self._local, alias, found)
            return found

    def _make(self, alias: str) -> BaseDatabaseWrapper:
        if alias not in self.settings:
            known = ", ".join(map(repr, self.settings)) or "none"
            raise ConnectionDoesNotExist(
                f"The connection {alias!r} doesn't exist.",
                hint=f"settings.DATABASES knows: {known}.",
            )
        one = self.settings[alias]
        if not one.get("ENGINE"):
            raise ImproperlyConfigured(
                f"settings.DATABASES[{alias!r}] has no ENGINE.",
                hint=f'Write "ENGINE": "{__package__}.backends.sqlite3" into it.',
            )
        made: BaseDatabaseWrapper = _load_backend(one["ENGINE"]).DatabaseWrapper(one, alias)
        return made

    def __setitem__(self, alias: str, connection: BaseDatabaseWrapper) -> None:
        setattr(self._local, alias, connection)

    def __delitem__(self, alias: str) -> None:
        delattr(self._local, alias)

    def __iter__(self) -> Iterator[str]:
        return iter(self.settings)

    def __contains__(self, alias: object) -> bool:
        return alias in self.settings

    def all(self, initialized_only: bool = False) -> list[BaseDatabaseWrapper]:
        """Return this thread's connections. initialized_only: leave out those never used."""
        return [
            self[alias] for alias in self if not initialized_only or alias in self._local.__dict__
        ]

    def used(self) -> list[BaseDatabaseWrapper]:
        """Return the connections that this thread has used (PERF: asked three times a request)."""
        return [*self._local.__dict__.values()]

    def close_all(self) -> None:
        """Close every connection of this thread."""
        for one in self.all(initialized_only=True):
            one.close()


def _load_backend(engine: str) -> Any:
    """Return the module of a database engine. Raises ImproperlyConfigured with the known ones."""
    from importlib import import_module

    try:
        return import_module(f"{engine}.base")
    except ModuleNotFoundError as error:
        if error.name is None or not f"{engine}.base".startswith(error.name):
            raise
        ours = f"{__package__}.backends"
        raise ImproperlyConfigured(
            f"settings.DATABASES names the ENGINE {engine!r}, and there is no such database engine.",
            hint=f"Known: {ours}.sqlite3, {ours}.postgresql, {ours}.mysql.",
        ) from error


def _filled(one: dict[str, Any]) -> dict[str, Any]:
    test = {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None}
    return {
        **_DEFAULTS,
        **one,
        "OPTIONS": dict(one.get("OPTIONS") or {}),
        "TEST": {**test, **one.get("TEST", {})},
    }


class ConnectionProxy:
    """This thread's connection to the default database, under the name `connection`."""

    def __init__(self, handler: ConnectionHandler, alias: str) -> None:
        self.__dict__["_handler"] = handler
        self.__dict__["_alias"] = alias

    def __getattr__(self, name: str) -> Any:
        return getattr(self._handler[self._alias], name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._handler[self._alias], name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._handler[self._alias], name)

    def __eq__(self, other: object) -> bool:
        return bool(self._handler[self._alias] == other)

    def __hash__(self) -> int:
        return hash(self._handler[self._alias])


connections = ConnectionHandler()
if TYPE_CHECKING:
    connection: BaseDatabaseWrapper
else:
    connection = ConnectionProxy(connections, DEFAULT_DB_ALIAS)


def reset_queries(**_: Any) -> None:
    """Empty `connection.queries`; done at the start of each request."""
    for one in connections.used():
        one.queries_log.clear()


def close_old_connections(**_: Any) -> None:
    """Close connections that cannot go on; done at the start and the end of each request."""
    for one in connections.used():
        one.close_if_unusable_or_obsolete()


request_started.connect(reset_queries)
request_started.connect(close_old_connections)
request_finished.connect(close_old_connections)
