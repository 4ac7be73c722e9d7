"""ListView: many objects, in pages if you like.

(Django's documentation: reference/class-based-views/mixins-multiple-object.)
"""

from collections.abc import Sequence
from typing import Any

from ...core.exceptions import ImproperlyConfigured
from ...core.paginator import InvalidPage, Paginator
from ...http import Http404
from .base import ContextMixin, TemplateResponseMixin, View


class MultipleObjectMixin(ContextMixin):
    """Finds the objects: all of `model`, or `queryset` (any list will do); and cuts them in pages.

    ordering: a field name or several. paginate_by: objects on a page; None for one long page.
    paginate_orphans: a last page with no more than so many goes to the one before.
    allow_empty: False answers an empty list with 404. page_kwarg: the name of the page's number,
    in the pattern or after "?"; "last" means the last page.
    """

    allow_empty = True
    queryset: Any = None
    model: Any = None
    paginate_by: int | None = None
    paginate_orphans = 0
    context_object_name: str | None = None
    paginator_class: Any = Paginator
    page_kwarg = "page"
    ordering: str | Sequence[str] | None = None
    object_list: Any
    request: Any
    kwargs: dict[str, Any]

    def get_queryset(self) -> Any:
        """Return the objects. Override it to choose by the request."""
        if self.queryset is not None:
            # a queryset keeps its rows: each request needs its own. Other lists have no all()
            queryset = self.queryset.all() if hasattr(self.queryset, "all") else self.queryset
        elif self.model is not None:
            queryset = self.model._default_manager.all()
        else:
            name = type(self).__name__
            raise ImproperlyConfigured(
                f"{name} is missing a QuerySet. Define {name}.model, {name}.queryset, or override "
                f"{name}.get_queryset()."
            )
        ordering = self.get_ordering()
        if ordering:
            queryset = queryset.order_by(*([ordering] if isinstance(ordering, str) else ordering))
        return queryset

    def get_ordering(self) -> str | Sequence[str] | None:
        """Return the field or fields to order by."""
        return self.ordering

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        """Return the paginator, the page, its objects, and whether there are other pages.

        Raises Http404 for a page that is not there.
        """
        paginator = self.get_paginator(
            queryset,
            page_size,
            orphans=self.get_paginate_orphans(),
            allow_empty_first_page=self.get_allow_empty(),
        )
        asked = self.kwargs.get(self.page_kwarg) or self.request.GET.get(self.page_kwarg) or 1
        try:
            number = int(asked)
        except ValueError:
            if asked != "last":
                raise Http404("Page is not “last”, nor can it be converted to an int.") from None
            number = paginator.num_pages
        try:
            page = paginator.page(number)
        except InvalidPage as error:
            raise Http404(f"Invalid page ({number}): {error}") from error
        return paginator, page, page.object_list, page.has_other_pages()

    def get_paginate_by(self, queryset: Any) -> int | None:
        """Return how many objects a page holds; None for no pages."""
        return self.paginate_by

    def get_paginator(
        self,
        queryset: Any,
        per_page: int,
        orphans: int = 0,
        allow_empty_first_page: bool = True,
        **kwargs: Any,
    ) -> Any:
        """Return what cuts the objects in pages: a `paginator_class`."""
        return self.paginator_class(
            queryset,
            per_page,
            orphans=orphans,
            allow_empty_first_page=allow_empty_first_page,
            **kwargs,
        )

    def get_paginate_orphans(self) -> int:
        """Return the most objects that are too few for a last page."""
        return self.paginate_orphans

    def get_allow_empty(self) -> bool:
        """Return whether an empty list is a page, and not a 404."""
        return self.allow_empty

    def get_context_object_name(self, object_list: Any) -> str | None:
        """Return the list's second name in the context: "entry_list" for the model Entry."""
        if self.context_object_name:
            return self.context_object_name
        model = getattr(object_list, "model", None)
        return None if model is None else f"{model._meta.model_name}_list"

    def get_context_data(self, *, object_list: Any = None, **kwargs: Any) -> dict[str, Any]:
        """Return the context: `object_list`, `paginator`, `page_obj`, `is_paginated`, and yours."""
        queryset = self.object_list if object_list is None else object_list
        name = self.get_context_object_name(queryset)
        page_size = self.get_paginate_by(queryset)
        paginator = page = None
        is_paginated = False
        if page_size:
            paginator, page, queryset, is_paginated = self.paginate_queryset(queryset, page_size)
        context = {
            "paginator": paginator,
            "page_obj": page,
            "is_paginated": is_paginated,
            "object_list": queryset,
        }
        if name is not None:
            context[name] = queryset
        context.update(kwargs)
        return super().get_context_data(**context)

    def _is_empty(self, objects: Any) -> bool:
        if self.get_paginate_by(objects) is not None and hasattr(objects, "exists"):
            return not objects.exists()  # a page is shown: never fetch all rows to see whether any
        return not objects


class BaseListView(MultipleObjectMixin, View):
    """A list without a template: a mixin must bring `render_to_response()`."""

    render_to_response: Any

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the page. Raises Http404 on an empty list where `allow_empty` is False."""
        self.object_list = self.get_queryset()
        if not self.get_allow_empty() and self._is_empty(self.object_list):
            raise Http404(f"Empty list and “{type(self).__name__}.allow_empty” is False.")
        return self.render_to_response(self.get_context_data())


class MultipleObjectTemplateResponseMixin(TemplateResponseMixin):
    """The template of a list: `template_name`, else "<app>/<model>_list.html"."""

    template_name_suffix = "_list"
    object_list: Any

    def get_template_names(self) -> list[str]:
        """Return the names to be tried, in order."""
        try:
            names = list(super().get_template_names())
        except ImproperlyConfigured:
            names = []
        model = getattr(self.object_list, "model", None)
        if model is not None:
            meta = model._meta
            names.append(f"{meta.app_label}/{meta.model_name}{self.template_name_suffix}.html")
        elif not names:
            raise ImproperlyConfigured(
                f"{type(self).__name__} requires either a 'template_name' attribute or a "
                "get_queryset() method that returns a QuerySet."
            )
        return names


class ListView(MultipleObjectTemplateResponseMixin, BaseListView):
    """A page with many objects: `model` or `queryset`; the template sees `object_list`."""
