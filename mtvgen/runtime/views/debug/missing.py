"""Why a page is not there: the patterns that were tried, and what was probably meant."""

from typing import Any

from ...conf import settings
from ...core.exceptions import Http404
from ...urls.explain import explain, nearest
from ...urls.resolvers import get_resolver
from .story import message_of


def tell_missing(request: Any, exception: Exception) -> dict[str, Any]:
    """Return the facts for the page: the path, the patterns or the view that said no."""
    path = str(request.path_info)
    facts: dict[str, Any] = {
        "path": path,
        "method": request.method or "GET",
        "urlconf": _name_of(getattr(request, "urlconf", None) or settings.ROOT_URLCONF),
        "tried": [],
        "nearest": None,
        "view": "",
        "reason": "",
        "fresh": False,
        "runtime": __name__.rpartition(".views.")[0],
    }
    urlconf = getattr(request, "urlconf", None)
    tried = explain(path, urlconf)
    if tried and not tried[-1].reason:
        match = get_resolver(urlconf).resolve(path)
        facts |= {"view": match._func_path, "reason": _reason(exception), "tried": tried[-1:]}
        return facts
    prefix = str(request.path).removesuffix(path)
    near = nearest(path, urlconf)
    facts |= {
        "tried": tried,
        "nearest": prefix + near if near else None,
        "fresh": not tried and path == "/",
    }
    return facts


def _reason(exception: Exception) -> str:
    if isinstance(exception, Http404) and not (
        exception.args and isinstance(exception.args[0], dict)
    ):
        return message_of(exception)
    return ""


def _name_of(urlconf: object) -> str:
    return urlconf if isinstance(urlconf, str) else str(getattr(urlconf, "__name__", urlconf))
