"""Names of tables and columns, made into names that Python and models allow."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection
from typing import NamedTuple


class FieldName(NamedTuple):
    """A field's name; db_column: the column's, where it does not follow; notes: what was changed."""

    name: str
    db_column: str | None
    notes: tuple[str, ...]


def model_name(table: str, taken: Collection[str] = ()) -> str:
    """Return the name of a model for a table: "shop_item" is ShopItem. Never one of *taken*."""
    name = re.sub(r"\W|_", "", table.title())
    if not name.isidentifier() or keyword.iskeyword(name):
        name = f"Table{name}"
    made, number = name, 1
    while made in taken:
        number += 1
        made = f"{name}{number}"
    return made


def field_name(column: str, taken: Collection[str], *, is_relation: bool) -> FieldName:
    """Return the name of a field for a column, by Django's rules. Never one of *taken*."""
    notes = []
    name = column.lower()
    if name != column:
        notes.append("Field name made lowercase.")
    named = False
    if is_relation:
        if name.endswith("_id"):
            name = name.removesuffix("_id")
        else:
            named = True  # the field's own column would end in _id
    name, count = re.subn(r"\W", "_", name)
    if count:
        notes.append("Field renamed to remove unsuitable characters.")
    if "__" in name:
        name = re.sub(r"__+", "_", name)
        if "__" in column.lower():
            notes.append("Field renamed because it contained more than one '_' in a row.")
    if name.startswith("_"):
        name = f"field{name}"
        notes.append("Field renamed because it started with '_'.")
    if name.endswith("_"):
        name = f"{name}field"
        notes.append("Field renamed because it ended with '_'.")
    if keyword.iskeyword(name):
        name += "_field"
        notes.append("Field renamed because it was a Python reserved word.")
    if name[:1].isdigit():
        name = f"number_{name}"
        notes.append("Field renamed because it wasn't a valid Python identifier.")
    if name in taken:
        number = 0
        while f"{name}_{number}" in taken:
            number += 1
        name = f"{name}_{number}"
        notes.append("Field renamed because of name conflict.")
    renamed = column != name and bool(notes)
    return FieldName(name, column if named or renamed else None, tuple(notes))
