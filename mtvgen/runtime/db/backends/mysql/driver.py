"""PyMySQL, imported when a connection is first opened, and how values come and go."""

from __future__ import annotations

import datetime
from functools import cache
from types import ModuleType
from typing import Any

from ....core.exceptions import ImproperlyConfigured

_NEEDED = (1, 1)
_INSTALL = 'python -m pip install "mtvgen[mysql]"'


@cache
def pymysql() -> ModuleType:
    """Return the driver. Raises ImproperlyConfigured with what to install."""
    try:
        import pymysql as found
    except ImportError as error:
        raise ImproperlyConfigured(
            f"MySQL and MariaDB need the driver PyMySQL, which cannot be imported: {error}.",
            hint=f"Install it: {_INSTALL}",
        ) from error
    if found.VERSION[:2] < _NEEDED:
        raise ImproperlyConfigured(
            f"PyMySQL {found.__version__} is too old: 1.1 is the oldest that works.",
            hint=f"Install a newer one: {_INSTALL} --upgrade",
        )
    made: ModuleType = found
    return made


@cache
def conversions() -> dict[Any, Any]:
    """Return PyMySQL's table of how values come and go, with ours for dates and times."""
    from pymysql.constants import FIELD_TYPE
    from pymysql.converters import conversions as theirs

    made = dict(theirs)
    # PERF: Python's own parser takes 0.2 µs for a moment, PyMySQL's pattern 2.6
    made[FIELD_TYPE.DATETIME] = made[FIELD_TYPE.TIMESTAMP] = _to_datetime
    made[FIELD_TYPE.DATE] = _to_date
    # TIME may hold more than a day; a TimeField's column never does
    made[FIELD_TYPE.TIME] = _to_time
    return made


def _to_datetime(text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:  # 0000-00-00 00:00:00: a server that is not strict keeps it for "none"
        return None


def _to_date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _to_time(text: str) -> datetime.time | datetime.timedelta | str:
    try:
        return datetime.time.fromisoformat(text)
    except ValueError:
        from pymysql.converters import convert_timedelta

        span: datetime.timedelta | str = convert_timedelta(text)
        return span


@cache
def cursor_class() -> Any:
    """Return the class of cursors: PyMySQL's, whose rows are a list as on other databases."""
    base: Any = pymysql().cursors.Cursor

    class ListCursor(base):  # type: ignore[misc]
        """A cursor that gives all its rows as a list."""

        def fetchall(self) -> list[Any]:
            """Return the rows that are left."""
            return list(super().fetchall())

        def fetchmany(self, size: int | None = None) -> list[Any]:
            """Return at most *size* further rows."""
            return list(super().fetchmany(size))

    return ListCursor
