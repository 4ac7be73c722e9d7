"""HTML read so that two pieces can be compared by meaning: what assertHTMLEqual looks at.

White space around elements, the order of attributes and of classes, and the way an attribute is
quoted mean nothing. (Django's documentation: topics/testing/tools, `assertHTMLEqual`.)
"""

import html
import re
from collections.abc import Iterable
from html.parser import HTMLParser

Attribute = tuple[str, str | None]

_SPACE = re.compile(r"[\t\n\f\r ]+")  # HTML's ASCII white space; a no-break space is text

# HTML standard, "Void elements"; the last ones were void in older versions
VOID_ELEMENTS = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr", "frame", "spacer",
})  # fmt: skip
# HTML standard, the table of attributes; `truespeed` belongs to a deprecated element
BOOLEAN_ATTRIBUTES = frozenset({
    "allowfullscreen", "async", "autofocus", "autoplay", "checked", "controls", "default",
    "defer", "disabled", "formnovalidate", "hidden", "ismap", "itemscope", "loop", "multiple",
    "muted", "nomodule", "novalidate", "open", "playsinline", "readonly", "required",
    "reversed", "selected", "truespeed",
})  # fmt: skip


class HTMLParseError(Exception):
    """The text is not well-formed: an end tag without its element."""


class Element:
    """An element: its name, its attributes in order of their names, and what is in it."""

    def __init__(self, name: str | None, attributes: Iterable[Attribute]) -> None:
        self.name = name
        self.attributes = sorted(attributes, key=lambda one: (one[0], one[1] or ""))
        self.children: list[Element | str] = []

    def append(self, child: "Element | str") -> None:
        """Add a text or an element; white space alone before an element is dropped."""
        last = self.children[-1] if self.children else None
        if isinstance(child, str):
            child = _SPACE.sub(" ", child)
            if isinstance(last, str):
                self.children[-1] = _SPACE.sub(" ", last + child)
                return
        elif isinstance(last, str) and last.isspace():
            self.children.pop()
        if child:
            self.children.append(child)

    def finalize(self) -> None:
        """Drop the white space around each text, once everything is there."""
        while self.children and isinstance(self.children[-1], str):
            text = self.children[-1].rstrip()
            if text:
                break
            self.children.pop()
        for number, child in enumerate(self.children):
            if isinstance(child, str):
                self.children[number] = child.strip()
            else:
                child.finalize()

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Element)
            and self.name == other.name
            and self.attributes == other.attributes
            and self.children == other.children
        )

    def __hash__(self) -> int:
        return hash((self.name, *self.attributes))

    def count(self, needle: "Element | str") -> int:
        """Return how often *needle*, an element or a text, stands in this one or is it."""
        if self == needle:
            return 1
        several = isinstance(needle, RootElement)
        if several and self.children == needle.children:  # type: ignore[union-attr]
            return 1
        found = self._count_runs(needle) if several else 0  # type: ignore[arg-type]
        for child in self.children:
            if isinstance(child, Element):
                found += child.count(needle)
            else:
                found += child.count(needle) if isinstance(needle, str) else 0
        return found

    def _count_runs(self, needle: "RootElement") -> int:
        """Return how often the elements of *needle* stand one after the other among the children.

        As in Django, runs are sought among elements: text between them is passed over.
        """
        if not needle.children:
            return 0
        found = place = 0
        for child in self.children:
            if isinstance(child, str):
                continue
            place = place + 1 if needle.children[place] == child else 0
            if place == len(needle.children):
                found, place = found + 1, 0
        return found

    def __contains__(self, needle: "Element | str") -> bool:
        return self.count(needle) > 0

    def __getitem__(self, index: int) -> "Element | str":
        return self.children[index]

    def __str__(self) -> str:
        head = "".join(
            f" {name}" if value is None else f' {name}="{value}"' for name, value in self.attributes
        )
        if not self.children:
            return f"<{self.name}{head}>"
        return f"<{self.name}{head}>\n{self._inside()}\n</{self.name}>"

    def _inside(self) -> str:
        return "".join(
            html.escape(one) if isinstance(one, str) else str(one) for one in self.children
        )

    __repr__ = __str__


class RootElement(Element):
    """What holds several elements or texts side by side."""

    def __init__(self) -> None:
        super().__init__(None, ())

    def __str__(self) -> str:
        return self._inside()

    __repr__ = __str__


class Parser(HTMLParser):
    """Reads HTML into elements. Elements that are left open end with the one around them."""

    def __init__(self) -> None:
        super().__init__()
        self.root = RootElement()
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[Attribute]) -> None:
        """Begin an element, a void one whole."""
        element = Element(tag, [_normal(name, value) for name, value in attrs])
        self._current.append(element)
        if tag not in VOID_ELEMENTS:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[Attribute]) -> None:
        """Take `<p/>` for an element without content."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID_ELEMENTS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """End the innermost element of that name. Raises HTMLParseError when none is open."""
        while self._open:
            if self._open.pop().name == tag:
                return
        line, column = self.getpos()
        raise HTMLParseError(f"Unexpected end tag `{tag}` (Line {line}, Column {column})")

    def handle_data(self, data: str) -> None:
        """Add text."""
        self._current.append(data)

    @property
    def _current(self) -> Element:
        return self._open[-1] if self._open else self.root


def parse_html(text: str) -> Element:
    """Return the element that *text* is, or a RootElement when it is several, or none."""
    parser = Parser()
    parser.feed(text)
    parser.close()
    root = parser.root
    root.finalize()
    if len(root.children) == 1 and isinstance(root.children[0], Element):
        return root.children[0]
    return root


def _normal(name: str, value: str | None) -> Attribute:
    if name == "class" and value:
        value = " ".join(sorted(filter(None, _SPACE.split(value))))
    if name in BOOLEAN_ATTRIBUTES:
        return name, None if not value or value == name else value
    return name, value or ""
