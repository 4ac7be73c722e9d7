"""Texts put together by the database: patterns of LIKE that only it knows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def joined(parts: list[Any]) -> Any:
    """Return texts one after the other."""
    found = parts[0]
    for one in parts[1:]:
        found = found.op("||")(one)
    return found


def pattern_of(lookup: str, value: Any) -> Any:
    """Return the LIKE pattern of a value that only the database knows."""
    for sign in ("\\", "%", "_"):
        value = sa.func.replace(
            value, sa.literal_column(f"'{sign}'"), sa.literal_column(f"'\\{sign}'")
        )
    percent: Any = sa.literal_column("'%'")
    if lookup == "iexact":
        return value
    before = [percent] if "starts" not in lookup else []
    after = [percent] if "ends" not in lookup else []
    return joined([*before, value, *after])
