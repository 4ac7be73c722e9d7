"""Assertions about the templates that made a response."""

import unittest
from types import TracebackType
from typing import Any, Self

from ...core.signals import template_rendered

__unittest = True  # a failure is shown at the line of the test, not here


class TemplateAssertions(unittest.TestCase):
    """assertTemplateUsed, assertTemplateNotUsed: of a response, or of a `with` block."""

    def assertTemplateUsed(
        self,
        response: Any = None,
        template_name: str | None = None,
        msg_prefix: str = "",
        count: int | None = None,
    ) -> Any:
        """Assert that the template was rendered for the response: *count* times, or at least once.

        `with self.assertTemplateUsed("polls/detail.html"): …` looks at what the block renders.
        """
        block_name, used = _subject(response, template_name, "assertTemplateUsed")
        prefix = f"{msg_prefix}: " if msg_prefix else ""
        if block_name is not None:
            return _Block(lambda names: self._check_used(block_name, names, prefix, count))
        return self._check_used(str(template_name), used, prefix, count)

    def assertTemplateNotUsed(
        self, response: Any = None, template_name: str | None = None, msg_prefix: str = ""
    ) -> Any:
        """Assert that the template was not rendered for the response, or in the `with` block."""
        block_name, used = _subject(response, template_name, "assertTemplateNotUsed")
        prefix = f"{msg_prefix}: " if msg_prefix else ""
        if block_name is not None:
            return _Block(lambda names: self._check_not_used(str(block_name), names, prefix))
        return self._check_not_used(str(template_name), used, prefix)

    def _check_used(self, name: str, used: list[str], prefix: str, count: int | None) -> None:
        if not used:
            self.fail(f"{prefix}No templates used to render the response")
        self.assertTrue(
            name in used,
            f"{prefix}Template '{name}' was not a template used to render the response. "
            f"Actual template(s) used: {', '.join(used)}",
        )
        if count is not None:
            self.assertEqual(
                used.count(name),
                count,
                f"{prefix}Template '{name}' was expected to be rendered {count} time(s) but was "
                f"actually rendered {used.count(name)} time(s).",
            )

    def _check_not_used(self, name: str, used: list[str], prefix: str) -> None:
        self.assertFalse(
            name in used,
            f"{prefix}Template '{name}' was used unexpectedly in rendering the response",
        )


class _Block:
    """A `with` block: notes what is rendered within, and checks it at the end."""

    def __init__(self, check: Any) -> None:
        self.check = check
        self.rendered_templates: list[Any] = []

    def on_template_render(self, template: Any, **_: Any) -> None:
        """Note a template."""
        self.rendered_templates.append(template)

    def __enter__(self) -> Self:
        template_rendered.connect(self.on_template_render)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        template_rendered.disconnect(self.on_template_render)
        if kind is None:
            self.check(_names(self.rendered_templates))


def _subject(response: Any, template_name: str | None, method: str) -> tuple[str | None, list[str]]:
    """Return the template that a `with` block is about, else None and the response's templates.

    Either argument may be the template's name, if it is the only one.
    """
    if response is None and template_name is None:
        raise TypeError("response and/or template_name argument must be provided")
    if hasattr(response, "templates"):
        return None, _names(response.templates)
    if response is not None and template_name is not None:
        raise ValueError(f"{method}() is only usable on responses fetched using the test Client.")
    return (template_name if response is None else response), []


def _names(templates: list[Any]) -> list[str]:
    return [one.name for one in templates if one.name is not None]
