"""UNION, INTERSECT, EXCEPT: queries put together, read from as one table."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ....core.exceptions import FieldError
from ..deferring import fields_read
from ..structure import Shape
from .conditions import Conditions
from .selects import Selected, columns_of, conditions_for, select

_WORDS: dict[tuple[str, bool], Any] = {
    ("union", False): sa.union,
    ("union", True): sa.union_all,
    ("intersect", False): sa.intersect,
    ("except", False): sa.except_,
}


def combined_select(made: Conditions, shape: Shape, ordered: bool = True) -> tuple[Any, list[str]]:
    """Return the SELECT from what *shape* combines, and the read kinds of its columns."""
    entries = [_entry(one, shape.reverse) for one in shape.order or ()] if ordered else []
    names = _names(made, shape)
    # What orders the rows and is not among the values is read beside them
    beside = [
        name
        for name, _ in entries
        if name not in names and shape.fields is not None and name != "?"
    ]
    table, kinds = _table(made, shape, tuple(dict.fromkeys(beside)))
    width = len(kinds) - len(set(beside))
    names.update({name: width + n for n, name in enumerate(dict.fromkeys(beside))})
    query: Any = sa.select(*list(table.c)[:width])
    if entries:
        query = query.order_by(*[_ordered(names, table, *one) for one in entries])
    return made.limited(query, shape), kinds[:width]


def _table(made: Conditions, shape: Shape, beside: tuple[str, ...]) -> tuple[Any, list[str]]:
    _, word, keep_all, parts = shape.extra
    kinds: list[str] = []
    selects = []
    for first, label, part in parts:
        model = made.meta.apps.get_registered_model(*label.split("."))
        part = Shape(*part)
        if beside:
            part = part.but(fields=(*(part.fields or ()), *beside))
        inner = conditions_for(model, part, type(made), made.first + first)
        if part.extra and part.extra[0] == "combined":
            query, own = combined_select(inner, part)
        else:
            found: list[Selected] = []
            query = select(inner, part, lambda m, s, found=found: _kept(found, m, s))  # type: ignore[misc]
            own = [one.kind for one in found]
        kinds = kinds or own
        if len(own) != len(kinds):
            raise FieldError(
                f"Queries that are put together have as many columns each, and {label} has "
                f"{len(own)} beside {len(kinds)}."
            )
        inside = query.subquery()
        selects.append(sa.select(*[one.label(f"c{n}") for n, one in enumerate(inside.c)]))
    return _WORDS[word, keep_all](*selects).subquery(), kinds


def _kept(found: list[Selected], made: Conditions, shape: Shape) -> list[Selected]:
    found.extend(columns_of(made, shape))
    return found


def _entry(entry: Any, turned: bool) -> tuple[str, bool]:
    """Return the name that an entry of the order has, and whether it descends."""
    if isinstance(entry, str):
        return entry.lstrip("+-"), entry.startswith("-") != turned
    inner = entry[1]
    return inner[1] if inner[0] == "col" else str(entry), entry[2] != turned


def _ordered(names: dict[str, int], table: Any, name: str, descending: bool) -> Any:
    """Return one entry of ORDER BY: a column of the result, by its name."""
    if name == "?":
        return sa.func.random()
    if name not in names:
        raise FieldError(
            f"ORDER BY term {name!r} does not match any column in the result set.",
            hint=f"There are {', '.join(names)}.",
        )
    column = table.c[f"c{names[name]}"]
    return column.desc() if descending else column.asc()


def _names(made: Conditions, shape: Shape) -> dict[str, int]:
    """Return the place of each column of the result, under every name that it has."""
    if shape.fields is not None:
        return {name: n for n, name in enumerate(shape.fields)}
    meta = made.meta
    fields = fields_read(meta, shape.only)
    found: dict[str, int] = {}
    for n, field in enumerate(fields):
        found.update({field.name: n, field.attname: n})
        if field is meta.pk:
            found["pk"] = n
    shown = [one for one in shape.annotations if one[0] not in shape.hidden]
    if not shape.related:
        found.update({name: len(fields) + n for n, (name, *_) in enumerate(shown)})
    return found
