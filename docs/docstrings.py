"""Docstrings as reStructuredText, which is what Sphinx's autodoc reads.

Docstrings here are plain text for people who read the code: `names` in single quotes, *arguments* in
stars, lists with "- ", examples indented by four. Everything else is to be shown as it stands.
"""

import re
from collections.abc import Iterator

_INLINE = re.compile(r"`([^`]+)`|(?<![\w*])\*(\w+)\*(?![\w*])")
_SPECIAL = re.compile(r"([\\*`|_])")
_ITEM = re.compile(r"( *)- ")


def as_rst(lines: list[str]) -> list[str]:
    """Return a docstring's lines as reStructuredText that shows what they say."""
    made: list[str] = []
    for paragraph in _paragraphs(lines):
        if made:
            made.append("")
        if all(line.startswith("    ") for line in paragraph):
            made += ["::", "", *(f"    {line}" for line in paragraph)]
        elif any(_ITEM.match(line) for line in paragraph):
            made += _with_list(paragraph)
        elif any(line.startswith((" ", "\t")) for line in paragraph) or ">>>" in paragraph[0]:
            made += ["::", "", *(f"    {line}" for line in paragraph)]
        else:
            made += [_text(line) for line in paragraph]
    return [*made, ""]


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            paragraph.append(line.rstrip())
        elif paragraph:
            yield paragraph
            paragraph = []


def _with_list(paragraph: list[str]) -> list[str]:
    """Return a paragraph with list items in it; text before them becomes a paragraph of its own."""
    made: list[str] = []
    for line in paragraph:
        item = _ITEM.match(line)
        if item:
            if made and not made[-1].startswith(("- ", "  ")):
                made.append("")
            made.append(f"- {_text(line[item.end() :].strip())}")
        elif made and made[-1].startswith(("- ", "  ")) and line.startswith(" "):
            made.append(f"  {_text(line.strip())}")
        else:
            made += [
                *([""] if made and made[-1].startswith(("- ", "  ")) else []),
                _text(line.strip()),
            ]
    return made


def _text(line: str) -> str:
    made, end = "", 0
    for found in _INLINE.finditer(line):
        made += _SPECIAL.sub(r"\\\1", line[end : found.start()])
        made += _joined(
            made, f"``{found[1]}``" if found[1] else f"*{found[2]}*", line[found.end() :]
        )
        end = found.end()
    return made + _SPECIAL.sub(r"\\\1", line[end:])


def _joined(before: str, marked: str, after: str) -> str:
    """Return marked text that is set apart from a letter beside it, as reStructuredText wants."""
    start = "\\ " if before[-1:].isalnum() else ""
    end = "\\ " if after[:1].isalnum() else ""
    return f"{start}{marked}{end}"
