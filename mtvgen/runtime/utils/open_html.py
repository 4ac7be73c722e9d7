"""Python's HTML parser, kept to linear time where a text is made to take long.

It looks for the end of each "<", "<!--" and "<![" anew, to the end of the text: 60 kB of them took
seconds. Honest texts have few that do not end, and are read as ever.
"""

from html import unescape
from html.parser import HTMLParser

_MOST_OPEN = 50
"""Openings without an end that may each be looked at as far as the text goes."""
_LONGEST = 1_000
"""Characters of a tag that are looked at after that."""


class LinearHTMLParser(HTMLParser):
    """The parser, for a text that is given whole: `read()` stands for `feed()` and `close()`."""

    _open = 0

    def read(self, text: str) -> None:
        """Parse *text* to its end."""
        tags, rest = split_open(text)
        self.feed(tags)
        self.close()
        if rest:
            plain = self.cdata_elem or not self.convert_charrefs
            self.handle_data(rest if plain else unescape(rest))

    def check_for_whole_start_tag(self, i: int) -> int:
        """Return where the tag that begins at *i* ends; -1 when it does not."""
        find = super().check_for_whole_start_tag
        if self._open < _MOST_OPEN:
            end: int = find(i)
        else:
            whole = self.rawdata
            self.rawdata = whole[i : i + _LONGEST]
            end = find(0)
            self.rawdata = whole
            end += i if end >= 0 else 0
        self._open += end < 0
        return end


def split_open(text: str) -> tuple[str, str]:
    """Return what of *text* may hold tags, and the rest, which is text: nothing in it is closed."""
    end = text.rfind(">") + 1
    for opening, closing in (("<!--", "-->"), ("<![", "]")):
        place = text.rfind(closing, 0, end) + 1
        for _ in range(_MOST_OPEN):
            place = text.find(opening, place, end) + 1
            if not place:
                break
        else:
            end = place - 1
    return text[:end], text[end:]
