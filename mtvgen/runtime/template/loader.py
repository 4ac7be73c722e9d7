"""Find templates and fill them. (Django's documentation: topics/templates, "Usage".)"""

from typing import Any

from .. import trace
from .backends.jinja2 import Jinja2, Template
from .engines import engines
from .exceptions import TemplateDoesNotExist


def get_template(template_name: str, using: str | None = None) -> Template:
    """Return the template of that name: the first engine's that has it, or that of *using*.

    Raises TemplateDoesNotExist, TemplateSyntaxError.
    """
    missing: list[TemplateDoesNotExist] = []
    for engine in _engines(using):
        try:
            return engine.get_template(template_name)
        except TemplateDoesNotExist as error:
            missing.append(error)
            if trace.on:
                trace.note("template.missed", error=error)
    try:
        raise _not_found(template_name, missing)
    finally:
        missing.clear()  # or frame, traceback, list and error would wait for the garbage collector


def select_template(template_name_list: Any, using: str | None = None) -> Template:
    """Return the first template of the names that there is. Raises TemplateDoesNotExist."""
    if isinstance(template_name_list, str):
        raise TypeError(
            "select_template() takes an iterable of template names but got a string: "
            f"{template_name_list!r}. Use get_template() if you want to load a single template by name."
        )
    missing: list[TemplateDoesNotExist] = []
    for name in template_name_list:
        for engine in _engines(using):
            try:
                return engine.get_template(name)
            except TemplateDoesNotExist as error:
                missing.append(error)
                if trace.on:
                    trace.note("template.missed", error=error)
    if not template_name_list:
        raise TemplateDoesNotExist("No template names provided")
    try:
        raise _not_found(", ".join(template_name_list), missing)
    finally:
        missing.clear()  # as in get_template()


def render_to_string(
    template_name: str | list[str] | tuple[str, ...],
    context: dict[str, Any] | None = None,
    request: Any = None,
    using: str | None = None,
) -> str:
    """Return the page of a template (the first that there is, of several) filled with *context*."""
    if isinstance(template_name, (list, tuple)):
        template = select_template(template_name, using=using)
    else:
        template = get_template(template_name, using=using)
    return template.render(context, request)


def _engines(using: str | None) -> list[Jinja2]:
    return engines.all() if using is None else [engines[using]]


def _not_found(name: str, missing: list[TemplateDoesNotExist]) -> TemplateDoesNotExist:
    if not missing:
        hint = "The TEMPLATES setting is empty: no engine can look for it."
        return TemplateDoesNotExist(name, hint=hint)
    first = missing[0]
    if len(missing) > 1:
        return TemplateDoesNotExist(name, chain=missing, hint=first.hint)
    first.chain = [TemplateDoesNotExist(first.args[0], first.tried, first.backend, hint=first.hint)]
    return first  # with its own traceback: "raised because of …" says nothing new
