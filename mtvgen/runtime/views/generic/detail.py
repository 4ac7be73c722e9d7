"""DetailView: one object, found by the pattern's `pk` or `slug`.

(Django's documentation: reference/class-based-views/mixins-single-object.)
"""

from typing import Any

from ...core.exceptions import ImproperlyConfigured
from ...http import Http404
from .base import ContextMixin, TemplateResponseMixin, View


class SingleObjectMixin(ContextMixin):
    """Finds one object of `model` or `queryset`, by primary key or slug.

    pk_url_kwarg, slug_url_kwarg: names of the pattern's arguments. slug_field: the model's field.
    query_pk_and_slug: with both in the pattern, both must fit.
    """

    model: Any = None
    queryset: Any = None
    slug_field = "slug"
    context_object_name: str | None = None
    slug_url_kwarg = "slug"
    pk_url_kwarg = "pk"
    query_pk_and_slug = False
    object: Any
    kwargs: dict[str, Any]

    def get_object(self, queryset: Any = None) -> Any:
        """Return the object. Raises Http404 when there is none, AttributeError without pk and slug.

        queryset: where to look; `get_queryset()` when None.
        """
        if queryset is None:
            queryset = self.get_queryset()
        pk = self.kwargs.get(self.pk_url_kwarg)
        slug = self.kwargs.get(self.slug_url_kwarg)
        if pk is None and slug is None:
            raise AttributeError(
                f"Generic detail view {type(self).__name__} must be called with either an object "
                "pk or a slug in the URLconf."
            )
        if pk is not None:
            queryset = queryset.filter(pk=pk)
        if slug is not None and (pk is None or self.query_pk_and_slug):
            queryset = queryset.filter(**{self.get_slug_field(): slug})
        try:
            return queryset.get()
        except queryset.model.DoesNotExist:
            name = queryset.model._meta.verbose_name
            raise Http404(f"No {name} found matching the query") from None

    def get_queryset(self) -> Any:
        """Return where to look for the object."""
        if self.queryset is not None:
            return self.queryset.all()
        if self.model is None:
            name = type(self).__name__
            raise ImproperlyConfigured(
                f"{name} is missing a QuerySet. Define {name}.model, {name}.queryset, or override "
                f"{name}.get_queryset()."
            )
        return self.model._default_manager.all()

    def get_slug_field(self) -> str:
        """Return the model's field that holds the slug."""
        return self.slug_field

    def get_context_object_name(self, obj: Any) -> str | None:
        """Return the object's second name in the context: "entry" for the model Entry."""
        if self.context_object_name:
            return self.context_object_name
        meta = getattr(obj, "_meta", None)
        return None if meta is None else str(meta.model_name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context: `object`, and yours."""
        context: dict[str, Any] = {}
        if self.object:
            context["object"] = self.object
            name = self.get_context_object_name(self.object)
            if name:
                context[name] = self.object
        context.update(kwargs)
        return super().get_context_data(**context)


class BaseDetailView(SingleObjectMixin, View):
    """One object without a template: a mixin must bring `render_to_response()`."""

    render_to_response: Any

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the page."""
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data(object=self.object))


class SingleObjectTemplateResponseMixin(TemplateResponseMixin):
    """The template of one object: `template_name`, else "<app>/<model>_detail.html".

    template_name_field: a field of the object that names its own template.
    """

    template_name_field: str | None = None
    template_name_suffix = "_detail"
    object: Any
    model: Any = None

    def get_template_names(self) -> list[str]:
        """Return the names to be tried, in order."""
        try:
            return super().get_template_names()
        except ImproperlyConfigured:
            names: list[str] = []
        if self.object and self.template_name_field:
            own = getattr(self.object, self.template_name_field, None)
            if own:
                names.append(own)
        meta = getattr(self.object, "_meta", None) or getattr(self.model, "_meta", None)
        if meta is not None:
            names.append(f"{meta.app_label}/{meta.model_name}{self.template_name_suffix}.html")
        if not names:
            raise ImproperlyConfigured(
                f"{type(self).__name__} has no template.",
                hint="Define template_name, template_name_field or model, or override "
                "get_template_names().",
            )
        return names


class DetailView(SingleObjectTemplateResponseMixin, BaseDetailView):
    """A page with one object: `model` or `queryset`; the template sees `object`."""
