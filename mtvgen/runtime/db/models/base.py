"""Model: an object that is a row. (Django's documentation: reference/models/instances.)"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from ...core.exceptions import (
    MultipleObjectsReturned,
    ObjectDoesNotExist,
    ObjectNotUpdated,
)
from ..utils import DEFAULT_DB_ALIAS, DatabaseError
from . import quick
from .checking import Checking
from .declaring import ModelBase
from .fields.base import NOT_PROVIDED
from .manager import Manager
from .paths import near_names
from .quick import NOT_PLAIN
from .saving import forget_defaults, insert_one, update_one
from .signals import post_init, post_save, pre_init, pre_save
from .starting import DEFERRED as DEFERRED
from .starting import settled_by, starter_of

if TYPE_CHECKING:
    from typing import Self

    from .options import Options


class ModelState:
    """What an object knows about its row. db: where it is; adding: not saved yet."""

    __slots__ = ("adding", "db")

    def __init__(self, db: str | None = None, adding: bool = True) -> None:
        self.db = db
        self.adding = adding

    fields_cache: ClassVar[dict[str, Any]] = {}


class Model(Checking, metaclass=ModelBase):
    """Base of every model: `class Question(models.Model)`."""

    _is_model_itself = True
    _own_start = False
    _prefetched_objects_cache: Any = MappingProxyType({})
    if TYPE_CHECKING:
        _meta: ClassVar[Options]
        id: Any
        _state: ModelState
        objects: ClassVar[Manager[Self]]
        _default_manager: ClassVar[Manager[Self]]
        _base_manager: ClassVar[Manager[Self]]
        DoesNotExist: ClassVar[type[ObjectDoesNotExist]]
        MultipleObjectsReturned: ClassVar[type[MultipleObjectsReturned]]
        NotUpdated: ClassVar[type[ObjectNotUpdated]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        cls = type(self)
        meta = self._meta
        if meta.abstract:
            raise TypeError("Abstract models cannot be instantiated.")
        if pre_init.receivers:
            pre_init.send(sender=cls, args=args, kwargs=kwargs)
        self._state = ModelState()
        if args:
            self._start_with(args, kwargs)
        else:
            start = meta.quick.get("start")
            if start is None:
                start = meta.quick["start"] = starter_of(cls)
            start(self, kwargs)
        if kwargs:
            self._from_rest(kwargs)
        if post_init.receivers:
            post_init.send(sender=cls, instance=self)

    def _start_with(self, args: Sequence[Any], kwargs: dict[str, Any]) -> None:
        for field in self._from_args(self._meta.concrete_fields, args, kwargs):
            if field.attname in kwargs:
                self._put(field, kwargs.pop(field.attname))
            elif field.is_relation and field.name in kwargs:
                setattr(self, field.name, kwargs.pop(field.name))
            else:
                self._put(field, field.get_default())
        meta = self._meta
        for settle in meta.keep("settled", lambda: settled_by(meta.concrete_fields)):
            settle(self)

    def _put(self, field: Any, value: Any) -> None:
        if value is not DEFERRED:
            setattr(self, field.attname, value)

    def _from_args(
        self, fields: list[Any], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> list[Any]:
        if len(args) > len(fields):
            raise IndexError(
                f"Number of args exceeds number of fields: {type(self).__name__} has {len(fields)}."
            )
        for field, value in zip(fields, args, strict=False):
            if field.name in kwargs or field.attname in kwargs:
                raise TypeError(
                    f"{type(self).__qualname__}() got both positional and keyword arguments for "
                    f"field '{field.name}'."
                )
            if field.is_relation and hasattr(value, "_meta"):
                setattr(self, field.name, value)
            else:
                self._put(field, value)
        return fields[len(args) :]

    def _from_rest(self, kwargs: dict[str, Any]) -> None:
        cls = type(self)
        for name in list(kwargs):
            known = name == "pk" or isinstance(getattr(cls, name, None), property)
            if known or cls._meta._forward_fields_map.get(name) is not None:
                setattr(self, name, kwargs.pop(name))
        if kwargs:
            names = sorted({field.name for field in cls._meta.fields} | {"pk"})
            near = near_names(next(iter(kwargs)), names)
            hint = f"Did you mean {near[0]!r}?" if near else f"Its fields: {', '.join(names)}."
            unexpected = ", ".join(repr(name) for name in kwargs)
            raise TypeError(
                f"{cls.__name__}() got unexpected keyword arguments: {unexpected}. {hint}"
            )

    @classmethod
    def _saved_state(cls, db: str | None) -> ModelState:
        return ModelState(db, False)

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Sequence[Any]) -> Self:
        """Return the object of a row. A subclass may do more with it.

        field_names: which fields were read, in the order of *values*.
        """
        concrete = cls._meta.concrete_fields
        if len(values) != len(concrete):
            given = dict(zip(field_names, values, strict=True))
            values = [given.get(field.attname, DEFERRED) for field in concrete]
        made = cls(*values)
        made._state = ModelState(db, False)
        return made

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Only for what is not there: a value that was not read yet, or the state of a row
            if name.startswith("_kept__"):
                raise AttributeError(name)
            if name == "_state":
                state = self.__dict__["_state"] = ModelState(DEFAULT_DB_ALIAS, False)
                return state
            if not name.startswith("__") and "_meta" in type(self).__dict__:
                field = self._meta._forward_fields_map.get(name)
                if field is not None and field.attname == name and field.concrete and self.__dict__:
                    self.refresh_from_db(fields=[name])
                    return self.__dict__[name]
            for base in type(self).__mro__:
                if name in base.__dict__:  # it is there, and its own error brought us here
                    return base.__dict__[name].__get__(self, type(self))
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"

    def __str__(self) -> str:
        return f"{type(self).__name__} object ({self.pk})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model):
            return NotImplemented
        if self._meta.concrete_model is not other._meta.concrete_model:
            return False
        key = self.pk
        return self is other if key is None else bool(key == other.pk)

    def __hash__(self) -> int:
        if self.pk is None:
            raise TypeError("Model instances without primary key value are unhashable")
        return hash(self.pk)

    def __getstate__(self) -> dict[str, Any]:
        state = self._state
        return {**self.__dict__, "_state": (state.db, state.adding)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update({**state, "_state": ModelState(*state["_state"])})

    @property
    def pk(self) -> Any:
        """The value of the primary key, whatever its field is called."""
        return getattr(self, self._meta.pk.attname)

    @pk.setter
    def pk(self, value: Any) -> None:
        meta = self._meta
        if meta.inherits:
            for link in meta.concrete_model._meta.parents.values():
                if link is not None and link is not meta.pk:
                    setattr(self, link.target_field.attname, value)
        setattr(self, meta.pk.attname, value)

    def serializable_value(self, field_name: str) -> Any:
        """Return the value of a field; of a relation, the key."""
        field = self._meta._forward_fields_map.get(field_name)
        return getattr(self, field.attname if field is not None else field_name)

    def get_deferred_fields(self) -> set[str]:
        """Return the names of the fields that were not read yet."""
        return {f.attname for f in self._meta.concrete_fields if f.attname not in self.__dict__}

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: Any = None,
    ) -> None:
        """Read the row again: every field, or *fields* only. Related objects are forgotten."""
        names = None if fields is None else list(fields)
        self.__dict__.pop("_prefetched_objects_cache", None)
        if names is not None:
            relations = {rel.get_accessor_name(): rel for rel in self._meta.related_objects}
            for name in [one for one in names if one in relations]:
                self.__dict__.pop(relations[name].kept_as, None)
                names.remove(name)
            if not names:
                return
        source = from_queryset if from_queryset is not None else type(self)._base_manager.all()
        found = source.using(using or self._state.db)
        known = self._meta._forward_fields_map
        wanted = (
            [known[name] for name in names]
            if names is not None
            else [f for f in self._meta.concrete_fields if f.attname in self.__dict__]
        )
        if len(wanted) < len(self._meta.concrete_fields):
            found = found.only(*[field.attname for field in wanted])
        fresh = found.get(pk=self.pk)
        for field in wanted:
            setattr(self, field.attname, getattr(fresh, field.attname))
            if field.is_relation:
                self.__dict__.pop(field.kept_as, None)
        if names is None:
            for rel in (*self._meta.related_objects, *self._meta.private_fields):
                self.__dict__.pop(rel.kept_as, None)
        self._state.db = fresh._state.db

    # Saving

    def save(
        self,
        force_insert: bool = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Write the row: a new one, or the one with this primary key.

        update_fields: write these alone. Raises ValueError when an object that this one points to
        is not saved.
        """
        if update_fields is None and not force_update and quick.save(self, force_insert, using):
            return
        meta = self._meta
        if meta.relation_fields:
            self._prepare_related_fields_for_save("save")
        if force_insert and (force_update or update_fields):
            raise ValueError("Cannot force both insert and updating in model saving.")
        using = using or self._state.db or DEFAULT_DB_ALIAS
        if update_fields is not None:
            names = frozenset(update_fields)
            if not names:
                return
            self._check_update_fields(names)
        elif force_insert or self.__dict__.keys() >= meta.attnames or using != self._state.db:
            names = None
        else:  # write what was read
            deferred = self.get_deferred_fields()
            names = frozenset(
                f.name
                for f in meta.concrete_fields
                if f.attname not in deferred and not f.primary_key
            )
        self.save_base(
            using=using, force_insert=force_insert, force_update=force_update, update_fields=names
        )

    save.alters_data = True  # type: ignore[attr-defined]

    def _check_update_fields(self, names: frozenset[str]) -> None:
        known: set[str] = set()
        for field in self._meta.fields:
            if not field.primary_key:
                known.update((field.name, field.attname))
        unknown = names - known
        if unknown:
            raise ValueError(
                "The following fields do not exist in this model, are m2m fields, primary keys, or "
                f"are non-concrete fields: {', '.join(sorted(unknown))}"
            )

    def _prepare_related_fields_for_save(self, operation_name: str, fields: Any = None) -> None:
        for field in self._meta.relation_fields:
            found = self.__dict__.get(field.kept_as)
            if found is None:
                continue
            key = getattr(found, field.target_field.attname)
            if found.pk is None or key is None:
                if self.__dict__.get(field.attname) is None:
                    raise ValueError(
                        f"{operation_name}() prohibited to prevent data loss due to unsaved related "
                        f"object {field.name!r}: save {found!r} first."
                    )
            elif self.__dict__.get(field.attname) in (None, ""):
                self.__dict__[field.attname] = key
            elif self.__dict__[field.attname] != key:
                del self.__dict__[field.kept_as]

    def save_base(
        self,
        raw: bool = False,
        force_insert: bool = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Collection[str] | None = None,
    ) -> None:
        """Write the row and tell the signals. raw: from a fixture; other rows are not looked at."""
        using = using or self._state.db or DEFAULT_DB_ALIAS
        cls = type(self)
        facts = {"raw": raw, "using": using, "update_fields": update_fields}
        if pre_save.receivers and not cls._meta.auto_created:
            pre_save.send(sender=cls, instance=self, **facts)
        save: Any = self._save_row
        if cls._meta.inherits:
            from .inheritance import save_tables

            save = partial(save_tables, self)
        updated = save(raw, force_insert, force_update, using, update_fields)
        state = self._state
        state.db, state.adding = using, False
        if post_save.receivers and not cls._meta.auto_created:
            post_save.send(sender=cls, instance=self, created=not updated, **facts)

    def _save_row(
        self, raw: bool, force_insert: bool, force_update: bool, using: str, names: Any
    ) -> bool:
        """Update the row, or insert it; returns whether there was one."""
        meta = self._meta
        key = getattr(self, meta.pk.attname)
        if key is None:
            key = meta.pk.get_default()
            if key is not None:
                self.pk = key
        has_key = key is not None
        if not has_key and (force_update or names):
            raise ValueError("Cannot force an update in save() with no primary key.")
        new_key = meta.pk.default is not NOT_PROVIDED and self._state.adding
        if has_key and not force_insert and (raw or not new_key or force_update):
            if self._updated(names, using, force_update):
                return True
            if force_update or names:
                word = "Forced update" if force_update else "Save with update_fields"
                raise DatabaseError(f"{word} did not affect any rows.")
        auto = None if has_key else meta.auto_field
        key = quick.insert(self, auto is None, using)
        if key is NOT_PLAIN:
            fields = [field for field in meta.concrete_fields if field is not auto]
            key = insert_one(self, fields, using)
            forget_defaults(self)
        if auto is not None:
            setattr(self, auto.attname, key)
        return False

    def _updated(self, names: Any, using: str, force: bool) -> bool:
        done = quick.update(self, names, using)
        if done is not NOT_PLAIN:
            return bool(done)
        fields = [
            f for f in self._meta.concrete_fields
            if not f.primary_key and (names is None or f.name in names or f.attname in names)
        ]  # fmt: skip
        if fields:
            return update_one(self, fields, using)
        return force or type(self)._base_manager.using(using).filter(pk=self.pk).exists()

    def delete(
        self, using: str | None = None, keep_parents: bool = False
    ) -> tuple[int, dict[str, int]]:
        """Delete the row, with what depends on it; returns the counts, in all and by model."""
        # PERF: what was read from the default database has no state until somebody asks: 0.6 µs
        state = self.__dict__.get("_state")
        using = using or (state and state.db) or DEFAULT_DB_ALIAS
        done = quick.delete(self, using)
        if done is not NOT_PLAIN:
            return done  # type: ignore[no-any-return]
        if self.pk is None:
            raise ValueError(
                f"{self._meta.object_name} object can't be deleted because its "
                f"{self._meta.pk.attname} attribute is set to None."
            )
        from .deletion import Collector

        collector = Collector(using=using, origin=self)
        collector.collect([self], keep_parents=keep_parents)
        return collector.delete()

    delete.alters_data = True  # type: ignore[attr-defined]

    def _get_next_or_previous_by_field(self, field: Any, is_next: bool, **kwargs: Any) -> Any:
        if self.pk is None:
            raise ValueError("get_next/get_previous cannot be used on unsaved objects.")
        from .query_utils import Q

        word, sign = ("gt", "") if is_next else ("lt", "-")
        value = getattr(self, field.attname)
        beside = Q((f"{field.name}__{word}", value)) | Q(
            (field.name, value), (f"pk__{word}", self.pk)
        )
        manager = type(self)._default_manager.using(self._state.db).filter(**kwargs)
        found = manager.filter(beside).order_by(f"{sign}{field.name}", f"{sign}pk").first()
        if found is None:
            raise self.DoesNotExist(f"{self._meta.object_name} matching query does not exist.")
        return found


for _name in ("save_base", "_save_row", "_updated"):  # not a model's own: see quick.py
    getattr(Model, _name).of_every_model = True
