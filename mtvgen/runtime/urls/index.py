"""All lines of a site in one look-up, with the answers that trying each in order would give.

A line with no parameters is found by its whole text; every other stands under the literal
segments that it begins with. The lines that can match a path are then few, and are tried in
their declared order: an earlier line always wins, as in `URLResolver.resolve()`.
"""

import re
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

from .matching import route_matcher
from .patterns import Parameter, RegexPattern, RoutePattern
from .resolvers import ResolverMatch, URLPattern, URLResolver, join_route

Arguments = tuple[tuple[Any, ...], dict[str, Any]]
Found = tuple["Line", tuple[Any, ...], dict[str, Any]]
"""The line that matched, and the arguments of its view."""
Chain = tuple[URLResolver, ...]


_AMBIGUOUS = frozenset({""})


class Line:
    """One URLPattern and everything in front of it, ready to match a path."""

    __slots__ = (
        "app_names",
        "by_name",
        "callback",
        "captured",
        "chain",
        "constant",
        "extra",
        "literal",
        "match",
        "namespaces",
        "order",
        "pattern",
        "root",
        "route",
    )

    def __init__(self, order: int, chain: Chain, pattern: URLPattern, root: URLResolver) -> None:
        self.root = root
        self.captured: frozenset[str] | None = None
        self.order = order
        self.chain = chain
        self.pattern = pattern
        self.callback = pattern.callback
        self.app_names = [resolver.app_name for resolver in chain]
        self.namespaces = [resolver.namespace for resolver in chain]
        route = str(pattern.pattern)
        for resolver in reversed(chain):
            route = join_route(str(resolver.pattern), route)
        self.route = route
        self.extra: dict[str, Any] = {}
        for resolver in chain:
            self.extra.update(resolver.default_kwargs)
        self.extra.update(pattern.default_args)
        self.constant = False
        self.by_name = True
        self.match, self.literal = self._matcher()

    def _matcher(self) -> tuple[Callable[[str, list[str]], Arguments | dict[str, Any] | None], str]:
        """Return what matches a path (and its parts), and the literal text that such paths begin with.

        It returns the arguments of the view, in a dict; where `by_name` is False, in a pair of
        those without a name and those with one.
        """
        patterns = [*(resolver.pattern for resolver in self.chain), self.pattern.pattern]
        routes = [one for one in patterns if isinstance(one, RoutePattern)]
        names = [name for one in patterns for name in one.converters]
        mixed = len(routes) < len(patterns) or len(set(names)) < len(names)
        # which argument wins is subtle
        if mixed or (any(resolver.default_kwargs for resolver in self.chain) and names):
            self.by_name = False
            return self._step_by_step, _literal_start(patterns)
        if not names:
            self.constant = True
            text = "".join(str(one) for one in routes)
            whole = f"/{text}"
            return (lambda path, _: self.extra if path == whole else None), text
        return route_matcher(routes, self.pattern.default_args), _literal_start(patterns)

    def _step_by_step(self, path: str, parts: list[str]) -> Arguments | None:
        levels: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
        if not path.startswith("/"):
            return None
        path = path[1:]
        for resolver in self.chain:
            found = resolver.pattern.match(path)
            if found is None:
                return None
            path, args, captured = found
            levels.append((args, {**captured, **resolver.default_kwargs}))
        found = self.pattern.pattern.match(path)
        if found is None:
            return None
        args, kwargs = found[1], {**found[2], **self.pattern.default_args}
        for outer_args, outer_kwargs in reversed(levels):
            kwargs = {**outer_kwargs, **kwargs}
            if not kwargs:  # a named argument on the way, and the unnamed ones are dropped
                args = outer_args + args
        return args, kwargs

    def _captured(self) -> frozenset[str]:
        """Return the names that the last pattern captures; _AMBIGUOUS if another gives one too."""
        names = self.pattern.pattern.names
        others = (resolver.pattern.names for resolver in self.chain)
        once = names.isdisjoint(self.extra) and all(map(names.isdisjoint, others))
        return names if once else _AMBIGUOUS

    def resolver_match(
        self, path: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> ResolverMatch:
        """Return the answer to *path* (with its first slash) in the form that a request carries."""
        if self.captured is None:
            self.captured = self._captured()
        if self.captured is _AMBIGUOUS:  # what the view gets may be of somebody else
            of_path = self.root.resolve(path).captured_kwargs
        else:
            names = self.captured
            of_path = {name: value for name, value in kwargs.items() if name in names}
        return ResolverMatch(
            self.callback,
            args,
            kwargs,
            self.pattern.name,
            self.app_names,
            self.namespaces,
            self.route,
            lambda: self.root.resolve(path).tried or (),
            captured_kwargs=of_path,
            extra_kwargs=self.extra,
        )


class Index:
    """The lines of a URLconf, found by path."""

    def __init__(self, root: URLResolver) -> None:
        self.repetitions: list[tuple[Chain, URLResolver]] = []
        """Includes that come back to themselves, with the way there: see `endless.py`."""
        found = _walk(root, (), self.repetitions)
        self.lines = [Line(n, chain, line, root) for n, (chain, line) in enumerate(found)]
        self._tree = _Node()
        self._beginnings = self._tree.children
        for line in self.lines:
            if not line.constant:
                self._tree.at(line.literal).own.append(line)
        self._tree.inherit([])
        # PERF: the text is known, so are the lines that may take it before: mostly none
        self._constant: dict[str, tuple[Line, tuple[Line, ...]]] = {}
        constant = self._constant
        for line in self.lines:
            text = "/" + line.literal
            if line.constant and text not in constant:
                candidates = self._node_of(text.split("/")).lines
                before = [one for one in candidates if one.order < line.order]
                constant[text] = line, tuple(before)
        self.ready: dict[str, Found] = {
            path: (line, (), {})
            for path, (line, before) in constant.items()
            if not before and not line.extra
        }
        """What find() returns for paths that no other line can match, to views without arguments.

        PERF: a path is looked up here first, find_other() then finds the rest."""
        self._subtle = {path: one for path, one in constant.items() if path not in self.ready}

    def find(self, path: str) -> Found | None:
        """Return the first line that matches *path*, and the arguments; None when none does."""
        known = self.ready.get(path)
        return self.find_other(path) if known is None else (known[0], (), {})

    def find_other(self, path: str) -> Found | None:
        """The same, for a path that is not in `ready`."""
        if self._subtle and path in self._subtle:
            line, before = self._subtle[path]
            return first_of(before, path) or (line, (), line.extra.copy())
        parts = path.split("/")
        if parts[0] or len(parts) == 1:  # "*", or whatever else begins with no slash
            return None
        # PERF: _node_of() and first_of() once more, without their calls: −0.15 µs
        node = self._beginnings.get(parts[1], self._tree)
        if node.children:
            node = self._node_of(parts)
        for line in node.lines:
            found = line.match(path, parts)
            if found is not None:
                return (line, (), found) if line.by_name else (line, *found)
        return None

    def candidates(self, path: str) -> list[Line]:
        """Return the lines that may match *path* (without its first slash), in declared order.

        Of several lines with the same text, only the first is among them.
        """
        known = self._constant.get("/" + path)
        constant = [] if known is None else [known[0]]
        lines = self._node_of(["", *path.split("/")]).lines
        return sorted([*constant, *lines], key=attrgetter("order"))

    def _node_of(self, parts: list[str]) -> "_Node":
        """Return the node of the longest literal start that fits a path of these parts."""
        node = self._tree
        for part in parts[1:]:  # beyond the last slash nothing matches; to look there does no harm
            deeper = node.children.get(part)
            if deeper is None:
                break
            node = deeper
        return node


def first_of(lines: tuple[Line, ...], path: str) -> Found | None:
    """Return the first of *lines* that matches *path*, and the arguments."""
    parts = path.split("/")
    for line in lines:
        # what matches does not look at the literal start: the tree of an index has found it
        found = line.match(path, parts) if path.startswith(f"/{line.literal}") else None
        if found is not None:
            return (line, (), found) if type(found) is dict else (line, *found)
    return None


class _Node:
    """A segment of literal text: the lines that begin with it, and the segments after it."""

    __slots__ = ("children", "lines", "own")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.own: list[Line] = []
        self.lines: tuple[Line, ...] = ()

    def at(self, literal: str) -> "_Node":
        """Return the node of the whole segments that *literal* begins with, made where missing."""
        node = self
        for segment in literal.split("/")[:-1]:  # after the last slash the segment may go on
            node = node.children.setdefault(segment, _Node())
        return node

    def inherit(self, above: list[Line]) -> None:
        """Give each node the lines of those above it too, in declared order."""
        lines = sorted([*above, *self.own], key=attrgetter("order"))
        self.lines = tuple(lines)
        for child in self.children.values():
            child.inherit(lines)


def _walk(
    resolver: URLResolver, chain: Chain, repetitions: list[tuple[Chain, URLResolver]]
) -> Iterator[tuple[Chain, URLPattern]]:
    for line in resolver.url_patterns:
        if isinstance(line, URLPattern):
            yield chain, line
        elif line in chain:
            repetitions.append((chain, line))
        else:
            yield from _walk(line, (*chain, line), repetitions)


_PLAIN_START = re.compile(r"\^((?:[\w\-/]|\\[-./])*)")


def _literal_start(patterns: list[RoutePattern | RegexPattern]) -> str:
    """Return literal text that every path of the chain is sure to begin with."""
    literal = ""
    for pattern in patterns:
        if isinstance(pattern, RoutePattern):
            for piece in pattern.pieces:
                if isinstance(piece, Parameter):
                    return literal
                literal += piece
        else:
            return literal + _literal_start_of_regex(str(pattern))
    return literal


def _literal_start_of_regex(regex: str) -> str:
    found = _PLAIN_START.match(regex)
    if found is None or "|" in regex or "(?" in regex.replace("(?P<", "").replace("(?:", ""):
        return ""
    text = found[1]
    if regex[found.end() : found.end() + 1] in ("?", "*", "{"):
        text = text[:-2] if text[-2:-1] == "\\" else text[:-1]  # the last one may be left out
    return re.sub(r"\\(.)", r"\1", text)
