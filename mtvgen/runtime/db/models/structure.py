"""What is asked, split in two: its structure (nested tuples of names) and its parameters.

Two queries with the same structure have the same SQL, so the structure is the key under which a
plan is kept. A parameter stands in the structure as its place in the flat tuple of parameters.

Expressions                                      Conditions
    ("col", name)  ("zoned", name, zone)             ("is", left, lookup, right)
    ("param", place, kind)                           ("and" | "or" | "xor", conditions…)
    ("op", sign, left, right)                        ("not", condition)
    ("func", name, arguments, options)               ("true",)  ("false",)
    ("agg", name, argument, distinct, condition)     ("expr", expression)
    ("case", ((condition, expression), …), else)
    ("sub" | "exists", first place, shape)           right: an expression, ("list", place),
    ("outer", name)  ("null",)                              ("pair", low, high), ("bool", truth)
    ("text", (SQL, …), (expression, …))  ("lhs",)           ("each", (expression, …))
    ("kinds", ((kind of database, expression), …))
    ("versus", lookup, left, right)  ("own", expression)    left: a name, and after right what
                                                            becomes of its column: ("wrap", …)

(What each lookup means: Django's documentation, reference/models/querysets, "Field lookups".)
"""

from __future__ import annotations

import datetime
import math
from contextlib import suppress
from operator import itemgetter
from typing import Any, Self

from ...conf import settings
from ...core.exceptions import FieldError
from ...utils import timezone
from .paths import LOOKUP_SEP, Path, resolve
from .query_utils import Q
from .registering import room


class Shape(tuple[Any, ...]):
    """The structure of one query, a tuple whose parts have names.

    kind: select, count, exists, aggregate, update, delete or insert. where: conditions. distinct: a
    bool, or the names of DISTINCT ON. limits: the places of the limit and of the offset. only: see
    deferring.read_of(). hidden: annotations that are not read.
    """

    # PERF: written out, because typing.NamedTuple compiles the text of each type: 0.4 ms of a start

    __slots__ = ()
    parts = (
        "kind", "where", "order", "reverse", "annotations", "fields", "group", "related",
        "distinct", "limits", "only", "extra", "hidden",
    )  # fmt: skip
    (kind, where, order, reverse, annotations, fields, group, related, distinct, limits, only, extra,
     hidden) = map(property, map(itemgetter, range(13)))  # fmt: skip

    def __new__(  # noqa: D102
        cls, kind: str, where: Any = (), order: Any = None, reverse: bool = False,
        annotations: Any = (), fields: Any = None, group: Any = None, related: Any = (),
        distinct: Any = False, limits: Any = (None, None), only: Any = None, extra: Any = (),
        hidden: Any = (),
    ) -> Self:  # fmt: skip
        return tuple.__new__(cls, (
            kind, where, order, reverse, annotations, fields, group, related, distinct, limits,
            only, extra, hidden,
        ))  # fmt: skip

    def but(self, **changes: Any) -> Shape:
        """Return a copy with other values of some parts."""
        return Shape(**{**dict(zip(self.parts, self, strict=True)), **changes})


class Scope:
    """What a condition or expression is read in: the model, its annotations, the parameters."""

    __slots__ = ("annotations", "meta", "params")

    def __init__(self, meta: Any, params: list[Any], annotations: dict[str, str]) -> None:
        self.meta = meta
        self.params = params
        self.annotations = annotations

    def param(self, value: Any, kind: str = "") -> tuple[Any, ...]:
        """Add a parameter and return what stands for it."""
        self.params.append(value)
        return ("param", len(self.params) - 1, kind)


class Constants(Scope):
    """A scope whose values stand in the SQL: for what models.py says once for all its queries."""

    __slots__ = ()

    def param(self, value: Any, kind: str = "") -> tuple[Any, ...]:
        """Return what stands for the value in the SQL."""
        return ("const", value)


