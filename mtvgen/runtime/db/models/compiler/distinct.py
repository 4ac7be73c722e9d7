"""DISTINCT with an order by what is not among the columns: servers refuse that in one SELECT."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import UnaryExpression

from ..structure import Shape
from .conditions import Conditions


def around_distinct(
    made: Conditions, query: Any, shape: Shape, columns: list[Any], order: list[Any]
) -> Any:
    """Return a query around SELECT DISTINCT that orders by columns it reads beside its own.

    None when the columns of the query itself hold all that it is ordered by.
    """
    inside = [_bare(one) for one, _ in order]
    if all(any(one.compare(known) for known in columns) for one in inside):
        return None
    width = len(query.selected_columns)
    labels = [one.label(f"o{n}") for n, one in enumerate(inside)]
    found = [one.label(f"c{n}") for n, one in enumerate(query.selected_columns)]
    source = query.with_only_columns(*found, *labels).distinct().subquery()
    outer = sa.select(*[source.c[f"c{n}"] for n in range(width)])
    turned = [_turned(one, source.c[f"o{n}"]) for n, (one, _) in enumerate(order)]
    return made.limited(outer.order_by(*turned), shape)


def _bare(found: Any) -> Any:
    """Return what is ordered by, without its direction."""
    while isinstance(found, UnaryExpression) and found.modifier is not None:
        found = found.element
    return found


def _turned(found: Any, column: Any) -> Any:
    """Return *column* in the direction of *found*."""
    if isinstance(found, UnaryExpression) and found.modifier is not None:
        return UnaryExpression(_turned(found.element, column), modifier=found.modifier)
    return column
