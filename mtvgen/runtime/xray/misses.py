"""Which URL patterns were tried for a path, in their declared order, and why each missed.

The application finds a pattern by an index, in one look-up. Here the declared patterns are tried
one by one, as Django's documentation tells it; the outcome is the same, and a test holds it.
"""

from typing import Any, NamedTuple

from ..urls.explain import miss
from ..urls.resolvers import URLPattern, URLResolver, get_resolver, path_of

_MOST = 300
"""Patterns that are told of one by one."""
_MOST_AFTER = 50
"""Patterns behind the one that matched."""
_DEEPEST = 100


class Tried(NamedTuple):
    """One pattern: where it stands, and what came of it."""

    route: str
    prefix: str
    """What the includes before have taken of the path."""
    place: tuple[str, int] | None
    view: str
    name: str
    matched: bool
    code: str
    values: dict[str, Any]
    pattern: Any


class Replay:
    """The way of *path* through the patterns of a URLconf: `tried`, and `left_out` of them."""

    def __init__(self, path: str, urlconf: object | None = None) -> None:
        self.tried: list[Tried] = []
        self.left_out = 0
        self.match: Any = None
        """The URLPattern that matched, or None."""
        self._path = path
        self._after = 0  # patterns behind the match
        self._missed: set[tuple[int, str]] = set()
        resolver = get_resolver(urlconf)
        if path.startswith("/"):
            self._walk(resolver, path[1:], "", "", 0)

    def _walk(self, resolver: URLResolver, rest: str, before: str, names: str, depth: int) -> bool:
        prefix = self._path[1 : len(self._path) - len(rest)] if rest else self._path[1:]
        for line in resolver.url_patterns:
            text = str(line.pattern)
            route = before + (text.removeprefix("^") if before else text)
            if self.match is not None:
                self._add(line, route, prefix, names, False, "not_reached", {})
                continue
            found = line.pattern.match(rest)
            if found is None:
                whole = isinstance(line, URLPattern)
                why = miss(line.pattern, rest, prefix=not whole, taken=prefix.count("/"))
                self._add(line, route, prefix, names, False, why.code, why.values)
            elif isinstance(line, URLPattern):
                self.match = line
                self._add(line, route, prefix, names, True, "matched", {})
            else:
                # SAFETY: includes that include themselves have 2ⁿ ways through a long path
                known = (id(line), found[0])
                if depth >= _DEEPEST or known in self._missed:
                    continue
                inner = f"{names}{line.namespace}:" if line.namespace else names
                if not self._walk(line, found[0], route, inner, depth + 1):
                    self._missed.add(known)
        return self.match is not None

    def _add(
        self,
        line: URLPattern | URLResolver,
        route: str,
        prefix: str,
        names: str,
        matched: bool,
        code: str,
        values: dict[str, Any],
    ) -> None:
        after = code == "not_reached"
        self._after += after
        if self._after > _MOST_AFTER if after else len(self.tried) >= _MOST and not matched:
            self.left_out += 1
            return
        if isinstance(line, URLPattern):
            view, name = path_of(line.callback), f"{names}{line.name}" if line.name else ""
        else:
            route, view, name = f"{route}…", "", f"{names}{line.namespace or ''}".rstrip(":")
        one = Tried(
            route, prefix, line.place, view, name, matched, code, dict(values), line.pattern
        )
        self.tried.append(one)
