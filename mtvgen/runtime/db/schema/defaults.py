"""What rows that are there already get in a new column."""

from __future__ import annotations

import datetime
from typing import Any

from ...conf import settings


def effective_default(field: Any, connection: Any) -> Any:
    """Return the value that rows which are there already get for *field*; None for none."""
    if field.has_default():
        value = field.get_default()
    elif getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        value = _now_for(field)
    elif not field.null and field.blank and field.empty_strings_allowed:
        value = b"" if field.get_internal_type() == "BinaryField" else ""
    else:
        value = None
    return None if value is None else field.get_db_prep_save(value, connection)


def _now_for(field: Any) -> Any:
    now = datetime.datetime.now(datetime.UTC if settings.USE_TZ else None)
    kind = field.get_internal_type()
    if kind == "DateField":
        return now.date()
    return now.time() if kind == "TimeField" else now
