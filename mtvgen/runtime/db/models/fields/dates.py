"""Fields for days and times."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, overload

from ....conf import settings
from ....utils import timezone
from .base import Field

if TYPE_CHECKING:
    from typing import Self


class _AutoNow:
    """`auto_now` (at every save) and `auto_now_add` (at the first)."""

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        auto_now: bool = False,
        auto_now_add: bool = False,
        **kwargs: Any,
    ) -> None:
        self.auto_now, self.auto_now_add = auto_now, auto_now_add
        if auto_now or auto_now_add:
            kwargs["editable"] = False
            kwargs["blank"] = True
        super().__init__(verbose_name, name, **kwargs)  # type: ignore[call-arg]

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        if self.auto_now:
            kwargs["auto_now"] = True
        if self.auto_now_add:
            kwargs["auto_now_add"] = True
        if self.auto_now or self.auto_now_add:
            del kwargs["editable"], kwargs["blank"]
        return name, path, args, kwargs

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Return the value to write; the present, where the field says so."""
        if self.sets_present(add):
            value = self._now()
            setattr(model_instance, self.attname, value)  # type: ignore[attr-defined]
            return value
        return super().pre_save(model_instance, add)  # type: ignore[misc]

    def sets_present(self, add: bool) -> bool:
        """Return whether pre_save() writes the present, and not what the object holds."""
        return self.auto_now or (self.auto_now_add and add)

    def _now(self) -> Any:
        raise NotImplementedError


class DateField(_AutoNow, Field[datetime.date]):
    """A day."""

    row_kind = "date"
    empty_strings_allowed = False
    description = "Date (without time)"
    default_error_messages = {
        "invalid": "“%(value)s” value has an invalid date format. It must be in YYYY-MM-DD format.",
        "invalid_date": "“%(value)s” value has the correct format (YYYY-MM-DD) "
        "but it is an invalid date.",
    }

    def _now(self) -> Any:
        return datetime.date.today()

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        """Become a field of *cls*, and give it `get_next_by_…` and `get_previous_by_…`."""
        super().contribute_to_class(cls, name, private_only)
        if not self.null and hasattr(cls, "_get_next_or_previous_by_field"):
            for word, is_next in (("next", True), ("previous", False)):
                full = f"get_{word}_by_{self.name}"
                if full not in cls.__dict__:
                    setattr(cls, full, _neighbour(self, is_next))

    def to_python(self, value: Any) -> Any:
        """Return a date, also from "YYYY-MM-DD"."""
        if value is None:
            return None
        if isinstance(value, datetime.datetime):
            if settings.USE_TZ and timezone.is_aware(value):
                value = timezone.make_naive(value, timezone.get_default_timezone())
            return value.date()
        if isinstance(value, datetime.date):
            return value
        return _parsed(self, value, datetime.date.fromisoformat, "invalid_date")

    def get_prep_value(self, value: Any) -> Any:
        """Return a date or None."""
        return self.to_python(value)

    def value_to_string(self, obj: Any) -> str:
        """Return the day of *obj* as text."""
        value = self.value_from_object(obj)
        return "" if value is None else value.isoformat()


