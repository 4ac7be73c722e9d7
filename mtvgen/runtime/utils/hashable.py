"""Hashable stand-ins for what is not hashable."""

from collections.abc import Hashable, Iterable
from typing import Any


def make_hashable(value: Any) -> Hashable:
    """Return *value* as something hashable: dicts, lists and sets as tuples, at any depth.

    Equal values give equal answers. Raises TypeError for what is neither hashable nor iterable.
    """
    if isinstance(value, dict):
        return tuple((key, make_hashable(nested)) for key, nested in sorted(value.items()))
    try:
        hash(value)
    except TypeError:
        if isinstance(value, Iterable):
            return tuple(map(make_hashable, value))
        raise
    return value  # type: ignore[no-any-return]
