"""Now, and the same moment in other time zones. (Django's documentation: topics/i18n/timezones.)"""

import threading
from contextlib import ContextDecorator
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import timezone as fixed_timezone
from functools import lru_cache
from typing import Any

from ..conf import settings

__all__ = [
    "activate",
    "deactivate",
    "get_current_timezone",
    "get_current_timezone_name",
    "get_default_timezone",
    "get_default_timezone_name",
    "get_fixed_timezone",
    "is_aware",
    "is_naive",
    "localdate",
    "localtime",
    "make_aware",
    "make_naive",
    "now",
    "override",
]


class _Active(threading.local):
    zone: tzinfo | None = None


_active = _Active()
"""The time zone that this thread has chosen."""


def get_fixed_timezone(offset: int | timedelta) -> tzinfo:
    """Return the time zone that is always *offset* (minutes, or a timedelta) ahead of UTC."""
    minutes = offset.total_seconds() // 60 if isinstance(offset, timedelta) else offset
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return fixed_timezone(timedelta(minutes=minutes), f"{sign}{int(hours):02d}{int(rest):02d}")


def get_default_timezone() -> tzinfo:
    """Return the time zone of settings.TIME_ZONE."""
    return _zone(settings.TIME_ZONE)


def get_default_timezone_name() -> str:
    """Return the name of the default time zone."""
    return _name_of(get_default_timezone())


def get_current_timezone() -> tzinfo:
    """Return the time zone that this thread has activated; the default one if none."""
    return _active.zone or get_default_timezone()


def get_current_timezone_name() -> str:
    """Return the name of the current time zone."""
    return _name_of(get_current_timezone())


def activate(timezone: tzinfo | str) -> None:
    """Use *timezone* (a tzinfo, or a name such as "Europe/Paris") in this thread.

    Raises ValueError for anything else, zoneinfo.ZoneInfoNotFoundError for an unknown name.
    """
    if isinstance(timezone, str):
        _active.zone = _zone(timezone)
    elif isinstance(timezone, tzinfo):
        _active.zone = timezone
    else:
        raise ValueError(f"Invalid timezone: {timezone!r}")


def deactivate() -> None:
    """Use the default time zone in this thread again."""
    _active.zone = None


class override(ContextDecorator):  # noqa: N801  # Django's name
    """Use *timezone* for the length of a `with` block or of a decorated function.

    None means the default time zone. Afterwards what was active before is active again.
    """

    def __init__(self, timezone: tzinfo | str | None) -> None:
        self.timezone = timezone
        self.old_timezone: tzinfo | None = None

    def __enter__(self) -> None:
        self.old_timezone = _active.zone
        if self.timezone is None:
            deactivate()
        else:
            activate(self.timezone)

    def __exit__(self, *_: object) -> None:
        _active.zone = self.old_timezone


def template_localtime(value: Any, use_tz: bool | None = None) -> Any:
    """Return *value* as a template should show it: an aware datetime in the current time zone.

    use_tz: settings.USE_TZ when None. Anything else comes back as it is.
    """
    if (
        isinstance(value, datetime)
        and (settings.USE_TZ if use_tz is None else use_tz)
        and not is_naive(value)
        and getattr(value, "convert_to_local_time", True)
    ):
        return localtime(value)
    return value


def localtime(value: datetime | None = None, timezone: tzinfo | None = None) -> datetime:
    """Return the aware *value* (now, when left out) in *timezone* (the current one).

    Raises ValueError for a naive datetime.
    """
    if value is None:
        value = now()
    if is_naive(value):
        raise ValueError("localtime() cannot be applied to a naive datetime")
    return value.astimezone(timezone or get_current_timezone())


def localdate(value: datetime | None = None, timezone: tzinfo | None = None) -> date:
    """Return the date of `localtime(value, timezone)`."""
    return localtime(value, timezone).date()


def now() -> datetime:
    """Return the present: in UTC when settings.USE_TZ, else naive in local time."""
    return datetime.now(UTC if settings.USE_TZ else None)


def is_aware(value: datetime) -> bool:
    """Return whether *value* knows its distance from UTC."""
    return value.utcoffset() is not None


def is_naive(value: datetime) -> bool:
    """Return whether *value* does not know its distance from UTC."""
    return value.utcoffset() is None


def make_aware(value: datetime, timezone: tzinfo | None = None) -> datetime:
    """Return the naive *value* as a time in *timezone* (the current one).

    Raises ValueError when it is aware already. Where clocks are put back and a time comes twice,
    its `fold` says which is meant.
    """
    if is_aware(value):
        raise ValueError(f"make_aware expects a naive datetime, got {value}")
    return value.replace(tzinfo=timezone or get_current_timezone())


def make_naive(value: datetime, timezone: tzinfo | None = None) -> datetime:
    """Return what clocks in *timezone* (the current one) show at the aware *value*.

    Raises ValueError when it is naive already.
    """
    if is_naive(value):
        raise ValueError("make_naive() cannot be applied to a naive datetime")
    return value.astimezone(timezone or get_current_timezone()).replace(tzinfo=None)


@lru_cache
def _zone(name: str) -> tzinfo:
    # PERF: zoneinfo costs 3 ms to import; a program that shows no time need not pay for it
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def _name_of(timezone: tzinfo) -> str:
    return timezone.tzname(None) or str(timezone)


def _datetime_ambiguous_or_imaginary(value: datetime, timezone: tzinfo) -> bool:
    """Return whether clocks in *timezone* show *value* twice, or never. Read by the model fields."""
    return timezone.utcoffset(value.replace(fold=not value.fold)) != timezone.utcoffset(value)
