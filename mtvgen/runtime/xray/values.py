"""Values as short texts. Nothing of the project is called: no `__repr__`, no `__str__`, no property.

SAFETY: a `__repr__` of the project may ask the database, take its time, or raise; to look at a
request must not change it. What is shown of an object is its class, and of a model its key.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import FunctionType, NoneType
from typing import Any
from uuid import UUID

from ..utils.masking import MASK, is_secret

LONGEST = 160  # characters of one value
_ITEMS = 5  # of a container
_DEPTH = 2
_BITS = 400  # of an int: beyond, its digits tell nothing
_PLAIN = frozenset(
    {
        NoneType,
        bool,
        float,
        complex,
        Decimal,
        UUID,
        datetime,
        date,
        time,
        timedelta,
        Fraction,
        range,
    }
)
_BRACKETS: tuple[tuple[type, str, str], ...] = (
    (list, "[", "]"),
    (tuple, "(", ")"),
    (set, "{", "}"),
    (frozenset, "{", "}"),
)


def short(value: object, depth: int = 0) -> str:
    """Return *value* as at most LONGEST characters, whatever it is. Does not raise."""
    try:
        text = _short(value, depth)
    except Exception:  # noqa: BLE001  # SAFETY: a metaclass or a __getattribute__ may raise anything
        return "<?>"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def typed(value: object) -> str:
    """Return *value* and its type: `1 (int)`, `'ada' (str)`."""
    return f"{short(value)} ({type(value).__name__})"


def hidden_by_name(name: object, value: object) -> str:
    """Return *value* as a short text; a mask when it is called as a secret is."""
    return MASK if is_secret(name) else short(value)


def _short(value: Any, depth: int) -> str:
    kind = type(value)
    if kind in _PLAIN:
        return repr(value)
    if isinstance(value, Enum) and isinstance(name := value.__dict__.get("_name_"), str):
        return f"{kind.__name__}.{name}"
    if issubclass(kind, str):
        return _text(str.__getitem__(value, slice(LONGEST)), str.__len__(value))
    if issubclass(kind, int):
        bits = int.bit_length(value)
        return int.__repr__(value) if bits <= _BITS else f"<int of {bits} bits>"
    if issubclass(kind, bytes):
        return _text(bytes.__getitem__(value, slice(LONGEST)), bytes.__len__(value))
    for base, opening, closing in _BRACKETS:
        if issubclass(kind, base):
            return _container(value, base, opening, closing, depth)
    if issubclass(kind, dict):
        return _mapping(value, depth)
    return _object(value, kind)


def _text(start: Any, length: int) -> str:
    return repr(start) + (f"… ({length} in all)" if length > LONGEST else "")


def _container(value: Any, base: Any, opening: str, closing: str, depth: int) -> str:
    count = base.__len__(value)
    if count and depth >= _DEPTH:
        return f"{opening}…{closing}"
    items: list[str] = []
    for item in base.__iter__(value):
        if len(items) == _ITEMS:
            items.append(f"… {count - _ITEMS} more")
            break
        items.append(short(item, depth + 1))
    comma = "," if base is tuple and count == 1 else ""
    return f"{opening}{', '.join(items)}{comma}{closing}"


def _mapping(value: Any, depth: int) -> str:
    if dict.__len__(value) and depth >= _DEPTH:
        return "{…}"
    items: list[str] = []
    for key, item in dict.items(value):
        if len(items) == _ITEMS:
            items.append(f"… {dict.__len__(value) - _ITEMS} more")
            break
        shown = repr(MASK) if is_secret(key) else short(item, depth + 1)
        items.append(f"{short(key, depth + 1)}: {shown}")
    return "{" + ", ".join(items) + "}"


def _object(value: Any, kind: type[Any]) -> str:
    name = kind.__name__
    if isinstance(value, FunctionType | type):
        return f"<{name} {value.__name__}>"
    own = getattr(value, "__dict__", None)
    if type(own) is not dict:
        return f"<{name}>"
    meta = getattr(kind, "_meta", None)
    if meta is not None and getattr(meta, "pk", None) is not None:
        return f"<{name} pk={short(own.get(meta.pk.attname), _DEPTH)}>"
    if hasattr(kind, "_fetch_all"):
        rows = own.get("_result_cache")
        state = "not fetched yet" if rows is None else f"{len(rows)} fetched"
        return f"<{name} of {getattr(own.get('model'), '__name__', '?')}, {state}>"
    if hasattr(kind, "__dataclass_fields__"):
        fields = [f"{key}={hidden_by_name(key, item)}" for key, item in list(own.items())[:_ITEMS]]
        return f"{name}({', '.join(fields)})"
    return f"<{name}>"
