"""From rows to objects: the reader of one plan.

A reader is generated once for a plan: it makes objects without `__init__` and stores plain
attributes. It is built from the model's own names, never from text of the plan file.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from .deferring import fields_read
from .paths import resolve
from .signals import post_init, pre_init
from .starting import settled_by
from .structure import Shape

if TYPE_CHECKING:
    from decimal import Decimal

Reader = Callable[[Sequence[Any]], list[Any]]
_MOST = 1000  # readers, and other quick ways, that a model keeps


def converters_of(model: Any, kinds: Sequence[str], connection: Any) -> list[Any]:
    """Return, for each column, what makes its values into Python's; None if nothing has to."""
    found = []
    for kind in kinds:
        if kind.startswith("@"):
            label, _, name = kind.lstrip("@").rpartition(".")
            owner = model._meta.apps.get_registered_model(*label.split("."))
            found.append(owner._meta.get_field(name).converter(connection))
        elif kind.startswith("decimal:"):
            first = connection.converters.get("decimal")
            found.append(None if first is None else _decimal(first, int(kind[8:])))
        elif kind.startswith("local:"):
            found.append(connection.local_converter(kind[6:]))
        elif kind == "json":
            from json import loads

            found.append(loads)
        else:
            found.append(connection.converters.get(kind))
    return found


def _decimal(first: Callable[[Any], Decimal], places: int) -> Callable[[Any], Decimal]:
    from decimal import Decimal

    exponent = Decimal(1).scaleb(-places)
    return lambda value: first(value).quantize(exponent)


def reader_for(model: Any, shape: Shape, row: str, kinds: Sequence[str], connection: Any) -> Reader:
    """Return what makes rows of *shape* into objects, dicts, tuples or values.

    row: "model", "dict", "tuple", "flat", "named".
    """
    # PERF: queries that differ in conditions and order alone have one reader: 0.2 ms of a new shape
    listening = has_own_start(model) or pre_init.receivers or post_init.receivers
    names_of_more = tuple([name for name, *_ in shape.annotations])
    key = ("reader", connection.alias, row, kinds, shape.fields, shape.only, shape.related,
           names_of_more)  # fmt: skip
    known = model._meta.quick
    found = None if listening else known.get(key)
    if found is None:
        found = _new_reader(model, shape, row, kinds, connection)
        if not listening and len(known) < _MOST:
            known[key] = found
    return found


def _new_reader(
    model: Any, shape: Shape, row: str, kinds: Sequence[str], connection: Any
) -> Reader:
    converters = converters_of(model, kinds, connection)
    if row == "model":
        return _models(model, shape, converters, connection).made()
    names = shape.fields or ()
    if row == "flat":
        first = converters[0]
        if first is None:
            return lambda rows: [one for (one,) in rows]
        return lambda rows: [None if one is None else first(one) for (one,) in rows]
    if row == "tuple":
        return _generated(_Source(len(kinds)), converters, "append(({0}{1}))")
    if row == "named":
        made = namedtuple("Row", names)  # type: ignore[misc]  # noqa: PYI024
        plain = _generated(_Source(len(kinds)), converters, "append(({0}{1}))")
        return lambda rows: [made._make(one) for one in plain(rows)]
    plain = _generated(_Source(len(kinds)), converters, "append(({0}{1}))")
    return lambda rows: [dict(zip(names, one, strict=True)) for one in plain(rows)]


def one_reader_for(
    model: Any, shape: Shape, kinds: Sequence[str], connection: Any
) -> Callable[[Any], Any]:
    """Return what makes one row of *shape* into its object."""
    converters = converters_of(model, kinds, connection)
    return _models(model, shape, converters, connection).made_for_one()


