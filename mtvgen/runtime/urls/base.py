"""resolve() and reverse(): what views, templates and the application call.

(Django's documentation: reference/urlresolvers.)
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from ..current import current, new_epoch
from ..utils.functional import lazy
from . import reversing
from .exceptions import Miss, Resolver404
from .index import Index
from .resolvers import ResolverMatch, get_resolver
from .views import get_callable


@functools.cache
def _index_of(urlconf: object) -> Index:
    index = Index(get_resolver(urlconf))
    if index.repetitions:
        from .endless import EndlessIndex

        return EndlessIndex(get_resolver(urlconf))
    return index


def index_of(urlconf: object | None) -> Index:
    """Return the index of *urlconf* (settings.ROOT_URLCONF when None), made at the first call."""
    return _index_of(tuple(urlconf) if isinstance(urlconf, list) else urlconf)


def resolve(path: str, urlconf: object | None = None) -> ResolverMatch:
    """Return what *path* leads to. Raises Resolver404 when no pattern matches."""
    path = str(path)
    if urlconf is None:
        urlconf = current.urlconf
    found = index_of(urlconf).find(path)
    if found is None:
        raise no_match(path, urlconf)
    line, args, kwargs = found
    return line.resolver_match(path, args, kwargs)


_LONG = 100
"""Steps of a path beyond which nobody is told all that was tried: a page for people could not show it."""


def no_match(path: str, urlconf: object | None) -> Resolver404:
    """Return the error for a path that no line of *urlconf* matches."""
    resolver = get_resolver(urlconf)
    if not path.startswith("/"):
        return Resolver404({"path": path})

    def walk() -> list[list[object]]:
        # SAFETY: where includes include themselves, each step into a long path tries them anew
        if path.count("/") > _LONG:
            return []
        try:
            resolver.resolve(path)
        except Resolver404 as miss:
            return miss.args[0].get("tried") or []
        return []

    return Resolver404(Miss(path[1:], walk))


def reverse(
    viewname: str | Callable[..., Any],
    urlconf: object | None = None,
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    current_app: str | None = None,
    *,
    query: Any = None,
    fragment: str | None = None,
) -> str:
    """Return the path of a view: by its name ("polls:detail") or the view itself.

    args or kwargs: the arguments that the pattern takes, not both. current_app: which instance
    of an application is meant. query: a dict, a list of pairs or a QueryDict, added after "?".
    fragment: added after "#", as it is. Raises NoReverseMatch.
    """
    if args and kwargs:
        raise ValueError("Don't mix *args and **kwargs in call to reverse()!")
    url = reversing.reverse_path(
        current.urlconf if urlconf is None else urlconf,
        viewname,
        tuple(args or ()),
        dict(kwargs or {}),
        current_app,
        current.script_prefix,
    )
    if query is not None:
        text = query.urlencode() if hasattr(query, "urlencode") else urlencode(query, doseq=True)
        if text:
            url += f"?{text}"
    if fragment is not None:
        if not isinstance(fragment, str):
            raise TypeError(f"The fragment of a URL must be a text, not {fragment!r}.")
        url += f"#{fragment}"
    return url


reverse_lazy = lazy(reverse, str)


def get_urlconf(default: object | None = None) -> object | None:
    """Return the URLconf of this thread, or *default* when it is settings.ROOT_URLCONF."""
    return default if current.urlconf is None else current.urlconf


def is_valid_path(path: str, urlconf: object | None = None) -> ResolverMatch | bool:
    """Return the match of *path*, or False."""
    if urlconf is None:
        urlconf = current.urlconf
    found = index_of(urlconf).find(path)
    if found is None:
        return False
    line, args, kwargs = found
    return line.resolver_match(path, args, kwargs)


def clear_url_caches() -> None:
    """Forget every URLconf that was read, so that a changed one is read anew."""
    new_epoch()
    get_callable.cache_clear()
    get_resolver.cache_clear()  # type: ignore[attr-defined]
    _index_of.cache_clear()
    reversing.clear()
