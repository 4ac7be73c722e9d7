"""Whether two fields, options or other values are the same, though not the same objects."""

import enum
import functools
import re
from collections.abc import Mapping
from types import MethodType
from typing import Any

from .relations import model_key


def signature(value: Any) -> Any:
    """Return plain data that is equal for values which a migration would write down alike."""
    if isinstance(value, enum.Enum):
        return signature(value.value)
    if isinstance(value, (list, tuple)):
        return tuple(signature(one) for one in value)
    if isinstance(value, (set, frozenset)):
        return frozenset(signature(one) for one in value)
    if isinstance(value, Mapping):
        return {key: signature(one) for key, one in value.items()}
    if isinstance(value, re.Pattern):
        return value.pattern, value.flags
    if isinstance(value, functools.partial):
        return value.func, signature(value.args), signature(value.keywords)
    if type(value).__name__ == "__proxy__":
        return str(value)
    if isinstance(getattr(value, "deconstruct", None), MethodType):
        parts = value.deconstruct()
        # a field puts its name first: what it is called is another question
        return signature(parts[1:] if len(parts) == 4 else parts)
    return value


def field_signature(field: Any, label: str, model: str) -> Any:
    """Return the signature of a field of the model *label*.*model*: references in one form."""
    _, path, args, kwargs = field.deconstruct()
    told = {key: signature(value) for key, value in kwargs.items()}
    for key in ("to", "through"):
        if isinstance(kwargs.get(key), str):
            told[key] = model_key(kwargs[key], label, model)
    return path, signature(args), told
