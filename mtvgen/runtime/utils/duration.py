"""Durations as text: Django's own form, and that of ISO 8601."""

import datetime as dt


def _get_duration_components(duration: dt.timedelta) -> tuple[int, int, int, int, int]:
    """Return days, hours, minutes, seconds and microseconds; only the days may be negative."""
    minutes, seconds = divmod(duration.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return duration.days, hours, minutes, seconds, duration.microseconds


def duration_string(duration: dt.timedelta) -> str:
    """Return *duration* as "1 02:03:04.000005": what has no days or microseconds leaves them out."""
    days, hours, minutes, seconds, microseconds = _get_duration_components(duration)
    before = f"{days} " if days else ""
    after = f".{microseconds:06d}" if microseconds else ""
    return f"{before}{hours:02d}:{minutes:02d}:{seconds:02d}{after}"


def duration_iso_string(duration: dt.timedelta) -> str:
    """Return *duration* as "P1DT02H03M04.000005S" (ISO 8601), a minus before a negative one."""
    negative = duration < dt.timedelta(0)
    days, hours, minutes, seconds, microseconds = _get_duration_components(abs(duration))
    after = f".{microseconds:06d}" if microseconds else ""
    sign = "-" if negative else ""
    return f"{sign}P{days}DT{hours:02d}H{minutes:02d}M{seconds:02d}{after}S"


def duration_microseconds(delta: dt.timedelta) -> int:
    """Return *delta* in microseconds."""
    return delta // dt.timedelta(microseconds=1)
