"""What the logs say of a request that was refused or went wrong. (Django's: ref/logging.)"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from logging import Logger

INFO, WARNING, ERROR = 20, 30, 40
"""logging's levels. PERF: that module, with what it needs, is 3 % of a start: loaded when there is something to say."""

before_first: list[Callable[[], object]] = []
"""Called, and forgotten, before the runtime asks for its first logger."""


@cache
def logger_of(name: str) -> "Logger":
    """Return the logger of that name, "mtvgen.request" for one."""
    import logging

    while before_first:
        before_first.pop()()
    return logging.getLogger(name)


def tell(
    name: str,
    level: int,
    message: str,
    *args: Any,
    request: Any,
    status_code: int,
    error: BaseException | None = None,
) -> None:
    """Log *message*, filled with *args*, with the extras `request` and `status_code`.

    name: of the logger. error: what was raised; its traceback is logged too.
    """
    logger_of(name).log(
        level,
        message,
        *(_on_one_line(one) if isinstance(one, str) else one for one in args),
        exc_info=error,
        extra={"request": request, "status_code": status_code},
    )


def _on_one_line(text: str) -> str:
    # SAFETY: a path is what somebody typed: a line break in it would begin a line of the log that
    # never happened, an escape character would steer the terminal that shows it
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text
    )
