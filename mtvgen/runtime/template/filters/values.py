"""Values chosen, sorted and shown."""

import random as chance
from collections.abc import Callable
from operator import itemgetter
from pprint import pformat
from typing import Any

from .kinds import keeps_safe


def default(value: Any, arg: Any) -> Any:
    """Return *value*, or *arg* where it is false (0, "", None, an empty list)."""
    return value or arg


def default_if_none(value: Any, arg: Any) -> Any:
    """Return *value*, or *arg* where it is None."""
    return arg if value is None else value


def yesno(value: Any, arg: str | None = None) -> Any:
    """Return the first of *arg* ("yes,no,maybe") for true, the second for false, the third for None.

    Of two, None gets the second; of fewer there is no choice, and *value* comes back.
    """
    words = ("yes,no,maybe" if arg is None else arg).split(",")
    if len(words) < 2:
        return value
    yes, no, maybe = words if len(words) == 3 else (words[0], words[1], words[1])
    if value is None:
        return maybe
    return yes if value else no


def dictsort(value: Any, arg: Any) -> Any:
    """Return a list of dicts, or objects, sorted by the key or attribute *arg* ("author.name")."""
    return _sorted(value, arg, backwards=False)


def dictsortreversed(value: Any, arg: Any) -> Any:
    """Return what `dictsort` does, the greatest first."""
    return _sorted(value, arg, backwards=True)


def _sorted(value: Any, arg: Any, *, backwards: bool) -> Any:
    try:
        return sorted(value, key=_getter(arg), reverse=backwards)
    except (AttributeError, TypeError):
        return ""


def _getter(arg: Any) -> Callable[[Any], Any]:
    try:
        float(arg)
    except ValueError:
        parts = str(arg).split(".")
    else:
        return itemgetter(arg)
    if any(part.startswith("_") for part in parts):
        raise AttributeError("Access to private variables is forbidden.")

    def look_up(value: Any) -> Any:
        for part in parts:
            try:
                value = value[part]
            except (AttributeError, IndexError, KeyError, TypeError, ValueError):
                value = getattr(value, part)
        return value

    return look_up


def first(value: Any) -> Any:
    """Return the first item; "" of an empty list."""
    try:
        return value[0]
    except IndexError:
        return ""


@keeps_safe
def last(value: Any) -> Any:
    """Return the last item; "" of an empty list."""
    try:
        return value[-1]
    except IndexError:
        return ""


def length(value: Any) -> int:
    """Return how many items there are; 0 for what has none."""
    try:
        return len(value)
    except (ValueError, TypeError):
        return 0


@keeps_safe
def random(value: Any) -> Any:
    """Return one of the items, by chance; "" of an empty list."""
    try:
        return chance.choice(value)  # noqa: S311  # for show, not for secrets
    except IndexError:
        return ""


@keeps_safe
def slice_filter(value: Any, arg: Any) -> Any:
    """Return a part of a list: "2:", ":-1", "::2", as Python writes it; *value* where it cannot be."""
    try:
        return value[slice(*(int(part) if part else None for part in str(arg).split(":")))]
    except (ValueError, TypeError, KeyError):
        return value


@keeps_safe
def pprint(value: Any) -> str:
    """Return *value* as Python's pprint shows it; for looking for a fault."""
    try:
        return pformat(value)
    except Exception as error:  # noqa: BLE001  # whatever a `__repr__` raises
        return f"Error in formatting: {type(error).__name__}: {error}"