def condition(scope: Scope, child: Any) -> tuple[Any, ...]:
    """Return the structure of a Q, of a (name, value) pair, or of a conditional expression."""
    if isinstance(child, Q):
        parts = tuple([condition(scope, one) for one in child.children])
        found = parts[0] if len(parts) == 1 else (child.connector.lower(), *parts)
        if not parts:
            found = ("true",)
        return ("not", found) if child.negated else found
    if isinstance(child, tuple) and len(child) == 2:
        return leaf(scope, child[0], child[1])
    if getattr(child, "conditional", False):
        return ("expr", child.structure(scope))
    raise TypeError(f"Cannot filter against a non-conditional expression: {child!r}.")


def shifted(structure: Any, by: int) -> Any:
    """Return a structure whose parameters stand *by* places further on."""
    if not isinstance(structure, tuple) or not structure:
        return structure
    head = structure[0]
    if head in ("param", "list", "sub", "exists"):
        return (head, structure[1] + by, *structure[2:])
    return tuple([shifted(part, by) for part in structure])


def replaced(structure: Any, old: Any, new: Any) -> Any:
    """Return *structure* with *new* wherever *old* is."""
    if structure == old:
        return new
    if not isinstance(structure, tuple):
        return structure
    return tuple([replaced(part, old, new) for part in structure])


def is_plain(meta: Any, name: str, value: Any) -> bool:
    """Return whether `name=value` is a comparison with a field and the value needs no preparing.

    True only once such a condition has been read the long way, in leaf().
    """
    known = meta.plain.get(name)
    return known is not None and _fits(known[0], value)


def _fits(kind: Any, value: Any) -> bool:
    return type(value) is kind and (kind is not int or -(2**63) <= value < 2**63)


def leaf(scope: Scope, name: str, value: Any) -> tuple[Any, ...]:
    """Return the structure of one `name=value`."""
    # PERF: the most usual conditions need no path: 0.3 µs instead of 1.4
    known = scope.meta.plain.get(name)
    if known is not None and _fits(known[0], value) and known[1] not in scope.annotations:
        return ("is", known[1], known[2], scope.param(value))
    path = resolve(scope.meta, name, scope.annotations)
    if path.node is not None or path.own is not None:
        return room("own_lookups").own_leaf(scope, path, name, value)  # type: ignore[no-any-return]
    if path.annotation is not None and scope.annotations[path.annotation].startswith("@@"):
        return room("own_lookups").key_leaf(scope, path, value)  # type: ignore[no-any-return]
    lookup, left = path.lookup, name
    if name.endswith(LOOKUP_SEP + lookup):
        left = name[: -len(lookup) - 2]
    if value is None:
        if lookup not in ("exact", "iexact"):
            raise ValueError(
                f"Cannot use None as a query value in {name!r}. Use {left}__isnull=True."
            )
        return ("is", left, "isnull", ("bool", True))
    if lookup == "isnull":
        return ("is", left, "isnull", truth_of(name, value))
    if hasattr(value, "structure"):
        return ("is", left, lookup, value.structure(scope))
    if hasattr(value, "_as_subquery"):
        return _against_query(scope, path, left, value)
    if path.transforms:
        return _of_part(scope, path, left, value)
    return _of_value(scope, path, left, value)


def truth_of(name: str, value: Any) -> tuple[str, bool]:
    """Return the right side of `isnull`."""
    if not isinstance(value, bool):
        raise ValueError(
            f"The QuerySet value for an isnull lookup must be True or False, not {value!r} ({name})."
        )
    return ("bool", value)


def _against_query(scope: Scope, path: Path, left: str, value: Any) -> tuple[Any, ...]:
    if path.lookup not in ("in", "exact"):
        raise FieldError(f"A query cannot stand at {left}__{path.lookup}: use {left}__in.")
    fields = value._fields
    if fields is not None and len(fields) != 1:
        raise ValueError(
            f"The QuerySet value for the {path.lookup} lookup must have 1 selected fields (received "
            f"{len(fields)}: {', '.join(fields)})."
        )
    field = path.field
    wanted = None
    if field is not None and field.is_relation:
        target = getattr(field, "target_field", None) if field.concrete else None
        wanted = target.name if target is not None else None
        _check_model(field, value.model, value)
    return ("is", left, path.lookup, value._as_subquery(scope.params, wanted))


