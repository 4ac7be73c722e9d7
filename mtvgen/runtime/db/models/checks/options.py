"""`class Meta`: names of fields in it that are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ....core.checks import CheckMessage, Error
from ....core.exceptions import FieldDoesNotExist, FieldError
from ..paths import LOOKUP_SEP, near_names, resolve
from ..query_utils import Q

Found = Iterator[CheckMessage]


def of_options(model: Any) -> Found:
    """Yield what is wrong with the options of *model*."""
    meta = model._meta
    yield from _ordering(model, meta)
    for names in meta.unique_together:
        yield from _fields(model, names, "unique_together")
    for index in meta.indexes:
        yield from _index_name(model, index)
        names = [name for name, _ in index.fields_orders]
        yield from _fields(model, [*names, *index.include], "indexes")
        yield from _condition(model, index.condition, "indexes")
        for one in index.expressions:
            yield from _condition(model, one, "indexes")
    for rule in meta.constraints:
        names = [*getattr(rule, "fields", ()), *(getattr(rule, "include", None) or ())]
        yield from _fields(model, names, "constraints")
        yield from _condition(model, getattr(rule, "condition", None), "constraints")
        for one in getattr(rule, "expressions", ()):
            yield from _condition(model, one, "constraints")


def _ordering(model: Any, meta: Any) -> Found:
    if not meta.ordering:
        return
    if not isinstance(meta.ordering, (list, tuple)):
        words = "'ordering' must be a tuple or list (even if you want to order by only one field)."
        yield Error(words, f"Write [{meta.ordering!r}].", model, "models.E014")
        return
    if meta.order_with_respect_to:
        words = "'ordering' and 'order_with_respect_to' cannot be used together."
        yield Error(words, obj=model, id="models.E021")
    for name in meta.ordering:
        if not isinstance(name, str) or name == "?":
            continue
        try:
            resolve(meta, name.removeprefix("-"))
        except (FieldError, FieldDoesNotExist) as error:
            words = "'ordering' refers to the nonexistent field, related field, or lookup"
            hint = getattr(error, "hint", None)
            yield Error(f"{words} {name.removeprefix('-')!r}.", hint, model, "models.E015")
        except ValueError:
            continue  # a relation to a model that is not there: that is told by itself


def _fields(model: Any, names: Iterable[Any], option: str) -> Found:
    meta = model._meta
    known = {one.name: one for one in (*meta.fields, *meta.many_to_many)}
    known |= {one.attname: one for one in meta.fields}
    for name in names:
        field = known.get(name)
        if field is None:
            near = near_names(str(name), known)
            hint = f"Did you mean {near[0]!r}?" if near else f"Its fields: {', '.join(known)}."
            words = f"{option!r} refers to the nonexistent field {name!r}."
            yield Error(words, hint, model, "models.E012")
        elif field.many_to_many:
            words = f"{option!r} refers to a ManyToManyField {name!r}, but ManyToManyFields are not"
            hint = "Its pairs stand in a table of their own."
            yield Error(f"{words} permitted in {option!r}.", hint, model, "models.E013")
        elif field not in meta.local_fields:
            words = f"{option!r} refers to field {name!r} which is not local to model"
            hint = "It stands in the table of a parent."
            yield Error(f"{words} {meta.object_name!r}.", hint, model, "models.E016")


def _condition(model: Any, condition: Any, option: str) -> Found:
    names = sorted(set(_named_by(condition)))
    plain = [name for name in names if LOOKUP_SEP not in name]
    yield from _fields(model, [name for name in plain if name != "pk"], option)
    for name in names:
        first, _, rest = name.partition(LOOKUP_SEP)
        if not rest:
            continue
        try:
            path = resolve(model._meta, name)
        except (FieldError, FieldDoesNotExist):
            yield from _fields(model, [first], option)
        else:
            if path.named_steps:
                words = f"{option!r} refers to the joined field {name!r}."
                hint = "A rule sees the columns of its own table alone."
                yield Error(words, hint, model, "models.E041")


def _named_by(condition: Any) -> Iterator[str]:
    """Yield the names of fields in a Q or an expression."""
    if isinstance(condition, Q):
        for child in condition.children:
            if isinstance(child, tuple):
                yield child[0]
                yield from _named_by(child[1])
            else:
                yield from _named_by(child)
    elif type(condition).__name__ == "F":
        yield condition.name
    else:
        for one in getattr(condition, "get_source_expressions", list)():
            yield from _named_by(one)


def _index_name(model: Any, index: Any) -> Found:
    name = index.name
    if name and (name[0] == "_" or name[0].isdigit()):
        words = f"The index name {name!r} cannot start with an underscore or a number."
        yield Error(words, obj=model, id="models.E033")
    if len(name) > index.max_name_length:
        words = f"The index name {name!r} cannot be longer than {index.max_name_length} characters."
        yield Error(words, obj=model, id="models.E034")
