"""What a relation puts on the two models: `choice.question`, `question.choice_set`.

An object keeps what it was led to in an attribute of its own (`Field.kept_as`); the descriptor looks
whether the key still agrees, so that `choice.question_id = 5` is never answered with question 4.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ....core.exceptions import ObjectDoesNotExist
from ... import transaction
from .kept import ReadAhead, Source, giver, looker
from .pointing import Pointing


class ForwardDescriptor(Pointing):
    """The object that a ForeignKey points to; asked for at the first use, then kept."""

    def __init__(self, field: Any) -> None:
        super().__init__(field)
        self._target = ""
        self._kept, self._attname = field.kept_as, field.attname

    @property
    def target(self) -> str:
        """The attribute of the other object that the key stands for."""
        # PERF: kept: worked out each time, it is two thirds of a look at `choice.question`
        self._target = self.field.target_field.attname
        if type(self) is ForwardDescriptor:
            look = looker(self._kept, self._attname, self._target)
            self.__class__ = type("ForwardDescriptor", (ForwardDescriptor,), {"__get__": look})
        return self._target

    def is_cached(self, instance: Any) -> bool:
        """Return whether the object is there without asking the database."""
        return self._kept in instance.__dict__

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        return self.looked_up(instance)

    def looked_up(self, instance: Any) -> Any:
        """Return the object that *instance* points to, asked for if it is not kept."""
        field, values = self.field, instance.__dict__
        key = values[field.attname] if field.attname in values else getattr(instance, field.attname)
        found = values.get(self._kept)
        if found is not None and getattr(found, self._target or self.target) == key:
            return found
        if key is not None:
            using = instance._state.db
            found = self.get_queryset().using(using).get(**{field.target_field.attname: key})
            if not field.remote_field.multiple:
                setattr(found, field.remote_field.kept_as, instance)
            values[self._kept] = found
            return found
        if found is not None and found.pk is None:
            return found  # set, and not saved yet
        if field.null:
            return None
        raise self.RelatedObjectDoesNotExist(f"{field.model.__name__} has no {field.name}.")

    def __set__(self, instance: Any, value: Any) -> None:
        field = self.field
        self.check_value(instance, value)
        values = instance.__dict__
        if value is None:
            values[field.attname] = None
            values.pop(self._kept, None)
            return
        values[field.attname] = getattr(value, field.target_field.attname)
        values[self._kept] = value
        if instance._state.db is None and value._state.db is not None:
            instance._state.db = value._state.db
        if not field.remote_field.multiple:
            setattr(value, field.remote_field.kept_as, instance)

    def __reduce__(self) -> Any:
        return getattr, (self.field.model, self.field.name)


class ParentLinkDescriptor(ForwardDescriptor):
    """The parent's own object: `restaurant.place_ptr`, made of what the child has read."""

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        values = instance.__dict__
        parent = self.field.remote_field.model
        names = [field.attname for field in parent._meta.concrete_fields]
        if self.is_cached(instance) or not values.keys() >= {*names, self._attname}:
            return super().__get__(instance, owner)
        if values[self._attname] is None:
            return super().__get__(instance, owner)
        found = parent(**{name: values[name] for name in names})
        found._state.adding, found._state.db = instance._state.adding, instance._state.db
        values[self._kept] = found
        setattr(found, self.field.remote_field.kept_as, instance)
        return found

    def __set__(self, instance: Any, value: Any) -> None:
        super().__set__(instance, value)
        if not self.field.primary_key:
            return
        # The child takes the keys of the whole line of parents
        for field in instance._meta.concrete_fields:
            if field.primary_key and field.remote_field is not None:
                key = field.remote_field.model._meta.pk.attname
                setattr(instance, key, None if value is None else getattr(value, key))


class ReverseOneDescriptor:
    """The one object that points here with a OneToOneField."""

    def __init__(self, related: Any) -> None:
        self.related = related
        self._missing: Any = None

    def is_cached(self, instance: Any) -> bool:
        """Return whether the object is there without asking the database."""
        return self.related.kept_as in instance.__dict__

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        field, kept = self.related.field, self.related.kept_as
        if kept in instance.__dict__:
            found = instance.__dict__[kept]
        else:
            found = None
            key = getattr(instance, field.target_field.attname)
            if instance.pk is not None:
                manager = self.related.related_model._base_manager.using(instance._state.db)
                found = manager.filter(**{field.attname: key}).first()
            if found is not None:
                setattr(found, field.kept_as, instance)
            instance.__dict__[kept] = found
        if found is None:
            name = self.related.get_accessor_name()
            raise self.RelatedObjectDoesNotExist(f"{type(instance).__name__} has no {name}.")
        return found

    def __set__(self, instance: Any, value: Any) -> None:
        field, name = self.related.field, self.related.get_accessor_name()
        if value is None:
            old = instance.__dict__.pop(self.related.kept_as, None)
            if old is not None:
                setattr(old, field.name, None)
            return
        if not isinstance(value, self.related.related_model):
            raise ValueError(
                f'Cannot assign "{value!r}": "{instance._meta.object_name}.{name}" must be a '
                f'"{self.related.related_model._meta.object_name}" instance.'
            )
        setattr(value, field.name, instance)
        setattr(instance, self.related.kept_as, value)

    @property
    def RelatedObjectDoesNotExist(self) -> Any:  # noqa: N802  # Django's name
        """Raised when no object points here: also that model's DoesNotExist."""
        if self._missing is None:
            model = self.related.related_model
            self._missing = type(
                "RelatedObjectDoesNotExist",
                (model.DoesNotExist, AttributeError),
                {"__module__": model.__module__},
            )
        return self._missing