class DateTimeField(DateField):
    """A day and a time. With USE_TZ: with its time zone, stored in UTC."""

    row_kind = "datetime"
    description = "Date (with time)"
    default_error_messages = {
        "invalid": "“%(value)s” value has an invalid format. It must be in "
        "YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ] format.",
        "invalid_datetime": "“%(value)s” value has the correct format "
        "(YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ]) but it is an invalid date/time.",
    }

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any) -> Self: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> datetime.datetime: ...
        def __get__(self, instance: Any, owner: Any) -> Any: ...

    def _now(self) -> Any:
        return timezone.now()

    def writes_moments(self) -> bool:
        """Return whether a datetime in UTC needs no preparing for a row."""
        own = type(self)
        return own.get_prep_value is DateTimeField.get_prep_value and (
            own.get_db_prep_save is Field.get_db_prep_save
            and own.get_db_prep_value is Field.get_db_prep_value
        )

    def to_python(self, value: Any) -> Any:
        """Return a datetime, also from a date or from text."""
        if value is None or isinstance(value, datetime.datetime):
            return value
        if isinstance(value, datetime.date):
            value = datetime.datetime(value.year, value.month, value.day)
            if settings.USE_TZ:
                self._warn(value)
                value = timezone.make_aware(value, timezone.get_default_timezone())
            return value
        return _parsed(self, value, _datetime_of, "invalid_datetime")

    def get_prep_value(self, value: Any) -> Any:
        """Return a datetime or None; with a time zone if USE_TZ."""
        value = self.to_python(value)
        if value is not None and settings.USE_TZ and value.utcoffset() is None:
            self._warn(value)
            value = timezone.make_aware(value, timezone.get_default_timezone())
        return value

    def _warn(self, value: datetime.datetime) -> None:
        place = f"{self.model.__name__}.{self.name}" if hasattr(self, "model") else "(unbound)"
        warnings.warn(
            f"DateTimeField {place} received a naive datetime ({value}) while time zone support is "
            "active. Use timezone.now(), or timezone.make_aware(value).",
            RuntimeWarning,
            stacklevel=4,
        )


class TimeField(_AutoNow, Field[datetime.time]):
    """A time of the day."""

    row_kind = "time"
    empty_strings_allowed = False
    description = "Time"
    default_error_messages = {
        "invalid": "“%(value)s” value has an invalid format. It must be in HH:MM[:ss[.uuuuuu]] format.",
        "invalid_time": "“%(value)s” value has the correct format (HH:MM[:ss[.uuuuuu]]) "
        "but it is an invalid time.",
    }

    def _now(self) -> Any:
        return datetime.datetime.now().time()

    def to_python(self, value: Any) -> Any:
        """Return a time, also from text."""
        if value is None or isinstance(value, datetime.time):
            return value
        if isinstance(value, datetime.datetime):
            return value.time()
        return _parsed(self, value, datetime.time.fromisoformat, "invalid_time")

    def get_prep_value(self, value: Any) -> Any:
        """Return a time or None."""
        return self.to_python(value)

    def value_to_string(self, obj: Any) -> str:
        """Return the time of *obj* as text."""
        value = self.value_from_object(obj)
        return "" if value is None else value.isoformat()


class DurationField(Field[datetime.timedelta]):
    """A span of time, stored as microseconds."""

    row_kind = "duration"
    empty_strings_allowed = False
    description = "Duration"
    default_error_messages = {
        "invalid": "“%(value)s” value has an invalid format. It must be in "
        "[DD] [[HH:]MM:]ss[.uuuuuu] format.",
    }

    def to_python(self, value: Any) -> Any:
        """Return a timedelta, also from text."""
        if value is None or isinstance(value, datetime.timedelta):
            return value
        from ....utils.dateparse import parse_duration

        try:
            found = parse_duration(value)
        except (TypeError, ValueError):
            found = None
        if found is None:
            raise self.refused("invalid", value)
        return found

    def get_prep_value(self, value: Any) -> Any:
        """Return a timedelta or None."""
        return self.to_python(value)

    def value_to_string(self, obj: Any) -> str:
        """Return the span of *obj* as text."""
        from ....utils.duration import duration_string

        value = self.value_from_object(obj)
        return "" if value is None else duration_string(value)


def _datetime_of(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text.strip())


def _parsed(field: Field[Any], value: Any, parse: Callable[[str], Any], code: str) -> Any:
    """Return *value*, a text, parsed; the error says whether its form or its numbers are wrong."""
    try:
        return parse(value)
    except TypeError:
        raise field.refused("invalid", value) from None
    except ValueError as error:
        in_form = "out of range" in str(error) or "must be in" in str(error)
        raise field.refused(code if in_form else "invalid", value) from None


def _neighbour(field: Field[Any], is_next: bool) -> Callable[..., Any]:
    def neighbour(self: Any, **kwargs: Any) -> Any:
        return self._get_next_or_previous_by_field(field, is_next, **kwargs)

    neighbour.__doc__ = f"Return the {'next' if is_next else 'previous'} object by {field.name!r}."
    return neighbour
