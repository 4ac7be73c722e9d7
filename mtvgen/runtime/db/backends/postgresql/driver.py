"""psycopg 3, imported when a connection is first opened, and how its values come back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

from ....core.exceptions import ImproperlyConfigured

OLDEST_SERVER = 140000
"""The oldest server that is served: PostgreSQL 14, as Django 5.2. (The form is libpq's.)"""


@cache
def psycopg() -> ModuleType:
    """Return the driver. Raises ImproperlyConfigured with what to install."""
    try:
        import psycopg as found
    except ImportError as error:
        raise ImproperlyConfigured(
            f"PostgreSQL needs the driver psycopg 3, which cannot be imported: {error}.",
            hint='Install it: pip install "psycopg[binary,pool]>=3.2"',
        ) from error
    if _version(found) < (3, 2):
        raise ImproperlyConfigured(
            f"psycopg {found.__version__} is too old: 3.2 is the oldest that works.",
            hint='Install a newer one: pip install -U "psycopg[binary,pool]"',
        )
    return found


def _version(found: ModuleType) -> tuple[int, int]:
    major, minor, *_ = found.__version__.split(".")
    return int(major), int(minor)


@cache
def adapters() -> Any:
    """Return psycopg's adapters, with those of its types that models read as text."""
    found = psycopg()
    from psycopg.types.string import TextLoader

    made = found.adapt.AdaptersMap(found.adapters)
    # A JSONField has its own decoder; an address is text to a GenericIPAddressField
    for name in ("json", "jsonb", "inet", "cidr"):
        made.register_loader(name, TextLoader)
    return made


@cache
def parts_class() -> Any:
    """Return the class of the cursors that leave their rows with the server until they are asked."""
    base: Any = psycopg().RawServerCursor

    class PartsCursor(base):  # type: ignore[misc]
        """A cursor of the server; the driver's errors come out as `explained` makes them."""

        explained: Callable[[Any], BaseException]

        def fetchmany(self, size: int = 0) -> list[Any]:
            """Return at most *size* further rows."""
            try:
                found: list[Any] = super().fetchmany(size)
            except psycopg().Error as error:
                raise self.explained(error) from error
            return found

    return PartsCursor


@cache
def reused_class() -> Any:
    """Return the class of the cursors that queries of models run on where quick.py cannot be used.

    Its `close` puts it among the `spares` of the connection that it came from.
    """
    base: Any = psycopg().RawCursor

    class ReusedCursor(base):  # type: ignore[misc]
        """Takes SQL with `$1`, as the server does, so that no text is parsed on the way."""

        spares: list[Any]  # the cursors of this connection that no query uses
        lent = True
        lastrowid = None  # INSERT … RETURNING tells the key here

        def close(self) -> None:
            """Let the connection use the cursor for its next query."""
            if self.lent:
                self.lent = False
                self.pgresult = None
                self.spares.append(self)

    return ReusedCursor
