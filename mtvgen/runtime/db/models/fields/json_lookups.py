"""What can be asked of JSON: keys, indexes, and what it contains.

(Django's documentation: topics/db/queries, "Querying JSONField".) A key that is missing is not the
same as one that is null: `data__owner__isnull=True` is the one, `data__owner=None` the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ...utils import NotSupportedError
from .. import lookups
from ..paths import LOOKUP_SEP
from .text import TextField

_WORDS = ("null", "false", "true")
"""What SQLite's JSON_TYPE calls the values that have no text or number of their own."""


def json_path(keys: Iterable[str], root: str = "$") -> str:
    """Return the path of keys as SQLite and MySQL know it: `$."pets"[0]`; a number is an index."""
    path = root
    for key in keys:
        try:
            path += f"[{int(key)}]"
        except ValueError:
            path += f".{json.dumps(key)}"
    return path


class KeyTransform(lookups.Transform):
    """The value under a key, or at an index: `data__pets__0__name` is three of them."""

    postgres_operator = "->"
    postgres_nested_operator = "#>"

    def __init__(self, key_name: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key_name = str(key_name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.key_name!r}, {self.lhs!r})"

    def preprocess_lhs(self, compiler: Any, connection: Any) -> tuple[str, list[Any], list[str]]:
        """Return the SQL of the column, its parameters, and all keys from there on."""
        keys = [self.key_name]
        inner = self.lhs
        while isinstance(inner, KeyTransform):
            keys.insert(0, inner.key_name)
            inner = inner.lhs
        sql, params = compiler.compile(inner)
        return sql, params, keys

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the value; true, false and null as these words, which differ from 1, 0 and none."""
        lhs, params, keys = self.preprocess_lhs(compiler, connection)
        words = ", ".join(f"'{word}'" for word in _WORDS)
        sql = (
            f"(CASE WHEN JSON_TYPE({lhs}, %s) IN ({words}) "
            f"THEN JSON_TYPE({lhs}, %s) ELSE JSON_EXTRACT({lhs}, %s) END)"
        )
        return sql, [*params, json_path(keys)] * 3

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the value as JSON (or, in the subclass, as text)."""
        lhs, params, keys = self.preprocess_lhs(compiler, connection)
        if len(keys) > 1:
            return f"({lhs} {self.postgres_nested_operator} %s::text[])", [*params, keys]
        try:
            return f"({lhs} {self.postgres_operator} %s::int)", [*params, int(keys[0])]
        except ValueError:
            return f"({lhs} {self.postgres_operator} %s::text)", [*params, keys[0]]

    def as_mysql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the value as JSON."""
        lhs, params, keys = self.preprocess_lhs(compiler, connection)
        return f"JSON_EXTRACT({lhs}, %s)", [*params, json_path(keys)]

    def get_lookup(self, lookup_name: str) -> Any:
        """Return the Lookup of that name for the value under a key."""
        registered = self.get_lookups().get(lookup_name) or OF_KEYS.get(lookup_name)
        return registered or super().get_lookup(lookup_name)


class KeyTextTransform(KeyTransform):
    """The value under a key, as text."""

    postgres_operator = "->>"
    postgres_nested_operator = "#>>"
    output_field = TextField()

    def as_mysql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the value as text."""
        sql, params = super().as_mysql(compiler, connection)
        return f"JSON_UNQUOTE({sql})", params

    @classmethod
    def from_lookup(cls, lookup: str) -> Any:
        """Return the text at a path of keys: `KT("data__pets__0__name")`."""
        first, *keys = lookup.split(LOOKUP_SEP)
        if not keys:
            raise ValueError(f"Lookup must contain key or index transforms: {lookup!r} has none.")
        found: Any = first
        for key in keys:
            found = cls(key, found)
        return found


KT = KeyTextTransform.from_lookup


class KeyValue(lookups.Left):
    """The value under a key, where an annotation has taken it out already."""


# What JSON contains


