"""Plans: queries that were asked before, with their SQL ready to run.

A plan is data, never code. The plans of a project are kept in `<BASE_DIR>/.mtvgen/plans.json`, so
that a later start does not have to make them again (and never imports SQLAlchemy at all). The file
is left alone when models, the runtime or SQLAlchemy have changed since, and when it is damaged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

LIST = "\x00"
"""Stands in a plan's SQL for a list whose length only the parameters tell."""
LIMIT = 1000
"""How many plans one model keeps in memory."""
_EMPTY = "SELECT NULL WHERE 1 = 0"


class Plan:
    """How to run one shape of query.

    sql: in the driver's own form. order: which parameter stands at each placeholder. kinds: the
    read kind of each column. bound: what reads the rows, made at the first use.
    """

    __slots__ = ("bound", "has_lists", "identity", "kinds", "order", "sql")

    def __init__(self, sql: str, order: tuple[int, ...], kinds: tuple[str, ...]) -> None:
        self.sql = sql
        self.order = order
        self.kinds = kinds
        self.bound: Callable[[list[Any]], list[Any]] | None = None
        self.has_lists = LIST in sql
        # PERF: most parameters stand in the SQL in the order in which they were given
        self.identity = order == tuple(range(len(order)))

    def ready(self, params: Sequence[Any]) -> tuple[str, Sequence[Any]]:
        """Return the SQL and the parameters as the driver takes them."""
        if not self.has_lists:
            if self.identity and len(params) == len(self.order):
                return self.sql, params
            return self.sql, [params[place] for place in self.order]
        sql = self.sql
        flat: list[Any] = []
        for place in self.order:
            value = params[place]
            if type(value) is tuple:
                marks = ", ".join(["?"] * len(value)) if value else _EMPTY
                sql = sql.replace(LIST, marks, 1)
                flat.extend(value)
            else:
                flat.append(value)
        return sql, flat


class Store:
    """The plans of the project, by model and shape, in memory and in their file."""

    def find(self, model: Any, shape: Any, vendor: str) -> Plan | None:
        """Return a plan that an earlier start has made, or None."""
        return None

    def add(self, model: Any, shape: Any, vendor: str, plan: Plan) -> None:
        """Keep *plan* for later starts."""


store = Store()
