"""Dates and times. The letters of a form stand in `utils/dateformat.py`."""

from typing import Any

from ...conf import settings
from ...utils import dateformat
from ...utils import timesince as ago
from .kinds import expects_localtime

_FORMATS = {
    "DATE_FORMAT": "N j, Y",
    "DATETIME_FORMAT": "N j, Y, P",
    "TIME_FORMAT": "P",
    "YEAR_MONTH_FORMAT": "F Y",
    "MONTH_DAY_FORMAT": "F j",
    "SHORT_DATE_FORMAT": "m/d/Y",
    "SHORT_DATETIME_FORMAT": "m/d/Y P",
}
"""Forms that have a name; a setting of that name takes the place of ours."""


@expects_localtime
def date(value: Any, arg: str | None = None) -> str:
    """Return a date in the form *arg*: letters ("jS F Y H:i"), or the name of a form.

    Without *arg*: settings.DATE_FORMAT. "" for None, "" and what is no date. Raises TypeError
    when a date without a time is asked for its time.
    """
    if value is None or value == "":
        return ""
    try:
        return dateformat.format(value, _form(arg or "DATE_FORMAT"))
    except AttributeError:
        return ""


@expects_localtime
def time(value: Any, arg: str | None = None) -> str:
    """Return a time in the form *arg*, as `date` does. Without *arg*: settings.TIME_FORMAT."""
    if value is None or value == "":
        return ""
    try:
        return dateformat.time_format(value, _form(arg or "TIME_FORMAT"))
    except (AttributeError, TypeError):
        return ""


def timesince_filter(value: Any, arg: Any = None) -> str:
    """Return how long ago *value* was, as seen from *arg* (now, if left out): "4 days, 6 hours"."""
    if not value:
        return ""
    try:
        return ago.timesince(value, arg) if arg else ago.timesince(value)
    except (ValueError, TypeError):
        return ""


def timeuntil_filter(value: Any, arg: Any = None) -> str:
    """Return how long it is until *value*, as seen from *arg* (now, if left out)."""
    if not value:
        return ""
    try:
        return ago.timeuntil(value, arg)
    except (ValueError, TypeError):
        return ""


def _form(arg: object) -> str:
    name = str(arg)
    known = _FORMATS.get(name)
    return name if known is None else str(getattr(settings, name, None) or known)