class _Contains(lookups.Lookup):
    postgres_operator = ""
    turned = False
    takes_json = True

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the comparison, where the database has one."""
        if connection.vendor == "sqlite":
            raise NotSupportedError(
                f"{self.lookup_name} lookup is not supported on this database backend.",
                hint="SQLite can compare single keys: data__pets__0__name='Rufus'.",
            )
        lhs, params = self.process_lhs(compiler, connection)
        rhs, others = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{lhs} {self.postgres_operator} {rhs}::jsonb", [*params, *others]
        if self.turned:
            return f"JSON_CONTAINS({rhs}, {lhs})", [*others, *params]
        return f"JSON_CONTAINS({lhs}, {rhs})", [*params, *others]


class DataContains(_Contains):
    """Has these keys with these values, or these items, in it."""

    lookup_name = "contains"
    postgres_operator = "@>"


class ContainedBy(_Contains):
    """Has nothing else in it than these keys with these values."""

    lookup_name = "contained_by"
    postgres_operator = "<@"
    turned = True


class HasKeyLookup(lookups.Lookup):
    """Base of the lookups for keys that are there."""

    prepare_rhs = False
    postgres_operator = ""
    logical_operator = ""
    as_index = False

    def _paths(self, compiler: Any, connection: Any) -> tuple[str, list[Any], list[str]]:
        """Return the SQL of the column, its parameters, and the path of each key asked for."""
        if isinstance(self.lhs, KeyTransform):
            sql, params, before = self.lhs.preprocess_lhs(compiler, connection)
        else:
            sql, params = self.process_lhs(compiler, connection)
            before = []
        paths = []
        for key in self.rhs if isinstance(self.rhs, (list, tuple)) else [self.rhs]:
            *between, last = _keys_of(key)
            path = json_path([*before, *between])
            # As Django documents: has_key="0" asks for a key, and no index
            paths.append(json_path([last], path) if self.as_index else f"{path}.{json.dumps(last)}")
        return sql, params, paths

    def _each(self, compiler: Any, connection: Any, template: str) -> tuple[str, list[Any]]:
        sql, params, paths = self._paths(compiler, connection)
        text = self.logical_operator.join([template.format(sql)] * len(paths))
        return f"({text})", [one for path in paths for one in (*params, path)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return whether there is anything at each path."""
        return self._each(compiler, connection, "JSON_TYPE({}, %s) IS NOT NULL")

    def as_mysql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return whether there is anything at each path."""
        return self._each(compiler, connection, "JSON_CONTAINS_PATH({}, 'one', %s)")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return whether the keys are there."""
        lhs, rhs = self.lhs, self.rhs
        if isinstance(rhs, KeyTransform):
            *between, rhs = _keys_of(rhs)
            for key in between:
                lhs = KeyTransform(key, lhs)
        sql, params = self.process_lhs(compiler, connection, lhs)
        several = isinstance(rhs, (list, tuple))
        kind = "text[]" if several else "text"
        value = list(rhs) if several else str(rhs)
        return f"{sql} {self.postgres_operator} %s::{kind}", [*params, value]


def _keys_of(key: Any) -> list[str]:
    """Return the keys that a KeyTransform on the right side goes through, or the one key."""
    found: list[str] = []
    while isinstance(key, KeyTransform):
        found.insert(0, key.key_name)
        key = key.lhs
    return found or [str(key)]


class HasKey(HasKeyLookup):
    """Has this key at its top."""

    lookup_name = "has_key"
    postgres_operator = "?"


class HasKeys(HasKeyLookup):
    """Has all of these keys at its top."""

    lookup_name = "has_keys"
    postgres_operator = "?&"
    logical_operator = " AND "

    def get_prep_lookup(self) -> Any:
        """Return the keys as text."""
        return [str(key) for key in self.rhs]


class HasAnyKeys(HasKeys):
    """Has one of these keys at its top."""

    lookup_name = "has_any_keys"
    postgres_operator = "?|"
    logical_operator = " OR "


class HasKeyOrArrayIndex(HasKey):
    """Has this key, or so many items."""

    as_index = True


