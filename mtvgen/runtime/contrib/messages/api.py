"""Messages from a view: add one, read them all."""

from typing import Any

from . import constants
from .storage import default_storage

__all__ = [
    "MessageFailure",
    "add_message",
    "debug",
    "error",
    "get_level",
    "get_messages",
    "info",
    "set_level",
    "success",
    "warning",
]


class MessageFailure(Exception):  # Django's name
    """A message was added where no middleware keeps it."""


def add_message(
    request: Any, level: int, message: Any, extra_tags: str = "", fail_silently: bool = False
) -> None:
    """Show *message* to the visitor on the next page that shows messages.

    level: of `constants`, or a number of one's own; messages below `get_level()` are dropped.
    extra_tags: more CSS classes. fail_silently: do nothing where no middleware keeps messages.
    Raises MessageFailure there else, and TypeError for what is no request.
    """
    try:
        messages = request._messages
    except AttributeError:
        if not hasattr(request, "META"):
            raise TypeError(
                "add_message() argument must be an HttpRequest object, not "
                f"'{type(request).__name__}'."
            ) from None
        if not fail_silently:
            runtime = __name__.removesuffix(".api")
            raise MessageFailure(
                "You cannot add messages without installing "
                f"{runtime}.middleware.MessageMiddleware: write it into MIDDLEWARE."
            ) from None
    else:
        messages.add(level, message, extra_tags)


def get_messages(request: Any) -> Any:
    """Return the request's messages: go through them once, and they are told. [] without any."""
    return getattr(request, "_messages", [])


def get_level(request: Any) -> int:
    """Return the least level that is kept for this request."""
    messages = getattr(request, "_messages", None)
    storage = default_storage(request) if messages is None else messages
    level: int = storage.level
    return level


def set_level(request: Any, level: int | None) -> bool:
    """Keep only messages of *level* and above; None: as the settings say. Return whether that worked."""
    if not hasattr(request, "_messages"):
        return False
    request._messages.level = level
    return True


def debug(request: Any, message: Any, extra_tags: str = "", fail_silently: bool = False) -> None:
    """Add a message for developers: kept only where MESSAGE_LEVEL is DEBUG or less."""
    add_message(request, constants.DEBUG, message, extra_tags, fail_silently)


def info(request: Any, message: Any, extra_tags: str = "", fail_silently: bool = False) -> None:
    """Add something that is good to know."""
    add_message(request, constants.INFO, message, extra_tags, fail_silently)


def success(request: Any, message: Any, extra_tags: str = "", fail_silently: bool = False) -> None:
    """Say that something was done."""
    add_message(request, constants.SUCCESS, message, extra_tags, fail_silently)


def warning(request: Any, message: Any, extra_tags: str = "", fail_silently: bool = False) -> None:
    """Say that something may go wrong."""
    add_message(request, constants.WARNING, message, extra_tags, fail_silently)


def error(request: Any, message: Any, extra_tags: str = "", fail_silently: bool = False) -> None:
    """Say that something was not done."""
    add_message(request, constants.ERROR, message, extra_tags, fail_silently)
