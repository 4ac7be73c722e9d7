"""QuerySet: the rows of a model, asked for when they are needed.

(Django's documentation: reference/models/querysets.) A query set holds *what* is asked, split into
structure and parameters; `run.py` asks the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ...core.exceptions import FieldError
from ..utils import DEFAULT_DB_ALIAS, NotSupportedError
from . import run
from .aggregates import Aggregate
from .expressions import OrderBy, column_kind
from .paths import LOOKUP_SEP, resolve
from .query_utils import Q
from .structure import Scope, Shape, condition
from .writes import Writes

if TYPE_CHECKING:
    from typing import Self

M_co = TypeVar("M_co", covariant=True)
REPR_OUTPUT_SIZE = 20
MAX_GET_RESULTS = 21


class QuerySet(Writes, Generic[M_co]):
    """The rows of *model* that fulfil some conditions, in some order; lazy and chainable."""

    # What is asked. Each method makes a copy and changes that: class attributes are the beginning
    _where: tuple[Any, ...] = ()
    _params: tuple[Any, ...] = ()
    _order: tuple[Any, ...] | None = None
    _reverse = False
    _annotations: tuple[Any, ...] = ()
    _fields: tuple[str, ...] | None = None
    _group: tuple[str, ...] | None = None
    _row = "model"
    _related: tuple[str, ...] = ()
    _distinct = False
    _low = 0
    _high: int | None = None
    _only: tuple[str, ...] | None = None
    _nothing = False
    _prefetch: tuple[Any, ...] = ()
    _known: tuple[str, Any] | None = None
    _result_cache: list[Any] | None = None
    _prefetched = False

    def __init__(
        self, model: Any = None, query: Any = None, using: str | None = None, hints: Any = None
    ) -> None:
        self.model = model
        self._db = using
        if query is not None:
            self.__dict__.update(query)

    # Copies

    def _clone(self) -> Self:
        made = object.__new__(type(self))
        made.__dict__ = self.__dict__.copy()
        made._result_cache = None
        made._prefetched = False
        return made

    _chain = _clone

    def __deepcopy__(self, memo: Any) -> Self:
        return self._clone()

    def __getstate__(self) -> dict[str, Any]:
        self._fetch_all()
        return self.__dict__.copy()

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
        if not isinstance(key, (int, slice)):
            raise TypeError(
                f"QuerySet indices must be integers or slices, not {type(key).__name__}."
            )
        numbers = (key.start, key.stop) if isinstance(key, slice) else (key,)
        if any(number is not None and number < 0 for number in numbers):
            raise ValueError(
                "Negative indexing is not supported: turn the order round with reverse(), or make a "
                "list of it."
            )
        if self._result_cache is not None:
            return self._result_cache[key]
        if isinstance(key, slice):
            made = self._sliced(key.start, key.stop)
            return list(made)[:: key.step] if key.step else made
        return self._sliced(key, key + 1)._fetch_all()[0]

    def _sliced(self, start: int | None, stop: int | None) -> Self:
        made = self._clone()
        if stop is not None:
            top = self._low + stop
            made._high = top if self._high is None else min(self._high, top)
        if start:
            low = self._low + start
            made._low = low if made._high is None else min(low, made._high)
        if made._high is not None and made._low >= made._high:
            made._nothing = True
        return made

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
        return self._clone()

    def none(self) -> Self:
        """Return a query that finds nothing and never asks."""
        made = self._clone()
        made._nothing = True
        return made

    def using(self, alias: str | None) -> Self:
        """Return a copy that asks the database *alias*."""
        made = self._clone()
        made._db = alias
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

    def _unsliced(self, word: str) -> None:
        if self._low or self._high is not None:
            raise TypeError(
                f"Cannot {word} a query once a slice has been taken. "
                f"Move the slice [{self._low}:{'' if self._high is None else self._high}] to the end."
            )

    def _scope(self, params: list[Any]) -> Scope:
        kinds = {name: kind for name, _, kind, *_ in self._annotations}
        return Scope(self.model._meta, params, kinds)

    def _filtered(self, args: Any, kwargs: dict[str, Any], turned: bool) -> Self:
        if args or kwargs:
            self._unsliced("filter")
        made = self._clone()
        if not args and not kwargs:
            return made
        params = [*self._params]
        scope = self._scope(params)
        found = tuple([condition(scope, one) for one in (*args, *kwargs.items())])
        clause = found[0] if len(found) == 1 else ("and", *found)
        made._where = (*self._where, ("not", clause) if turned else clause)
        made._params = tuple(params)
        return made

    def _narrowed(self, field: Any, key: Any) -> Self:
        """Return the rows whose *field* is *key*: what a related manager begins with."""
        made = self._clone()
        value = field.target_field.get_prep_value(key)
        made._where = (
            *self._where,
            ("is", field.attname, "exact", ("param", len(self._params), "")),
        )
        made._params = (*self._params, value)
        return made

    # Order and form

    def order_by(self, *field_names: Any) -> Self:
        """Return the rows in this order: "-pub_date" for the newest first, "?" for any order."""
        self._unsliced("reorder")
        made = self._clone()
        params = [*self._params]
        scope = self._scope(params)
        made._order = tuple([self._order_entry(scope, name) for name in field_names])
        made._params = tuple(params)
        made._reverse = False
        return made

    def _order_entry(self, scope: Scope, entry: Any) -> Any:
        if isinstance(entry, str):
            name = entry.lstrip("-+")
            if name != "?":
                resolve(scope.meta, name, scope.annotations)
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
        """Return each row once."""
        self._unsliced("create distinct fields in" if field_names else "make distinct")
        if field_names:
            raise NotSupportedError("DISTINCT ON fields is not supported by this database backend")
        made = self._clone()
        made._distinct = True
        return made

    def select_related(self, *fields: Any) -> Self:
        """Return the rows with the objects that they point to, in one query."""
        if self._fields is not None:
            raise TypeError("Cannot call select_related() after .values() or .values_list()")
        made = self._clone()
        if fields == (None,):
            made._related = ()
            return made
        if not fields:
            made._related = tuple(_required(self.model._meta, "", 5))
            return made
        related = list(self._related)
        for name in fields:
            parts = name.split(LOOKUP_SEP)
            for n in range(1, len(parts) + 1):
                prefix = LOOKUP_SEP.join(parts[:n])
                _check_single(self.model._meta, prefix)
                if prefix not in related:
                    related.append(prefix)
        made._related = tuple(related)
        return made

    def prefetch_related(self, *lookups: Any) -> Self:
        """Return the rows, and read what they are related to in one query for each relation."""
        made = self._clone()
        made._prefetch = () if lookups == (None,) else (*self._prefetch, *lookups)
        return made

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

    def _valued(self, row: str, fields: Sequence[Any], expressions: dict[str, Any]) -> Any:
        made: Any = self
        names = []
        for field in fields:
            if isinstance(field, str):
                names.append(field)
                continue
            name = getattr(field, "default_alias", None) if isinstance(field, Aggregate) else None
            name = name or f"{type(field).__name__.lower()}{len(names) + 1}"
            expressions = {**expressions, name: field}
            names.append(name)
        if expressions:
            made = made._annotated((), expressions)
            names.extend(name for name in expressions if name not in names)
        else:
            made = made._clone()
        if not names:
            names = [field.attname for field in self.model._meta.concrete_fields]
            names += [name for name, *_ in made._annotations]
        scope = made._scope([])
        for name in names:
            resolve(scope.meta, name, scope.annotations)
        made._fields, made._row, made._related = tuple(names), row, ()
        return made

    def only(self, *fields: str) -> Self:
        """Return the rows with these fields read; the rest is read when it is asked for."""
        if self._fields is not None:
            raise TypeError("Cannot call only() after .values() or .values_list()")
        made = self._clone()
        meta = self.model._meta
        wanted = {resolve(meta, name).field.attname for name in fields} | {meta.pk.attname}
        made._only = tuple(f.attname for f in meta.concrete_fields if f.attname in wanted)
        return made

    def defer(self, *fields: Any) -> Self:
        """Return the rows without these fields, which are read when they are asked for."""
        if self._fields is not None:
            raise TypeError("Cannot call defer() after .values() or .values_list()")
        made = self._clone()
        if fields == (None,):
            made._only = None
            return made
        meta = self.model._meta
        left = {resolve(meta, name).field.attname for name in fields} - {meta.pk.attname}
        read = self._only or tuple(f.attname for f in meta.concrete_fields)
        made._only = tuple(name for name in read if name not in left)
        return made

    # Working out

    def annotate(self, *args: Any, **kwargs: Any) -> Self:
        """Return the rows, each with what the database works out for it."""
        return self._annotated(args, kwargs)

    alias = annotate

    def _annotated(self, args: Any, kwargs: dict[str, Any]) -> Self:
        made = self._clone()
        params = [*self._params]
        taken = {field.name for field in self.model._meta.get_fields() if hasattr(field, "attname")}
        for name, expression in [*((one.default_alias, one) for one in args), *kwargs.items()]:
            if name in taken and self._fields is None:
                raise ValueError(f"The annotation '{name}' conflicts with a field on the model.")
            if not hasattr(expression, "structure") and not isinstance(expression, Q):
                raise TypeError(
                    f"QuerySet.annotate() received non-expression(s): {expression!r}. "
                    "Write Value(…) around a plain value, F(…) around a name."
                )
            scope = made._scope(params)
            if isinstance(expression, Q):
                cond = ("cond", condition(scope, expression))
                entry: Any = (name, cond, "bool", False, len(self._where))
            else:
                kind = expression.result_kind(scope)
                grouped = bool(expression.contains_aggregate)
                entry = (name, expression.structure(scope), kind, grouped, len(self._where))
            made._annotations = (*(one for one in made._annotations if one[0] != name), entry)
            if entry[3] and self._fields is not None and made._group is None:
                made._group = self._fields
            if made._fields is not None and name not in made._fields:
                made._fields = (*made._fields, name)
        made._params = tuple(params)
        return made

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what is worked out over all rows: `{"votes__max": 7}`."""
        named = {**{one.default_alias: one for one in args}, **kwargs}
        for one in named.values():
            if not getattr(one, "contains_aggregate", False):
                raise TypeError(f"{one!r} is not an aggregate expression.")
        if self._nothing:
            return {name: getattr(one, "empty_result", None) for name, one in named.items()}
        params = [*self._params]
        scope = self._scope(params)
        extra = tuple(
            [(name, one.structure(scope), one.result_kind(scope)) for name, one in named.items()]
        )
        return dict(zip(named, run.one_row(self, "aggregate", extra, tuple(params)), strict=True))

    def count(self) -> int:
        """Return how many rows there are."""
        if self._result_cache is not None:
            return len(self._result_cache)
        return 0 if self._nothing else int(run.one_row(self, "count")[0])

    def exists(self) -> bool:
        """Return whether there is any row."""
        if self._result_cache is not None:
            return bool(self._result_cache)
        return not self._nothing and run.one_row(self, "exists") is not None

    def contains(self, obj: Any) -> bool:
        """Return whether *obj* is among the rows."""
        if self._fields is not None:
            raise TypeError("Cannot call QuerySet.contains() after .values() or .values_list().")
        if obj.pk is None:
            raise ValueError("QuerySet.contains() cannot be used on unsaved objects.")
        if self._result_cache is not None:
            return obj in self._result_cache
        return isinstance(obj, self.model) and self.filter(pk=obj.pk).exists()

    # One object

    def get(self, *args: Any, **kwargs: Any) -> M_co:
        """Return the one object. Raises the model's DoesNotExist or MultipleObjectsReturned."""
        made = self._filtered(args, kwargs, False) if args or kwargs else self._clone()
        if made._high is None and made._low == 0:
            made._high = MAX_GET_RESULTS
            made._order = ()
        found = made._fetch_all()
        if len(found) == 1:
            return found[0]  # type: ignore[no-any-return]
        name = self.model._meta.object_name
        if not found:
            raise self.model.DoesNotExist(f"{name} matching query does not exist.")
        many = (
            str(len(found)) if len(found) < MAX_GET_RESULTS else f"more than {MAX_GET_RESULTS - 1}"
        )
        raise self.model.MultipleObjectsReturned(
            f"get() returned more than one {name} -- it returned {many}!"
        )

    def first(self) -> M_co | None:
        """Return the first object, by primary key if no order was said; None without one."""
        made = self if self.ordered else self.order_by("pk")
        return next(iter(made[:1]), None)

    def last(self) -> M_co | None:
        """Return the last object, by primary key if no order was said; None without one."""
        made = self.reverse() if self.ordered else self.order_by("-pk")
        return next(iter(made[:1]), None)

    def latest(self, *fields: str) -> M_co:
        """Return the object with the greatest value of *fields*, or of Meta.get_latest_by."""
        return self._edge(fields, True)

    def earliest(self, *fields: str) -> M_co:
        """Return the object with the smallest value of *fields*, or of Meta.get_latest_by."""
        return self._edge(fields, False)

    def _edge(self, fields: Sequence[str], turned: bool) -> M_co:
        given = fields or self.model._meta.get_latest_by
        if not given:
            raise ValueError(
                "earliest() and latest() require either fields as positional arguments or "
                "'get_latest_by' in the model's Meta."
            )
        self._unsliced("change ordering of")
        made = self.order_by(*([given] if isinstance(given, str) else given))
        return (made.reverse() if turned else made)[:1]._first_or_missing()

    def _first_or_missing(self) -> M_co:
        found = self._fetch_all()
        if not found:
            raise self.model.DoesNotExist(
                f"{self.model._meta.object_name} matching query does not exist."
            )
        return found[0]  # type: ignore[no-any-return]

    def in_bulk(
        self, id_list: Iterable[Any] | None = None, *, field_name: str = "pk"
    ) -> dict[Any, M_co]:
        """Return the objects by key: those of *id_list*, or all."""
        self._unsliced("use in_bulk() on")
        if self._fields is not None:
            raise TypeError("in_bulk() cannot be used with values() or values_list().")
        field = (
            self.model._meta.pk if field_name == "pk" else self.model._meta.get_field(field_name)
        )
        if not field.unique:
            raise ValueError(
                f"in_bulk()'s field_name must be a unique field but {field_name!r} isn't."
            )
        made = self if id_list is None else self.filter(**{f"{field_name}__in": list(id_list)})
        return {getattr(one, field.attname): one for one in made.order_by()._fetch_all()}

    # Inside other queries

    def _shape(self, kind: str = "select", extra: Any = ()) -> tuple[Shape, tuple[Any, ...]]:
        """Return the structure and the parameters, with those of the slice."""
        params = self._params
        low: int | None = None
        high: int | None = None
        if self._high is not None:
            high = len(params)
            params = (*params, self._high - self._low)
        if self._low:
            low = len(params)
            params = (*params, self._low)
        shape = Shape(
            kind, self._where, self._order, self._reverse, self._annotations, self._fields,
            self._group, self._related, self._distinct, (low, high), self._only, extra,
        )  # fmt: skip
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


def _required(meta: Any, prefix: str, depth: int) -> Iterator[str]:
    """Yield the names of the relations that are never null, and of theirs."""
    for field in meta.concrete_fields:
        if field.is_relation and not field.null and depth:
            name = f"{prefix}{field.name}"
            yield name
            yield from _required(field.related_model._meta, f"{name}{LOOKUP_SEP}", depth - 1)


def _check_single(meta: Any, name: str) -> None:
    path = resolve(meta, name)
    field = path.field
    if not field.is_relation or field.one_to_many or field.many_to_many or path.lookup != "exact":
        singles = [
            one.name
            for one in meta.get_fields()
            if one.is_relation and (one.many_to_one or one.one_to_one)
        ]
        raise FieldError(
            f"Invalid field name(s) given in select_related: {name!r}.",
            hint=f"Choices are: {', '.join(singles) or '(none)'}. Use prefetch_related() for the rest.",
        )
