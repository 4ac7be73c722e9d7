"""Manager: where queries begin: `Question.objects`. (Django's documentation: topics/db/managers.)"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

from ..utils import DEFAULT_DB_ALIAS
from . import quick
from .query import QuerySet
from .registering import Generic
from .ways import Way, filter_step

if TYPE_CHECKING:
    from typing import Self

M_co = TypeVar("M_co", covariant=True)


_OF_GET = (
    "get", "filter", "order_by", "create", "_filtered", "_clone", "_fetch_all", "__init__", "__iter__",
)  # fmt: skip
"""A query set that has these as they are is asked the short way."""


class BaseManager(Generic[M_co]):
    """A manager without the methods of a query set: `from_queryset` adds them."""

    creation_counter = 0
    auto_created = False
    use_in_migrations = False
    _queryset_class: type[Any] = QuerySet
    _plain = False
    """True when the short ways are open: nothing is overridden that they leave out."""
    _start: tuple[dict[Any, Way], Any] | None = None
    """The first steps of the model's ways, and what makes a query set; kept at the first use."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:  # noqa: D102
        made = super().__new__(cls)
        made._constructor_args = (args, kwargs)  # type: ignore[attr-defined]
        return made

    def __init__(self) -> None:
        self.creation_counter = BaseManager.creation_counter
        BaseManager.creation_counter += 1
        self.model: Any = None
        self.name = ""
        self._db: str | None = None
        self._hints: dict[str, Any] = {}

    # Not a subclass's own
    __init__.of_every_manager = True  # type: ignore[attr-defined]
    __new__.of_every_manager = True  # type: ignore[attr-defined]

    if TYPE_CHECKING:

        def __get__(self, instance: Any, owner: Any) -> Self: ...

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and _facts(self) == _facts(other)

    def __hash__(self) -> int:
        return id(self)

    @classmethod
    def _get_queryset_methods(cls, queryset_class: type[Any]) -> dict[str, Any]:
        made = {}
        for name in dir(queryset_class):
            method = getattr(queryset_class, name)
            if not isinstance(method, FunctionType):
                continue
            queryset_only = getattr(method, "queryset_only", None)
            if hasattr(cls, name) or queryset_only or (queryset_only is None and name[0] == "_"):
                continue
            made[name] = _forwarded(name, method)
        return made

    @classmethod
    def from_queryset(cls, queryset_class: type[Any], class_name: str | None = None) -> type[Any]:
        """Return a manager class that has the methods of *queryset_class* too."""
        return type(
            class_name or f"{cls.__name__}From{queryset_class.__name__}",
            (cls,),
            {"_queryset_class": queryset_class, **cls._get_queryset_methods(queryset_class)},
        )

    def contribute_to_class(self, cls: Any, name: str) -> None:
        """Become the manager *name* of the model *cls*."""
        self.name = self.name or name
        self.model = cls
        setattr(cls, name, ManagerDescriptor(self))
        cls._meta.add_manager(self)

    def copied_for(self, model: Any) -> Self:
        """Return a copy for *model*, which inherits it."""
        made = copy.copy(self)
        made.model, made._start = model, None
        return made

    def db_manager(self, using: str | None = None, hints: Any = None) -> Self:
        """Return a copy that asks the database *using*."""
        made = copy.copy(self)
        made._db = using or self._db
        return made

    def _started(self) -> tuple[dict[Any, Way], Any]:
        # PERF: all that filter() looks up, in one look; made by a partial as in hydrate.py
        steps: dict[Any, Way] = self.model._meta.way.steps if self._plain else {}
        self._start = steps, partial(object.__new__, self._queryset_class)
        return self._start

    @property
    def db(self) -> str:
        """The database that is asked."""
        return self._db or "default"

    def get_queryset(self) -> Any:
        """Return a new query for all rows: what a subclass narrows."""
        return self._queryset_class(self.model, using=self._db)

    def all(self) -> Any:
        """Return a query for all rows."""
        return self.get_queryset()

    def deconstruct(self) -> tuple[bool, str, str | None, Any, Any]:
        """Return how to write this manager down in a migration."""
        args, kwargs = self._constructor_args  # type: ignore[attr-defined]
        if getattr(self, "_as_manager_of", None) is not None:
            qs = self._as_manager_of  # type: ignore[attr-defined]
            return True, "", f"{qs.__module__}.{qs.__name__}", (), {}
        return False, f"{type(self).__module__}.{type(self).__name__}", None, args, kwargs

    def check(self, **_: Any) -> list[Any]:
        """Return what is wrong with the declaration: nothing here."""
        return []


