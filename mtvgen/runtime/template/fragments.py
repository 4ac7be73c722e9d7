"""One block of a page by itself: "entries.html#rows" is the block `rows` of entries.html.

For pages that change a part of themselves, without a second template for it. (Django 6.0 names the
parts of its own templates in the same way.)
"""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import jinja2

from .exceptions import TemplateDoesNotExist


class Block:
    """Stands where a Jinja2 template does; `render()` fills one of its blocks.

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

    def render(self, names: dict[str, Any]) -> str:
        """Return the block filled with *names*. Raises TemplateDoesNotExist without such a block."""
        context = self.page.new_context(names)
        try:
            _begin(self.page, context)
            if self.block in context.blocks:
                return self.environment.concat(context.blocks[self.block][0](context))
        except Exception:  # noqa: BLE001  # Jinja2 raises it again, from the template's line
            self.environment.handle_exception()
        raise self._missing(sorted(context.blocks))

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