class _Source:
    """The text of a reader, line by line, and the objects that it names."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[str] = []
        self.names: dict[str, Any] = {}

    def value(self, at: int, converters: list[Any]) -> str:
        """Return the expression for column *at*."""
        convert = converters[at]
        if convert is None:
            return f"c{at}"
        # PERF: a converter of one line stands in the reader itself: 0.02 µs a value less
        form, function = getattr(convert, "inline", ("{f}({v})", convert))
        self.names[f"k{at}"] = function
        made = form.format(f=f"k{at}", v=f"c{at}")
        return f"None if c{at} is None else {made}"

    def made(self) -> Reader:
        """Return the function."""
        columns = ", ".join(f"c{n}" for n in range(self.width))
        body = "\n        ".join(self.lines)
        text = (
            "def read(rows):\n    out = []\n    append = out.append\n"
            f"    for {columns}, in rows:\n        {body}\n    return out\n"
        )
        return self._function(text)  # type: ignore[no-any-return]

    def made_for_one(self) -> Callable[[Any], Any]:
        """Return the function that reads one row, and no list of them."""
        # PERF: 0.15 µs less for each `get()`
        columns = ", ".join(f"c{n}" for n in range(self.width))
        body = "\n    ".join(line for line in self.lines if line != "append(o)")
        return self._function(f"def read(row):\n    {columns}, = row\n    {body}\n    return o\n")  # type: ignore[no-any-return]

    def _function(self, text: str) -> Any:
        # SAFETY: the text is made of the column numbers and the model's attribute names, and
        # those are identifiers: Python itself has read them as such
        exec(text, self.names)  # noqa: S102
        return self.names["read"]


def _generated(source: _Source, converters: list[Any], line: str) -> Reader:
    if not source.width:
        return lambda rows: [() for _ in rows]
    if all(one is None for one in converters):
        return list  # the driver's rows are tuples already
    values = ", ".join(f"({source.value(n, converters)})" for n in range(source.width))
    source.lines.append(line.format(values, ","))
    return source.made()


def _models(model: Any, shape: Shape, converters: list[Any], connection: Any) -> _Source:
    source = _Source(len(converters))
    meta = model._meta
    fields = fields_read(meta, shape.only)
    alias = None if connection.alias == "default" else connection.alias
    at = _object(source, "o", model, fields, 0, converters, alias)
    holders = {(): "o"}
    for name in shape.related:
        path = resolve(meta, name)
        steps = (*path.named_steps, path.field)
        holder = holders[steps[:-1]]
        there = fields_read(path.field.related_model._meta, shape.only, name)
        at = _related(source, holders, steps, there, holder, at, converters, alias)
    shown = [name for name, *_ in shape.annotations if name not in shape.hidden]
    for n, name in enumerate(shown):
        source.lines.append(f"o.{_checked(name)} = {source.value(at + n, converters)}")
    source.lines.append("append(o)")
    return source


def _checked(name: str) -> str:
    if not name.isidentifier():
        raise ValueError(f"{name!r} is no name of an attribute.")
    return name


def _object(
    source: _Source, name: str, model: Any, fields: list[Any], at: int, converters: list[Any],
    alias: str | None,
) -> int:  # fmt: skip
    """Add the lines that make one object of *model* from column *at* on; return the next column."""
    values = [source.value(at + n, converters) for n in range(len(fields))]
    if has_own_start(model):
        source.names[f"{name}_load"] = model.from_db
        source.names[f"{name}_names"] = [field.attname for field in fields]
        source.names["alias"] = alias or "default"
        listed = ", ".join(f"({one})" for one in values)
        source.lines.append(f"{name} = {name}_load(alias, {name}_names, [{listed}])")
        return at + len(fields)
    # PERF: a partial is 0.01 µs an object quicker than object.__new__(model)
    source.names[f"{name}_new"] = partial(object.__new__, model)
    source.lines.append(f"{name} = {name}_new()")
    for field, value in zip(fields, values, strict=True):
        source.lines.append(f"{name}.{_checked(field.attname)} = {value}")
    if alias is not None:
        source.names[f"{name}_state"] = model._saved_state
        source.names["alias"] = alias
        source.lines.append(f"{name}._state = {name}_state(alias)")
    for n, settle in enumerate(settled_by(fields)):
        source.names[f"{name}_settle{n}"] = settle
        source.lines.append(f"{name}_settle{n}({name})")
    return at + len(fields)


def has_own_start(model: Any) -> bool:
    """Return whether making an object runs code of the project: `__init__`, `from_db`, signals."""
    return bool(model._own_start or pre_init.has_listeners(model) or post_init.has_listeners(model))


def _related(
    source: _Source, holders: dict[tuple[Any, ...], str], steps: tuple[Any, ...],
    fields: list[Any], holder: str, at: int, converters: list[Any], alias: str | None,
) -> int:  # fmt: skip
    """Add the lines that make the related object of one `select_related` name."""
    step = steps[-1]
    model = step.related_model
    name = f"r{len(holders)}"
    holders[steps] = name
    key = at + next(n for n, field in enumerate(fields) if field is model._meta.pk)
    kept = _checked(step.kept_as)
    inner = _Source(source.width)
    inner.names = source.names
    after = _object(inner, name, model, fields, at, converters, alias)
    inner.lines.append(f"{holder}.{kept} = {name}")
    if step.one_to_one:
        back = step.remote_field if step.concrete else step.field
        inner.lines.append(f"{name}.{_checked(back.kept_as)} = {holder}")
    source.lines.append(f"{name} = None")
    source.lines.append(f"if {holder} is not None and c{key} is not None:")
    source.lines.extend(f"    {line}" for line in inner.lines)
    if not step.concrete:
        source.lines.append(f"elif {holder} is not None:")
        source.lines.append(f"    {holder}.{kept} = None")
    return after
