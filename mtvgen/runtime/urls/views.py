"""Views named by a dotted path, as settings name them."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from ..core.exceptions import ViewDoesNotExist


@cache
def get_callable(lookup_view: str | Callable[..., Any]) -> Callable[..., Any]:
    """Return the view that the dotted path *lookup_view* names; a callable is returned as it is.

    Raises ViewDoesNotExist when there is no such submodule, it has no such name, or that is not
    callable; ImportError for a path without a dot, and for what cannot be imported.
    """
    if callable(lookup_view):
        return lookup_view
    if not isinstance(lookup_view, str):
        raise ViewDoesNotExist(f"{lookup_view!r} is not a callable or a dot-notation path.")
    module_name, name = get_mod_func(lookup_view)
    if not name:
        raise ImportError(
            f"Could not import {lookup_view!r}. The path must be fully qualified: 'package.module.view'."
        )
    try:
        module = import_module(module_name)
    except ModuleNotFoundError as error:
        # a missing package, or what the module itself imports, is told by Python's own words
        if error.name != module_name or "." not in module_name:
            raise
        raise ViewDoesNotExist(
            f"Could not import {lookup_view!r}. There is no module {module_name!r}."
        ) from error
    try:
        view = getattr(module, name)
    except AttributeError as error:
        raise ViewDoesNotExist(
            f"Could not import {lookup_view!r}. The view {name!r} is not in the module {module_name!r}."
        ) from error
    if not callable(view):
        raise ViewDoesNotExist(f"Could not import {lookup_view!r}. The view is not callable.")
    return view  # type: ignore[no-any-return]


def get_mod_func(callback: str) -> tuple[str, str]:
    """Split a dotted path into its module and its last name ("" when there is no dot)."""
    module, dot, name = callback.rpartition(".")
    return (module, name) if dot else (callback, "")
