"""A model's table as SQLite will know it: plain facts, taken from the model class.

Names, types and clauses are those that Django gives its tables on SQLite, so that each of the two
can go on with a database that the other one made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ...core.exceptions import FieldError
from ..backends.sqlite3.functions import quoted
from .names import index_name

# Kind of field → type of its column. {n} is the longest text, in characters.
_TYPES = {
    "AutoField": "integer",
    "BigAutoField": "integer",
    "SmallAutoField": "integer",
    "BinaryField": "BLOB",
    "BooleanField": "bool",
    "CharField": "varchar({n})",
    "SlugField": "varchar({n})",
    "FileField": "varchar({n})",
    "FilePathField": "varchar({n})",
    "TextField": "text",
    "JSONField": "text",
    "UUIDField": "char(32)",
    "GenericIPAddressField": "char(39)",
    "DateField": "date",
    "DateTimeField": "datetime",
    "TimeField": "time",
    "DurationField": "bigint",
    "DecimalField": "decimal",
    "FloatField": "real",
    "IntegerField": "integer",
    "BigIntegerField": "bigint",
    "SmallIntegerField": "smallint",
    "PositiveIntegerField": "integer unsigned",
    "PositiveBigIntegerField": "bigint unsigned",
    "PositiveSmallIntegerField": "smallint unsigned",
}
# Kind of the field that a foreign key points to → type of the key's own column, where it differs
_KEY_TYPES = {
    "AutoField": "integer",
    "BigAutoField": "bigint",
    "SmallAutoField": "smallint",
    "PositiveIntegerField": "integer",
    "PositiveBigIntegerField": "bigint",
    "PositiveSmallIntegerField": "smallint",
}
_COUNTED = frozenset(("AutoField", "BigAutoField", "SmallAutoField"))


def quote(name: str) -> str:
    """Return the name of a table, column or index as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class Column:
    """One column. check, default: SQL. target: (table, column) that it refers to."""

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

    @property
    def sql(self) -> str:
        """The column's line in CREATE TABLE."""
        parts = [quote(self.name), self.type]
        if self.collation:
            parts.append(f"COLLATE {quote(self.collation)}")
        if self.default:
            parts.append(f"DEFAULT {self.default}")
        parts.append("NULL" if self.null else "NOT NULL")
        if self.primary_key:
            parts.append("PRIMARY KEY AUTOINCREMENT" if self.counted else "PRIMARY KEY")
        elif self.unique:
            parts.append("UNIQUE")
        if self.check:
            parts.append(f"CHECK ({self.check})")
        if self.target:
            table, column = map(quote, self.target)
            parts.append(f"REFERENCES {table} ({column}) DEFERRABLE INITIALLY DEFERRED")
        return " ".join(parts)


@dataclass(frozen=True)
class Index:
    """One index: `columns` as SQL ("pub_date" DESC), `condition` as SQL or empty."""

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    condition: str = ""

    def sql(self, table: str) -> str:
        """Return the statement that makes it."""
        kind = "UNIQUE INDEX" if self.unique else "INDEX"
        where = f" WHERE {self.condition}" if self.condition else ""
        columns = ", ".join(self.columns)
        return f"CREATE {kind} {quote(self.name)} ON {quote(table)} ({columns}){where}"


@dataclass(frozen=True)
class Table:
    """One table. constraints: name → SQL after CONSTRAINT "name"."""

    name: str
    columns: tuple[Column, ...]
    constraints: dict[str, str] = field(default_factory=dict)
    indexes: tuple[Index, ...] = ()

    def sql(self, name: str | None = None) -> str:
        """Return the statement that makes it, without its indexes. name: when not its own."""
        lines = [column.sql for column in self.columns]
        lines += [f"CONSTRAINT {quote(key)} {sql}" for key, sql in self.constraints.items()]
        return f"CREATE TABLE {quote(name or self.name)} ({', '.join(lines)})"

    def column(self, name: str) -> Column | None:
        """Return the column of that name, if there is one."""
        return next((column for column in self.columns if column.name == name), None)

    def without(self, name: str) -> Table:
        """Return the table without a column, and without whatever needs it."""
        mark = quote(name)
        return replace(
            self,
            columns=tuple(column for column in self.columns if column.name != name),
            constraints={key: sql for key, sql in self.constraints.items() if mark not in sql},
            indexes=tuple(
                index
                for index in self.indexes
                if mark not in f"{' '.join(index.columns)} {index.condition}"
            ),
        )

    def with_column(self, column: Column, indexes: Iterable[Index], instead_of: str = "") -> Table:
        """Return the table with one more column, or with it in the place of another."""
        if not instead_of:
            kept = [one for one in self.columns if not (column.primary_key and one.primary_key)]
            return replace(self, columns=(*kept, column), indexes=(*self.indexes, *indexes))
        columns = tuple(column if one.name == instead_of else one for one in self.columns)
        single = (quote(instead_of),)
        others = tuple(one for one in self.indexes if one.columns != single or one.unique)
        return replace(self, columns=columns, indexes=(*others, *indexes))


