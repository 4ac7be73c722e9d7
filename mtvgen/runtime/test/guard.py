"""Databases that a test must not touch: a query to one of them fails, and says what to do.

A SimpleTestCase has no database of its own: without the guard its queries would reach the one
that the project is developed with.
"""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any, Literal

from ..core.exceptions import ImproperlyConfigured
from ..db import connections

_WAYS = {
    "connect": "connections",
    "cursor": "queries",
    "execute": "queries",
    "execute_adapted": "queries",
    "execute_in_parts": "queries",
    "write_adapted": "queries",
    "fetched": "queries",
    "changed": "queries",
    "changed_at_once": "queries",
    "inserted": "queries",
}
"""Methods of a connection through which everything must go, and what is said to be asked of it."""

ADVICE = (
    "Database {operation} to {alias!r} are not allowed in SimpleTestCase subclasses. Either "
    "subclass TestCase or TransactionTestCase to ensure proper test isolation or add {alias!r} to "
    "{test}.databases to silence this failure."
)
ADVICE_WITH_DATABASES = (
    "Database {operation} to {alias!r} are not allowed in this test. Add {alias!r} to "
    "{test}.databases to ensure proper test isolation and silence this failure."
)


class DatabaseOperationForbidden(AssertionError):
    """A test used a database that it does not name in `databases`."""


def check_aliases(databases: Collection[str] | Literal["__all__"], test: str) -> frozenset[str]:
    """Return the databases that a test class names; test: the class, for the error.

    Raises ImproperlyConfigured when settings.DATABASES does not have one of them.
    """
    if databases == "__all__":
        return frozenset(connections)
    for alias in databases:
        if alias not in connections:
            near = get_close_matches(alias, list(connections), n=1)
            raise ImproperlyConfigured(
                f"{test}.databases refers to {alias!r} which is not defined in settings.DATABASES.",
                hint=f"Did you mean {near[0]!r}?" if near else "",
            )
    return frozenset(databases)


_refused: dict[str, dict[str, str]] = {}
"""What is said of each way to a database that is forbidden now."""


def forbid(aliases: Iterable[str], test: str, advice: str) -> None:
    """Refuse every query to *aliases*, until `allow()`: by this thread's connections and new ones.

    test: which one, for the error. advice: the error, with places for operation, alias and test.
    """
    for alias in aliases:
        _refused[alias] = {
            way: advice.format(operation=operation, alias=alias, test=test)
            for way, operation in _WAYS.items()
        }
        _close(connections[alias])
    if _refused:
        vars(connections)["_make"] = _made_closed  # SAFETY: threads that the test starts


def allow(aliases: Iterable[str]) -> None:
    """Let the connections to *aliases* work again."""
    for alias in list(aliases):
        _refused.pop(alias, None)
        for way in _WAYS:
            vars(connections[alias]).pop(way, None)
    if not _refused:
        vars(connections).pop("_make", None)


def _made_closed(alias: str) -> Any:
    made = type(connections)._make(connections, alias)
    if alias in _refused:
        _close(made)
    return made


def _close(connection: Any) -> None:
    for way in _WAYS:
        vars(connection)[way] = _refusing(connection, way)


def _refusing(connection: Any, way: str) -> Any:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        said = _refused.get(connection.alias)
        if said is not None:
            raise DatabaseOperationForbidden(said[way])
        # of another thread, and made while it was forbidden
        vars(connection).pop(way, None)
        return getattr(connection, way)(*args, **kwargs)

    return refuse
