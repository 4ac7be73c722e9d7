"""One line of `urls.py` (URLPattern), a list of lines (URLResolver), and what matched (ResolverMatch).

`resolve()` here walks the lines one by one, as the documentation tells it; the application asks
the `index`, which gives the same answers in one look-up.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any, NoReturn

from ..conf import settings
from ..core.exceptions import ImproperlyConfigured
from .exceptions import Resolver404
from .patterns import Pattern, RegexPattern
from .patterns import RoutePattern as RoutePattern  # Django's place for it
from .views import get_callable

View = Callable[..., Any]
Tried = Sequence[Sequence[object]]


class ResolverMatch:
    """What a path leads to: the view, its arguments, and the names on the way."""

    def __init__(
        self,
        func: View,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        url_name: str | None = None,
        app_names: Sequence[str | None] | None = None,
        namespaces: Sequence[str | None] | None = None,
        route: str | None = None,
        tried: Tried | Callable[[], Tried] | None = None,
        captured_kwargs: dict[str, Any] | None = None,
        extra_kwargs: dict[str, Any] | None = None,
    ) -> None:
        self.func = func
        self.args = args
        self.kwargs = kwargs
        self.url_name = url_name
        self.route = route
        self._tried = tried
        self.captured_kwargs = captured_kwargs
        self.extra_kwargs = extra_kwargs
        self.app_names = [name for name in app_names or () if name]
        self.app_name = ":".join(self.app_names)
        self.namespaces = [name for name in namespaces or () if name]
        self.namespace = ":".join(self.namespaces)
        self._func_path = _name_of(func)
        self.view_name = ":".join([*self.namespaces, url_name or self._func_path])

    @property
    def tried(self) -> Tried | None:
        """The ways that were tried before this one, and it: lists of lines, the outermost first.

        PERF: worked out when somebody asks: walking 500 lines takes 300 µs.
        """
        tried = self._tried
        if callable(tried):
            tried = self._tried = tried()
        return tried

    @tried.setter
    def tried(self, tried: Tried | None) -> None:
        self._tried = tried

    def __getitem__(self, index: int) -> Any:
        return (self.func, self.args, self.kwargs)[index]

    def __iter__(self) -> Iterator[Any]:
        return iter((self.func, self.args, self.kwargs))

    def __repr__(self) -> str:
        func = repr(self.func) if isinstance(self.func, functools.partial) else self._func_path
        captured = f", captured_kwargs={self.captured_kwargs!r}" if self.captured_kwargs else ""
        extra = f", extra_kwargs={self.extra_kwargs!r}" if self.extra_kwargs else ""
        return (
            f"ResolverMatch(func={func}, args={self.args!r}, kwargs={self.kwargs!r}, "
            f"url_name={self.url_name!r}, app_names={self.app_names!r}, "
            f"namespaces={self.namespaces!r}, route={self.route!r}{captured}{extra})"
        )

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Refuse: a match holds the view itself. Keep `view_name`, `args` and `kwargs` instead."""
        from pickle import PicklingError

        raise PicklingError(
            "Cannot pickle ResolverMatch. Keep its view_name, args and kwargs: reverse() leads back."
        )


class URLPattern:
    """One line of `urls.py`: a pattern and the view that answers it."""

    place: tuple[str, int] | None = None
    """File and line of the path() or re_path() that made it."""

    def __init__(
        self,
        pattern: Pattern,
        callback: View,
        default_args: dict[str, Any] | None = None,
        name: str | None = None,
    ) -> None:
        self.pattern = pattern
        self.callback = callback
        self.default_args = default_args or {}
        self.name = name

    def __repr__(self) -> str:
        named = f" [name={self.name!r}]" if self.name else ""
        return f"<URLPattern {str(self.pattern)!r}{named}>"

    @cached_property
    def lookup_str(self) -> str:
        """Where the view is defined: "mysite.views.detail"."""
        return path_of(self.callback)

    def resolve(self, path: str) -> ResolverMatch | None:
        """Return the match of *path*, or None."""
        found = self.pattern.match(path)
        if found is None:
            return None
        _, args, captured = found
        return ResolverMatch(
            self.callback,
            args,
            {**captured, **self.default_args},
            self.pattern.name,
            route=str(self.pattern),
            captured_kwargs=captured,
            extra_kwargs=self.default_args,
        )


