"""QuerySet: the rows of a model, asked for when they are needed.

(Django's documentation: reference/models/querysets.) A query set holds *what* is asked, split into
structure and parameters; `run.py` asks the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ...core.exceptions import FieldError
from ..utils import DEFAULT_DB_ALIAS
from . import run
from .answers import Answers
from .columns import Columns
from .combining import Combining
from .deferring import EVERYTHING
from .expressions import F, OrderBy
from .paths import column_kind, resolve
from .query_utils import Q
from .structure import Scope, Shape, condition, is_plain
from .ways import Way, filter_key, filter_step
from .writes import Writes

if TYPE_CHECKING:
    from typing import Self

M_co = TypeVar("M_co", covariant=True)
REPR_OUTPUT_SIZE = 20
_NO_ANNOTATIONS: dict[str, str] = {}
_new_tuple = tuple.__new__


class QuerySet(Columns, Answers[M_co], Writes, Combining):
    """The rows of *model* that fulfil some conditions, in some order; lazy and chainable."""

    # What is asked. Each method makes a copy and changes that: class attributes are the beginning
    _where: tuple[Any, ...] = ()
    _params: tuple[Any, ...] = ()
    _order: tuple[Any, ...] | None = None
    _reverse = False
    _lock: tuple[Any, ...] = ()
    _annotations: tuple[Any, ...] = ()
    _fields: tuple[str, ...] | None = None
    _group: tuple[str, ...] | None = None
    _row = "model"
    _related: tuple[str, ...] = ()
    _distinct: bool | tuple[str, ...] = False
    _low = 0
    _high: int | None = None
    _only: tuple[Any, ...] | None = None
    _loading = EVERYTHING
    _hidden: tuple[str, ...] = ()
    _nothing = False
    _prefetch: tuple[Any, ...] = ()
    _known: tuple[str, Any] | None = None
    _way: Way | None = None
    """Where plain steps have led; None off the ways (ways.py)."""
    _goes_ways = True
    _result_cache: list[Any] | None = None
    _prefetched = False

    def __init__(
        self, model: Any = None, query: Any = None, using: str | None = None, hints: Any = None
    ) -> None:
        self.model = model
        self._db = using
        if query is not None:
            self.__dict__.update(query)
        elif model is not None and self._goes_ways:
            self._way = model._meta.way

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # What these keep on an object is theirs to copy
        cls._goes_ways = cls._clone is QuerySet._clone and cls.__init__ is QuerySet.__init__

    # Copies

    def values(self, *fields: Any, **expressions: Any) -> QuerySet[dict[str, Any]]:
        """Return dicts instead of objects."""
        found: QuerySet[dict[str, Any]] = self._valued("dict", fields, expressions)
        return found

    def values_list(self, *fields: Any, flat: bool = False, named: bool = False) -> QuerySet[Any]:
        """Return tuples; flat: the values of one field; named: named tuples."""
        if flat and named:
            raise TypeError("'flat' and 'named' can't be used together.")
        if flat and len(fields) > 1:
            raise TypeError(
                "'flat' is not valid when values_list is called with more than one field."
            )
        if flat and not fields:
            fields = (self.model._meta.concrete_fields[0].attname,)
        row = "flat" if flat else "named" if named else "tuple"
        found: QuerySet[Any] = self._valued(row, fields, {})
        return found

    def _clone(self) -> Self:
        made = object.__new__(type(self))
        made.__dict__ = {
            **self.__dict__, "_way": None, "_result_cache": None, "_prefetched": False
        }  # fmt: skip
        return made

    _chain = _clone

    def _at(self, way: Way, params: tuple[Any, ...]) -> Self:
        """Return the query set to which a known step leads."""
        made = object.__new__(type(self))
        made.__dict__ = state = way.state.copy()
        state["_db"], state["_params"] = self._db, params
        if self._known is not None:
            state["_known"] = self._known
        return made

    def _gone(self, key: Any) -> Self | None:
        """Return the query set to which the step *key* without values leads, if it is known."""
        to = None if self._way is None else self._way.steps.get(key)
        return None if to is None else self._at(to, self._params)

    def _led(self, key: Any, made: Self, kind: Any = None) -> Self:
        """Return *made*, to which the plain step *key* has led from here, and have it known."""
        if self._way is not None:
            made._way = self._way.lead(key, made, kind)
        return made

    def __deepcopy__(self, memo: Any) -> Self:
        return self._clone()

    def __getstate__(self) -> dict[str, Any]:
        self._fetch_all()
        return {name: value for name, value in self.__dict__.items() if name != "_way"}

    @property
    def db(self) -> str:
        """The database that this query asks."""
        return self._db or DEFAULT_DB_ALIAS

    @property
    def ordered(self) -> bool:
        """True when the order of the rows is said, here or by the model."""
        if self._order is not None:
            return bool(self._order)
        return self._nothing or bool(self.model._meta.ordering)

    # The rows

    def _fetch_all(self) -> list[Any]:
        if self._result_cache is None:
            self._result_cache = [] if self._nothing else run.rows(self)
        if self._prefetch and not self._prefetched:
            self._prefetched = True
            from .prefetch import prefetch_related_objects

            prefetch_related_objects(self._result_cache, *self._prefetch)
        return self._result_cache

    def __iter__(self) -> Iterator[M_co]:
        return iter(self._fetch_all())

    def __len__(self) -> int:
        return len(self._fetch_all())

    def __bool__(self) -> bool:
        return bool(self._fetch_all())

    def __repr__(self) -> str:
        shown: list[Any] = list(self[: REPR_OUTPUT_SIZE + 1])
        if len(shown) > REPR_OUTPUT_SIZE:
            shown[-1] = "...(remaining elements truncated)..."
        return f"<{type(self).__name__} {shown!r}>"

    @overload
    def __getitem__(self, key: int) -> M_co: ...
    @overload
    def __getitem__(self, key: slice) -> Self: ...
    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            start, stop = key.start or 0, key.stop
        elif isinstance(key, int):
            start, stop = key, None
        else:
            raise TypeError(
                f"QuerySet indices must be integers or slices, not {type(key).__name__}."
            )
        if start < 0 or (stop is not None and stop < 0):
            raise ValueError(
                "Negative indexing is not supported: turn the order round with reverse(), or make a "
                "list of it."
            )
        if self._result_cache is not None:
            return self._result_cache[key]
        if isinstance(key, int):
            return self._sliced(key, key + 1)._fetch_all()[0]
        made = self._sliced(start, stop)
        return list(made)[:: key.step] if key.step else made

    def _sliced(self, start: int, stop: int | None) -> Self:
        way = self._way if stop is not None and not self._low and self._high is None else None
        if way is not None and stop is not None and stop > start:
            to = way.steps.get(start > 0)
            if to is not None:
                made = self._at(to, self._params)
                made._low, made._high = start, stop
                return made
        made = self._clone()
        if stop is not None:
            top = self._low + stop
            made._high = top if self._high is None else min(self._high, top)
        if start:
            low = self._low + start
            made._low = low if made._high is None else min(low, made._high)
        if made._high is not None and made._low >= made._high:
            made._nothing = True
        return made if way is None else self._led(start > 0, made)

    def iterator(self, chunk_size: int | None = None) -> Iterator[M_co]:
        """Yield the rows without keeping them; *chunk_size* at a time."""
        if chunk_size is not None and chunk_size <= 0:
            raise ValueError("Chunk size must be strictly positive.")
        if self._prefetch and chunk_size is None:
            raise ValueError(
                "chunk_size must be provided when using QuerySet.iterator() after prefetch_related()."
            )
        if self._nothing:
            return
        for chunk in run.chunks(self, chunk_size or 2000):
            if self._prefetch:
                from .prefetch import prefetch_related_objects

                prefetch_related_objects(chunk, *self._prefetch)
            yield from chunk

    # Narrowing

    def all(self) -> Self:
        """Return a copy."""
        made = self._clone()
        made._way = self._way
        return made

    def none(self) -> Self:
        """Return a query that finds nothing and never asks."""
        made = self._clone()
        made._nothing = True
        return made

    def using(self, alias: str | None) -> Self:
        """Return a copy that asks the database *alias*."""
        made = self._clone()
        made._db, made._way = alias, self._way
        return made

    def filter(self, *args: Any, **kwargs: Any) -> Self:
        """Return the rows for which all of this holds."""
        return self._filtered(args, kwargs, False)

    def exclude(self, *args: Any, **kwargs: Any) -> Self:
        """Return the rows for which not all of this holds."""
        return self._filtered(args, kwargs, True)

    def complex_filter(self, filter_obj: Any) -> Self:
        """Return the rows for which a Q, or a dict of lookups, holds."""
        if isinstance(filter_obj, Q):
            return self.filter(filter_obj)
        return self.filter(**filter_obj)

    def select_for_update(
        self,
        nowait: bool = False,
        skip_locked: bool = False,
        of: Sequence[str] = (),
        no_key: bool = False,
    ) -> Self:
        """Return the rows, which nobody else can change before the transaction ends.

        nowait: raise OperationalError instead of waiting for who has locked one. skip_locked: leave
        out rows that are locked. of: whose rows, "self" and names of select_related. no_key: let
        others refer to them. On SQLite `atomic()` itself lets nobody else write from its start on.
        """
        if nowait and skip_locked:
            raise ValueError("The nowait option cannot be used with skip_locked.")
        made = self._clone()
        made._lock = ("lock", nowait, skip_locked, tuple(of), no_key)
        return made

    @property
    def query(self) -> str:
        """The SQL that this query will run, its parameters written in, for people to read."""
        return run.sql_of(self)

    def _unsliced(self, word: str) -> None:
        if self._low or self._high is not None:
            raise TypeError(
                f"Cannot {word} a query once a slice has been taken. "
                f"Move the slice [{self._low}:{'' if self._high is None else self._high}] to the end."
            )

    def _scope(self, params: list[Any]) -> Scope:
        if not self._annotations:
            return Scope(self.model._meta, params, _NO_ANNOTATIONS)
        kinds = {name: kind for name, _, kind, *_ in self._annotations}
        return Scope(self.model._meta, params, kinds)

    def _filtered(self, args: Any, kwargs: dict[str, Any], turned: bool) -> Self:
        if not args and not kwargs:
            return self.all()
        way = self._way if not args and not turned else None
        if way is not None:
            to = filter_step(way.steps, kwargs)
            if to is not None:
                return self._at(to, (*self._params, *kwargs.values()))
        self._uncombined("exclude" if turned else "filter")
        self._unsliced("filter")
        made = self._clone()
        params = [*self._params]
        scope = self._scope(params)
        found = tuple([condition(scope, one) for one in (*args, *kwargs.items())])
        clause = found[0] if len(found) == 1 else ("and", *found)
        made._where = (*self._where, ("not", clause) if turned else clause)
        made._params = tuple(params)
        meta = self.model._meta
        if way is not None and all(is_plain(meta, *one) for one in kwargs.items()):
            kinds = [*map(type, kwargs.values())]
            return self._led(filter_key(kwargs), made, kinds if len(kinds) > 1 else kinds[0])
        return made

    def _narrowed(self, field: Any, key: Any) -> Self:
        """Return the rows whose *field* is *key*: what a related manager begins with."""
        value = field.target_field.get_prep_value(key)
        step, way = (field.attname,), self._way
        to = None if way is None else way.steps.get((step,))
        if to is not None and type(value) is to.kind:
            return self._at(to, (*self._params, value))
        made = self._clone()
        made._where = (
            *self._where,
            ("is", field.attname, "exact", ("param", len(self._params), "")),
        )
        made._params = (*self._params, value)
        if way is not None and type(value) in (int, str):
            return self._led((step,), made, type(value))
        return made

    # Order and form

    def order_by(self, *field_names: Any) -> Self:
        """Return the rows in this order: "-pub_date" for the newest first, "?" for any order."""
        known = self._gone(("order", field_names))
        if known is not None:
            return known
        self._unsliced("reorder")
        made = self._clone()
        made._reverse = False
        params = [*self._params]
        scope = self._scope(params)
        made._order = tuple([self._order_entry(scope, name) for name in field_names])
        made._params = tuple(params)
        if made._order == field_names:  # names alone
            return self._led(("order", field_names), made)
        return made

    def _order_entry(self, scope: Scope, entry: Any) -> Any:
        if isinstance(entry, str):
            name = entry.lstrip("-+")
            if name != "?" and resolve(scope.meta, name, scope.annotations).is_worked_out:
                return OrderBy(F(name), descending=entry.startswith("-")).structure(scope)
            return entry
        if not hasattr(entry, "structure"):
            raise FieldError(
                f"Using {entry!r} as an order is not possible: give a name or an expression."
            )
        return (entry if isinstance(entry, OrderBy) else OrderBy(entry)).structure(scope)

    def reverse(self) -> Self:
        """Return the rows in the opposite order."""
        self._unsliced("reverse")
        made = self._clone()
        made._reverse = not self._reverse
        return made

    def distinct(self, *field_names: str) -> Self:
        """Return each row once; on PostgreSQL, the first row for each value of *field_names*."""
        self._uncombined("distinct")
        self._unsliced("create distinct fields in" if field_names else "make distinct")
        scope = self._scope([])
        for name in field_names:
            resolve(scope.meta, name, scope.annotations)
        made = self._clone()
        made._distinct = field_names or True
        return made

    # Inside other queries

    def _shape(self, kind: str = "select", extra: Any = ()) -> tuple[Shape, tuple[Any, ...]]:
        """Return the structure and the parameters, with those of the slice."""
        params = self._params
        if self._combined is not None:
            gathered = [*params]
            extra = self._parts(gathered)
            params = tuple(gathered)
        elif kind == "select":
            extra = self._lock
        low: int | None = None
        high: int | None = None
        if self._high is not None:
            high = len(params)
            params = (*params, self._high - self._low)
        if self._low:
            low = len(params)
            params = (*params, self._low)
        # PERF: 0.25 µs instead of the 0.55 of Shape(…), which is a function of Python's
        shape = _new_tuple(Shape, (
            kind, self._where, self._order, self._reverse, self._annotations, self._fields,
            self._group, self._related, self._distinct, (low, high), self._only, extra,
            self._hidden,
        ))  # fmt: skip
        return shape, params

    def _as_subquery(self, params: list[Any], wanted: str | None, word: str = "sub") -> Any:
        made: Any = self
        if word == "sub" and self._fields is None:
            made = self.values(wanted or "pk")
        elif word == "exists" and self._fields is None:
            made = self.values("pk")
        if self._nothing:
            made = made.filter(Q(pk__in=[]))
        if made._order is None and made._high is None:
            made = made.order_by()
        shape, own = made._shape()
        first = len(params)
        params.extend(own)
        return (word, first, self.model._meta.label, tuple(shape))

    def _only_kind(self) -> str:
        name = (self._fields or ("pk",))[0]
        for known, _, kind, *_ in self._annotations:
            if known == name:
                return str(kind)
        return column_kind(resolve(self.model._meta, name).field)
