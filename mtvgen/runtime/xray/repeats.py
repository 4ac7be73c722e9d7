"""Queries that repeat themselves (N+1), and what to ask the database instead.

Marked are three and more that the same line asked with the same SQL. What to use instead comes of
the models: which relation was followed, from which side, and by what kind of question.
"""

import re
from typing import Any

from ..apps import apps
from .events import Event

FEWEST = 3
"""Equal queries of one line; two may be chance."""

_WORDS = frozenset({"begin", "commit", "rollback", "savepoint", "release", "pragma", "set"})
_TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE)\s+["`]?(\w+)["`]?', re.IGNORECASE)
_JOIN = re.compile(r'\bJOIN\s+["`]?(\w+)["`]?', re.IGNORECASE)
_EQUAL = re.compile(r'(?:["`]?(\w+)["`]?\.)?["`]?(\w+)["`]?\s*=\s*(?:\?|%s|\$[0-9]+)')

Told = dict[str, Any]


def mark(queries: list[tuple[Told, Event]]) -> None:
    """Mark the queries of a journey that repeat themselves: `facts["repeat"]`."""
    groups: dict[Any, list[tuple[Told, Event]]] = {}
    for told, event in queries:
        if event.yours is None or told["facts"]["sql"].partition(" ")[0].lower() in _WORDS:
            continue
        key = (told["facts"]["database"], event.facts["sql"], event.yours)
        groups.setdefault(key, []).append((told, event))
    repeated = [group for group in groups.values() if len(group) >= FEWEST]
    for number, group in enumerate(repeated, 1):
        advice = _advice(group)
        for place, (told, _) in enumerate(group, 1):
            told["facts"]["repeat"] = {
                "group": number,
                "count": len(group),
                "number": place,
                "advice": advice,
            }


def _advice(group: list[tuple[Told, Event]]) -> dict[str, Any] | None:
    """Return what to use instead: a code for `words.py`, and its values."""
    told, event = group[0]
    sql = told["facts"]["sql"]
    asked = event.late
    verb = sql.lstrip().partition(" ")[0].upper()
    table = _TABLE.search(sql)
    model = asked.model or (_model_of(table[1]) if table else None)
    name = model.__name__ if model else "…"
    if len({tuple(one["facts"]["params"]) for one, _ in group}) == 1:
        return {"code": "ask_once", "values": {"model": name}}
    if verb in _WRITES:
        return {"code": _WRITES[verb], "values": {"model": name}}
    if asked.relation is not None:
        return _forward(asked.relation)
    if model is None or table is None:
        return {"code": "ask_once_for_all", "values": {}}
    column = _column_of(sql, table[1])
    relation = _relation(model, sql, column)
    ways = {way.rpartition(".")[2] for way in asked.ways}
    if "count" in ways or _is_count(sql):
        return _counted(relation, model)
    if "exists" in ways:
        return {"code": "exists", "values": {"model": name}}
    if relation is not None:
        owner, accessor = relation
        return {
            "code": "prefetch_related",
            "values": {"model": owner, "relation": accessor, "use": f'{owner}.objects.prefetch_related("{accessor}")'},
        }  # fmt: skip
    field = _field_of(model, column)
    if field is not None and field.primary_key:
        return {
            "code": "in_bulk",
            "values": {"model": name, "use": f"{name}.objects.in_bulk(keys)"},
        }
    if field is not None:
        use = f"{name}.objects.filter({field.name}__in=values)"
        return {"code": "filter_in", "values": {"model": name, "field": field.name, "use": use}}
    return {"code": "ask_once_for_all", "values": {}}


_WRITES = {"INSERT": "bulk_create", "UPDATE": "bulk_update", "DELETE": "delete_many"}


def _forward(relation: Any) -> dict[str, Any]:
    """Return the advice for `choice.question`, or for the other side of a OneToOneField."""
    model = getattr(relation, "model", None)
    name = getattr(relation, "name", "")
    if hasattr(relation, "get_accessor_name") and hasattr(relation, "field"):
        name = relation.get_accessor_name() or name  # the side without the field
    owner = getattr(model, "__name__", "…")
    use = f'{owner}.objects.select_related("{name}")'
    return {"code": "select_related", "values": {"model": owner, "relation": name, "use": use}}


def _counted(relation: tuple[str, str] | None, model: Any) -> dict[str, Any]:
    if relation is None:
        return {"code": "count", "values": {"model": model.__name__}}
    owner, accessor = relation
    # annotate() takes the name for queries, that has no _set
    query_name = accessor.removesuffix("_set")
    use = f'{owner}.objects.annotate(number=Count("{query_name}"))'
    return {
        "code": "annotate_count",
        "values": {"model": owner, "relation": query_name, "use": use},
    }


def _is_count(sql: str) -> bool:
    return sql[:40].upper().startswith(("SELECT COUNT(", "SELECT COUNT ("))


def _model_of(table: str) -> Any:
    return next((one for one in _models(apps) if one._meta.db_table == table), None)


def _models(registry: Any) -> list[Any]:
    return [model for models in registry.all_models.values() for model in models.values()]


def _column_of(sql: str, table: str) -> tuple[str, str] | None:
    """Return table and column of the first `column = ?` of a statement."""
    _, where, rest = sql.partition("WHERE")
    found = _EQUAL.search(rest) if where else None
    return (found[1] or table, found[2]) if found else None


def _field_of(model: Any, column: tuple[str, str] | None) -> Any:
    if column is None or column[0] != model._meta.db_table:
        return None
    return next((one for one in model._meta.concrete_fields if one.column == column[1]), None)


def _relation(model: Any, sql: str, column: tuple[str, str] | None) -> tuple[str, str] | None:
    """Return whose relation was followed backwards, and its name there; None if none was."""
    joined = set(_JOIN.findall(sql))
    if joined:
        return _many_to_many(model, joined)
    field = _field_of(model, column)
    if field is not None:
        if not field.is_relation or field.remote_field is None:
            return None
        accessor = field.remote_field.get_accessor_name()
        return (field.remote_field.model.__name__, accessor) if accessor else None
    return None


def _many_to_many(model: Any, joined: set[str]) -> tuple[str, str] | None:
    """Return whose ManyToManyField leads to *model* by one of the *joined* tables, and its name there."""
    for owner in _models(model._meta.apps):
        for many in owner._meta.many_to_many:
            relation = many.remote_field
            if relation.through._meta.db_table not in joined:
                continue
            if relation.model is model:
                return owner.__name__, many.name
            if owner is model:
                accessor = relation.get_accessor_name()
                return (relation.model.__name__, accessor) if accessor else None
    return None