def table_of(model: Any, connection: Any) -> Table:
    """Return the table of *model*, a class, in the database behind *connection*."""
    meta = model._meta
    fields = [one for one in meta.local_fields if one.column is not None]
    constraints: dict[str, str] = {}
    indexes = [index for one in fields for index in field_indexes(meta.db_table, one)]
    indexes += [together_index(model, names) for names in sorted(meta.unique_together)]
    indexes += [declared_index(model, index, connection) for index in meta.indexes]
    for constraint in meta.constraints:
        made = declared_constraint(model, constraint, connection)
        if isinstance(made, Index):
            indexes.append(made)
        else:
            constraints[constraint.name] = made
    columns = tuple(column_of(one, connection) for one in fields)
    return Table(meta.db_table, columns, constraints, tuple(indexes))


def column_of(one: Any, connection: Any) -> Column:
    """Return the column of a field that belongs to a model."""
    kind = _kind(one)
    target = None
    if one.remote_field is not None and getattr(one, "db_constraint", True):
        target = (one.remote_field.model._meta.db_table, one.target_field.column)
    return Column(
        name=one.column,
        type=_type(one, connection),
        null=one.null,
        primary_key=one.primary_key,
        counted=kind in _COUNTED and one.primary_key,
        unique=one.unique and not one.primary_key,
        check=_check(one, kind),
        default=_default_sql(one, connection) if one.has_db_default() else "",
        collation=getattr(one, "db_collation", None) or "",
        target=target,
    )


def _kind(one: Any) -> str:
    """Return the name of the field's nearest class that has a type of column."""
    for cls in type(one).__mro__:
        if cls.__name__ in _TYPES:
            return cls.__name__
    return str(one.get_internal_type())


def _type(one: Any, connection: Any) -> str:
    # A project's own field may say its type itself (howto/custom-model-fields)
    if hasattr(one, "db_type"):
        own = one.db_type(connection)
        if own is not None:
            return str(own)
    if one.remote_field is not None:
        end = one.target_field
        while end.remote_field is not None:  # a key that is a key to another table itself
            end = end.target_field
        return _KEY_TYPES.get(_kind(end)) or _type(end, connection)
    kind = _kind(one)
    if kind not in _TYPES:
        raise FieldError(
            f"{one}: SQLite has no type for a {type(one).__name__}.",
            hint="Let it be a subclass of the field whose column it needs, or give it a method "
            "db_type(connection).",
        )
    pattern = _TYPES[kind]
    if "{n}" not in pattern:
        return pattern
    return "varchar" if one.max_length is None else pattern.format(n=one.max_length)


def _check(one: Any, kind: str) -> str:
    if one.remote_field is not None:
        return ""
    name = quote(one.column)
    if kind.startswith("Positive"):
        return f"{name} >= 0"
    if kind == "JSONField":
        return f"(JSON_VALID({name}) OR {name} IS NULL)"
    return ""


def _default_sql(one: Any, connection: Any) -> str:
    value = one.db_default
    if type(value).__name__ == "Value":
        value = value.value
    if hasattr(value, "structure"):
        from ..models.compiler.clauses import expression_sql

        return f"({expression_sql(one.model, value, connection)})"
    return quoted(connection.adapt_one(one.get_db_prep_save(value, connection)))


# Indexes and constraints


def field_indexes(table: str, one: Any) -> Iterator[Index]:
    """Yield the index that a field asks for by itself: `db_index`, which a ForeignKey has."""
    if one.db_index and not one.unique:
        yield Index(index_name(table, [one.column]), (quote(one.column),))


def together_index(model: Any, names: Iterable[str]) -> Index:
    """Return the index that keeps a group of fields unique together."""
    columns = [model._meta.get_field(name).column for name in names]
    name = index_name(model._meta.db_table, columns, "_uniq")
    return Index(name, tuple(map(quote, columns)), unique=True)


def declared_index(model: Any, index: Any, connection: Any) -> Index:
    """Return an index of a Meta's `indexes`."""
    return Index(
        index.name or index_name(model._meta.db_table, list(index.fields)),
        _ordered_columns(model, index, connection),
        condition=_condition(model, getattr(index, "condition", None), connection),
    )


def declared_constraint(model: Any, constraint: Any, connection: Any) -> str | Index:
    """Return a constraint's SQL; an Index when SQLite keeps it by one: unique where …."""
    condition = _condition(model, constraint.condition, connection)
    if not hasattr(constraint, "fields"):
        return f"CHECK ({condition})"
    columns = _ordered_columns(model, constraint, connection)
    if condition or bool(getattr(constraint, "expressions", None)):
        return Index(constraint.name, columns, unique=True, condition=condition)
    return f"UNIQUE ({', '.join(columns)})"


def _ordered_columns(model: Any, part: Any, connection: Any) -> tuple[str, ...]:
    columns = [
        quote(model._meta.get_field(name.lstrip("-")).column)
        + (" DESC" if name.startswith("-") else "")
        for name in part.fields
    ]
    expressions = getattr(part, "expressions", None)
    if expressions:
        from ..models.compiler.clauses import expression_sql

        columns += [expression_sql(model, one, connection) for one in expressions]
    return tuple(columns)


def _condition(model: Any, condition: Any, connection: Any) -> str:
    """Return a Q as SQL, its values written in; empty for None."""
    if condition is None:
        return ""
    from ..models.compiler.clauses import condition_sql

    return condition_sql(model, condition, connection)
