"""SQL that a project's classes wrote, put together with what the compiler makes: see sqltext.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ClauseList, Grouping

from ....core.exceptions import FieldError
from ...utils import NotSupportedError
from ..expressions import F
from ..structure import Constants
from .joins import Column


class Texts:
    """The part of Conditions that knows text."""

    vendor = "sqlite"
    _lefts: list[Any]
    """The columns that the lookups in the making begin with."""
    if TYPE_CHECKING:
        meta: Any
        path: Any
        column: Any
        expression: Any
        condition: Any
        _compare: Any

    def named(self, name: str) -> Any:
        """Return what *name* stands for, where there are no parameters left to give."""
        if self.path(name).node is None:
            return self.column(name).sql
        return self.expression(F(name).structure(Constants(self.meta, [], {})))

    def _raw(self, structure: Any, group: Any) -> Any:
        return self._text(("text", structure[1].split("%s"), structure[2]), group)

    def _text(self, structure: Any, group: Any) -> Any:
        _, pieces, inside = structure
        parts: list[Any] = [sa.literal_column(pieces[0])]
        for piece, one in zip(pieces[1:], inside, strict=True):
            parts += [self.expression(one, group), sa.literal_column(piece)]
        kept = [one for one in parts if getattr(one, "name", None) != ""]
        return _side_by_side(kept)

    def _const(self, structure: Any, group: Any) -> Any:
        return sa.literal_column(self._literal(structure[1]))

    def _literal(self, value: Any) -> str:
        if isinstance(value, (int, float)):
            return str(value)
        if isinstance(value, list):
            return f"ARRAY[{', '.join(map(self._literal, value))}]"
        if not isinstance(value, str):
            raise FieldError(f"{value!r} cannot stand in an order or in an OuterRef.")
        text = value.replace("\\", "\\\\") if self.vendor == "mysql" else value
        return "'" + text.replace("'", "''") + "'"

    def _kinds(self, structure: Any, group: Any) -> Any:
        for vendor, found in structure[1]:
            if vendor == self.vendor:
                return self.expression(found, group)
        known = ", ".join(vendor for vendor, _ in structure[1])
        raise NotSupportedError(f"This query can be asked of {known}, and not of {self.vendor}.")

    def _lhs(self, structure: Any, group: Any) -> Any:
        return self._lefts[-1]

    def _versus(self, structure: Any, group: Any) -> Any:
        _, lookup, left, right = structure
        return self._compare(self.expression(left, group), lookup, right, group).self_group()

    def _own(self, structure: Any, group: Any) -> Any:
        return self.expression(structure[1], group)

    def _with_left(self, left: Any, structure: Any, group: Any) -> Any:
        """Return an expression in which the column *left* stands for what a lookup begins with."""
        self._lefts.append(left)
        try:
            return self.expression(structure, group)
        finally:
            self._lefts.pop()

    def left(self, maker: Any, name: str, group: Any, tail: Any) -> tuple[Column, Any]:
        """Return the column that a condition begins with, and what is compared of it.

        maker: of the query that the column is in. tail: what becomes of the column.
        """
        tail = [one for one in tail if one is not None]
        zones = [one for one in tail if one[0] != "wrap"]
        found = maker.column(name, group, zones[0] if zones else None)
        sql = found.sql
        for one in tail:
            if one[0] == "wrap":
                sql = self._with_left(sql, one[1], group)
        return found, sql

    def _aggtext(self, structure: Any, group: Any) -> Any:
        _, text, picked, default = structure
        found: Any = self._text(text, None)
        if picked is not None:
            words: list[Any] = [sa.literal_column(one) for one in ("FILTER (WHERE", ")")]
            found = _side_by_side(
                [*found.element.clauses, words[0], self.condition(picked), words[1]]
            )
        return found if default is None else sa.func.coalesce(found, self.expression(default))


def _side_by_side(parts: list[Any]) -> Any:
    """Return *parts* one after the other, in brackets."""
    together: Any = ClauseList(*parts, group=False)
    together.operator = None  # no comma between them
    return Grouping(together)
