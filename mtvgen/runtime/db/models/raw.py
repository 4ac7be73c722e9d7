"""RawQuerySet: objects from SQL that was written by hand: `Question.objects.raw("SELECT …")`.

(Django's documentation: topics/db/sql, "Performing raw queries".)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...core.exceptions import FieldDoesNotExist
from ..connection import connections
from ..utils import DEFAULT_DB_ALIAS
from .prefetch import prefetch_related_objects
from .starting import DEFERRED


class RawQuerySet:
    """The objects of *raw_query*, asked for when they are needed.

    Columns are told by their names: those of fields become fields, others attributes; fields that
    are not there are read when they are asked for. translations: names of columns to fields' names.
    """

    def __init__(
        self,
        raw_query: str,
        model: Any = None,
        params: Sequence[Any] | Mapping[str, Any] | None = (),
        translations: Mapping[str, str] | None = None,
        using: str | None = None,
    ) -> None:
        self.raw_query = raw_query
        self.model = model
        self.params = () if params is None else params
        self.translations = dict(translations or {})
        self._db = using
        self._prefetch: tuple[Any, ...] = ()
        self._result_cache: list[Any] | None = None

    @property
    def db(self) -> str:
        """The database that this query asks."""
        return self._db or DEFAULT_DB_ALIAS

    def _changed(self, **changes: Any) -> RawQuerySet:
        made = object.__new__(type(self))
        made.__dict__ = {**self.__dict__, "_result_cache": None, **changes}
        return made

    def using(self, alias: str | None) -> RawQuerySet:
        """Return a copy that asks the database *alias*."""
        return self._changed(_db=alias)

    def prefetch_related(self, *lookups: Any) -> RawQuerySet:
        """Return a copy that reads what the objects are related to, too."""
        found = () if lookups == (None,) else (*self._prefetch, *lookups)
        return self._changed(_prefetch=found)

    @property
    def columns(self) -> list[str]:
        """The names of the result's columns, as fields' where they are translated."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(self.raw_query, self.params or None)
            return self._named(cursor.description)

    def _named(self, description: Any) -> list[str]:
        names = [column[0] for column in description]
        return [self.translations.get(name, name) for name in names]

    def _fetch_all(self) -> list[Any]:
        if self._result_cache is None:
            self._result_cache = self._read()
            if self._prefetch:
                prefetch_related_objects(self._result_cache, *self._prefetch)
        return self._result_cache

    def _read(self) -> list[Any]:
        connection = connections[self.db]
        with connection.cursor() as cursor:
            cursor.execute(self.raw_query, self.params or None)
            names = self._named(cursor.description)
            rows = cursor.fetchall()
        meta = self.model._meta
        by_column = {}
        for field in meta.concrete_fields:
            by_column.update({field.column: field, field.attname: field})
        fields = [by_column.get(name) for name in names]
        if meta.pk not in fields:
            raise FieldDoesNotExist(
                f"A raw query of {meta.label} must include the primary key: its column is "
                f"{meta.pk.column!r}, and there are {', '.join(names)}."
            )
        return [self._object(names, fields, row, connection) for row in rows]

    def _object(self, names: list[str], fields: list[Any], row: Any, connection: Any) -> Any:
        values = dict.fromkeys([f.attname for f in self.model._meta.concrete_fields], DEFERRED)
        others = {}
        for name, field, value in zip(names, fields, row, strict=True):
            if field is None:
                others[name] = value
                continue
            convert = field.converter(connection)
            plain = convert is None or value is None
            values[field.attname] = value if plain else convert(value)
        read = {name: value for name, value in values.items() if value is not DEFERRED}
        made = self.model.from_db(connection.alias, list(read), list(read.values()))
        for name, value in others.items():
            setattr(made, name, value)
        return made

    def __iter__(self) -> Iterator[Any]:
        return iter(self._fetch_all())

    def iterator(self) -> Iterator[Any]:
        """Yield the objects without keeping them."""
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._fetch_all())

    def __bool__(self) -> bool:
        return bool(self._fetch_all())

    def __getitem__(self, key: Any) -> Any:
        return list(self)[key]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.raw_query} {self.params!r}>"
