"""Answers stay data: in a Python, TOML or JSON file, an answer may fill a text and do nothing else.

Kits put answers inside quotes. An answer with a quote of its own would end the text there, and
what follows would be read as code; then the answer is refused, with the file it does not fit.
"""

import ast
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..errors import AnswerRefused
from .kits import Kit
from .render import Renderer

_RISKY = re.compile(r"[\"'\\]")


class Soundness:
    """Checks the rendered files of one project. Costs nothing for answers without quotes."""

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
        """Raise AnswerRefused when *rendered* has other parts than harmless answers would make."""
        if not self._risky or Path(path).suffix not in _READERS:
            return
        expected = _shape(path, self._harmless.text(source.decode(), path))
        if expected is None or expected == _shape(path, rendered.decode()):
            return
        key = next(
            (key for key in self._risky if self._values[key] in rendered.decode()), self._risky[0]
        )
        raise AnswerRefused(
            key,
            f"{self._values[key]!r} does not fit between the quotes in {path}.",
            hint="Leave out quotation marks and backslashes.",
        )


def _shape(path: str, text: str) -> object:
    """Return the kinds of a file's parts, without the texts in it; None when it cannot be read."""
    read = _READERS[Path(path).suffix]
    try:
        return read(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _program(text: str) -> object:
    return [type(node).__name__ for node in ast.walk(ast.parse(text))]


def _toml(text: str) -> object:
    import tomllib  # PERF: 3 ms; only for answers with quotes

    return _structure(tomllib.loads(text))


def _json(text: str) -> object:
    return _structure(json.loads(text))


def _structure(value: Any) -> object:
    if isinstance(value, dict):
        return {"table": [_structure(item) for item in value.values()]}
    if isinstance(value, list):
        return [_structure(item) for item in value]
    return type(value).__name__


_READERS: dict[str, Callable[[str], object]] = {
    ".py": _program,
    ".pyi": _program,
    ".toml": _toml,
    ".json": _json,
}
