"""The tables of one query, and how names lead from one to the next.

A relation that may be missing on one side is joined with LEFT JOIN: a condition on it drops the
rows without one by itself, and both OR and NOT stay right. Relations to many are joined anew for
each `filter()` call, and shared inside one, as Django documents ("Spanning multi-valued
relationships").
"""

from __future__ import annotations

from itertools import count
from typing import Any, NamedTuple

import sqlalchemy as sa

from ..paths import Path, is_many, next_model


class Place(NamedTuple):
    """A table in the query. maybe: True when a row of the query may have none of it."""

    table: Any
    maybe: bool


class Column(NamedTuple):
    """A column in the query. maybe: True when it may be NULL."""

    sql: Any
    maybe: bool


def table_of(meta: Any, alias: str | None = None) -> Any:
    """Return the model's table for a query: names only, no types."""
    # PERF: kept, as on_clause() does: 0.1 ms of a new shape. No name stands twice in one query
    found = meta.quick.get(("table", alias))
    if found is None:
        if alias:
            found = table_of(meta).alias(alias)
        else:
            fields = meta.concrete_model._meta.local_concrete_fields
            found = sa.table(meta.db_table, *[sa.column(field.column) for field in fields])
        found.c.keys()  # SQLAlchemy works the columns out at the first use: before others see it
        meta.quick["table", alias] = found
    return found


class Joins:
    """The FROM of one query. names: where the aliases come from; shared with queries inside."""

    def __init__(self, meta: Any, names: Any = None, alias: str | None = None) -> None:
        self.meta = meta
        self.names = names if names is not None else count(1)
        self.root = table_of(meta, alias)
        self.source: Any = self.root
        # Relation names so far → the table that they lead to: the last one made
        self._places: dict[tuple[Any, ...], Place] = {(): Place(self.root, False)}

    @property
    def joined(self) -> bool:
        """True when more than the model's own table is in the query."""
        return self.source is not self.root

    def place(self, steps: tuple[Any, ...], group: dict[Any, Place] | None = None) -> Place:
        """Return the table that *steps* lead to, joined if it is not there yet.

        group: the tables that the current `filter()` call has joined; None shares with all.
        """
        here = self._places[()]
        many = False
        for n in range(1, len(steps) + 1):
            step, key = steps[n - 1], steps[:n]
            many = many or is_many(step)
            if many and group is not None:
                found = group.get(key)
                if found is None:
                    found = group[key] = self._places[key] = self._join(here, step)
            else:
                found = self._places.get(key)
                if found is None:
                    found = self._places[key] = self._join(here, step)
                if many and group is not None:
                    group[key] = found
            here = found
        return here

    def _join(self, here: Place, step: Any) -> Place:
        if step.many_to_many:
            through = table_of(step_through(step)._meta, f"T{next(self.names)}")
            near, far = link_columns(step)
            self._add(here.table.c[near[0]] == through.c[near[1]], through, True)
            target = table_of(next_model(step)._meta, f"T{next(self.names)}")
            self._add(through.c[far[0]] == target.c[far[1]], target, True)
            return Place(target, True)
        target = table_of(next_model(step)._meta, f"T{next(self.names)}")
        maybe = here.maybe or not step.concrete or step.null
        self._add(on_clause(here.table, target, step), target, maybe)
        return Place(target, maybe)

    def _add(self, clause: Any, target: Any, maybe: bool) -> None:
        self.source = self.source.join(target, clause, isouter=maybe)

    def column(self, path: Path, group: dict[Any, Place] | None = None) -> Column:
        """Return the column that *path* ends at; a key that is here already needs no join."""
        steps, field = path.steps, path.field
        while field.concrete and steps and not steps[-1].many_to_many:
            own = here_already(steps[-1], field)
            if own is None:
                break
            field, steps = own, steps[:-1]  # question__id is question_id
        if not field.concrete or field.many_to_many:
            place = self.place((*steps, field), group)
            return Column(place.table.c[next_model(field)._meta.pk.column], True)
        place = self.place(steps, group)
        return Column(place.table.c[field.column], place.maybe or field.null)

    def of_model(self, meta: Any, field: Any, steps: tuple[Any, ...] = ()) -> Any:
        """Return the column of a field of the model that *steps* lead to; a parent's is inherited."""
        links = meta.links_to(field.model) if meta.inherits else ()
        if links and steps and not steps[-1].concrete and steps[-1].field is links[0]:
            steps, links = steps[:-1], links[1:]  # from a parent to its child: it is there already
        return self.place((*steps, *links)).table.c[field.column]


def here_already(step: Any, field: Any) -> Any:
    """Return the field on this side of *step* that holds what *field* there holds; None if none."""
    if step.concrete:
        return step if field is step.target_field else None
    pairs = getattr(step, "related_fields", ())  # of a ForeignObject
    return next((near for near, far in pairs if far is field), None)


def on_clause(here: Any, target: Any, step: Any) -> Any:
    """Return the condition that joins two tables over *step*, a field or a rel."""
    known, key = next_model(step)._meta.quick, ("on", step, here, target)
    found = known.get(key)
    if found is None:
        pairs = getattr(step, "column_pairs", None)  # of a ForeignObject
        if pairs is None:
            ends = (step, step.target_field) if step.concrete else (step.target_field, step.field)
            pairs = [[one.column for one in ends]]
        same = [here.c[near] == target.c[far] for near, far in pairs]
        found = known[key] = same[0] if len(same) == 1 else sa.and_(*same)
    return found


def step_through(step: Any) -> Any:
    """Return the model between the two sides of a many-to-many relation."""
    return (step.remote_field if hasattr(step, "m2m_column_name") else step).through


def link_columns(step: Any) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return ((here, between), (between, there)) for a many-to-many relation: column names."""
    forward = hasattr(step, "m2m_column_name")
    field = step if forward else step.field
    source = field.m2m_source_field()
    target = field.m2m_target_field()
    if not forward:
        source, target = target, source
    return (
        (source.target_field.column, source.column),
        (target.column, target.target_field.column),
    )
