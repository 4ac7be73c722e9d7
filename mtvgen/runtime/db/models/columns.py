"""The part of QuerySet that says what is read for each row: fields, related objects, annotations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ...core.exceptions import FieldError
from .deferring import EVERYTHING, check_traversed, kept_alone, left_out, read_of
from .expressions import F
from .paths import LOOKUP_SEP, resolve
from .query_utils import Q
from .structure import Scope, condition

if TYPE_CHECKING:
    from typing import Self


_OF_DATES = ("year", "month", "week", "day")
_OF_DATETIMES = ("year", "month", "week", "day", "hour", "minute", "second")


def _date_field() -> Any:
    from .fields.dates import DateField

    return DateField()


class Columns:
    """What a QuerySet can read."""

    model: Any
    _where: tuple[Any, ...]
    _params: tuple[Any, ...]
    _annotations: tuple[Any, ...]
    _fields: tuple[str, ...] | None
    _group: tuple[str, ...] | None
    _related: tuple[str, ...]
    _prefetch: tuple[Any, ...]
    _only: tuple[Any, ...] | None
    _loading: Any
    _hidden: tuple[str, ...]
    if TYPE_CHECKING:
        _combined: Any
        _each: Any
        _uncombined: Any

        def _clone(self) -> Self: ...
        def _gone(self, key: Any) -> Self | None: ...
        def _led(self, key: Any, made: Self) -> Self: ...
        def _scope(self, params: list[Any]) -> Scope: ...

    def select_related(self, *fields: Any) -> Self:
        """Return the rows with the objects that they point to, in one query."""
        known = self._gone(("related", fields))
        if known is not None:
            return known
        self._uncombined("select_related")
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
        check_traversed(self.model._meta, made._only, made._related)
        return self._led(("related", fields), made)

    def prefetch_related(self, *lookups: Any) -> Self:
        """Return the rows, and read what they are related to in one query for each relation."""
        known = self._gone(("prefetch", lookups))
        if known is not None:
            return known
        self._uncombined("prefetch_related")
        made = self._clone()
        made._prefetch = () if lookups == (None,) else (*self._prefetch, *lookups)
        names_alone = all(type(one) is str for one in lookups)
        return self._led(("prefetch", lookups), made) if names_alone else made

    def _valued(self, row: str, fields: Sequence[Any], expressions: dict[str, Any]) -> Any:
        if self._combined is not None:
            method = "values" if row == "dict" else "values_list"
            options = {} if row == "dict" else {"flat": row == "flat", "named": row == "named"}
            return self._each(method, *fields, **expressions, **options)
        known = None if expressions else self._gone((row, fields))
        if known is not None:
            return known
        made: Any = self
        names = []
        for field in fields:
            if isinstance(field, str):
                names.append(field)
                continue
            name = getattr(field, "default_alias", None)  # of an aggregate
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
            names += [name for name, *_ in made._annotations if name not in made._hidden]
        scope = made._scope([])
        for name in dict.fromkeys(names):
            if name in made._hidden:
                raise FieldError(f"Cannot select the {name!r} alias. Use annotate() to promote it.")
            if resolve(scope.meta, name, scope.annotations).is_worked_out:
                expressions = {name: F(name)}
                made = made._annotated((), expressions)
        made._fields, made._row, made._related = tuple(names), row, ()
        return made if expressions else self._led((row, tuple(fields)), made)

    def dates(self, field_name: str, kind: str, order: str = "ASC") -> Any:
        """Return the different dates of a field, cut to *kind* (year, month, week, day), in order."""
        return self._cut(field_name, kind, order, _OF_DATES, {"output_field": _date_field()})

    def datetimes(self, field_name: str, kind: str, order: str = "ASC", tzinfo: Any = None) -> Any:
        """Return the different moments of a field, cut to *kind* (year, … second), in order.

        tzinfo: the time zone that they are looked at from; the current one when left out.
        """
        field = resolve(self.model._meta, field_name).field
        if field is not None and field.get_internal_type() != "DateTimeField":
            raise ValueError(
                f"Cannot truncate {type(field).__name__} {field_name!r} to DateTimeField."
            )
        return self._cut(field_name, kind, order, _OF_DATETIMES, {"tzinfo": tzinfo})

    def _cut(
        self, name: str, kind: str, order: str, kinds: tuple[str, ...], options: dict[str, Any]
    ) -> Any:
        if kind not in kinds:
            raise ValueError(f"'kind' must be one of {', '.join(map(repr, kinds))}, not {kind!r}.")
        if order not in ("ASC", "DESC"):
            raise ValueError(f"'order' must be either 'ASC' or 'DESC', not {order!r}.")
        from .functions.dates import Trunc

        found: Any = self.filter(**{f"{name}__isnull": False})  # type: ignore[attr-defined]
        found = found.annotate(datefield=Trunc(name, kind, **options))
        found = found.values_list("datefield", flat=True).distinct()
        return found.order_by("-datefield" if order == "DESC" else "datefield")

    def only(self, *fields: Any) -> Self:
        """Return the rows with these fields read; the rest is read when it is asked for."""
        self._uncombined("only")
        if self._fields is not None:
            raise TypeError("Cannot call only() after .values() or .values_list()")
        if fields == (None,):
            raise TypeError("Cannot pass None as an argument to only().")
        meta = self.model._meta
        return self._reading(
            kept_alone(self._loading, [meta.pk.name if name == "pk" else name for name in fields])
        )

    def defer(self, *fields: Any) -> Self:
        """Return the rows without these fields, which are read when they are asked for."""
        self._uncombined("defer")
        if self._fields is not None:
            raise TypeError("Cannot call defer() after .values() or .values_list()")
        return self._reading(EVERYTHING if fields == (None,) else left_out(self._loading, fields))

    def _reading(self, loading: Any) -> Self:
        made = self._clone()
        made._loading = loading
        made._only = read_of(self.model._meta, loading)
        check_traversed(self.model._meta, made._only, made._related)
        return made

    def annotate(self, *args: Any, **kwargs: Any) -> Self:
        """Return the rows, each with what the database works out for it."""
        return self._annotated(args, kwargs)

    def alias(self, *args: Any, **kwargs: Any) -> Self:
        """Return the rows with names for expressions, to filter and order by; they are not read."""
        return self._annotated(args, kwargs, hidden=True)

    def _annotated(self, args: Any, kwargs: dict[str, Any], hidden: bool = False) -> Self:
        self._uncombined("alias" if hidden else "annotate")
        for one in args:
            if not hasattr(one, "default_alias"):
                raise TypeError(
                    f"QuerySet.{'alias' if hidden else 'annotate'}() received non-expression(s): "
                    f"{one!r}. Give it a name: annotate(total={one!r})."
                )
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
            others = tuple([one for one in made._hidden if one != name])
            made._hidden = (*others, name) if hidden else others
            if made._fields is not None and name not in made._fields and not hidden:
                made._fields = (*made._fields, name)
        made._params = tuple(params)
        return made


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
