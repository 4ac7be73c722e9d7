"""Django itself, beside which ours is put: the same inputs must give the same answers.

Imported by tests before any name of Django; its settings are those of our tests.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings

if not settings.configured:
    settings.configure(
        SECRET_KEY="a-key-for-tests-only", TIME_ZONE="UTC", USE_I18N=False, ALLOWED_HOSTS=["*"]
    )


def outcome(function: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[str, Any]:
    """Return what a call gives: ("returned", value) or ("raised", name of the exception)."""
    try:
        return "returned", function(*args, **kwargs)
    except Exception as error:
        return "raised", type(error).__name__
