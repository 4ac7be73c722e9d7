"""Comparing XML by meaning: the order of attributes, comments and white space do not count."""

import re
from typing import Any
from xml.dom.minidom import Node, parseString

_SPACES = re.compile(r"[ \t\n][ \t\n]+")
_ASIDE = (Node.COMMENT_NODE, Node.DOCUMENT_TYPE_NODE, Node.PROCESSING_INSTRUCTION_NODE)


def compare_xml(want: str, got: str) -> bool:
    """Return whether two documents, or fragments, mean the same. Raises ExpatError on broken ones."""
    want, got = (text.strip().replace("\\n", "\n") for text in (want, got))
    if not want.startswith("<?xml"):  # perhaps a fragment with several elements
        want, got = f"<root>{want}</root>", f"<root>{got}</root>"
    return _same(_first_element(parseString(want)), _first_element(parseString(got)))  # noqa: S318  # a test's own text


def _same(one: Any, other: Any) -> bool:
    if one.tagName != other.tagName or _text(one) != _text(other):
        return False
    if dict(one.attributes.items()) != dict(other.attributes.items()):
        return False
    pairs = list(_elements(one)), list(_elements(other))
    return len(pairs[0]) == len(pairs[1]) and all(map(_same, *pairs))


def _first_element(document: Any) -> Any:
    return next(node for node in document.childNodes if node.nodeType not in _ASIDE)


def _elements(element: Any) -> list[Any]:
    return [node for node in element.childNodes if node.nodeType == Node.ELEMENT_NODE]


def _text(element: Any) -> str:
    texts = [node.data for node in element.childNodes if node.nodeType == Node.TEXT_NODE]
    return _SPACES.sub(" ", "".join(texts))
