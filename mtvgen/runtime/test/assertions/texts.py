"""Assertions about HTML, JSON and XML: by what they mean, not by how they are written."""

import difflib
import json
import unittest
from typing import Any
from unittest.util import safe_repr

from ..html import Element, HTMLParseError, parse_html
from ..xml import compare_xml

__unittest = True  # a failure is shown at the line of the test, not here


class TextAssertions(unittest.TestCase):
    """assertHTMLEqual, assertInHTML, assertJSONEqual, assertXMLEqual, and their opposites."""

    def assertHTMLEqual(self, html1: str, html2: str, msg: Any = None) -> None:
        """Assert that two pieces of HTML mean the same.

        White space around elements, the order of attributes and of classes do not count.
        """
        first, second = self._both_html(html1, html2, msg)
        if first != second:
            said = f"{safe_repr(first, True)} != {safe_repr(second, True)}"
            self._fail_with_diff(said, str(first), str(second), msg)

    def assertHTMLNotEqual(self, html1: str, html2: str, msg: Any = None) -> None:
        """Assert that two pieces of HTML do not mean the same."""
        first, second = self._both_html(html1, html2, msg)
        if first == second:
            said = f"{safe_repr(first, True)} == {safe_repr(second, True)}"
            self.fail(self._formatMessage(msg, said))

    def assertInHTML(
        self, needle: str, haystack: str, count: int | None = None, msg_prefix: str = ""
    ) -> None:
        """Assert that a piece of HTML stands in another: *count* times, or at least once."""
        part, page = self._both_html(needle, haystack, None)
        found = page.count(part)
        prefix = f"{msg_prefix}: " if msg_prefix else ""
        shown = safe_repr(haystack)
        if count is None:
            self.assertTrue(
                found, f"{prefix}Couldn't find {needle!r} in the following response\n{shown}"
            )
            return
        said = f"Found {found} instances of {needle!r} (expected {count}) in the following response"
        if count == 0:
            said = f"{needle!r} unexpectedly found in the following response"
        self.assertEqual(found, count, f"{prefix}{said}\n{shown}")

    def assertNotInHTML(self, needle: str, haystack: str, msg_prefix: str = "") -> None:
        """Assert that a piece of HTML does not stand in another."""
        self.assertInHTML(needle, haystack, count=0, msg_prefix=msg_prefix)

    def assertJSONEqual(self, raw: Any, expected_data: Any, msg: Any = None) -> None:
        """Assert that JSON means *expected_data*: Python values, or a text of JSON."""
        self.assertEqual(*self._both_json(raw, expected_data), msg=msg)

    def assertJSONNotEqual(self, raw: Any, expected_data: Any, msg: Any = None) -> None:
        """Assert that JSON does not mean *expected_data*."""
        self.assertNotEqual(*self._both_json(raw, expected_data), msg=msg)

    def assertXMLEqual(self, xml1: str, xml2: str, msg: Any = None) -> None:
        """Assert that two pieces of XML mean the same."""
        if not self._same_xml(xml1, xml2, msg):
            said = f"{safe_repr(xml1, True)} != {safe_repr(xml2, True)}"
            self._fail_with_diff(said, xml1, xml2, msg)

    def assertXMLNotEqual(self, xml1: str, xml2: str, msg: Any = None) -> None:
        """Assert that two pieces of XML do not mean the same."""
        if self._same_xml(xml1, xml2, msg):
            said = f"{safe_repr(xml1, True)} == {safe_repr(xml2, True)}"
            self.fail(self._formatMessage(msg, said))

    def _both_html(self, html1: str, html2: str, msg: Any) -> tuple[Element, Element]:
        return (
            parsed_html(self, html1, msg, "First argument is not valid HTML:"),
            parsed_html(self, html2, msg, "Second argument is not valid HTML:"),
        )

    def _both_json(self, raw: Any, expected: Any) -> tuple[Any, Any]:
        try:
            found = json.loads(raw)
        except ValueError:
            self.fail(f"First argument is not valid JSON: {raw!r}")
        if isinstance(expected, str):
            try:
                expected = json.loads(expected)
            except ValueError:
                self.fail(f"Second argument is not valid JSON: {expected!r}")
        return found, expected

    def _same_xml(self, xml1: str, xml2: str, msg: Any) -> bool:
        try:
            return compare_xml(xml1, xml2)
        except Exception as error:  # noqa: BLE001  # whatever the parser raises, the text is wrong
            said = f"First or second argument is not valid XML\n{error}"
            return self.fail(self._formatMessage(msg, said))

    def _fail_with_diff(self, said: str, first: str, second: str, msg: Any) -> None:
        diff = "\n" + "\n".join(difflib.ndiff(first.splitlines(), second.splitlines()))
        shown = self._truncateMessage(said, diff)  # type: ignore[attr-defined]  # unittest's own
        self.fail(self._formatMessage(msg, shown))


def parsed_html(test: unittest.TestCase, html: str, msg: Any, complaint: str) -> Element:
    """Return *html* as elements; the test fails with *complaint* when it is not well-formed."""
    try:
        return parse_html(html)
    except HTMLParseError as error:
        test.fail(test._formatMessage(msg, f"{complaint}\n{error}"))
