"""What the application logs, on the terminal of the development server."""

import logging
import sys

from .color import Styles
from .explain import calm, explain


class TerminalHandler(logging.Handler):
    """Writes an error as one block with the line of the project, not as a traceback.

    The page in the browser shows the rest. A fault that no line of the project has to do with
    keeps its traceback.
    """

    def __init__(self, style: Styles) -> None:
        super().__init__(logging.WARNING)
        self._style = style

    def emit(self, record: logging.LogRecord) -> None:
        """Write *record* to standard error."""
        try:
            text = self._style.ERROR(calm(record.getMessage()))
            error = record.exc_info[1] if record.exc_info else None
            if error is not None:
                trace = logging.Formatter().formatException(record.exc_info)  # type: ignore[arg-type]
                text = f"{text}\n{explain(error, self._style) or calm(trace)}"
            sys.stderr.write(text + "\n")
        except Exception:  # noqa: BLE001  # logging must never break what it tells of
            self.handleError(record)


def log_to_terminal(style: Styles) -> None:
    """Have warnings and errors explained on standard error, unless the project logs elsewhere."""
    logger = logging.getLogger("mtvgen")
    if not logger.handlers and not logging.getLogger().handlers:
        logger.addHandler(TerminalHandler(style))
        logger.propagate = False
