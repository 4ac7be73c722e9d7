"""Fields: the columns of a model, and the rules of their values.

- `base.py`     Field: what every kind can do; `choices.py`  the values that it allows
- `numbers.py`, `text.py`, `dates.py`, `json.py`, `other.py`  the kinds; `json_lookups.py`  keys of JSON
- `files.py`    those whose column holds a file's path; imported when they are named
- `related.py`  those that point to another model
- `many_to_many.py`, `many_to_many_manager.py`  those that point to many
- `reverse_related.py`, `related_descriptors.py`  the other side, and what both put on their models
- `kept.py`      what an object keeps of its relations
"""

from typing import TYPE_CHECKING, Any

from .base import BLANK_CHOICE_DASH as BLANK_CHOICE_DASH
from .base import NOT_PROVIDED as NOT_PROVIDED
from .base import Field as Field
from .dates import DateField as DateField
from .dates import DateTimeField as DateTimeField
from .dates import DurationField as DurationField
from .dates import TimeField as TimeField
from .numbers import AutoField as AutoField
from .numbers import AutoFieldMixin as AutoFieldMixin
from .numbers import BigAutoField as BigAutoField
from .numbers import BigIntegerField as BigIntegerField
from .numbers import BooleanField as BooleanField
from .numbers import DecimalField as DecimalField
from .numbers import FloatField as FloatField
from .numbers import IntegerField as IntegerField
from .numbers import PositiveBigIntegerField as PositiveBigIntegerField
from .numbers import PositiveIntegerField as PositiveIntegerField
from .numbers import PositiveSmallIntegerField as PositiveSmallIntegerField
from .numbers import SmallAutoField as SmallAutoField
from .numbers import SmallIntegerField as SmallIntegerField
from .text import CharField as CharField
from .text import EmailField as EmailField
from .text import GenericIPAddressField as GenericIPAddressField
from .text import SlugField as SlugField
from .text import TextField as TextField
from .text import URLField as URLField

if TYPE_CHECKING:
    from .json import JSONField as JSONField
    from .other import BinaryField as BinaryField
    from .other import UUIDField as UUIDField
else:
    # PERF: with what they need, 2 ms of each start
    _LATER = {"BinaryField": "other", "JSONField": "json", "UUIDField": "other"}
    _ROOMS = frozenset({
        "files", "json", "many_to_many", "other", "related", "related_descriptors", "reverse_related",
    })  # fmt: skip

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name in _ROOMS:
            return import_module(f"{__name__}.{name}")
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
        return found
