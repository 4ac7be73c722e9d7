"""The names that Django gives to indexes and constraints."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

LONGEST = {"sqlite": 200, "postgresql": 63, "mysql": 64}
"""For each kind of database: the longest name of an index or a constraint, in characters."""


def index_name(table: str, columns: Sequence[str], suffix: str = "", longest: int = 200) -> str:
    """Return the name of an index or a rule over *columns*: table, columns, checksum."""
    digest = hashlib.md5(table.encode(), usedforsecurity=False)
    for column in columns:
        digest.update(column.encode())
    end = digest.hexdigest()[:8] + suffix
    name = f"{table}_{'_'.join(columns)}_{end}"
    if len(name) > longest:
        if len(end) > longest / 3:
            end = end[: longest // 3]
        room = (longest - len(end)) // 2 - 1
        name = f"{table[:room]}_{'_'.join(columns)[:room]}_{end}"
    return f"D{name[:-1]}" if name[0] == "_" or name[0].isdigit() else name


def key_name(table: str, column: str, to_table: str, to_column: str, longest: int) -> str:
    """Return the name of the rule that a column refers to another table's."""
    return index_name(table, [column], f"_fk_{to_table}_{to_column}", longest)
