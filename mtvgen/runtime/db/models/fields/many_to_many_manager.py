"""What a ManyToManyField puts on both models: `article.tags`, `tag.article_set`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ... import transaction
from ..expressions import F
from ..signals import m2m_changed
from .related_descriptors import OverManager


class ManyToManyDescriptor:
    """The objects on the other side of a many-to-many relation."""

    def __init__(self, rel: Any, reverse: bool) -> None:
        self.rel = rel
        self.field = rel.field
        self.reverse = reverse
        self._class: Any = None

    @property
    def through(self) -> Any:
        """The model of the pairs: `Article.tags.through`."""
        return self.rel.through

    @property
    def related_manager_cls(self) -> Any:
        """The manager's class: that of the other model's own manager, narrowed to one object."""
        if self._class is None:
            model = self.rel.related_model if self.reverse else self.rel.model
            own = type(model._default_manager)
            self._class = type("ManyRelatedManager", (ManyRelatedManager, own), {})
        return self._class

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        return self.related_manager_cls(instance, self.rel, self.reverse)

    def __set__(self, instance: Any, value: Any) -> None:
        side = "reverse" if self.reverse else "forward"
        name = self.rel.get_accessor_name() if self.reverse else self.field.name
        raise TypeError(
            f"Direct assignment to the {side} side of a many-to-many set is prohibited. "
            f"Use {name}.set() instead."
        )


class ManyRelatedManager(OverManager):
    """The related objects of one object: a manager, and `add`, `remove`, `set`, `clear`."""

    def __init__(self, instance: Any, rel: Any, reverse: bool) -> None:
        super().__init__()
        field = rel.field
        self.instance, self.reverse = instance, reverse
        self.through = rel.through
        self.symmetrical = rel.symmetrical and rel.model is field.model
        self.model = rel.related_model if reverse else rel.model
        own, other = field.m2m_source_field(), field.m2m_target_field()
        self.source_field, self.target_field = (other, own) if reverse else (own, other)
        self.query_field_name = field.name if reverse else field.related_query_name()
        self.prefetch_cache_name = rel.get_accessor_name() if reverse else field.name
        if instance.pk is None:
            raise ValueError(
                f'"{instance!r}" needs to have a value for field "{instance._meta.pk.name}" before '
                "this many-to-many relationship can be used: save it first."
            )
        self._key = getattr(instance, self.source_field.target_field.attname)

    def get_queryset(self) -> Any:
        """Return the related objects; those that `prefetch_related` has read, if it has."""
        kept = self.instance._prefetched_objects_cache
        name = self.prefetch_cache_name
        return kept[name] if name in kept else self.narrowed()

    def narrowed(self, queryset: Any = None) -> Any:
        """Return the objects of *queryset* (of all, without one) that are related to this one."""
        found = queryset if queryset is not None else super().get_queryset()
        if found._db is None and self.instance._state.db not in (None, "default"):
            found = found.using(self.instance._state.db)
        return found.filter(**{self.query_field_name: self.instance})

    owner_attname = property(lambda self: self.source_field.target_field.attname)

    def read_for(self, owners: list[Any], queryset: Any, batch: int) -> list[list[Any]]:
        """Return, for each owner, the objects that are related to it."""
        lists: dict[Any, list[Any]] = {}
        source = queryset if queryset is not None else super().get_queryset()
        source = source.using(owners[0]._state.db)
        mark = "_prefetch_owner"
        for start in range(0, len(owners), batch):
            part = source.filter(**{f"{self.query_field_name}__in": owners[start : start + batch]})
            for found in part.annotate(**{mark: F(f"{self.query_field_name}__pk")}):
                lists.setdefault(found.__dict__.pop(mark), []).append(found)
        return [lists.get(getattr(one, self.owner_attname), []) for one in owners]

    # Changing

    def _using(self) -> str:
        return self.instance._state.db or "default"

    def _forget(self) -> None:
        if self.prefetch_cache_name in self.instance._prefetched_objects_cache:
            del self.instance._prefetched_objects_cache[self.prefetch_cache_name]

    def _keys(self, objs: Iterable[Any]) -> set[Any]:
        """Return the keys of *objs*, which may be keys themselves."""
        target = self.target_field.target_field
        found = set()
        for one in objs:
            if isinstance(one, self.model):
                key = getattr(one, target.attname)
                if key is None:
                    raise ValueError(
                        f'Cannot add "{one!r}": the value for field "{self.target_field.name}" is '
                        "None: save it first."
                    )
                found.add(key)
            elif hasattr(one, "_meta"):
                raise TypeError(f"'{self.model._meta.object_name}' instance expected, got {one!r}.")
            else:
                found.add(target.get_prep_value(one))
        return found

    def _pairs(self, turned: bool = False) -> Any:
        field = self.target_field if turned else self.source_field
        rows = self.through._default_manager.using(self._using())
        return rows.filter(**{field.attname: self._key})

    def _tell(self, action: str, keys: set[Any] | None) -> None:
        m2m_changed.send(
            sender=self.through,
            instance=self.instance,
            action=action,
            reverse=self.reverse,
            model=self.model,
            pk_set=keys,
            using=self._using(),
        )

    def add(self, *objs: Any, through_defaults: Mapping[str, Any] | None = None) -> None:
        """Relate *objs*, objects or keys, to this one; those that are already stay so."""
        self._forget()
        with transaction.atomic(using=self._using(), savepoint=False):
            self._add(objs, through_defaults, False)
            if self.symmetrical:
                self._add(objs, through_defaults, True)

    def _add(self, objs: Iterable[Any], defaults: Mapping[str, Any] | None, turned: bool) -> None:
        keys = self._keys(objs)
        source, target = self.source_field, self.target_field
        if turned:
            source, target = target, source
        known = set(
            self._pairs(turned)
            .filter(**{f"{target.attname}__in": keys})
            .values_list(target.attname, flat=True)
        )
        new = keys - known
        if not turned:
            self._tell("pre_add", new)
        given = {name: v() if callable(v) else v for name, v in (defaults or {}).items()}
        rows = [
            self.through(**{**given, source.attname: self._key, target.attname: key})
            for key in sorted(new, key=str)
        ]
        self.through._default_manager.using(self._using()).bulk_create(rows)
        if not turned:
            self._tell("post_add", new)

    def remove(self, *objs: Any) -> None:
        """Let *objs*, objects or keys, no longer be related to this one."""
        self._forget()
        keys = self._keys(objs)
        with transaction.atomic(using=self._using(), savepoint=False):
            self._tell("pre_remove", keys)
            self._pairs().filter(**{f"{self.target_field.attname}__in": keys}).delete()
            if self.symmetrical:
                self._pairs(True).filter(**{f"{self.source_field.attname}__in": keys}).delete()
            self._tell("post_remove", keys)

    def clear(self) -> None:
        """Let nothing be related to this object."""
        self._forget()
        with transaction.atomic(using=self._using(), savepoint=False):
            self._tell("pre_clear", None)
            self._pairs().delete()
            if self.symmetrical:
                self._pairs(True).delete()
            self._tell("post_clear", None)

    def set(
        self,
        objs: Iterable[Any],
        *,
        clear: bool = False,
        through_defaults: Mapping[str, Any] | None = None,
    ) -> None:
        """Relate exactly *objs*, objects or keys, to this one."""
        objs = list(objs)
        with transaction.atomic(using=self._using(), savepoint=False):
            if clear:
                self.clear()
                self.add(*objs, through_defaults=through_defaults)
                return
            known = set(self._pairs().values_list(self.target_field.attname, flat=True))
            wanted = self._keys(objs)
            self.remove(*(known - wanted))
            self.add(*(wanted - known), through_defaults=through_defaults)

    def create(self, *, through_defaults: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        """Make and save an object, and relate it to this one."""
        made = self.model._default_manager.using(self._using()).create(**kwargs)
        self.add(made, through_defaults=through_defaults)
        return made

    def get_or_create(self, *, through_defaults: Any = None, **kwargs: Any) -> Any:
        """Return (object, made?): the related object that fits, or a new one."""
        found, made = self.narrowed().get_or_create(**kwargs)
        if made:
            self.add(found, through_defaults=through_defaults)
        return found, made

    def update_or_create(self, *, through_defaults: Any = None, **kwargs: Any) -> Any:
        """Return (object, made?): the related object that fits, changed, or a new one."""
        found, made = self.narrowed().update_or_create(**kwargs)
        if made:
            self.add(found, through_defaults=through_defaults)
        return found, made
