"""The values that a field allows, and what people read for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

BLANK_CHOICE_DASH: list[tuple[Any, str]] = [("", "---------")]


class HasChoices:
    """What a field does with its `choices`."""

    @property
    def choices(self) -> list[tuple[Any, Any]] | None:
        """The values that are allowed, with what people read; or groups of such pairs."""
        if callable(self._choices):
            return _as_choices(self._choices())
        found: list[tuple[Any, Any]] | None = self._choices
        return found

    @choices.setter
    def choices(self, value: Any) -> None:
        if callable(value) and not _is_enum(value):
            self._choices: Any = value
        else:
            self._choices = None if value is None else _as_choices_if_any(value)

    @property
    def flatchoices(self) -> list[tuple[Any, Any]]:
        """The choices, without their groups."""
        flat: list[tuple[Any, Any]] = []
        for value, label in self.choices or ():
            flat.extend(label if isinstance(label, (list, tuple)) else [(value, label)])
        return flat

    def get_choices(
        self,
        include_blank: bool = True,
        blank_choice: list[tuple[Any, str]] = BLANK_CHOICE_DASH,
        limit_choices_to: Any = None,
        ordering: Sequence[str] = (),
    ) -> list[tuple[Any, Any]]:
        """Return the choices for a form: with an empty one first, unless there is one already."""
        choices = list(self.choices or ())
        has_empty = any(value in ("", None) for value, _ in self.flatchoices)
        return [*blank_choice, *choices] if include_blank and not has_empty else choices


def _is_enum(value: Any) -> bool:
    """Return whether *value* is a class of enums.Choices."""
    return hasattr(type(value), "of_choices")


def _as_choices(value: Any) -> list[tuple[Any, Any]]:
    if _is_enum(value):
        return value.choices  # type: ignore[no-any-return]
    if isinstance(value, Mapping):
        pairs: Iterable[Any] = value.items()
    else:
        pairs = value
    return [
        (key, _as_choices(label) if isinstance(label, (Mapping, list, tuple)) else label)
        for key, label in pairs
    ]


def _as_choices_if_any(value: Any) -> Any:
    """Return *value* as it is where it holds no choices: a check says so, with the field's name."""
    try:
        return _as_choices(value)
    except (TypeError, ValueError):
        return value


def display_of(field: Any) -> Callable[[Any], str]:
    """Return the method `get_<name>_display` of a field with choices."""

    def display(self: Any) -> str:
        value = getattr(self, field.attname)
        return str(dict(field.flatchoices).get(value, value))

    display.__name__ = f"get_{field.name}_display"
    display.__doc__ = f"Return what people read for the value of {field.name!r}."
    return display