class CaseInsensitiveMixin:
    """MySQL compares text in JSON by its bytes: both sides become small letters there."""

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> tuple[str, list[Any]]:
        """Return the left side."""
        sql, params = super().process_lhs(compiler, connection, lhs)  # type: ignore[misc]
        return (f"LOWER({sql})" if connection.vendor == "mysql" else sql), params

    def process_rhs(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the right side."""
        sql, params = super().process_rhs(compiler, connection)  # type: ignore[misc]
        if connection.vendor != "mysql":
            return sql, params
        if self.rhs_is_direct_value():  # type: ignore[attr-defined]  # a lookup's own
            return sql, [str(one).lower() for one in params]
        return f"LOWER({sql})", params


class UnquotedMixin:
    """MariaDB takes a text out of JSON with its quotes, and compares it without."""

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> tuple[str, list[Any]]:
        """Return the left side."""
        sql, params = super().process_lhs(compiler, connection, lhs)  # type: ignore[misc]
        return (f"JSON_UNQUOTE({sql})" if _is_mariadb(connection) else sql), params


def _is_mariadb(connection: Any) -> bool:
    return connection.vendor == "mysql" and bool(connection.mysql_is_mariadb)


class JSONExact(UnquotedMixin, lookups.Exact):
    """The same JSON. None is JSON's null; for SQL's there is `isnull`."""

    can_use_none_as_rhs = True

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the JSON text."""
        text = "null" if value is None else value
        return ("JSON_EXTRACT(%s, '$')" if connection.vendor == "mysql" else "%s"), [text]


class JSONIContains(CaseInsensitiveMixin, lookups.IContains):
    """Has the text somewhere in its JSON, whatever the case."""


# The value under a key


class KeyTransformExact(JSONExact):
    """The value under a key is this."""

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the value as KeyTransform gives it."""
        sql, params = super().get_db_prep_lookup(value, connection)
        return _unpacked(connection, params[0]) or (sql, params)


class KeyTransformIn(UnquotedMixin, lookups.In):
    """The value under a key is one of these."""

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return one value as KeyTransform gives it."""
        if connection.vendor == "mysql":
            sql = "JSON_EXTRACT(%s, '$')"
            return (f"JSON_UNQUOTE({sql})" if _is_mariadb(connection) else sql), [value]
        return _unpacked(connection, value) or ("%s", [value])


def _unpacked(connection: Any, text: str) -> tuple[str, list[Any]] | None:
    """Return JSON text as SQLite's JSON_EXTRACT gives its value; None on other databases."""
    if connection.vendor != "sqlite":
        return None
    return ("%s" if text in _WORDS else "JSON_EXTRACT(%s, '$')"), [text]


class KeyTransformIsNull(lookups.IsNull):
    """There is no such key (True), or there is one (False)."""

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return whether there is nothing at the path."""
        word = "IS NULL" if self.rhs else "IS NOT NULL"
        has_key = HasKeyOrArrayIndex(self.lhs.lhs, self.lhs.key_name)
        return has_key._each(compiler, connection, f"JSON_TYPE({{}}, %s) {word}")


class KeyTransformTextLookupMixin:
    """Compares the value under a key as text."""

    def __init__(self, key_transform: Any, *args: Any, **kwargs: Any) -> None:
        if not isinstance(key_transform, KeyTransform):
            raise TypeError(
                "Transform should be an instance of KeyTransform in order to use this lookup."
            )
        text = KeyTextTransform(key_transform.key_name, *key_transform.source_expressions)
        super().__init__(text, *args, **kwargs)  # type: ignore[call-arg]


class KeyTransformIExact(CaseInsensitiveMixin, KeyTransformTextLookupMixin, lookups.IExact):
    """The text under a key, whatever the case."""


class KeyTransformIContains(CaseInsensitiveMixin, KeyTransformTextLookupMixin, lookups.IContains):
    """A part of the text under a key, whatever the case."""


class KeyTransformStartsWith(KeyTransformTextLookupMixin, lookups.StartsWith):
    """How the text under a key begins."""


class KeyTransformIStartsWith(
    CaseInsensitiveMixin, KeyTransformTextLookupMixin, lookups.IStartsWith
):
    """How the text under a key begins, whatever the case."""


class KeyTransformEndsWith(KeyTransformTextLookupMixin, lookups.EndsWith):
    """How the text under a key ends."""


class KeyTransformIEndsWith(CaseInsensitiveMixin, KeyTransformTextLookupMixin, lookups.IEndsWith):
    """How the text under a key ends, whatever the case."""


class KeyTransformRegex(KeyTransformTextLookupMixin, lookups.Regex):
    """The text under a key fits the regular expression."""


class KeyTransformIRegex(CaseInsensitiveMixin, KeyTransformTextLookupMixin, lookups.IRegex):
    """The text under a key fits the regular expression, whatever the case."""


class KeyTransformNumericLookupMixin:
    """Compares the value under a key as the number that it is."""

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the number itself; PostgreSQL compares JSON with JSON."""
        return "%s", [value if connection.vendor == "postgresql" else json.loads(value)]


class KeyTransformLt(KeyTransformNumericLookupMixin, lookups.LessThan):
    """The value under a key is smaller."""


class KeyTransformLte(KeyTransformNumericLookupMixin, lookups.LessThanOrEqual):
    """The value under a key is smaller, or equal."""


class KeyTransformGt(KeyTransformNumericLookupMixin, lookups.GreaterThan):
    """The value under a key is greater."""


class KeyTransformGte(KeyTransformNumericLookupMixin, lookups.GreaterThanOrEqual):
    """The value under a key is greater, or equal."""


OF_JSON: dict[str, Any] = {
    str(one.lookup_name): one
    for one in (
        DataContains, ContainedBy, HasKey, HasKeys, HasAnyKeys, JSONExact, JSONIContains
    )
}  # fmt: skip
OF_KEYS: dict[str, Any] = {
    str(one.lookup_name): one
    for one in (
        KeyTransformIn, KeyTransformExact, KeyTransformIExact, KeyTransformIsNull,
        KeyTransformIContains, KeyTransformStartsWith, KeyTransformIStartsWith,
        KeyTransformEndsWith, KeyTransformIEndsWith, KeyTransformRegex, KeyTransformIRegex,
        KeyTransformLt, KeyTransformLte, KeyTransformGt, KeyTransformGte,
    )
}  # fmt: skip
