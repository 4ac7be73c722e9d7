"""The index of a URLconf that includes itself ("folder/folder/folder/…"): it has no end.

It cannot be listed beforehand, so it is walked for each path, as far as the path goes.
"""

from typing import Any

from ..core.exceptions import ImproperlyConfigured
from .index import Chain, Found, Index, Line, first_of
from .resolvers import URLPattern, URLResolver

_DEEPEST = 100
"""So many includes inside each other: a path that goes deeper has no match."""


class EndlessIndex(Index):
    """An index that answers as any other; its `lines` are those before a repetition.

    Raises ImproperlyConfigured where an include comes back to itself without taking any text.
    """

    def __init__(self, root: URLResolver) -> None:
        super().__init__(root)
        self._root = root
        self.ready = {}
        for chain, again in self.repetitions:
            circle = chain[chain.index(again) :]
            if all(resolver.pattern.match("") is not None for resolver in circle):
                raise ImproperlyConfigured(
                    f"{again!r} includes itself at the same place, without end.",
                    hint="Write a prefix for the include, or take it out.",
                )

    def find_other(self, path: str) -> Found | None:
        """Return the first line that matches *path*, and the arguments: none is found beforehand."""
        if not path.startswith("/"):
            return None
        return self._descend(self._root, (), path[1:], path, set())

    def _descend(
        self, resolver: URLResolver, chain: Chain, rest: str, path: str, missed: set[Any]
    ) -> Found | None:
        if len(chain) > _DEEPEST or (resolver, rest) in missed:
            return None
        for one in resolver.url_patterns:
            taken = one.pattern.match(rest)
            if taken is None:
                continue
            if isinstance(one, URLPattern):
                found = first_of((Line(0, chain, one, self._root),), path)
                if found is not None:
                    return found
                continue
            deeper = self._descend(one, (*chain, one), taken[0], path, missed)
            if deeper is not None:
                return deeper
        missed.add((resolver, rest))  # SAFETY: against 2ⁿ ways through a path of n segments
        return None