def _check_model(field: Any, model: Any, value: Any) -> None:
    wanted = field.related_model
    same = model._meta.concrete_model is wanted._meta.concrete_model
    if not (same or issubclass(model, wanted) or issubclass(wanted, model)):
        raise ValueError(
            f'Cannot query "{value}": Must be "{wanted._meta.object_name}" instance '
            f"({field.name} leads to {wanted._meta.label})."
        )


def prepared(field: Any, value: Any) -> Any:
    """Return *value* as a parameter for *field*; of an object, its key."""
    if field is None:
        if hasattr(value, "_meta"):
            return value.pk
        return value
    if not field.is_relation:
        return field.get_prep_value(value)
    target = field.target_field if field.concrete else field.related_model._meta.pk
    if hasattr(value, "_meta"):
        _check_model(field, type(value), value)
        key = getattr(value, target.attname) if hasattr(value, target.attname) else value.pk
        if key is None:
            raise ValueError(
                f"Model instances passed to related filters must be saved: {value!r} is not."
            )
        value = key
    return target.get_prep_value(value)


def _of_value(scope: Scope, path: Path, left: str, value: Any) -> tuple[Any, ...]:
    lookup, field = path.lookup, path.field
    own = path.annotation is None and not path.steps and field.concrete
    if own and not field.many_to_many and lookup in _COMPARISONS:
        name = left if lookup == "exact" else f"{left}{LOOKUP_SEP}{lookup}"
        scope.meta.plain[name] = field.prepared_type(), left, lookup
    if lookup == "exact":
        value = prepared(field, value)
        if _beyond(value):
            return ("false",)
        return ("is", left, lookup, scope.param(value))
    if lookup == "in":
        return ("is", left, lookup, in_list(scope, field, left, value))
    if lookup == "range":
        return _of_range(scope, field, left, value)
    if lookup in _PATTERNS:
        return ("is", left, lookup, scope.param(pattern_for(lookup, value)))
    if lookup in ("regex", "iregex"):
        pattern = str(value)
        return (
            "is",
            left,
            "regex",
            scope.param(pattern if lookup == "regex" else f"(?i){pattern}"),
        )
    if isinstance(value, float) and lookup in ("gte", "lt") and _is_integer(field):
        value = math.ceil(value)
    value = prepared(field, value)
    if (side := _beyond(value)) != 0:  # each number is less, or none is
        holds = (side > 0) == (lookup in ("lt", "lte"))
        return ("is", left, "always", ("bool", True)) if holds else ("false",)
    return ("is", left, lookup, scope.param(value))


_SMALLEST, _GREATEST = -(2**63), 2**63 - 1
_COMPARISONS = frozenset({"exact", "gt", "gte", "lt", "lte"})


