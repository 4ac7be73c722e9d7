"""The half of QuerySet that answers at once: one object, a count, a sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from . import run
from .quick import MAX_GET_RESULTS, not_one
from .registering import Generic

M_co = TypeVar("M_co", covariant=True)


def _key_of(aggregates: Sequence[Any]) -> tuple[Any, ...] | None:
    """Return what tells these aggregates from others; None if there is more to one than a name."""
    key: Any = "aggregate"
    try:
        for one in aggregates:
            own = one.plain_key()
            if own is None:
                return None
            key = key, own
    except AttributeError:
        return None
    return key  # type: ignore[no-any-return]


class Answers(Generic[M_co]):
    """What a QuerySet can answer."""

    model: Any
    _params: tuple[Any, ...]
    _db: str | None
    _fields: tuple[str, ...] | None
    _result_cache: list[Any] | None
    _nothing: bool
    _way: Any
    if TYPE_CHECKING:
        filter: Any
        order_by: Any
        reverse: Any
        _uncombined: Any

        @property
        def ordered(self) -> bool: ...  # noqa: D102
        def __getitem__(self, key: Any) -> Any: ...
        def _clone(self) -> Any: ...
        def _fetch_all(self) -> list[Any]: ...
        def _filtered(self, args: Any, kwargs: dict[str, Any], turned: bool) -> Any: ...
        def _unsliced(self, word: str) -> None: ...
        def _scope(self, params: list[Any]) -> Any: ...

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what is worked out over all rows: `{"votes__max": 7}`."""
        key = _key_of(args) if self._way is not None and not kwargs else None
        if key is not None:
            row = run.known_row(self, key)
            if row is not run.UNKNOWN:
                return row  # type: ignore[no-any-return]
        self._uncombined("aggregate")
        for one in args:
            if not hasattr(one, "default_alias"):
                raise TypeError(
                    f"{one!r} is not an aggregate expression, or it needs a name: "
                    f"aggregate(total={one!r})."
                )
        named = {**{one.default_alias: one for one in args}, **kwargs}
        for one in named.values():
            if not getattr(one, "contains_aggregate", False):
                raise TypeError(f"{one!r} is not an aggregate expression.")
        if self._nothing:
            return {name: getattr(one, "empty_result", None) for name, one in named.items()}
        params = [*self._params]
        scope = self._scope(params)
        extra = tuple([
            (name, one.structure(scope), one.result_kind(scope)) for name, one in named.items()
        ])  # fmt: skip
        return run.one_row(self, "aggregate", extra, tuple(params), key, (*named,))  # type: ignore[no-any-return]

    def count(self) -> int:
        """Return how many rows there are."""
        if self._result_cache is not None:
            return len(self._result_cache)
        if self._nothing:
            return 0
        row = run.known_row(self, "count")
        if row is run.UNKNOWN:
            row = run.one_row(self, "count", key="count")
        return int(row[0])

    def exists(self) -> bool:
        """Return whether there is any row."""
        if self._result_cache is not None:
            return bool(self._result_cache)
        if self._nothing:
            return False
        row = run.known_row(self, "exists")
        if row is run.UNKNOWN:
            row = run.one_row(self, "exists", key="exists")
        return row is not None

    def explain(self, *, format: str | None = None, **options: Any) -> str:  # noqa: A002  # Django's name
        """Return how the database will run the query, in its own words."""
        return run.explained(self, format, options)

    def contains(self, obj: Any) -> bool:
        """Return whether *obj* is among the rows."""
        if self._fields is not None:
            raise TypeError("Cannot call QuerySet.contains() after .values() or .values_list().")
        if not hasattr(obj, "_meta"):
            raise TypeError(f"'obj' must be a model instance, not {obj!r}.")
        if obj.pk is None:
            raise ValueError("QuerySet.contains() cannot be used on unsaved objects.")
        if self._result_cache is not None:
            return obj in self._result_cache
        return isinstance(obj, self.model) and self.filter(pk=obj.pk).exists()

    def raw(
        self,
        raw_query: str,
        params: Any = (),
        translations: Any = None,
        using: str | None = None,
    ) -> Any:
        """Return the objects of SQL that was written by hand. Never put text of a user into it."""
        from .raw import RawQuerySet

        return RawQuerySet(raw_query, self.model, params, translations, using or self._db)

    # One object

    def get(self, *args: Any, **kwargs: Any) -> M_co:
        """Return the one object. Raises the model's DoesNotExist or MultipleObjectsReturned."""
        made = self._filtered(args, kwargs, False) if args or kwargs else self._clone()
        if made._high is None and made._low == 0:
            way = made._way
            made._high, made._order = MAX_GET_RESULTS, ()
            if way is not None:
                made._way = way.steps.get("get()") or way.lead("get()", made)
        found = made._fetch_all()
        if len(found) == 1:
            return found[0]  # type: ignore[no-any-return]
        raise not_one(self.model, len(found))

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
        return (made.reverse() if turned else made)[:1]._first_or_missing()  # type: ignore[no-any-return]

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
