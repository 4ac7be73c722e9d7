"""What the other model gets from a relation has a name that is taken there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....core.checks import CheckMessage, Error


def of_relation(field: Any) -> Iterator[CheckMessage]:
    """Yield an error for each name that *field* gives the other model and that it has already."""
    rel = field.remote_field
    accessor = None if rel.hidden else rel.get_accessor_name(rel.model)
    query = None if rel.hidden and not rel.related_query_name else field.related_query_name()
    given = f"{rel.model.__name__}.{accessor}"
    meta = rel.model._meta
    for one in (*meta.fields, *meta.many_to_many):
        yield from _with(
            field, given, "field name", str(one), one.name, one.name, (accessor, query)
        )
    for other in meta.related_objects:
        if other.field is field:
            continue
        names = other.get_accessor_name(rel.model), other.name
        yield from _with(field, given, "reverse", str(other.field), *names, (accessor, query))


def _with(
    field: Any, given: str, kind: str, where: str, attribute: str | None, name: str,
    taken: tuple[str | None, str | None],
) -> Iterator[CheckMessage]:  # fmt: skip
    """Yield what clashes with *where*, whose name on the class is *attribute*, in queries *name*."""
    accessor, query = taken
    of_field = kind == "field name"
    if attribute is not None and attribute == accessor:
        other = kind if of_field else "reverse accessor for"
        words = f"Reverse accessor '{given}' for '{field}' clashes with {other} '{where}'."
        yield Error(
            words,
            _hint(field, where, of_field),
            field,
            "fields.E302" if of_field else "fields.E304",
        )
    # Two that both go without a related_name are told once
    if query is not None and (attribute == query or (name == query and attribute != accessor)):
        other = kind if of_field else "reverse query name for"
        words = f"Reverse query name for '{field}' clashes with {other} '{where}'."
        yield Error(
            words,
            _hint(field, where, of_field),
            field,
            "fields.E303" if of_field else "fields.E305",
        )


def _hint(field: Any, where: str, of_field: bool) -> str:
    if of_field:
        return f"Rename field '{where}', or add/change a related_name argument of '{field}'."
    return f"Add or change a related_name argument to the definition for '{field}' or '{where}'."
