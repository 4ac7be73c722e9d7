"""Whether the server knows a time zone by its name: if not, it answers NULL and says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ...utils import OperationalError


def check_zones(known: set[str], params: Sequence[Any], cursor: Any) -> None:
    """Raise OperationalError when a parameter names a time zone that the server does not know.

    known: the names that were asked for before; new ones are added.
    """
    for value in params:
        if type(value) is not str or value in known or "/" not in value or not _is_zone(value):
            continue
        cursor.execute("SELECT CONVERT_TZ('2000-01-01 12:00:00', '+00:00', %s)", (value,))
        if cursor.fetchone()[0] is None:
            raise OperationalError(
                f"The server does not know the time zone {value!r}, and would find nothing.",
                hint="Load the time zones into it, once: mariadb-tzinfo-to-sql /usr/share/zoneinfo "
                "| mariadb -u root mysql (on MySQL: mysql_tzinfo_to_sql, and mysql).",
            )
        known.add(value)


@lru_cache(maxsize=256)
def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return False
    return True
