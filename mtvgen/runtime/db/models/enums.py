"""Choices as enums: `class Suit(models.TextChoices): HEARTS = "H", "Hearts"`.

(Django's documentation: reference/models/fields, "Enumeration types".)
"""

import enum
from enum import IntEnum
from enum import property as enum_property
from typing import Any

from ...utils.functional import Promise


class ChoicesType(enum.EnumType):
    """The class of `Choices` classes: adds `choices`, `labels`, `values`, `names`."""

    of_choices = True
    """What fields tell it by."""

    def __new__(  # noqa: D102
        metacls, classname: str, bases: tuple[type, ...], classdict: Any, **kwds: Any
    ) -> "ChoicesType":
        labels = []
        for key in classdict._member_names:
            value = classdict[key]
            if (
                isinstance(value, (list, tuple))
                and len(value) > 1
                and isinstance(value[-1], (str, Promise))
            ):
                *value, label = value
                value = tuple(value)
            else:
                label = key.replace("_", " ").title()
            labels.append(label)
            # Not through __setitem__: an enum's namespace refuses to set a name twice
            dict.__setitem__(classdict, key, value)
        cls: Any = super().__new__(metacls, classname, bases, classdict, **kwds)
        for member, label in zip(cls.__members__.values(), labels, strict=True):
            member._label_ = label
        made: ChoicesType = enum.unique(cls)
        return made

    @property
    def _all(cls) -> list[Any]:
        return list(cls.__members__.values())

    @property
    def names(cls) -> list[str]:
        """The members' names, and `__empty__` first if there is an empty choice."""
        empty = ["__empty__"] if hasattr(cls, "__empty__") else []
        return empty + [member.name for member in cls._all]

    @property
    def choices(cls) -> list[tuple[Any, str]]:
        """Pairs of value and label, for a field's `choices`."""
        empty = [(None, cls.__empty__)] if hasattr(cls, "__empty__") else []
        return empty + [(member.value, member.label) for member in cls._all]

    @property
    def labels(cls) -> list[str]:
        """What people read, in the members' order."""
        return [label for _, label in cls.choices]

    @property
    def values(cls) -> list[Any]:
        """What is stored, in the members' order."""
        return [value for value, _ in cls.choices]

    def __contains__(cls, member: object) -> bool:
        if not isinstance(member, enum.Enum):
            return member in {one.value for one in cls._all}
        return super().__contains__(member)


class Choices(enum.Enum, metaclass=ChoicesType):
    """Base of enums whose members are a field's choices."""

    @enum_property
    def label(self) -> str:
        """What people read."""
        return self._label_  # type: ignore[attr-defined, no-any-return]

    @property
    def do_not_call_in_templates(self) -> bool:
        """Kept for Django's name."""
        return True

    def __str__(self) -> str:
        return str(self.value)

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}.{self.name}"


class IntegerChoices(Choices, IntEnum):
    """Choices whose values are whole numbers."""

    __str__ = Choices.__str__


class TextChoices(Choices, enum.StrEnum):
    """Choices whose values are text."""

    __str__ = Choices.__str__

    @staticmethod
    def _generate_next_value_(name: str, *_: Any) -> str:
        return name
