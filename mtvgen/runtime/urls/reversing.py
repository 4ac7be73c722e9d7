"""From a name and its arguments back to the path.

One `Names` a namespace: which lines carry which name, and which namespaces lie inside. It is
made once for a URLconf.
"""

import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from ..utils.http import RFC3986_SUBDELIMS, escape_leading_slashes
from .converters import Converter
from .exceptions import NoReverseMatch
from .patterns import Parameter, RegexPattern, RoutePattern
from .regex import CannotReverse, Form, Group, joined, read_backwards
from .resolvers import URLPattern, URLResolver, get_resolver

_SAFE = RFC3986_SUBDELIMS + "/~:@"
Lookup = str | Callable[..., Any]


class Candidate:
    """One way to write the URL of a line: literal texts and parameters, in order."""

    def __init__(self, pieces: Form, whole: "Prefix") -> None:
        self.pieces = joined(pieces)  # PERF: once here instead of at each reverse()
        self.converters = whole.converters
        self.defaults = whole.defaults
        self.regex = "^" + whole.regex
        self.of_routes = whole.pieces is not None
        self.parameters = tuple(piece.name for piece in self.pieces if isinstance(piece, Group))
        """The names of the arguments, in the order of the URL."""
        self._names = frozenset(self.parameters)

    @cached_property
    def search(self) -> Callable[[str], object]:
        """Says whether a text matches the line."""
        try:
            return re.compile(self.regex).search
        except re.error:  # an include and its line use the same name for a parameter
            return re.compile(re.sub(r"\(\?P<\w+>", "(", self.regex)).search

    @cached_property
    def fixed(self) -> str | None:
        """The path of a line without parameters; None where that does not match the line."""
        path = "".join(piece for piece in self.pieces if isinstance(piece, str))
        return path if self.of_routes or self.search(path) else None

    def fill(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str | None:
        """Return the path for the arguments, not quoted yet; None when they do not fit."""
        parameters = self.parameters
        defaults = self.defaults
        if args:
            if len(args) != len(parameters):
                return None
            given = dict(zip(parameters, args, strict=True))
        else:
            names = self._names
            if kwargs.keys() != names and not kwargs.keys() ^ names <= defaults.keys():
                return None
            if defaults and any(
                kwargs.get(name, value) != value
                for name, value in defaults.items()
                if name not in names
            ):
                return None
            given = kwargs
        if not parameters:
            return self.fixed
        texts: dict[str, str] = {}
        for name in parameters:
            value = given[name] if name in given else defaults[name]
            converter = self.converters.get(name)
            try:
                texts[name] = str(value) if converter is None else str(converter.to_url(value))
            except ValueError:
                return None
        path = "".join(p if isinstance(p, str) else texts[p.name] for p in self.pieces)
        return path if self.search(path) else None

    def __str__(self) -> str:
        return "".join(p if isinstance(p, str) else f"<{p.name}>" for p in self.pieces)


class Names:
    """What `reverse()` can find inside one namespace, the includes without one opened."""

    def __init__(self) -> None:
        self.candidates: dict[Lookup, list[Candidate]] = {}
        self.namespaces: dict[str, tuple[Prefix, URLResolver]] = {}
        self.app_names: dict[str, list[str]] = {}

    def known(self) -> list[str]:
        """Return the names that a user may type, sorted."""
        return sorted(name for name in self.candidates if isinstance(name, str))


class Prefix(NamedTuple):
    """What stands before a line: the patterns of the includes around it."""

    pieces: Form | None
    """As the routes say it; None once there is a regular expression: then `regex` is read."""
    converters: dict[str, Converter]
    defaults: dict[str, Any]
    regex: str

    def then(self, pattern: RoutePattern | RegexPattern, defaults: dict[str, Any]) -> "Prefix":
        """Return this prefix with one more pattern."""
        pieces = self.pieces
        if pieces is not None:
            pieces = (*pieces, *_pieces_of(pattern)) if isinstance(pattern, RoutePattern) else None
        return Prefix(
            pieces,
            {**self.converters, **pattern.converters},
            {**self.defaults, **defaults},
            self.regex + pattern.expression.removeprefix("^"),
        )

    def candidates(self) -> list[Candidate]:
        """Return the ways to write the URL of a line that ends here."""
        if self.pieces is not None:
            return [Candidate(self.pieces, self)]
        try:
            return [Candidate(form, self) for form in read_backwards(self.regex)]
        except CannotReverse:
            return []


def _pieces_of(route: RoutePattern) -> Form:
    return tuple(
        Group(piece.name) if isinstance(piece, Parameter) else piece for piece in route.pieces
    )


def _collect(
    resolver: URLResolver, before: Prefix, names: Names, around: tuple[URLResolver, ...] = ()
) -> None:
    for line in resolver.url_patterns:
        if isinstance(line, URLPattern):
            _add_line(line, before.then(line.pattern, line.default_args), names)
            continue
        if line.namespace:
            # as in Django, what a namespaced include gives to its views is not asked of reverse()
            inner = before.then(line.pattern, {})._replace(defaults={})
            names.namespaces.setdefault(line.namespace, (inner, line))
            # of several instances, the one declared last is the default
            names.app_names.setdefault(line.app_name or "", []).insert(0, line.namespace)
        elif line not in around:  # an include that comes back to itself has no end
            inner = before.then(line.pattern, line.default_kwargs)
            _collect(line, inner, names, (*around, line))


def _add_line(line: URLPattern, whole: Prefix, names: Names) -> None:
    # of several lines with one name, the one declared last is tried first
    candidates = whole.candidates()
    for lookup in (line.callback, line.name):
        if lookup is not None:
            names.candidates.setdefault(lookup, [])[:0] = candidates


@lru_cache(maxsize=1024)
def _inside(urlconf: object, path: tuple[str, ...], current_app: str | None) -> Names:
    """Return the names inside the namespace *path*, instances chosen as Django documents."""
    resolver = get_resolver(urlconf)
    before = Prefix((), {}, {}, "")
    names = _collected(resolver, before)
    current = current_app.split(":")[::-1] if current_app else []
    done: list[str] = []
    for namespace in path:
        wanted = current.pop() if current else None
        instances = names.app_names.get(namespace)
        if instances:
            if wanted and wanted in instances:
                namespace = wanted
            elif namespace not in instances:
                namespace = instances[0]
        if namespace != wanted:
            current = []
        if namespace not in names.namespaces:
            raise NoReverseMatch(_no_namespace(namespace, done, names))
        done.append(namespace)
        outer, inner = names.namespaces[namespace]
        names = _collected(inner, outer)
    return names


def _collected(resolver: URLResolver, before: Prefix) -> Names:
    names = Names()
    _collect(resolver, before, names)
    return names


def reverse_path(
    urlconf: object,
    viewname: Lookup,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    current_app: str | None,
    prefix: str,
) -> str:
    """Return the path, quoted and behind *prefix*. Raises NoReverseMatch, with what would fit."""
    if isinstance(viewname, str):
        *path, name = viewname.split(":")
        names = _inside(urlconf, tuple(path), current_app)
        lookup: Lookup = name
    else:
        names = _inside(urlconf, (), current_app)
        lookup = viewname
    candidates = names.candidates.get(lookup, ())
    for candidate in candidates:
        filled = candidate.fill(args, kwargs)
        if filled is not None:
            return escape_leading_slashes(quote(prefix + filled, safe=_SAFE))
    raise NoReverseMatch(_no_match(viewname, lookup, list(candidates), args, kwargs, names))


def clear() -> None:
    """Forget what was worked out from the URLconfs."""
    _inside.cache_clear()


def _no_namespace(namespace: str, done: list[str], names: Names) -> str:
    inside = f" inside {':'.join(done)!r}" if done else ""
    known = sorted({*names.namespaces, *names.app_names} - {""})
    from difflib import get_close_matches  # PERF: only a mistake pays for it

    near = get_close_matches(namespace, known, n=1)
    hint = (
        f"Did you mean {near[0]!r}?" if near else f"Known namespaces: {', '.join(known) or 'none'}."
    )
    return f"{namespace!r} is not a registered namespace{inside}. {hint}"


def _no_match(
    viewname: Lookup,
    lookup: Lookup,
    candidates: list[Candidate],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    names: Names,
) -> str:
    if not candidates:
        if not isinstance(lookup, str):
            shown = getattr(lookup, "__name__", repr(lookup))
            return f"Reverse for {shown!r} not found. No URL pattern leads to this view."
        inside = str(viewname).removesuffix(lookup)
        from difflib import get_close_matches  # PERF: only a mistake pays for it

        near = get_close_matches(lookup, names.known(), n=1)
        known = ", ".join(inside + name for name in names.known()) or "none"
        hint = f"Did you mean {inside + near[0]!r}?" if near else f"Known names: {known}."
        return f"Reverse for {viewname!r} not found. No URL pattern has that name. {hint}"
    if args:
        given = f"with arguments {args!r}"
    elif kwargs:
        given = f"with keyword arguments {kwargs!r}"
    else:
        given = "with no arguments"
    shown = viewname if isinstance(viewname, str) else getattr(viewname, "__name__", viewname)
    ways = "; ".join(_described(candidate) for candidate in candidates)
    return f"Reverse for {shown!r} {given} not found. {len(candidates)} pattern(s) tried: {ways}."


def _described(candidate: Candidate) -> str:
    if not candidate.parameters:
        return f"{str(candidate)!r} takes no arguments"
    return f"{str(candidate)!r} takes {', '.join(candidate.parameters)}"
