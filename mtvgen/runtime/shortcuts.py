"""What nearly every view needs: render, redirect, get_object_or_404.

The four pillars meet here. (Django's documentation: topics/http/shortcuts.)
"""

from typing import Any

from .absent import absent
from .http import (
    Http404,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from .template import loader
from .urls import NoReverseMatch, reverse
from .utils.functional import Promise


def render(
    request: Any,
    template_name: str | list[str] | tuple[str, ...],
    context: dict[str, Any] | None = None,
    content_type: str | None = None,
    status: int | None = None,
    using: str | None = None,
) -> HttpResponse:
    """Return the page of a template, filled with *context*, as a response."""
    content = loader.render_to_string(template_name, context, request, using=using)
    if content_type is None and status is None:
        return HttpResponse(content)
    return HttpResponse(content, content_type, status)


def redirect(
    to: Any, *args: Any, permanent: bool = False, preserve_request: bool = False, **kwargs: Any
) -> HttpResponseRedirect | HttpResponsePermanentRedirect:
    """Return a redirect to *to*: a model with get_absolute_url(), a view's name, or a URL.

    args, kwargs: of the view. permanent: 301 instead of 302; preserve_request: 308 and 307, with
    which the browser sends the same method and body again.
    """
    kind = HttpResponsePermanentRedirect if permanent else HttpResponseRedirect
    return kind(resolve_url(to, *args, **kwargs), preserve_request=preserve_request)


def get_object_or_404(klass: Any, *args: Any, **kwargs: Any) -> Any:
    """Return the one object that the query finds. Raises Http404 when there is none.

    klass: a model, a manager or a queryset. Several found raise MultipleObjectsReturned.
    """
    queryset = _queryset(klass, "get", "get_object_or_404")
    try:
        return queryset.get(*args, **kwargs)
    except queryset.model.DoesNotExist:
        raise Http404(f"No {queryset.model._meta.object_name} matches the given query.") from None


def get_list_or_404(klass: Any, *args: Any, **kwargs: Any) -> list[Any]:
    """Return the objects that the query finds as a list. Raises Http404 when there are none."""
    queryset = _queryset(klass, "filter", "get_list_or_404")
    found = list(queryset.filter(*args, **kwargs))
    if not found:
        raise Http404(f"No {queryset.model._meta.object_name} matches the given query.")
    return found


def resolve_url(to: Any, *args: Any, **kwargs: Any) -> str:
    """Return the URL for *to*: a model with get_absolute_url(), a view's name, or a URL.

    Raises NoReverseMatch when *to* looks like a view's name and is none.
    """
    if hasattr(to, "get_absolute_url"):
        return str(to.get_absolute_url())
    if isinstance(to, Promise):
        to = str(to)
    if isinstance(to, str) and to.startswith(("./", "../")):
        return to
    try:
        return reverse(to, args=args, kwargs=kwargs)
    except NoReverseMatch:
        if callable(to):
            raise
        if "/" not in to and "." not in to:
            raise
    return str(to)


def _queryset(klass: Any, method: str, caller: str) -> Any:
    queryset = klass._default_manager.all() if hasattr(klass, "_default_manager") else klass
    if not hasattr(queryset, method):
        given = klass.__name__ if isinstance(klass, type) else type(klass).__name__
        raise ValueError(
            f"First argument to {caller}() must be a Model, Manager, or QuerySet, not {given!r}."
        )
    return queryset


__getattr__ = absent(
    __name__,
    {
        "aget_object_or_404": "There is no asynchronous code here: use get_object_or_404().",
        "aget_list_or_404": "There is no asynchronous code here: use get_list_or_404().",
    },
)
