"""SQL that the classes of a project write themselves: `as_sql()` of lookups, functions, expressions.

(Django's documentation: howto/custom-lookups and reference/models/expressions.) `as_sql` runs for
each query, with the values at hand. Whatever it compiles stands in its text as a mark, so that text
and marks become structure, and the values parameters, as everywhere else.
"""

from __future__ import annotations

import re
from typing import Any

from ..connection import connections
from ..utils import NotSupportedError
from .structure import Scope

_MARK = "\x01{}\x02"
_TOKENS = re.compile("%s|%%|\x01(\\d+)\x02")


class Compiler:
    """What `as_sql` is given: `compile(expression)` returns its SQL and its parameters."""

    def __init__(self, scope: Scope, connection: Any) -> None:
        self.scope = scope
        self.connection = connection
        self.query = scope
        self._parts: list[Any] = []

    def compile(self, node: Any) -> tuple[str, list[Any]]:
        """Return the SQL of *node*, with `%s` for each parameter, and the parameters."""
        own = _own_method(node, self.connection.vendor)
        if own is not None:
            sql, params = own(self, self.connection)
            return sql, list(params)
        return self.mark(node.structure(self.scope))

    def mark(self, structure: Any) -> tuple[str, list[Any]]:
        """Return what stands in the text for a structure."""
        self._parts.append(structure)
        return _MARK.format(len(self._parts) - 1), []

    def structure(self, sql: str, params: Any) -> Any:
        """Return SQL and its parameters as structure."""
        values = list(params)
        pieces, inside, at = [""], [], 0
        for token in _TOKENS.finditer(sql):
            pieces[-1] += sql[at : token.start()]
            at = token.end()
            if token[0] == "%%":
                pieces[-1] += "%"
                continue
            if token[0] == "%s":
                inside.append(self._param(values, sql))
            else:
                inside.append(self._parts[int(token[1])])
            pieces.append("")
        pieces[-1] += sql[at:]
        if values:
            raise ValueError(f"{len(values)} parameters too many for the SQL {_shown(sql)!r}.")
        if pieces == ["", ""]:
            return inside[0]
        return ("text", tuple(pieces), tuple(inside))

    def _param(self, values: list[Any], sql: str) -> Any:
        if not values:
            raise ValueError(f"The SQL {_shown(sql)!r} has more %s than parameters.")
        value = values.pop(0)
        if hasattr(value, "structure"):
            return value.structure(self.scope)
        return ("null",) if value is None else self.scope.param(value)

    def quote_name_unless_alias(self, name: str) -> str:
        """Return the name of a table or column as SQL writes it."""
        mark = "`" if self.connection.vendor == "mysql" else '"'
        return mark + name.replace(mark, mark * 2) + mark

    quote_name = quote_name_unless_alias


def _shown(sql: str) -> str:
    return re.sub("\x01\\d+\x02", "…", sql)


def _own_method(node: Any, vendor: str) -> Any:
    """Return the method that says *node* on a kind of database; None when that is built in."""
    method = getattr(node, f"as_{vendor}", None)
    if method is None and hasattr(node, "as_sql") and node.writes_sql():
        method = node.as_sql
    return method


def written(scope: Scope, node: Any) -> Any:
    """Return as structure what `as_sql` of *node* writes, for each kind of database in use."""
    kinds = {one.vendor: one for one in connections.all()}
    found: list[tuple[str, Any]] = []
    refusal: Exception | None = None
    for vendor, connection in kinds.items():
        compiler = Compiler(scope, connection)
        method = _own_method(node, vendor) or node.as_sql
        try:
            found.append((vendor, compiler.structure(*method(compiler, connection))))
        except NotSupportedError as error:
            refusal = error
    if not found and refusal is not None:
        raise refusal
    return found[0][1] if len(kinds) == 1 else ("kinds", tuple(found))
