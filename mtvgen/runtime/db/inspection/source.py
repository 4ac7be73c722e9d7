"""The text of a models.py for tables: in Django's manner, laid out as `ruff format` does."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from ..migrations.serializer import MODELS, WIDTH, Code, Group, Text, literal, serialize
from ..utils import Error
from .facts import Column, Reader, Table
from .naming import field_name, model_name

_HEAD = """\
# Written by `manage.py inspectdb` from the tables of a database. What is left to do:
#   * put the models into an order that reads well
#   * make sure that each model has one field with primary_key=True
#   * choose for each ForeignKey and OneToOneField what on_delete shall do
#   * remove `managed = False` where migrations shall look after the table from now on
# Models may be renamed; db_table and db_column say what the database calls them."""


def module_source(reader: Reader, names: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a models.py with a model for each table of *names*."""
    yield _HEAD
    yield f"from {MODELS.rpartition('.')[0]} import models"
    known: dict[str, str] = {}  # table → model
    every = list(names)
    for one in every:
        known[one] = model_name(one, known.values())
    done: set[str] = set()
    for name in every:
        try:
            table = reader.table(name)
        except Error as error:
            yield f"# Unable to inspect table {name!r}"
            yield f"# The error was: {error}"
            continue
        yield from _Model(table, known, done, reader).lines()
        done.add(known[name])


class _Model:
    def __init__(self, table: Table, known: dict[str, str], done: set[str], reader: Reader) -> None:
        self.table, self.known, self.done, self.reader = table, known, done, reader
        self.name = known[table.name]
        self.fields: dict[str, str] = {}  # column → field
        self._used: set[str] = set()

    def lines(self) -> Iterator[str]:
        yield ""
        yield ""
        yield f"class {self.name}(models.Model):"
        key = self.table.primary_key
        if len(key) > 1:
            yield from _above(
                f"The primary key is {', '.join(key)} together; a model has one column: the first."
            )
        for column in self.table.columns:
            yield from self._field(column)
        yield ""
        yield from self._meta()

    def _field(self, column: Column) -> Iterator[str]:
        made = field_name(
            column.name, self.fields.values(), is_relation=column.points_to is not None
        )
        self.fields[column.name] = made.name
        options: dict[str, Any] = {} if made.db_column is None else {"db_column": made.db_column}
        notes = [*made.notes]
        if column.name in self.table.primary_key[:1]:
            options["primary_key"] = True
        elif (column.name,) in self.table.unique:
            options["unique"] = True
        if column.points_to is not None:
            kind, args = self._relation(made.name, column.points_to, options)
        else:
            kind, args = column.kind, []
            options.update(column.options)
            notes += column.notes
        if made.name == "id" and kind == "AutoField" and options == {"primary_key": True}:
            return  # the key that every model has by itself
        if column.null and "primary_key" not in options:  # SQLite lets a key be null; models do not
            options.update(blank=True, null=True)
        if "db_comment" in column.options:
            options["db_comment"] = options.pop("db_comment", column.options["db_comment"])
        items: list[tuple[str, Code]] = [("", arg) for arg in args]
        items += [(f"{name}=", serialize(value)[0]) for name, value in options.items()]
        start = f"    {made.name} = "
        code = Group(f"models.{kind}(", tuple(items), ")").laid_out(4, WIDTH - len(start))
        yield from _commented(start + code, " ".join(notes))

    def _relation(
        self, name: str, points_to: tuple[str, str], options: dict[str, Any]
    ) -> tuple[str, list[Code]]:
        table, column = points_to
        if options.pop("unique", False) or "primary_key" in options:
            kind = "OneToOneField"
        else:
            kind = "ForeignKey"
            if self._key_of(table) not in (None, column):
                options["to_field"] = self._field_of(table, column)
        target = self.known.get(table) or model_name(table)
        if table == self.table.name:
            to: Code = Text('"self"')
        else:
            to = Text(target if target in self.done else literal(target))
        shown = "self" if table == self.table.name else target
        if shown in self._used:
            options["related_name"] = f"{self.name.lower()}_{name}_set"
        self._used.add(shown)
        return kind, [to, Text("models.DO_NOTHING")]

    def _key_of(self, table: str) -> str | None:
        try:
            key = self.reader.table(table).primary_key
        except Error:
            return None
        return key[0] if len(key) == 1 else None

    def _field_of(self, table: str, wanted: str) -> str:
        """Return what the field of a column of another table is called there."""
        taken: list[str] = []
        for column in self.reader.table(table).columns:
            made = field_name(column.name, taken, is_relation=column.points_to is not None)
            if column.name == wanted:
                return made.name
            taken.append(made.name)
        return wanted

    def _meta(self) -> Iterator[str]:
        if self.table.has_unknown_rule:
            yield "    # A unique constraint could not be introspected."
        yield "    class Meta:"
        note = {
            "view": "  # Created from a view. Don't remove.",
            "partition": "  # Created from a partition. Don't remove.",
        }.get(self.table.kind, "")
        yield f"        managed = False{note}"
        yield f"        db_table = {literal(self.table.name)}"
        groups = [columns for columns in self.table.unique if len(columns) > 1]
        if len(self.table.primary_key) > 1:
            groups.insert(0, self.table.primary_key)
        if groups:
            value = tuple(tuple(self.fields[column] for column in group) for group in groups)
            start = "        unique_together = "
            yield start + serialize(value)[0].laid_out(8, WIDTH - len(start))
        if self.table.comment:
            yield f"        db_table_comment = {literal(self.table.comment)}"


def _commented(code: str, comment: str) -> Iterator[str]:
    """Yield *code* with its comment behind it, or above it where the line would be too long."""
    if not comment:
        yield code
    elif "\n" not in code and len(code) + len(comment) + 4 <= WIDTH:
        yield f"{code}  # {comment}"
    else:
        yield from _above(comment)
        yield code


def _above(comment: str) -> Iterator[str]:
    """Yield a comment on lines of its own, inside a class."""
    return iter(textwrap.wrap(comment, WIDTH, initial_indent="    # ", subsequent_indent="    # "))
