"""Tells, while tests run, of the templates that a template extends, includes and imports.

`assertTemplateUsed(response, "base.html")` holds for a page that extends base.html.
"""

import functools
import sys
import threading
from typing import Any

from ..core.signals import template_rendered

_WAYS = ("get_template", "select_template")
_before: dict[str, Any] = {}
"""Jinja2's own methods, while ours stand in their place."""


class _Rendered(threading.local):
    backend: Any = None
    context: dict[str, Any] | None = None


_rendered = _Rendered()


def begin() -> None:
    """Tell of them from now on."""
    template_rendered.connect(_note)


def end() -> None:
    """Tell of them no more."""
    template_rendered.disconnect(_note)
    for way, method in _before.items():
        setattr(sys.modules["jinja2"].Environment, way, method)
    _before.clear()
    _rendered.__dict__.clear()


def _note(*, template: Any, context: Any, **_: Any) -> None:
    _rendered.backend, _rendered.context = template.backend, context
    if not _before:  # PERF: tests without templates do not load Jinja2
        kind = sys.modules["jinja2"].Environment
        for way in _WAYS:
            _before[way] = getattr(kind, way)
            setattr(kind, way, _telling(_before[way]))


def _telling(method: Any) -> Any:
    @functools.wraps(method)
    def telling(environment: Any, name: Any, parent: Any = None, *args: Any, **kwargs: Any) -> Any:
        found = method(environment, name, parent, *args, **kwargs)
        backend = _rendered.backend
        # a template that is asked for by another one, while that is rendered
        if parent is not None and backend is not None and backend.env is environment:
            template = backend.get_template(found.name) if found.name else None
            if template is not None:
                context = _rendered.context
                template_rendered.send(sender=template, template=template, context=context)
        return found

    return telling
