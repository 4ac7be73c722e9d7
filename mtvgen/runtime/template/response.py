"""TemplateResponse: a page that is filled late, so that what comes after the view may change it.

It stands where Django has it, and one floor above the rest of `template/`: here a template meets
HTTP. (Django's documentation: reference/template-response.)
"""

from collections.abc import Callable, Iterator
from typing import Any

from ..http import HttpResponse
from . import loader
from .backends.jinja2 import Template


class ContentNotRenderedError(Exception):
    """The content of a response was asked for before the template was filled."""


class SimpleTemplateResponse(HttpResponse):
    """A response that knows its template and context; `render()` fills it, once."""

    rendering_attrs = ["template_name", "context_data", "_post_render_callbacks"]

    def __init__(
        self,
        template: Any,
        context: dict[str, Any] | None = None,
        content_type: str | None = None,
        status: int | None = None,
        charset: str | None = None,
        using: str | None = None,
        headers: Any = None,
    ) -> None:
        self.template_name = template
        self.context_data = context
        self.using = using
        self._post_render_callbacks: list[Callable[[Any], Any]] = []
        self._request: Any = None
        self._is_rendered = False
        super().__init__("", content_type, status, charset=charset, headers=headers)
        # HttpResponse's constructor has set the content to ""; that does not count as filled
        self._is_rendered = False

    def __getstate__(self) -> dict[str, Any]:
        if not self._is_rendered:
            raise ContentNotRenderedError(
                "The response content must be rendered before it can be pickled."
            )
        state = self.__dict__.copy()
        for name in (*self.rendering_attrs, "_request", "_resource_closers", "_handler_class"):
            state.pop(name, None)
        return state

    def resolve_template(self, template: Any) -> Any:
        """Return the template for a name, a list of names, or a template."""
        if isinstance(template, (list, tuple)):
            return loader.select_template(template, using=self.using)
        if isinstance(template, str):
            return loader.get_template(template, using=self.using)
        return template

    def resolve_context(self, context: dict[str, Any] | None) -> dict[str, Any] | None:
        """Return the context that the template is filled with."""
        return context

    @property
    def rendered_content(self) -> str:
        """The page, filled now."""
        template: Template = self.resolve_template(self.template_name)
        return template.render(self.resolve_context(self.context_data), self._request)

    def add_post_render_callback(self, callback: Callable[[Any], Any]) -> None:
        """Call *callback* with this response after it was filled: at once if it is already."""
        if self._is_rendered:
            callback(self)
        else:
            self._post_render_callbacks.append(callback)

    def render(self) -> Any:
        """Fill the page, once; return the response (or what a callback put in its place)."""
        response: Any = self
        if not self._is_rendered:
            self.content = self.rendered_content
            for callback in self._post_render_callbacks:
                replaced = callback(response)
                if replaced is not None:
                    response = replaced
        return response

    @property
    def is_rendered(self) -> bool:
        """Whether the page has been filled."""
        return self._is_rendered

    def __iter__(self) -> Iterator[bytes]:
        if not self._is_rendered:
            raise ContentNotRenderedError(
                "The response content must be rendered before it can be iterated over."
            )
        return super().__iter__()

    @property
    def content(self) -> bytes:
        """The bytes of the page. Raises ContentNotRenderedError before it was filled."""
        if not self._is_rendered:
            raise ContentNotRenderedError(
                "The response content must be rendered before it can be accessed."
            )
        return HttpResponse.content.fget(self)  # type: ignore[attr-defined, no-any-return]

    @content.setter
    def content(self, value: Any) -> None:
        HttpResponse.content.fset(self, value)  # type: ignore[attr-defined]
        self._is_rendered = True


class TemplateResponse(SimpleTemplateResponse):
    """A SimpleTemplateResponse whose template also gets the request."""

    rendering_attrs = [*SimpleTemplateResponse.rendering_attrs, "_request"]

    def __init__(
        self,
        request: Any,
        template: Any,
        context: dict[str, Any] | None = None,
        content_type: str | None = None,
        status: int | None = None,
        charset: str | None = None,
        using: str | None = None,
        headers: Any = None,
    ) -> None:
        super().__init__(template, context, content_type, status, charset, using, headers)
        self._request = request
