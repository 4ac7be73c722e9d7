"""The log as lines of JSON, one object each, for programs that read it: `--log-format json`.

A request is {"time", "method", "path", "status", "ms", "bytes", "view"}; everything else has
"message", and "error" where something was raised.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any, TextIO

from .log import RequestLog, view_name


class JsonLog(RequestLog):
    """Writes to *stream* (standard error when left out)."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__(stream)

    def request(
        self, method: str, target: str, status: str, seconds: float, size: int, view: Any = None
    ) -> None:
        """Write the line of one answered request."""
        facts = {"method": method, "path": target, "status": int(status[:3])}
        facts |= {"ms": round(seconds * 1000, 2), "bytes": size}
        self.write_facts(**facts, view=view_name(view) or None)

    def refused(self, peer: str, status: str, reason: str) -> None:
        """Write that a request was refused before it reached the application."""
        self.write_facts(message=reason, status=int(status[:3]), peer=peer)

    def said(self, text: str) -> None:
        """Write *text*."""
        self.write_facts(message=text)

    def failed(self, method: str, target: str, error: BaseException) -> None:
        """Write that the application raised; whatever *error* is, this does not raise."""
        facts = {"message": "the application raised", "method": method, "path": target}
        self.write_facts(**facts, error=_trace(error))

    def write_facts(self, **facts: Any) -> None:
        """Write one object, the present first. Everything beyond ASCII is escaped."""
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._write(json.dumps({"time": time, **facts}) + "\n")


class JsonHandler(logging.Handler):
    """What the project logs, from warnings on, as lines of *log*."""

    def __init__(self, log: JsonLog) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write *record*."""
        try:
            facts = {"message": record.getMessage(), "level": record.levelname.lower()}
            facts["logger"] = record.name
            if record.exc_info and record.exc_info[1] is not None:
                facts["error"] = _trace(record.exc_info[1])
            self._log.write_facts(**facts)
        except Exception:  # noqa: BLE001  # logging must never break what it tells of
            self.handleError(record)


def log_as_json(log: JsonLog) -> None:
    """Have warnings and errors written by *log*, unless the project logs elsewhere."""
    logger = logging.getLogger("mtvgen")
    if not logger.handlers and not logging.getLogger().handlers:
        logger.addHandler(JsonHandler(log))
        logger.propagate = False


def _trace(error: BaseException) -> str:
    try:
        return "".join(traceback.format_exception(error))
    except BaseException as second:  # noqa: BLE001  # an exception whose text cannot be had
        return f"{type(error).__name__} (and its text raised {type(second).__name__})"
