"""What the logs say of a request that was refused or went wrong. (Django's: ref/logging.)"""

import logging
from typing import Any


def tell(
    logger: logging.Logger,
    level: int,
    message: str,
    *args: Any,
    request: Any,
    status_code: int,
    error: BaseException | None = None,
) -> None:
    """Log *message*, filled with *args*, with the extras `request` and `status_code`.

    error: what was raised; its traceback is logged too.
    """
    logger.log(
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