class URLResolver:
    """A list of lines behind one pattern: what `include()` brings in, or a whole URLconf."""

    place: tuple[str, int] | None = None
    """File and line of the path() or re_path() that made it."""

    def __init__(
        self,
        pattern: Pattern,
        urlconf_name: object,
        default_kwargs: dict[str, Any] | None = None,
        app_name: str | None = None,
        namespace: str | None = None,
    ) -> None:
        self.pattern = pattern
        self.urlconf_name = urlconf_name
        self.default_kwargs = default_kwargs or {}
        self.app_name = app_name
        self.namespace = namespace
        self.callback = None

    def __repr__(self) -> str:
        conf = self.urlconf_name
        shown = (
            f"<{type(conf[0]).__name__} list>" if isinstance(conf, list) and conf else repr(conf)
        )
        return f"<URLResolver {shown} ({self.app_name}:{self.namespace}) {str(self.pattern)!r}>"

    @cached_property
    def urlconf_module(self) -> Any:
        """The module of the lines, or the list itself."""
        if isinstance(self.urlconf_name, str):
            return import_module(self.urlconf_name)
        return self.urlconf_name

    @cached_property
    def url_patterns(self) -> "list[URLPattern | URLResolver]":
        """The lines, in order. Raises ImproperlyConfigured when there are none to be found."""
        module = self.urlconf_module
        patterns = getattr(module, "urlpatterns", module)
        where = getattr(module, "__file__", None) or repr(self.urlconf_name)
        if isinstance(patterns, ModuleType) or not hasattr(patterns, "__iter__"):
            raise ImproperlyConfigured(
                f"The URLconf {where} has no list called urlpatterns.",
                hint='Write urlpatterns = [path("", views.index), …] in it. If it has one, two '
                "modules may be importing each other.",
            )
        patterns = list(patterns)
        for one in patterns:
            if not isinstance(one, (URLPattern, URLResolver)):
                raise ImproperlyConfigured(
                    f"urlpatterns in {where} holds {one!r}, which is no URL pattern.",
                    hint='Each line must be path(…), re_path(…) or path("…", include(…)).',
                )
        return patterns

    def resolve(self, path: str) -> ResolverMatch:
        """Return the match of *path*: the first line that matches. Raises Resolver404."""
        path = str(path)
        found = self.pattern.match(path)
        if found is None:
            raise Resolver404({"path": path})
        rest, args, captured = found
        tried: list[list[object]] = []
        for line in self.url_patterns:
            try:
                inner = line.resolve(rest)
            except Resolver404 as miss:
                _extend_tried(tried, line, miss.args[0].get("tried"))
                continue
            if inner is None:
                tried.append([line])
                continue
            _extend_tried(tried, line, inner.tried)
            return self._around(inner, line, args, captured, tried)
        raise Resolver404({"tried": tried, "path": rest})

    def _around(
        self,
        inner: ResolverMatch,
        line: "URLPattern | URLResolver",
        args: tuple[Any, ...],
        captured: dict[str, Any],
        tried: list[list[object]],
    ) -> ResolverMatch:
        outer = {**captured, **self.default_kwargs}
        before = "" if isinstance(line, URLPattern) else str(line.pattern)
        return ResolverMatch(
            inner.func,
            inner.args if outer or inner.kwargs else args + inner.args,
            {**outer, **inner.kwargs},
            inner.url_name,
            [self.app_name, *inner.app_names],
            [self.namespace, *inner.namespaces],
            join_route(before, inner.route or ""),
            tried,
            captured_kwargs=inner.captured_kwargs,  # of the last pattern alone, as in Django
            extra_kwargs={**self.default_kwargs, **(inner.extra_kwargs or {})},
        )

    def resolve_error_handler(self, view_type: int) -> View:
        """Return the view for that status: `handler404` of the URLconf, or the default one."""
        handler = getattr(self.urlconf_module, f"handler{view_type}", None)
        if not handler:
            runtime = __name__.rpartition(".urls.")[0]
            names = {400: "bad_request", 403: "permission_denied", 404: "page_not_found"}
            handler = f"{runtime}.views.defaults.{names.get(view_type, 'server_error')}"
        return get_callable(handler)


@functools.cache
def _resolver_of(urlconf: object) -> URLResolver:
    return URLResolver(RegexPattern(r"^/"), urlconf)


def get_resolver(urlconf: object | None = None) -> URLResolver:
    """Return the resolver of *urlconf* (a module's name, a module, a tuple), kept once made.

    Left out: of settings.ROOT_URLCONF. Raises ImproperlyConfigured where that is not set.
    """
    if urlconf is None:
        urlconf = settings.ROOT_URLCONF
        if not urlconf:
            raise ImproperlyConfigured(
                "The ROOT_URLCONF setting is empty.",
                hint='Name the module of your URL patterns: ROOT_URLCONF = "mysite.urls".',
            )
    if isinstance(urlconf, list):
        urlconf = tuple(urlconf)
    return _resolver_of(urlconf)


get_resolver.cache_clear = _resolver_of.cache_clear  # type: ignore[attr-defined]


def path_of(view: View) -> str:
    """Return where *view* is defined, as a dotted path."""
    while isinstance(view, functools.partial):
        view = view.func
    view = getattr(view, "view_class", view)
    if hasattr(view, "__name__"):
        return f"{view.__module__}.{getattr(view, '__qualname__', view.__name__)}"
    return f"{type(view).__module__}.{type(view).__name__}"


def _name_of(view: View) -> str:
    """Return what a match calls its view where the pattern has no name, as Django does."""
    view = getattr(view, "view_class", view)
    if hasattr(view, "__name__"):
        return f"{view.__module__}.{view.__name__}"
    return f"{type(view).__module__}.{type(view).__name__}"


def join_route(before: str, after: str) -> str:
    """Join two routes; the `^` that a regular expression starts with is dropped inside."""
    return before + after.removeprefix("^") if before else after


def _extend_tried(
    tried: list[list[object]], line: object, inner: Sequence[Sequence[object]] | None
) -> None:
    if inner is None:
        tried.append([line])
    else:
        tried.extend([line, *way] for way in inner)
