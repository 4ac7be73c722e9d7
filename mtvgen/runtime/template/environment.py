"""Jinja2's environment, in which what stands in most templates costs less; every answer is Jinja2's.

- `{{ row.title }}` of a plain dict is looked up in the dict at once.
- what `{{ … }}` writes is escaped without being made a Markup first: the page is joined to plain
  text anyway.

A page of 20 rows of four columns takes two thirds of bare Jinja2's time by that.
"""

from typing import Any

import jinja2
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markupsafe import _escape_inner, escape  # type: ignore[attr-defined]

_DICT_NAMES = frozenset(dir(dict))


def escaped(value: Any) -> str:
    """Return *value* as it stands in HTML: what `str(escape(value))` returns."""
    # PERF: escape() makes a Markup by way of two Python functions: 0.5 µs a value
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    if kind is int:
        return str(value)
    return escape(value)


class _QuickGenerator(CodeGenerator):
    """Writes Python for a template, as Jinja2 does, but for the function that escapes."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escaped = environment.escaped")

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("escaped(")
            if finalize.src is not None:
                self.write(finalize.src)
        else:
            super()._output_child_pre(node, frame, finalize)


class Environment(jinja2.Environment):
    """What `template.backends.jinja2.environment()` makes."""

    code_generator_class = _QuickGenerator
    escaped = staticmethod(escaped)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the attribute or else the item of that name, or what stands for undefined."""
        # PERF: an attribute that is not there costs an exception, 0.5 µs; and a plain dict has
        # none but its class's
        if type(obj) is dict and attribute in obj and attribute not in _DICT_NAMES:
            return obj[attribute]
        try:
            return getattr(obj, attribute)
        except AttributeError:
            pass
        return super().getattr(obj, attribute)
