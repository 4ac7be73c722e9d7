"""The half of QuerySet that writes: create, update, delete, and their kin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ...core.exceptions import FieldError
from .. import transaction
from ..connection import connections
from ..utils import DEFAULT_DB_ALIAS, IntegrityError, NotSupportedError
from . import run
from .expressions import Value
from .paths import LOOKUP_SEP
from .saving import insert_many
from .structure import Scope, Shape
from .ways import flat_changes

# SQLite takes at least this many parameters in one statement, in every version since 2020
_MAX_PARAMS = 32_766


_UNKNOWN: tuple[str, Any] = ("", object)


class Writes:
    """What a QuerySet can write."""

    model: Any
    _params: tuple[Any, ...]
    _where: tuple[Any, ...]
    _fields: tuple[str, ...] | None
    _result_cache: list[Any] | None
    _annotations: tuple[Any, ...]
    _group: tuple[str, ...] | None
    _only: tuple[Any, ...] | None
    _distinct: bool | tuple[str, ...]
    _related: tuple[str, ...]
    _nothing: bool
    _db: str | None
    _low: int
    _high: int | None
    _way: Any
    if TYPE_CHECKING:
        db: Any
        get: Any
        filter: Any
        using: Any
        _uncombined: Any

        def _clone(self) -> Any: ...
        def _unsliced(self, word: str) -> None: ...
        def _scope(self, params: list[Any]) -> Scope: ...
        def _shape(self, kind: str = "", extra: Any = ()) -> tuple[Shape, tuple[Any, ...]]: ...

    def create(self, **kwargs: Any) -> Any:
        """Make an object, save it, and return it."""
        made = self.model(**kwargs)
        made.save(force_insert=True, using=self.db)
        return made

    def get_or_create(self, defaults: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        """Return (object, made?): the object that fits *kwargs*, or a new one with *defaults* too."""
        try:
            return self.get(**kwargs), False
        except self.model.DoesNotExist:
            params = self._create_params(kwargs, defaults)
            try:
                with transaction.atomic(using=self.db):
                    return self.create(**_called(params)), True
            except IntegrityError:
                try:  # somebody else made it in between
                    return self.get(**kwargs), False
                except self.model.DoesNotExist:
                    pass
                raise

    def update_or_create(
        self,
        defaults: Mapping[str, Any] | None = None,
        create_defaults: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Return (object, made?): the object that fits *kwargs* changed to *defaults*, or a new one.

        create_defaults: what a new one gets, instead of *defaults*.
        """
        changes = dict(defaults or {})
        with transaction.atomic(using=self.db):
            first = changes if create_defaults is None else create_defaults
            found, made = self.get_or_create(first, **kwargs)
            if made:
                return found, True
            for name, value in _called(changes).items():
                setattr(found, name, value)
            names = {
                field.name for field in self.model._meta.concrete_fields if not field.primary_key
            }
            automatic = {
                field.name for field in self.model._meta.fields if getattr(field, "auto_now", False)
            }
            if changes and set(changes) <= names:
                found.save(using=self.db, update_fields={*changes, *automatic})
            else:
                found.save(using=self.db)
        return found, False

    def _create_params(self, kwargs: Mapping[str, Any], defaults: Any) -> dict[str, Any]:
        params = {name: value for name, value in kwargs.items() if LOOKUP_SEP not in name}
        params.update(defaults or {})
        properties = self.model._meta.names()
        unknown = [
            name
            for name in params
            if name not in properties
            and name != "pk"
            and not isinstance(getattr(self.model, name, None), property)
        ]
        if unknown:
            raise FieldError(
                f"Invalid field name(s) for model {self.model._meta.object_name}: "
                f"{', '.join(map(repr, unknown))}.",
                hint=f"Its fields: {', '.join(properties)}.",
            )
        return params

    def bulk_create(
        self,
        objs: Iterable[Any],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Iterable[str] | None = None,
        unique_fields: Iterable[str] | None = None,
    ) -> list[Any]:
        """Save many new objects in few statements and return them; sends no signals."""
        if batch_size is not None and batch_size <= 0:
            raise ValueError("Batch size must be a positive integer.")
        if ignore_conflicts and update_conflicts:
            raise ValueError("ignore_conflicts and update_conflicts are mutually exclusive.")
        if update_conflicts:
            _check_conflicts(connections[self.db], update_fields, unique_fields)
        if self.model._meta.inherits:
            from .inheritance import refuse_bulk

            refuse_bulk(self.model)
        objs = list(objs)
        conflict = "ignore" if ignore_conflicts else "update" if update_conflicts else ""
        meta = self.model._meta
        columns = [meta.get_field(name).column for name in update_fields or ()]
        targets = [
            (meta.pk if name == "pk" else meta.get_field(name)).column
            for name in unique_fields or ()
        ]
        has_default, key = meta.pk.has_default(), attrgetter(meta.pk.attname)
        parts: tuple[list[Any], list[Any]] = [], []
        relations = meta.relation_fields
        for one in objs:
            if relations:
                one._prepare_related_fields_for_save("bulk_create")
            if has_default and key(one) is None:
                one.pk = meta.pk.get_default()
            parts[key(one) is None].append(one)
        with transaction.atomic(using=self.db, savepoint=False):
            for part in parts:
                insert_many(part, self.model, self.db, batch_size, conflict, columns, targets)
        return objs

    def bulk_update(
        self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        """Write some fields of many objects in few statements; returns how many rows matched."""
        if batch_size is not None and batch_size <= 0:
            raise ValueError("Batch size must be a positive integer.")
        names = list(fields)
        if not names:
            raise ValueError("Field names must be given to bulk_update().")
        meta = self.model._meta
        found = [meta.get_field(name) for name in names]
        if any(not field.concrete or field.many_to_many for field in found):
            raise ValueError("bulk_update() can only be used with concrete fields.")
        if any(field.primary_key for field in found):
            raise ValueError("bulk_update() cannot be used with primary key fields.")
        objs = list(objs)
        if any(one.pk is None for one in objs):
            raise ValueError("All bulk_update() objects must have a primary key set.")
        from .conditional import Case, When

        most = max(1, _MAX_PARAMS // (2 * len(found) + 1))
        size = min(batch_size or most, most)
        count = 0
        with transaction.atomic(using=self.db, savepoint=False):
            for start in range(0, len(objs), size):
                batch = objs[start : start + size]
                changes = {}
                for field in found:
                    branches = []
                    for one in batch:
                        value = getattr(one, field.attname)
                        if not hasattr(value, "structure"):
                            value = Value(field.get_db_prep_save(value, connections[self.db]))
                        branches.append(When(pk=one.pk, then=value))
                    changes[field.attname] = Case(*branches)
                keys = [one.pk for one in batch]
                count += self.filter(pk__in=keys).update(**changes)
        return count

    def update(self, **kwargs: Any) -> int:
        """Write these values into every row, in one statement; returns how many rows matched."""
        way, key = self._way, None
        if way is not None and not way.sliced and kwargs:
            key, values = flat_changes(kwargs)
            known = way.changes.get(key)
            if known is not None and known[0] == self._db:
                # PERF: without structure: 1.4 µs over the statement's own time instead of 3
                _, sql, picked = known
                self._result_cache = None
                params: Any = (*values, *self._params)
                connection = connections[self._db or DEFAULT_DB_ALIAS]
                return connection.changed(sql, picked(params) if picked else params)
        self._uncombined("update")
        if self._low or self._high is not None:
            self._unsliced("update")
        if self._nothing or not kwargs:
            return 0
        if self.model._meta.inherits:
            from .inheritance import update_tables

            written = update_tables(self, kwargs)
            if written is not None:
                self._result_cache = None
                return written
        connection = connections[self._db or DEFAULT_DB_ALIAS]
        params = [*self._params]
        extra = assignments(self._scope(params), kwargs, connection)  # adds their values
        shape = tuple.__new__(Shape, (
            "update", self._where, (), False, self._annotations, self._fields, self._group,
            (), self._distinct, (None, None), self._only, extra, (),
        ))  # fmt: skip
        plan = run.plan_of(self.model, shape, connection)
        if way is not None and key is not None and self._all_plain(kwargs):
            picked = _picker_of_changes(plan.order, len(self._params), len(params))
            way.changes[key] = self._db, plan.sql, picked
        sql, ready = plan.ready(params)
        self._result_cache = None
        return connection.changed(sql, connection.adapt(ready))

    def _all_plain(self, changes: Mapping[str, Any]) -> bool:
        """Return whether each value is an expression, or of the type that its field takes as it is."""
        known = self.model._meta.quick
        return all(
            hasattr(value, "structure") or known.get(("set", name), _UNKNOWN)[1] is type(value)
            for name, value in changes.items()
        )

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete every row, with what depends on it; returns the counts, in all and by model."""
        self._uncombined("delete")
        self._unsliced("delete from")
        if self._distinct:
            raise TypeError("Cannot call delete() after .distinct().")
        if self._fields is not None:
            raise TypeError("Cannot call delete() after .values() or .values_list()")
        from .deletion import Collector

        made = self._clone()
        made._related, made._order = (), ()
        collector = Collector(using=self.db, origin=self)
        collector.collect(made)
        found = collector.delete()
        self._result_cache = None
        return found

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def _raw_delete(self, using: str | None) -> int:
        """Delete the rows alone, in one statement; returns how many."""
        if self._nothing:
            return 0
        made = self.using(using)
        made._order, made._way = (), None
        connection = connections[made.db]
        shape, params = made._shape("delete")
        sql, ready = run.plan_of(self.model, shape, connection).ready(params)
        return connection.changed(sql, connection.adapt(ready))


def _check_conflicts(connection: Any, update_fields: Any, unique_fields: Any) -> None:
    """Raise where bulk_create(update_conflicts=True) is not told what it must know."""
    named = connection.upserts_name_targets
    if unique_fields and not named:
        raise NotSupportedError(
            "This database backend does not support updating conflicts with specifying unique "
            "fields that can trigger the upsert.",
            hint=f"On {connection.display_name} every unique rule counts: leave unique_fields out.",
        )
    if not update_fields or (named and not unique_fields):
        raise ValueError(
            "Fields that will be updated, and unique fields that can trigger the upsert, must "
            "be provided when a row insertion fails on conflicts."
        )


def _picker_of_changes(order: Sequence[int], first: int, count: int) -> Any:
    """Return what puts new values, then those of the conditions, in the SQL's order; None if they are.

    order: the order where the conditions' values, *first* of *count*, come before the new ones.
    """
    places = [(place - first) % count for place in order]
    if places == [*range(count)]:
        return None
    return lambda params: [params[place] for place in places]


def _called(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value() if callable(value) else value for name, value in params.items()}


def assignments(scope: Scope, values: Mapping[str, Any], connection: Any) -> tuple[Any, ...]:
    """Return the structure of `name=value` pairs of an update: (column, expression) each."""
    found = []
    known = scope.meta.quick
    for name, value in values.items():
        column, kind = known.get(("set", name), _UNKNOWN)
        if type(value) is kind:  # PERF: 0.3 µs instead of 1.7
            found.append((column, scope.param(value)))
            continue
        field = scope.meta.pk if name == "pk" else scope.meta.get_field(name)
        if not field.concrete or field.many_to_many:
            raise FieldError(
                f"Cannot update model field {field!r} (only non-relations and foreign keys permitted)."
            )
        if hasattr(value, "structure"):
            if getattr(value, "contains_aggregate", False):
                raise FieldError(
                    f"Aggregate functions are not allowed in this query ({name}={value!r})."
                )
            found.append((field.column, value.structure(scope)))
            continue
        if hasattr(value, "_meta"):
            if not field.is_relation:
                raise TypeError(f"{field} is no relation: {value!r} cannot be its value.")
            value = field.get_prep_value(value)
        known["set", name] = field.column, field.prepared_type()
        value = field.get_db_prep_save(value, connection)
        found.append((field.column, ("null",) if value is None else scope.param(value)))
    return tuple(found)