class ReverseManyDescriptor:
    """The objects that point here with a ForeignKey: `question.choice_set`."""

    def __init__(self, rel: Any) -> None:
        self.rel = rel
        self.field = rel.field
        self._class: Any = None

    @property
    def related_manager_cls(self) -> Any:
        """The manager's class: that of the other model's own manager, narrowed to one object."""
        if self._class is None:
            own = type(self.rel.related_model._default_manager)
            self._class = type(
                "RelatedManager", (ReverseManyManager, own), _facts_of(self.rel, own)
            )
        return self._class

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        cls = self._class or self.related_manager_cls
        if not cls._plain_start:
            return cls(instance, self.rel)
        # PERF: without a call of __init__(): 0.25 µs instead of 0.6
        key = getattr(instance, cls.owner_attname)
        if key is None or not cls._by_key:
            return cls(instance, self.rel)
        made = object.__new__(cls)
        made.instance, made._key = instance, key
        return made

    def __set__(self, instance: Any, value: Any) -> None:
        name = self.rel.get_accessor_name()
        raise TypeError(
            f"Direct assignment to the reverse side of a related set is prohibited. "
            f"Use {name}.set() instead."
        )


def _facts_of(rel: Any, own: type[Any]) -> dict[str, Any]:
    """Return what is the same for each manager of a relation: attributes of its class."""
    # PERF: a manager is made at each `question.choice_set`; 0.6 µs instead of 2.8
    plain = hasattr(own.__init__, "of_every_manager") and hasattr(own.__new__, "of_every_manager")
    same = {
        "model": rel.related_model, "name": "", "_db": None, "_hints": {},
        "_constructor_args": ((), {}),
    }  # fmt: skip
    return {
        "field": rel.field,
        "_name": rel.get_accessor_name(),
        "_kept_as": rel.field.kept_as,
        "owner_attname": rel.field.target_field.attname,
        "_by_key": rel.field.target_field.primary_key,
        "_plain_start": plain,
        **(same if plain else {}),
    }


class OverManager:
    """What the other model's manager brings: a related manager is built over its class."""

    model: Any
    _db: str | None
    if TYPE_CHECKING:
        get_queryset: Any
        using: Any
        all: Any
        filter: Any


