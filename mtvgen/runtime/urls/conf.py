"""What you write in `urls.py`: path(), re_path() and include().

(Django's documentation: reference/urls.)
"""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from ..core.exceptions import ImproperlyConfigured
from .patterns import RegexPattern, RoutePattern
from .resolvers import URLPattern, URLResolver

Included = tuple[object, str | None, str | None]
"""What include() returns: the lines, the application namespace, the instance namespace."""


def include(arg: object, namespace: str | None = None) -> Included:
    """Bring in the lines of another URLconf behind one pattern.

    arg: a module or its dotted name (or what has its names), a list of lines, or a tuple
    (any of these, app_name).
    namespace: the instance namespace; it needs an application namespace, and is that one when
    left out. The application namespace is the `app_name` of the module, or of the tuple.
    """
    app_name: str | None = None
    lines: Any = arg
    if isinstance(arg, tuple):
        if len(arg) != 2:
            raise ImproperlyConfigured(
                f"include() takes a tuple of two, (patterns, app_name), not of {len(arg)}.",
                hint="Give the namespace to include() itself: include((patterns, app_name), "
                "namespace=…).",
            )
        lines, app_name = arg
    if isinstance(lines, str):
        lines = import_module(lines)
    app_name = getattr(lines, "app_name", app_name)
    if namespace and not app_name:
        raise ImproperlyConfigured(
            "Specifying a namespace in include() without providing an app_name is not supported.",
            hint="Set app_name in the included module, or write include((patterns, 'app_name'), "
            "namespace=…).",
        )
    return lines, app_name, namespace or app_name


def path(
    route: str,
    view: Callable[..., Any] | Included,
    kwargs: dict[str, Any] | None = None,
    name: str | None = None,
) -> Any:
    """Return a line of `urls.py` for *route*, such as "polls/<int:pk>/".

    view: a view, `SomeView.as_view()`, or `include(…)`. kwargs: further arguments for the view.
    name: what `reverse()` and `url()` find the line by. The route has no leading slash.
    """
    return _line(route, view, kwargs, name, RoutePattern)


def re_path(
    route: str,
    view: Callable[..., Any] | Included,
    kwargs: dict[str, Any] | None = None,
    name: str | None = None,
) -> Any:
    """Return a line of `urls.py` for the regular expression *route*; otherwise as `path()`."""
    return _line(route, view, kwargs, name, RegexPattern)


def _line(
    route: str,
    view: object,
    kwargs: dict[str, Any] | None,
    name: str | None,
    pattern: type[RoutePattern] | type[RegexPattern],
) -> URLPattern | URLResolver:
    if kwargs is not None and not isinstance(kwargs, dict):
        raise TypeError(f"kwargs argument must be a dict, but got {type(kwargs).__name__}.")
    if isinstance(view, (list, tuple)):
        if isinstance(view, list) or len(view) != 3:
            raise TypeError(
                f"The line {route!r} has a list where the view should be: wrap it in include()."
            )
        lines, app_name, namespace = view
        return _placed(
            URLResolver(pattern(route), lines, kwargs, app_name=app_name, namespace=namespace)
        )
    if callable(view) and not _is_view_class(view):
        return _placed(URLPattern(pattern(route, name=name, is_endpoint=True), view, kwargs, name))
    if _is_view_class(view):
        name = view.__name__ if isinstance(view, type) else type(view).__name__
        given = name if isinstance(view, type) else f"{name}()"
        raise TypeError(f"view must be a callable, pass {name}.as_view(), not {given}.")
    raise TypeError(
        f"view must be a callable or a list/tuple in the case of include(); {route!r} got {view!r}."
    )


def _placed(line: URLPattern | URLResolver) -> URLPattern | URLResolver:
    """Return *line* with where path() or re_path() was called: `check` tells it."""
    caller = sys._getframe(3)
    line.place = (caller.f_code.co_filename, caller.f_lineno)
    return line


def _is_view_class(view: object) -> bool:
    """Return whether *view* is a class based view (or an instance of one) without as_view()."""
    kind = view if isinstance(view, type) else type(view)
    return hasattr(kind, "as_view") and hasattr(kind, "http_method_names")