def _facts(manager: BaseManager[Any]) -> dict[str, Any]:
    return {name: value for name, value in vars(manager).items() if name != "_start"}


def _forwarded(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    def forwarded(self: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(self.get_queryset(), name)(*args, **kwargs)

    forwarded.__name__, forwarded.__doc__ = method.__name__, method.__doc__
    return forwarded


class _Asks(Generic[M_co]):
    """For type checkers: what a manager takes over from its query set."""

    if TYPE_CHECKING:
        model: Any
        _db: str | None

        def get_queryset(self) -> QuerySet[M_co]: ...
        def all(self) -> QuerySet[M_co]: ...
        def none(self) -> QuerySet[M_co]: ...
        def using(self, alias: str | None) -> QuerySet[M_co]: ...
        def filter(self, *args: Any, **kwargs: Any) -> QuerySet[M_co]: ...
        def exclude(self, *args: Any, **kwargs: Any) -> QuerySet[M_co]: ...
        def complex_filter(self, filter_obj: Any) -> QuerySet[M_co]: ...
        def order_by(self, *field_names: Any) -> QuerySet[M_co]: ...
        def reverse(self) -> QuerySet[M_co]: ...
        def distinct(self, *field_names: str) -> QuerySet[M_co]: ...
        def select_for_update(
            self, nowait: bool = False, skip_locked: bool = False, of: Sequence[str] = (),
            no_key: bool = False,
        ) -> QuerySet[M_co]: ...  # fmt: skip
        def select_related(self, *fields: Any) -> QuerySet[M_co]: ...
        def prefetch_related(self, *lookups: Any) -> QuerySet[M_co]: ...
        def values(self, *fields: Any, **expressions: Any) -> QuerySet[dict[str, Any]]: ...
        def values_list(
            self, *fields: Any, flat: bool = False, named: bool = False
        ) -> QuerySet[Any]: ...
        def annotate(self, *args: Any, **kwargs: Any) -> QuerySet[M_co]: ...
        def alias(self, *args: Any, **kwargs: Any) -> QuerySet[M_co]: ...
        def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]: ...
        def defer(self, *fields: Any) -> QuerySet[M_co]: ...
        def only(self, *fields: str) -> QuerySet[M_co]: ...
        def iterator(self, chunk_size: int | None = None) -> Iterator[M_co]: ...
        def count(self) -> int: ...
        def exists(self) -> bool: ...
        def contains(self, obj: Any) -> bool: ...
        def raw(
            self, raw_query: str, params: Any = (), translations: Any = None,
            using: str | None = None,
        ) -> Any: ...  # fmt: skip
        def dates(self, field_name: str, kind: str, order: str = "ASC") -> QuerySet[Any]: ...
        def datetimes(
            self, field_name: str, kind: str, order: str = "ASC", tzinfo: Any = None
        ) -> QuerySet[Any]: ...
        def union(self, *other_qs: Any, all: bool = False) -> QuerySet[M_co]: ...  # noqa: A002
        def intersection(self, *other_qs: Any) -> QuerySet[M_co]: ...
        def difference(self, *other_qs: Any) -> QuerySet[M_co]: ...
        def explain(self, *, format: str | None = None, **options: Any) -> str: ...  # noqa: A002
        def get(self, *args: Any, **kwargs: Any) -> M_co: ...
        def first(self) -> M_co | None: ...
        def last(self) -> M_co | None: ...
        def latest(self, *fields: str) -> M_co: ...
        def earliest(self, *fields: str) -> M_co: ...
        def in_bulk(
            self, id_list: Iterable[Any] | None = None, *, field_name: str = "pk"
        ) -> dict[Any, M_co]: ...
        def create(self, **kwargs: Any) -> M_co: ...
        def get_or_create(self, defaults: Any = None, **kwargs: Any) -> tuple[M_co, bool]: ...
        def update_or_create(
            self, defaults: Any = None, create_defaults: Any = None, **kwargs: Any
        ) -> tuple[M_co, bool]: ...
        def bulk_create(self, objs: Iterable[Any], **kwargs: Any) -> list[M_co]: ...
        def bulk_update(
            self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None
        ) -> int: ...
        def update(self, **kwargs: Any) -> int: ...
        # Of a related manager
        def add(self, *objs: Any, bulk: bool = True) -> None: ...
        def remove(self, *objs: Any, bulk: bool = True) -> None: ...
        def clear(self, *, bulk: bool = True) -> None: ...
        def set(self, objs: Iterable[Any], *, bulk: bool = True, clear: bool = False) -> None: ...


if TYPE_CHECKING:

    class Manager(_Asks[M_co], BaseManager[M_co]):
        """Where the queries of a model begin."""

else:

    class Manager(BaseManager.from_queryset(QuerySet)):
        """Where the queries of a model begin."""

        _plain = True

        def __init_subclass__(cls, **kwargs):
            super().__init_subclass__(**kwargs)
            cls._plain = cls.get_queryset is BaseManager.get_queryset and all(
                getattr(cls._queryset_class, name) is getattr(QuerySet, name) for name in _OF_GET
            )

        def get(self, *args, **kwargs):
            """Return the one object. Raises the model's DoesNotExist or MultipleObjectsReturned."""
            if self._plain and not args and len(kwargs) == 1:
                for name, value in kwargs.items():
                    found = quick.get(self.model, self._db or DEFAULT_DB_ALIAS, name, value)
                    if found is not quick.NOT_PLAIN:
                        return found
            return self.get_queryset().get(*args, **kwargs)

        def filter(self, *args, **kwargs):
            """Return the rows for which all of this holds."""
            steps, new = self._start or self._started()
            to = filter_step(steps, kwargs) if kwargs and not args else None
            if to is None:
                return self.get_queryset().filter(*args, **kwargs)
            # PERF: one object instead of a query set and its copy: 0.5 µs instead of 1.9
            made = new()
            made.__dict__ = state = to.state.copy()
            state["_db"], state["_params"] = self._db, tuple(kwargs.values())
            return made

        def order_by(self, *field_names):
            """Return the rows in this order: "-pub_date" for the newest first."""
            steps, new = self._start or self._started()
            to = steps.get(("order", field_names))
            if to is None:
                return self.get_queryset().order_by(*field_names)
            made = new()
            made.__dict__ = state = to.state.copy()
            state["_db"] = self._db
            return made

        def create(self, **kwargs):
            """Make an object, save it, and return it."""
            if not self._plain:
                return self.get_queryset().create(**kwargs)
            made = self.model(**kwargs)
            made.save(force_insert=True, using=self.db)
            return made

        create.alters_data = True

        def __class_getitem__(cls, _):
            return cls


class ManagerDescriptor:
    """Gives the manager on the class, and refuses it on an object."""

    def __init__(self, manager: Any) -> None:
        self.manager = manager

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is not None:
            raise AttributeError(
                f"Manager isn't accessible via {cls.__name__} instances: write "
                f"{cls.__name__}.{self.manager.name}."
            )
        if cls._meta.abstract:
            raise AttributeError(
                f"Manager isn't available; {cls._meta.object_name} is abstract: it has no table."
            )
        if cls is self.manager.model:
            return self.manager
        return cls._meta.managers_map[self.manager.name]


class EmptyManager(Manager[Any]):
    """A manager that finds nothing."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def get_queryset(self) -> Any:
        """Return a query that finds nothing."""
        return super().get_queryset().none()


def as_manager(cls: type[Any]) -> Any:
    """Return a manager with the methods of this query set class: `objects = PollQuerySet.as_manager()`."""
    made = Manager.from_queryset(cls)()
    made._as_manager_of = cls
    return made


as_manager.queryset_only = True  # type: ignore[attr-defined]
QuerySet.as_manager = classmethod(as_manager)  # type: ignore[attr-defined]
