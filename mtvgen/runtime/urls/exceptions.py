"""What the dispatcher raises."""

from collections.abc import Callable
from typing import Any

from ..core.exceptions import Explained, Http404


class Miss(dict[str, Any]):
    """The facts of a Resolver404: "path", and "tried", worked out when somebody asks for it.

    PERF: walking 500 lines to tell what was tried takes 300 µs; a plain 404 page does not show it.
    """

    def __init__(self, path: str, walk: Callable[[], list[list[Any]]]) -> None:
        super().__init__(path=path, tried=None)
        self._walk: Callable[[], list[list[Any]]] | None = walk

    def __getitem__(self, key: str) -> Any:
        if key == "tried" and self._walk is not None:
            walk, self._walk = self._walk, None
            self["tried"] = walk()
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a fact, or *default*."""
        return self[key] if key in self else default  # noqa: SIM401  # dict.get() asks not __getitem__


class Resolver404(Http404):
    """No pattern matches the path.

    `args[0]` is a dict: "path" is what was left to match, "tried" a list of the ways that were
    tried, each a list of patterns from the outermost include to the line that missed.
    """

    def __str__(self) -> str:
        facts = self.args[0] if self.args else None
        return (
            f"No URL pattern matches {facts['path']!r}."
            if isinstance(facts, dict)
            else super().__str__()
        )


class NoReverseMatch(Explained):
    """No pattern has that name, or none that takes those arguments."""

    silent_variable_failure = True
