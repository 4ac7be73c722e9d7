"""Where a database is no longer what its migrations made of it: changed by hand, or by a `--fake`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..inspection import reader_for
from ..inspection.facts import Column, Table
from .executor import MigrationExecutor

# What cannot be told apart in every database counts as one kind
_FAMILIES = {
    "whole numbers": (
        "AutoField BigAutoField SmallAutoField IntegerField BigIntegerField SmallIntegerField "
        "PositiveIntegerField PositiveBigIntegerField PositiveSmallIntegerField BooleanField "
        "DurationField"
    ),
    "numbers": "FloatField DecimalField",
    "text": (
        "CharField TextField SlugField FileField FilePathField JSONField UUIDField "
        "GenericIPAddressField"
    ),
    "bytes": "BinaryField",
    "dates": "DateField",
    "moments": "DateTimeField",
    "times of day": "TimeField",
}
_FAMILY_OF = {kind: family for family, kinds in _FAMILIES.items() for kind in kinds.split()}


def differences(connection: Any) -> Iterator[tuple[Any, str]]:
    """Yield (model, what is different) for each table of the migrations that are applied.

    Looks at tables, columns, what may be NULL, kinds of values, unique rules and foreign keys.
    """
    state = MigrationExecutor(connection).applied_state()
    reader = reader_for(connection)
    there = {name.lower(): name for name in reader.names(views=True, partitions=True)}
    for model in state.apps.get_models(include_auto_created=True):
        meta = model._meta
        if not meta.managed or meta.proxy or meta.swapped:
            continue
        name = there.get(meta.db_table.lower())
        if name is None:
            yield model, f"There is no table {meta.db_table!r}."
        else:
            for what in _of_table(meta, reader.table(name)):
                yield model, what


def _of_table(meta: Any, table: Table) -> Iterator[str]:
    there = {column.name.lower(): column for column in table.columns}
    for field in meta.local_concrete_fields:
        column = there.pop(field.column.lower(), None)
        if column is None:
            yield f"The table {table.name!r} has no column {field.column!r}."
        else:
            yield from _of_column(field, column, f"{table.name}.{column.name}")
    for column in there.values():
        yield f"The table {table.name!r} has a column {column.name!r} that no migration made."
    if not table.has_unknown_rule:
        yield from _of_rules(meta, table)


def _of_column(field: Any, column: Column, where: str) -> Iterator[str]:
    if not field.primary_key and bool(field.null) != column.null:
        said = "may be NULL" if column.null else "may not be NULL"
        yield f"The column {where!r} {said}, unlike its field."
    kind = field
    while kind.is_relation:
        kind = kind.target_field
    wanted = _FAMILY_OF.get(kind.get_internal_type())
    found = _FAMILY_OF.get(column.kind)
    if wanted and found and wanted != found:
        yield f"The column {where!r} is for {found}, its field for {wanted}."
    if field.is_relation and field.db_constraint:
        target = (field.related_model._meta.db_table, field.target_field.column)
        points = column.points_to or ("", "")
        if tuple(map(str.lower, points)) != tuple(map(str.lower, target)):
            yield f"The column {where!r} has no foreign key to {'.'.join(target)!r}."


def _of_rules(meta: Any, table: Table) -> Iterator[str]:
    there = {frozenset(map(str.lower, columns)) for columns in table.unique}
    there.add(frozenset(map(str.lower, table.primary_key)))
    groups = [[one.name] for one in meta.local_concrete_fields if one.unique]
    groups += [list(names) for names in meta.unique_together]
    for rule in meta.total_unique_constraints:
        if rule.fields and not rule.include and rule.deferrable is None:
            groups.append(list(rule.fields))
    for names in groups:
        columns = [meta.get_field(name).column for name in names]
        if frozenset(map(str.lower, columns)) not in there:
            yield f"The table {table.name!r} has no unique rule for {', '.join(columns)}."