class ReverseManyManager(OverManager):
    """The objects of one relation of one object: a manager, and `add`, `create`, `set`, …"""

    field: Any
    _name: str
    _kept_as: str
    owner_attname: str
    """The attribute of the owner whose value those that point here hold."""
    _by_key: bool
    """True when that is its primary key."""
    _plain_start: bool

    def __init__(self, instance: Any, rel: Any) -> None:
        if not self._plain_start:
            super().__init__()
            self.model = rel.related_model
        self.instance = instance
        self._key = key = getattr(instance, self.owner_attname)
        if key is None or not (self._by_key or instance.pk is not None):
            raise ValueError(
                f"{instance!r} needs to be saved before its {self._name!r} can be used: until then "
                "nothing can point to it."
            )

    def __call__(self, *, manager: str) -> Any:  # noqa: D102
        own = type(getattr(self.model, manager))
        facts = _facts_of(self.field.remote_field, own)
        return type("RelatedManager", (ReverseManyManager, own), facts)(
            self.instance, self.field.remote_field
        )

    def get_queryset(self) -> Any:
        """Return the objects; those that `prefetch_related` has read, if it has."""
        found = self.instance._prefetched_objects_cache.get(self._name)
        if found is None:
            return self.narrowed()
        if type(found) is not ReadAhead:
            return found
        source = found.source
        made = source.new()
        made.__dict__ = state = source.state.copy()
        state["_params"] = (*source.before, self._key)
        state["_known"] = (self._kept_as, self.instance)
        state["_result_cache"] = found
        return made

    def narrowed(self, queryset: Any = None) -> Any:
        """Return the objects of *queryset* (of all, without one) that point to this object."""
        found = queryset if queryset is not None else super().get_queryset()
        if found._db is None and self.instance._state.db not in (None, "default"):
            found = found.using(self.instance._state.db)
        found = found._narrowed(self.field, self._key)
        found._known = (self._kept_as, self.instance)
        return found

    def read_for(self, owners: list[Any], queryset: Any, batch: int) -> list[list[Any]]:
        """Return, for each owner, the objects that point to it: what get_queryset() answers with."""
        field = self.field
        asked = queryset if queryset is not None else super().get_queryset()
        asked = asked.using(owners[0]._state.db)
        narrowed = self.narrowed(queryset)
        source = Source(type(narrowed), narrowed.__dict__)
        owner_keys = [*map(attrgetter(self.owner_attname), owners)]
        known: dict[Any, tuple[Any, ReadAhead]] = {}
        for key, one in zip(owner_keys, owners, strict=True):
            known[key] = one, (kept := ReadAhead())
            kept.source = source
        give, keys = giver(field.attname, field.kept_as), list(known)
        for start in range(0, len(keys), batch):
            give(asked.filter(**{f"{field.name}__in": keys[start : start + batch]}), known)
        return [known[key][1] for key in owner_keys]

    def _forget(self) -> None:
        if self._name in self.instance._prefetched_objects_cache:
            del self.instance._prefetched_objects_cache[self._name]

    def _using(self) -> str:
        return self.instance._state.db or "default"

    def _owned(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        kwargs[self.field.name] = self.instance
        return kwargs

    def create(self, **kwargs: Any) -> Any:
        """Make and save an object that points here."""
        self._forget()
        return super().using(self._using()).create(**self._owned(kwargs))

    def get_or_create(self, **kwargs: Any) -> Any:
        """Return (object, made): the one that fits, or a new one that points here."""
        self._forget()
        return super().using(self._using()).get_or_create(**self._owned(kwargs))

    def update_or_create(self, **kwargs: Any) -> Any:
        """Return (object, made): the one that fits, changed, or a new one that points here."""
        self._forget()
        return super().using(self._using()).update_or_create(**self._owned(kwargs))

    def add(self, *objs: Any, bulk: bool = True) -> None:
        """Let *objs* point here."""
        self._forget()
        for one in objs:
            if not isinstance(one, self.model):
                raise TypeError(f"'{self.model._meta.object_name}' instance expected, got {one!r}.")
            if bulk and (one._state.adding or one.pk is None):
                raise ValueError(
                    f"{one!r} instance isn't saved. Use bulk=False or save the object first."
                )
            setattr(one, self.field.name, self.instance)
        with transaction.atomic(using=self._using(), savepoint=False):
            if bulk:
                found = self.model._base_manager.using(self._using())
                found.filter(pk__in=[one.pk for one in objs]).update(
                    **{self.field.name: self.instance}
                )
            else:
                for one in objs:
                    one.save(using=self._using())

    def remove(self, *objs: Any, bulk: bool = True) -> None:
        """Let *objs* point nowhere: only where the field may be null."""
        self._need_null("remove")
        for one in objs:
            if getattr(one, self.field.attname) != self._key:
                raise ObjectDoesNotExist(f"{one!r} is not related to {self.instance!r}.")
        self._point_nowhere(self.filter(pk__in=[one.pk for one in objs]), bulk)

    def clear(self, *, bulk: bool = True) -> None:
        """Let nothing point here: only where the field may be null."""
        self._need_null("clear")
        self._point_nowhere(self.all(), bulk)

    def set(self, objs: Any, *, bulk: bool = True, clear: bool = False) -> None:
        """Let exactly *objs* point here."""
        objs = list(objs)
        with transaction.atomic(using=self._using(), savepoint=False):
            if not self.field.null:
                self.add(*objs, bulk=bulk)
                return
            if clear:
                self.clear(bulk=bulk)
                self.add(*objs, bulk=bulk)
                return
            old = set(self.all())
            self.remove(*(old - set(objs)), bulk=bulk)
            self.add(*[one for one in objs if one not in old], bulk=bulk)

    def _need_null(self, method: str) -> None:
        if not self.field.null:
            raise AttributeError(
                f"{self._name} has no {method}(): {self.field} may not be null. Delete the objects, "
                "or let them point to another."
            )

    def _point_nowhere(self, found: Any, bulk: bool) -> None:
        self._forget()
        if bulk:
            found.update(**{self.field.name: None})
            return
        with transaction.atomic(using=self._using(), savepoint=False):
            for one in found:
                setattr(one, self.field.name, None)
                one.save(update_fields=[self.field.name])
