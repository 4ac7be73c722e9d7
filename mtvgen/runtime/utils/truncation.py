"""HTML cut after so many characters or words, with every tag that is open closed again."""

import re
from collections.abc import Callable
from html import escape

from .ellipsis import add_truncation_text, calculate_truncate_chars_length
from .open_html import LinearHTMLParser

VOID_ELEMENTS = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"),
        *("param", "source", "track", "wbr"),
        *("frame", "spacer"),  # of older HTML
    )
)
"""Elements that have no content and no end tag (HTML Living Standard, section 13.1.2)."""

_SPACE_BETWEEN_WORDS = re.compile(r"(?<=\S)\s+(?=\S)")


def truncate_html_chars(text: str, length: int, truncate: str | None) -> str:
    """Return *text* with at most *length* characters of its own, the sign of truncation among them.

    truncate: see `add_truncation_text()`.
    """
    left = calculate_truncate_chars_length(length, truncate)
    return _Truncation(text, left, truncate, _cut_chars, whole=length).result()


def truncate_html_words(text: str, length: int, truncate: str | None) -> str:
    """Return *text* with its first *length* words; see `truncate_html_chars()`."""
    return _Truncation(text, length, truncate, _cut_words).result()


def _cut_chars(data: str, left: int) -> tuple[int, str]:
    return len(data), data[:left]


def _cut_words(data: str, left: int) -> tuple[int, str]:
    words = _SPACE_BETWEEN_WORDS.split(data)
    return len(words), " ".join(words[:left])


class _Cut(Exception):
    """The length is reached."""


class _Truncation(LinearHTMLParser):
    """Copies HTML until its text has *length* units, which *cut* counts and takes.

    whole: the text may be this long, in characters, if nothing follows, not even a tag.
    """

    def __init__(
        self,
        text: str,
        length: int,
        truncate: str | None,
        cut: Callable[[str, int], tuple[int, str]],
        whole: int | None = None,
    ) -> None:
        super().__init__(convert_charrefs=True)
        self.text = text
        self.left = length
        self.truncate = truncate
        self.cut = cut
        self.whole = whole
        self.seen = 0
        self.open: list[str] = []
        self.written: list[str] = []

    def result(self) -> str:
        try:
            self.read(self.text)
        except _Cut:
            self.written += [f"</{tag}>" for tag in reversed(self.open)]
        return "".join(self.written)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID_ELEMENTS:
            self.handle_endtag(tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.written.append(self.get_starttag_text() or "")
        if tag not in VOID_ELEMENTS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID_ELEMENTS:
            return
        self.written.append(f"</{tag}>")
        # SAFETY: only the innermost is looked at: a search for each stray end tag takes time that
        # grows with the square of their number.
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.seen += len(data)
        if self.seen == self.whole and len("".join(self.written) + data) == len(self.text):
            self.written.append(data)  # exactly as long as allowed, and nothing follows
            raise _Cut
        units, kept = self.cut(data, self.left)
        self.left -= units
        if self.left < 0:
            self.written.append(add_truncation_text(escape(kept), self.truncate))
            raise _Cut
        self.written.append(escape(kept))