def _of_range(scope: Scope, field: Any, left: str, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise TypeError(
            f"{left}__range needs two values, the lowest and the highest, not {value!r}."
        )
    low, high = [one if hasattr(one, "structure") else prepared(field, one) for one in value]
    if _beyond(low) > 0 or _beyond(high) < 0:
        return ("false",)
    ends = [
        one.structure(scope) if hasattr(one, "structure") else scope.param(_fitting(one))
        for one in (low, high)
    ]
    return ("is", left, "range", ("pair", *ends))


def _beyond(value: Any) -> int:
    """Return 1 for a whole number above 64 bits, which no column holds, -1 for one below, else 0."""
    if type(value) is not int:
        return 0
    return (value > _GREATEST) - (value < _SMALLEST)


def _fitting(value: Any) -> Any:
    return {1: _GREATEST, -1: _SMALLEST}.get(_beyond(value), value)


def _is_integer(field: Any) -> bool:
    return getattr(field, "value_range", None) is not None


def in_list(scope: Scope, field: Any, left: str, value: Any) -> tuple[Any, ...]:
    """Return the right side of `in` for a list of values."""
    if isinstance(value, str) and not (field is not None and field.empty_strings_allowed):
        raise FieldError(f"{left}__in needs a list, not the text {value!r}.")
    if not hasattr(value, "__iter__"):
        raise TypeError(f"{left}__in needs a list, not {value!r}.")
    value = list(value)
    kind = field.prepared_type() if field is not None and field.concrete else None
    if kind is not None and {*map(type, value)} == {kind}:  # PERF: 3 µs for 100 keys, not 30
        items = value
    else:
        items = [prepared(field, one) for one in value if one is not None]
    with suppress(TypeError):  # not hashable: the database does not mind one twice
        items = list(dict.fromkeys(items))
    # PERF: 3 µs for 100 keys instead of 9
    if kind is not int or not items or min(items) < _SMALLEST or max(items) > _GREATEST:
        items = [one for one in items if type(one) is not int or _SMALLEST <= one <= _GREATEST]
    scope.params.append(tuple(items))
    return ("list", len(scope.params) - 1)


_PATTERNS = {
    "contains": "%{}%", "icontains": "%{}%", "startswith": "{}%", "istartswith": "{}%",
    "endswith": "%{}", "iendswith": "%{}", "iexact": "{}",
}  # fmt: skip
LIKE = frozenset(_PATTERNS)


def pattern_for(lookup: str, value: Any) -> str:
    """Return the LIKE pattern; what LIKE means something by is escaped with a backslash."""
    text = str(value).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return _PATTERNS[lookup].format(text)


# Parts of dates


def _of_part(scope: Scope, path: Path, left: str, value: Any) -> tuple[Any, ...]:
    part, lookup = path.transforms[-1], path.lookup
    field = path.field
    # what is cut short already stands in a zone: it is not looked at from another
    known = scope.annotations[path.annotation] if path.annotation is not None else ""
    local = known.startswith("local:")
    if part == "year" and len(path.transforms) == 1 and lookup in _YEAR_RANGES and not local:
        bare = left.removesuffix("__year")
        return _of_year(scope, field, bare, lookup, int(value))
    if part in ("date", "time"):
        make = _as_date if part == "date" else _as_time
        values: list[Any] = [make(v) for v in (value if lookup in ("in", "range") else [value])]
    elif lookup in ("in", "range"):
        values = [int(v) for v in value]
    else:
        values = [int(value)]
    seen = (lambda: None) if local else (lambda: zone(scope, field))
    if lookup == "in":
        scope.params.append(tuple(values))
        return ("is", left, lookup, ("list", len(scope.params) - 1), seen())
    if lookup == "range":
        low, high = (scope.param(v) for v in values)
        return ("is", left, lookup, ("pair", low, high), seen())
    if lookup in _PATTERNS:
        return ("is", left, lookup, scope.param(pattern_for(lookup, value)), seen())
    return ("is", left, lookup, scope.param(values[0]), seen())


def zone(scope: Scope, field: Any) -> Any:
    """Return what stands for the zone that a stored date-time is looked at from, or None."""
    kind = "datetime" if field is None else field.row_kind
    if kind != "datetime" or not settings.USE_TZ:
        return None
    return scope.param(zone_name(timezone.get_current_timezone()))


def zone_name(zone: datetime.tzinfo) -> str:
    """Return a name for *zone* that databases understand: "Asia/Ho_Chi_Minh", "+07:00"."""
    key = getattr(zone, "key", None)
    if key or zone is datetime.UTC:
        return str(key or "UTC")
    offset = zone.utcoffset(None) or datetime.timedelta()
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _as_date(value: Any) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return value.date()
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)


def _as_time(value: Any) -> datetime.time:
    return value if isinstance(value, datetime.time) else datetime.time.fromisoformat(value)


_YEAR_RANGES = frozenset({"exact", "gt", "gte", "lt", "lte"})


def _of_year(scope: Scope, field: Any, left: str, lookup: str, year: int) -> tuple[Any, ...]:
    """Return the year's comparison as one with its first and last moment: an index can serve it."""
    first: Any = datetime.datetime(year, 1, 1)
    last: Any = datetime.datetime(year, 12, 31, 23, 59, 59, 999999)
    if field is not None and field.row_kind == "date":
        first, last = first.date(), last.date()
    elif settings.USE_TZ:
        first, last = timezone.make_aware(first), timezone.make_aware(last)
    if lookup == "exact":
        return ("is", left, "range", ("pair", scope.param(first), scope.param(last)))
    edge = first if lookup in ("gte", "lt") else last
    return ("is", left, lookup, scope.param(edge))
