"""What a ForeignObject puts on the two models: `foo.item`, `item.foo_set`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from ....core.exceptions import ObjectDoesNotExist
from ... import transaction
from ..query_utils import Q
from .pointing import Pointing
from .related_descriptors import ReverseManyDescriptor, ReverseManyManager

_BATCH = 200  # objects whose values stand in one query: SQLite takes 1,000 conditions


class CompositeDescriptor(Pointing):
    """The object that several values point to; asked for at the first use, then kept."""

    def is_cached(self, instance: Any) -> bool:
        """Return whether the object is there without asking the database."""
        found = instance.__dict__.get(self.field.kept_as)
        return found is not None and self._fits(instance, found)

    def _fits(self, instance: Any, found: Any) -> bool:
        field = self.field
        wanted = field.get_local_related_value(instance)
        return bool(field.get_foreign_related_value(found) == wanted)

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        field = self.field
        if self.is_cached(instance):
            return instance.__dict__[field.kept_as]
        values = field.get_local_related_value(instance)
        if None not in values:
            source = self.get_queryset().using(instance._state.db)
            found = source.get(**_condition(field.foreign_related_fields, values))
            instance.__dict__[field.kept_as] = found
            return found
        if field.null:
            return None
        raise self.RelatedObjectDoesNotExist(f"{field.model.__name__} has no {field.name}.")

    def __set__(self, instance: Any, value: Any) -> None:
        field = self.field
        self.check_value(instance, value)
        for here, there in field.related_fields:
            setattr(instance, here.attname, value and getattr(value, there.attname))
        instance.__dict__[field.kept_as] = value

    def read_ahead(self, objs: list[Any], queryset: Any, to_attr: str | None) -> None:
        """Read what *objs* point to, all at once: what prefetch_related() asks for."""
        field = self.field
        missing = [one for one in objs if queryset is not None or not self.is_cached(one)]
        source = queryset if queryset is not None else self.get_queryset()
        keys = dict.fromkeys(map(field.get_local_related_value, missing))
        rows = _with_values(source.using(objs[0]._state.db), field.foreign_related_fields, keys)
        found = {field.get_foreign_related_value(one): one for one in rows}
        for one in missing:
            other = found.get(field.get_local_related_value(one))
            if other is not None or to_attr:
                setattr(one, to_attr or field.kept_as, other)


def _condition(fields: Iterable[Any], values: Iterable[Any]) -> dict[str, Any]:
    return {field.attname: value for field, value in zip(fields, values, strict=True)}


def _with_values(
    source: Any, fields: tuple[Any, ...], keys: Iterable[tuple[Any, ...]]
) -> Iterator[Any]:
    """Yield the rows of *source* whose *fields* hold one of *keys*."""
    wanted = [Q(**_condition(fields, key)) for key in keys if None not in key]
    for start in range(0, len(wanted), _BATCH):
        yield from source.filter(reduce(or_, wanted[start : start + _BATCH]))


class CompositeManyDescriptor(ReverseManyDescriptor):
    """The objects that point here with a ForeignObject."""

    @property
    def related_manager_cls(self) -> Any:
        """The manager's class: that of the other model's own manager, narrowed to one object."""
        if self._class is None:
            own = type(self.rel.related_model._default_manager)
            self._class = type("RelatedManager", (CompositeManager, own), _facts_of(self.rel))
        return self._class


def _facts_of(rel: Any) -> dict[str, Any]:
    return {
        "field": rel.field, "_name": rel.get_accessor_name(), "_kept_as": rel.field.kept_as,
        "owner_attname": "pk", "_by_key": True, "_plain_start": False,
    }  # fmt: skip


class CompositeManager(ReverseManyManager):
    """The objects of one relation of one object, which have several of its values."""

    def __call__(self, *, manager: str) -> Any:  # noqa: D102
        rel = self.field.remote_field
        own = type(getattr(self.model, manager))
        made = type("RelatedManager", (CompositeManager, own), _facts_of(rel))
        return made(self.instance, rel)

    def narrowed(self, queryset: Any = None) -> Any:
        """Return the objects of *queryset* (of all, without one) that point to this object."""
        found = queryset if queryset is not None else super(ReverseManyManager, self).get_queryset()
        if found._db is None:
            found = found.using(self.instance._state.db)
        values = self.field.get_foreign_related_value(self.instance)
        found = found.filter(**_condition(self.field.local_related_fields, values))
        found._known = (self._kept_as, self.instance)
        return found

    def read_for(self, owners: list[Any], queryset: Any, batch: int) -> list[list[Any]]:
        """Return, for each owner, the objects that point to it."""
        field = self.field
        source = (
            queryset if queryset is not None else super(ReverseManyManager, self).get_queryset()
        )
        known = {field.get_foreign_related_value(one): one for one in owners}
        found: dict[Any, list[Any]] = defaultdict(list)
        source = source.using(owners[0]._state.db)
        for one in _with_values(source, field.local_related_fields, known):
            owner = known[field.get_local_related_value(one)]
            setattr(one, field.kept_as, owner)
            found[owner.pk].append(one)
        return [found[one.pk] for one in owners]

    def add(self, *objs: Any, bulk: bool = True) -> None:
        """Let *objs* point here."""
        if not bulk:
            super().add(*objs, bulk=False)
            return
        self._check(objs)
        for one in objs:
            setattr(one, self.field.name, self.instance)
        values = self.field.get_foreign_related_value(self.instance)
        self._write(objs, values)

    def remove(self, *objs: Any, bulk: bool = True) -> None:
        """Let *objs* point nowhere: only where the field may be null."""
        self._need_null("remove")
        mine = self.field.get_foreign_related_value(self.instance)
        for one in objs:
            if self.field.get_local_related_value(one) != mine:
                raise ObjectDoesNotExist(f"{one!r} is not related to {self.instance!r}.")
        self._write(objs, [None] * len(mine))

    def _point_nowhere(self, found: Any, bulk: bool) -> None:
        self._write(list(found), [None] * len(self.field.from_fields))

    def _check(self, objs: Iterable[Any]) -> None:
        for one in objs:
            if not isinstance(one, self.model):
                raise TypeError(f"'{self.model._meta.object_name}' instance expected, got {one!r}.")
            if one._state.adding or one.pk is None:
                raise ValueError(
                    f"{one!r} instance isn't saved. Use bulk=False or save the object first."
                )

    def _write(self, objs: Iterable[Any], values: Iterable[Any]) -> None:
        self._forget()
        changes = _condition(self.field.local_related_fields, values)
        with transaction.atomic(using=self._using(), savepoint=False):
            found = self.model._base_manager.using(self._using())
            found.filter(pk__in=[one.pk for one in objs]).update(**changes)
