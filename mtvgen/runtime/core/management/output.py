"""Where a command writes."""

from collections.abc import Callable
from typing import Any


class OutputWrapper:
    """A stream whose `write()` ends each text with a line feed and may colour it.

    Everything else is the wrapped stream's. (Django: howto/custom-management-commands.)
    """

    def __init__(self, out: Any, ending: str = "\n") -> None:
        self._out = out
        self.ending = ending
        self._style_func: Callable[[str], str] | None = None

    @property
    def style_func(self) -> Callable[[str], str]:
        """What colours the texts of this stream; nothing unless it is a terminal."""
        return self._style_func or (lambda text: text)

    @style_func.setter
    def style_func(self, function: Callable[[str], str] | None) -> None:
        self._style_func = function if function and self.isatty() else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._out, name)

    def isatty(self) -> bool:
        """Return whether this is a terminal."""
        return bool(getattr(self._out, "isatty", lambda: False)())

    def flush(self) -> None:
        """Send on what waits."""
        if hasattr(self._out, "flush"):
            self._out.flush()

    def write(
        self,
        msg: object = "",
        style_func: Callable[[str], str] | None = None,
        ending: str | None = None,
    ) -> None:
        """Write *msg*, ended by *ending* (a line feed when left out) unless it ends so already."""
        text = str(msg)
        ending = self.ending if ending is None else ending
        if ending and not text.endswith(ending):
            text += ending
        text = (style_func or self.style_func)(text)
        try:
            self._out.write(text)
        except UnicodeEncodeError:  # a Windows console, or a pipe in a C locale
            encoding = getattr(self._out, "encoding", None) or "ascii"
            self._out.write(text.encode(encoding, "backslashreplace").decode(encoding))
