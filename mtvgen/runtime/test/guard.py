"""Databases that a test must not touch: a query to one of them fails, and says what to do.

A SimpleTestCase has no database of its own: without the guard its queries would reach the one
that the project is developed with.
"""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any, Literal, NoReturn

from ..core.exceptions import ImproperlyConfigured
from ..db import connections

_WAYS = {
    "connect": "connections",
    "cursor": "queries",
    "execute": "queries",
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


def forbid(aliases: Iterable[str], test: str, advice: str) -> None:
    """Have this thread's connections to *aliases* refuse every query, until `allow()`."""
    for alias in aliases:
        connection = connections[alias]
        for way, operation in _WAYS.items():
            message = advice.format(operation=operation, alias=alias, test=test)
            vars(connection)[way] = _refusing(message)


def allow(aliases: Iterable[str]) -> None:
    """Let the connections to *aliases* work again."""
    for alias in aliases:
        for way in _WAYS:
            vars(connections[alias]).pop(way, None)


def _refusing(message: str) -> Any:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise DatabaseOperationForbidden(message)

    return refuse
