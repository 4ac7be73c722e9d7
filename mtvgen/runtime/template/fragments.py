"""One block of a page by itself: "entries.html#rows" is the block `rows` of entries.html.

For pages that change a part of themselves, without a second template for it. (Django 6.0 names the
parts of its own templates in the same way.)
"""

from collections import ChainMap
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import jinja2

from .exceptions import TemplateDoesNotExist


class Block:
    """Stands where a Jinja2 template does: fills one block of *page*.

    What stands before the first text of the page happens first: imports, `set`, and the parent
    that it extends, so that inherited blocks and `super()` are as in the whole page. The rest of
    the page does not.
    """

    def __init__(self, page: jinja2.Template, block: str) -> None:
        self.page = page
        self.block = block
        self.name = f"{page.name}#{block}"
        self.filename = page.filename
        self.environment = page.environment
        self.globals = page.globals
        self.new_context = page.new_context

    @property
    def is_up_to_date(self) -> bool:
        """Whether the file of the page is still the same."""
        return self.page.is_up_to_date

    def render(self, names: dict[str, Any]) -> str:
        """Return the block filled with *names*. Raises TemplateDoesNotExist without such a block."""
        # PERF: as for whole pages: 20 µs less than by way of Jinja2's ChainMap
        own = self.globals.maps[0] if isinstance(self.globals, ChainMap) else self.globals
        context = self.new_context({**self.environment.globals, **own, **names}, shared=True)
        try:
            return self.environment.concat(self.root_render_func(context))
        except TemplateDoesNotExist:
            raise
        except Exception:  # noqa: BLE001  # Jinja2 raises it again, from the template's line
            self.environment.handle_exception()

    def root_render_func(self, context: Any) -> Iterator[str]:
        """Yield the texts of the block: what an {% include %} asks a template for."""
        _begin(self.page, context)
        if self.block not in context.blocks:
            raise self._missing(sorted(context.blocks))
        yield from context.blocks[self.block][0](context)

    def _missing(self, known: list[str]) -> TemplateDoesNotExist:
        near = get_close_matches(self.block, known, n=1)
        hint = (
            f"Did you mean {near[0]!r}?" if near else f"Its blocks: {', '.join(known) or 'none'}."
        )
        return TemplateDoesNotExist(
            f"{self.page.name} has no block {self.block!r}.",
            tried=[(self.filename or self.page.name, "no such block")],
            hint=hint,
        )


def _begin(page: jinja2.Template, context: Any) -> None:
    """Run *page* up to its first text, such that *context* has its names and all its blocks."""
    for functions in context.blocks.values():
        functions.insert(0, _stop)
    any(text.strip() for text in page.root_render_func(context))  # stops at the first that shows
    for functions in context.blocks.values():
        if functions[0] is _stop:
            del functions[0]


def _stop(_context: Any) -> Iterator[str]:
    yield "(a block: the page has begun)"
