"""One line per request, as a student can read it: `GET /polls/ 200 12 ms 1.2 kB polls.views.index`."""

import os
import sys
import threading
from time import monotonic
from typing import Any, TextIO

_COLORS = {"2": "32", "3": "36", "4": "33", "5": "1;31"}
_LONGEST = 200
_BURST = 0.002  # seconds after a line in which the next ones wait to be written together


class RequestLog:
    """Writes to *stream* (standard error when left out); colours on a terminal only."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self._stream = stream
        self._quiet = quiet
        self._lock = threading.Lock()
        self._colored = _is_terminal(stream or sys.stderr)
        self._waiting: list[str] = []
        self._written = 0.0

    def request(
        self, method: str, target: str, status: str, seconds: float, size: int, view: Any = None
    ) -> None:
        """Write the line of one answered request.

        size: bytes of the answer's body. view: what answered it, where that is known.
        """
        if self._quiet:
            return
        code = status[:3]
        if self._colored:
            code = f"\x1b[{_COLORS.get(code[:1], '0')}m{code}\x1b[0m"
        name = "" if view is None else f" {view_name(view)}"
        line = f"{method} {printable(target)} {code} {duration(seconds)} {amount(size)}{name}\n"
        now = monotonic()
        if now - self._written < _BURST:
            # PERF: under load lines are written together, by flush() at the latest: 3 µs less
            self._waiting.append(line)
            if len(self._waiting) < 200:
                return
            line = ""
        self._written = now
        self._write(line)

    def flush(self) -> None:
        """Write the lines that wait; the server calls it twice a second."""
        if self._waiting:
            self._write("")

    def refused(self, peer: str, status: str, reason: str) -> None:
        """Write that a request was refused before it reached the application."""
        if not self._quiet:
            self._write(f"refused a request from {printable(peer)}: {status[:3]} {reason}\n")

    def said(self, text: str) -> None:
        """Write *text* as a line of its own."""
        self._write(printable(text) + "\n")

    def failed(self, method: str, target: str, error: BaseException) -> None:
        """Write that the application raised; whatever *error* is, this does not raise."""
        try:
            import traceback  # PERF: only an error pays for it

            trace = "".join(traceback.format_exception(error))
        except BaseException as second:  # noqa: BLE001  # an exception whose text cannot be had
            trace = f"{type(error).__name__} (and its text raised {type(second).__name__})\n"
        trace = "\n".join(printable(line, len(line)) for line in trace.splitlines())
        self._write(f"{method} {printable(target)}: the application raised\n{trace}\n")

    def _write(self, text: str) -> None:
        stream: Any = self._stream or sys.stderr
        try:
            with self._lock:
                if self._waiting:
                    lines, self._waiting = self._waiting, []
                    text = "".join([*lines, text])
                stream.write(text)
                stream.flush()
        except UnicodeEncodeError:
            stream.write(text.encode("ascii", "backslashreplace").decode("ascii"))
        except (OSError, ValueError, AttributeError):
            pass  # a closed terminal must not stop the server


def printable(text: str, longest: int = _LONGEST) -> str:
    """Return *text* with every control character and non-ASCII byte escaped, and cut.

    SAFETY: a request could otherwise write its own log lines, or talk to the terminal.
    """
    if len(text) > longest:
        text = text[:longest] + "..."
    if text.isascii() and text.isprintable():
        return text
    return text.encode("unicode_escape").decode("ascii")


def view_name(view: Any) -> str:
    """Return where *view* is written, such as "polls.views.index"; "" where it does not say."""
    try:
        target = getattr(view, "view_class", view)  # what as_view() made
        name = getattr(target, "__qualname__", "") or type(target).__qualname__
        return printable(f"{target.__module__}.{name}")
    except Exception:  # noqa: BLE001  # a view may be any object
        return ""


def duration(seconds: float) -> str:
    """Return *seconds* for a reader: "3 ms", "1.4 s"."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s"


def amount(size: int) -> str:
    """Return a number of bytes for a reader: "512 B", "1.2 kB", "3.4 MB"."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1000:.1f} kB"
    return f"{size / 1_000_000:.1f} MB"


def _is_terminal(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False
