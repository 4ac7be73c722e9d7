"""Answers stay data: in a Python file of the project, an answer may fill a text and do nothing else.

Kits put answers inside quotes. An answer with a quote of its own would end the text there, and
what follows would be read as code; then the answer is refused, with the file it does not fit.
"""

import ast
import re
from collections.abc import Mapping
from typing import Any

from ..errors import AnswerRefused
from .kits import Kit
from .render import Renderer

_RISKY = re.compile(r"[\"'\\]")


class Soundness:
    """Checks the rendered Python files of one project. Costs nothing for answers without quotes."""

    def __init__(self, kit: Kit, values: Mapping[str, Any]) -> None:
        self._values = values
        self._risky = [
            key
            for key, value in values.items()
            if isinstance(value, str) and not key.startswith("_") and _RISKY.search(value)
        ]
        harmless = {
            key: _RISKY.sub("x", value) if isinstance(value, str) else value
            for key, value in values.items()
        }
        self._harmless = Renderer(kit, harmless)

    def check(self, path: str, source: bytes, rendered: bytes) -> None:
        """Raise AnswerRefused when *rendered* is another program than harmless answers would make."""
        if not self._risky or not path.endswith((".py", ".pyi")):
            return
        expected = _shape(self._harmless.text(source.decode(), path))
        if expected is None or expected == _shape(rendered.decode()):
            return
        key = next(
            (key for key in self._risky if self._values[key] in rendered.decode()), self._risky[0]
        )
        raise AnswerRefused(
            key,
            f"{self._values[key]!r} does not fit between the quotes in {path}.",
            hint="Leave out quotation marks and backslashes.",
        )


def _shape(program: str) -> list[str] | None:
    """Return the kinds of a program's parts, without the texts in it; None when it is no Python."""
    try:
        return [type(node).__name__ for node in ast.walk(ast.parse(program))]
    except (SyntaxError, ValueError, RecursionError):
        return None
