"""A model's columns, rules and indexes as a server will know them: plain facts.

Names, types and rules are those that Django gives its tables there, so that each of the two can go
on with a database that the other one made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from .names import LONGEST, index_name, key_name


@dataclass(frozen=True)
class Column:
    """One column. check, default: SQL. target: (table, column) that it refers to.

    indexed: it has an index of its own. like: the class of operators of a second one, for LIKE.
    """

    name: str
    type: str
    null: bool = False
    primary_key: bool = False
    counted: bool = False
    unique: bool = False
    check: str = ""
    default: str = ""
    collation: str = ""
    target: tuple[str, str] | None = None
    indexed: bool = False
    like: str = ""


@dataclass(frozen=True)
class Index:
    """One index. columns: names, or SQL where `plain` is False. condition, operators: as SQL."""

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    condition: str = ""
    plain: bool = True
    operators: tuple[str, ...] = ()
    include: tuple[str, ...] = ()


def column_of(field: Any, connection: Any) -> Column:
    """Return the column of a field that belongs to a model."""
    types = types_of(connection)
    kind, written = types.kind_of(field), types.column_type(field, connection)
    target = None
    if field.remote_field is not None and getattr(field, "db_constraint", True):
        target = (field.remote_field.model._meta.db_table, field.target_field.column)
    collation = getattr(field, "db_collation", None) or ""
    searched = (field.db_index or field.unique) and not collation
    default = _default_sql(field, connection) if field.has_db_default() else ""
    positive = kind.startswith("Positive") and field.remote_field is None
    return Column(
        name=field.column,
        type=written,
        null=field.null,
        primary_key=field.primary_key,
        counted=kind in types.COUNTED and field.primary_key,
        unique=field.unique and not field.primary_key,
        check=f"{connection.quote_name(field.column)} >= 0" if positive else "",
        default=types.written_default(default, written, connection),
        collation=collation,
        target=target,
        indexed=bool(field.db_index and not field.unique) and types.takes_index(written, target),
        like=types.like_operators(written) if searched else "",
    )


def types_of(connection: Any) -> Any:
    """Return the module that says which types a database gives to columns."""
    return import_module(f"{__package__.rpartition('.')[0]}.backends.{connection.vendor}.types")


def _default_sql(field: Any, connection: Any) -> str:
    value = field.db_default
    if type(value).__name__ == "Value":
        value = value.value
    if hasattr(value, "structure"):
        from ..models.compiler.clauses import expression_sql

        return f"({expression_sql(field.model, value, connection)})"
    return str(connection.literal(field.get_db_prep_save(value, connection)))


class Names:
    """The names of rules and indexes in one kind of database."""

    def __init__(self, vendor: str) -> None:
        self.longest = LONGEST[vendor]

    def own_indexes(self, table: str, column: Column) -> Iterator[Index]:
        """Yield the indexes that a column asks for by itself."""
        if column.indexed:
            yield Index(self.index(table, [column.name]), (column.name,))
        if column.like:
            name = index_name(table, [column.name], "_like", self.longest)
            yield Index(name, (column.name,), operators=(column.like,))

    def index(self, table: str, columns: list[str]) -> str:
        """Return the name of an index that nobody has named."""
        return index_name(table, columns, "", self.longest)

    def foreign_key(self, table: str, column: str, target: tuple[str, str]) -> str:
        """Return the name of the rule that *column* refers to *target*."""
        return key_name(table, column, *target, self.longest)

    def unique(self, table: str, columns: list[str]) -> str:
        """Return the name of the rule that *columns* are unique together."""
        return index_name(table, columns, "_uniq", self.longest)

    def check(self, table: str, column: str) -> str:
        """Return the name of the rule of one column, when the table is there already."""
        return index_name(table, [column], "_check", self.longest)


def together(model: Any, names: Any) -> list[str]:
    """Return the columns of a group of fields."""
    return [model._meta.get_field(name).column for name in names]


def declared_index(model: Any, index: Any, connection: Any) -> Index:
    """Return an index of a Meta's `indexes`."""
    return _index(model, index, connection, unique=False)


def unique_index(model: Any, constraint: Any, connection: Any) -> Index | None:
    """Return the index that keeps a UniqueConstraint; None when a rule of the table can."""
    told = ("expressions", "condition", "opclasses", "include")
    if not hasattr(constraint, "fields") or not any(getattr(constraint, one, ()) for one in told):
        return None
    return _index(model, constraint, connection, unique=True)


def _index(model: Any, part: Any, connection: Any, unique: bool) -> Index:
    classes = dict(zip(part.fields, getattr(part, "opclasses", ()), strict=False))
    columns = []
    for name in part.fields:
        column = connection.quote_name(model._meta.get_field(name.lstrip("-")).column)
        own = f" {classes[name]}" if name in classes else ""
        columns.append(column + own + (" DESC" if name.startswith("-") else ""))
    expressions = getattr(part, "expressions", ())
    columns += [_expression(model, one, connection) for one in expressions]
    return Index(
        part.name
        or Names(connection.vendor).index(model._meta.db_table, together(model, part.fields)),
        tuple(columns),
        unique,
        condition_sql(model, getattr(part, "condition", None), connection),
        plain=False,
        include=tuple(together(model, getattr(part, "include", None) or ())),
    )


def _expression(model: Any, expression: Any, connection: Any) -> str:
    """Return an expression of an index, in brackets; its direction stands outside of them."""
    from ..models.compiler.clauses import expression_sql

    inner, after = expression, ""
    if hasattr(expression, "descending"):
        inner = expression.expression
        after = " DESC" if expression.descending else ""
        if expression.nulls_first or expression.nulls_last:
            after += " NULLS FIRST" if expression.nulls_first else " NULLS LAST"
    return f"({expression_sql(model, inner, connection)}){after}"


def condition_sql(model: Any, condition: Any, connection: Any) -> str:
    """Return a Q as SQL, its values written in; empty for None."""
    if condition is None:
        return ""
    from ..models.compiler import clauses

    return clauses.condition_sql(model, condition, connection)
