"""Text cut, joined, cleaned and compressed. (Django's documentation: reference/utils.)"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from ..core.exceptions import SuspiciousFileOperation
from .ellipsis import add_truncation_text as add_truncation_text
from .ellipsis import calculate_truncate_chars_length as calculate_truncate_chars_length
from .functional import SimpleLazyObject, keep_lazy_text, lazy

_CAPITAL_OF_A_WORD = re.compile(r"(?<=[a-z])[A-Z]|[A-Z](?![A-Z]|$)")
# PERF: compiled when they are first used, which is seldom.
_UNQUOTED = r"""[^\s'"]*"""
_INSIDE = {'"': r'(?:[^"\\]|\\.)*', "'": r"(?:[^'\\]|\\.)*"}
_LONG, _MOST_MARKS = 1_000, 100
_KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")


@keep_lazy_text
def capfirst(x: Any) -> Any:
    """Return *x* with its first letter in upper case; what is empty comes back as it is."""
    if not x:
        return x
    text = str(x)
    return text[0].upper() + text[1:]


@keep_lazy_text
def wrap(text: str, width: int) -> str:
    """Return *text* with each of its lines broken at spaces, at most *width* characters long.

    A longer word stays whole. Only the spaces where a line is broken are lost.
    """
    from textwrap import TextWrapper

    wrapper = TextWrapper(
        width=width, break_long_words=False, break_on_hyphens=False, replace_whitespace=False
    )
    lines = [part for line in text.splitlines() for part in wrapper.wrap(line) or [line]]
    return "\n".join([*lines, ""] if text.endswith("\n") else lines)


class Truncator(SimpleLazyObject):
    """A text that can be cut by characters or by words."""

    def __init__(self, text: object) -> None:
        super().__init__(lambda: str(text))

    def chars(self, num: int | str, truncate: str | None = None, html: bool = False) -> str:
        """Return the text, at most *num* characters with the sign that there was more.

        truncate: see `add_truncation_text()`. html: count no tags, and close those left open.
        """
        length = int(num)
        if length <= 0:
            return ""
        text = _normalized("NFC", str(self))
        if html:
            from .truncation import truncate_html_chars

            return truncate_html_chars(text, length, truncate)
        left = calculate_truncate_chars_length(length, truncate)
        count, end = 0, None
        for place, char in enumerate(text):
            if unicodedata.combining(char):
                continue
            count += 1
            if end is None and count > left:
                end = place
            if count > length:
                return add_truncation_text(text[: end or 0], truncate)
        return text

    def words(self, num: int | str, truncate: str | None = None, html: bool = False) -> str:
        """Return the first *num* words, joined by single spaces; a sign says that there was more.

        truncate: see `add_truncation_text()`. html: count no tags, keep the space, close tags.
        """
        length = int(num)
        if length <= 0:
            return ""
        if html:
            from .truncation import truncate_html_words

            return truncate_html_words(str(self), length, truncate)
        words = str(self).split()
        cut = " ".join(words[:length])
        return add_truncation_text(cut, truncate) if len(words) > length else cut


def _normalized(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """Return *text* in a normal form of Unicode, in linear time.

    SAFETY: marks on one letter are put in order in quadratic time: 400 kB of them took two minutes.
    No language needs more than 30 (Unicode Annex 15, section 13); they are cut at 100.
    """
    if len(text) < _LONG or text.isascii():
        return unicodedata.normalize(form, text)
    is_mark = {
        character: unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) > 0
        for character in set(text)
    }
    pieces, start, marks = [], 0, 0
    for place, character in enumerate(text):
        marks = marks + 1 if is_mark[character] else 0
        if marks == _MOST_MARKS:
            pieces.append(unicodedata.normalize(form, text[start:place]))
            start, marks = place, 0
    pieces.append(unicodedata.normalize(form, text[start:]))
    return "".join(pieces)


def trim_value(value: Any, limit: int = 4096) -> tuple[Any, str]:
    """Return *value* cut to *limit* characters, and a remark on what was cut ("" when nothing).

    What is no text comes back as it is.
    """
    if not isinstance(value, str) or len(value) <= limit:
        return value, ""
    return value[:limit], f"… <trimmed {len(value) - limit} chars out of {len(value)}>"


@keep_lazy_text
def get_valid_filename(name: object) -> str:
    """Return *name* as a file may be called: spaces as "_", else letters, digits, "-_." alone.

    Raises SuspiciousFileOperation when nothing is left, or a name that means a folder.
    """
    kept = re.sub(r"[^-\w.]", "", str(name).strip().replace(" ", "_"))
    if kept in {"", ".", ".."}:
        raise SuspiciousFileOperation(f"Could not derive file name from '{name}'")
    return kept


@keep_lazy_text
def get_text_list(list_: Sequence[object], last_word: object = "or") -> str:
    """Return a list as a sentence says it: "a, b or c"."""
    if not list_:
        return ""
    *others, last = map(str, list_)
    return f"{', '.join(others)} {last_word} {last}" if others else last


@keep_lazy_text
def normalize_newlines(text: object) -> str:
    """Return *text* with every line ending as a single LF."""
    return str(text).replace("\r\n", "\n").replace("\r", "\n")


@keep_lazy_text
def phone2numeric(phone: str) -> str:
    """Return a telephone number with its letters as the keys that they stand on."""
    return phone.lower().translate(_KEYPAD)


def compress_string(s: bytes, *, max_random_bytes: int | None = None) -> bytes:
    """Return *s* compressed as gzip.

    max_random_bytes: SAFETY: add a file name of random length below that many bytes, so that the
    length of the whole says less of what is in it (the "BREACH" attack).
    """
    import gzip

    compressed = gzip.compress(s, compresslevel=6, mtime=0)
    if not max_random_bytes:
        return compressed
    header = bytearray(compressed[:10])  # RFC 1952, section 2.3
    header[3] = gzip.FNAME
    return bytes(header) + _random_file_name(max_random_bytes) + b"\x00" + compressed[10:]


def compress_sequence(
    sequence: Iterable[bytes], *, max_random_bytes: int | None = None
) -> Iterator[bytes]:
    """Yield the parts of *sequence* compressed as one gzip file, each as soon as there is one.

    max_random_bytes: as for `compress_string()`.
    """
    import gzip
    from io import BytesIO

    buffer = BytesIO()

    def written() -> bytes:
        data = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return data

    name = _random_file_name(max_random_bytes) if max_random_bytes else None
    with gzip.GzipFile(
        filename=name,
        mode="wb",
        compresslevel=6,
        fileobj=buffer,
        mtime=0,
    ) as file:
        yield written()
        for part in sequence:
            file.write(part)
            if data := written():
                yield data
    yield written()


def _random_file_name(max_bytes: int) -> bytes:
    import secrets

    return b"a" * secrets.randbelow(max_bytes)


def smart_split(text: object) -> Iterator[str]:
    """Yield the words of *text*; what stands in quotes is one, and keeps them.

    A backslash before a quote in quotes makes it no end.
    """
    value = str(text)
    # SAFETY: how far a quote was followed without an end: to look for it from each one on would
    # take quadratic time
    followed = {'"': 0, "'": 0}
    start = _end(r"\s*", value, 0)
    while start < len(value):
        end, quoted = _end(_UNQUOTED, value, start), False
        while end < len(value) and value[end] in followed and end >= followed[value[end]]:
            quote = value[end]
            close = _end(_INSIDE[quote], value, end + 1)
            if value[close : close + 1] != quote:
                followed[quote] = close
                break
            end, quoted = _end(_UNQUOTED, value, close + 1), True
        if not quoted:
            end = _end(r"\S+", value, start)
        yield value[start:end]
        start = _end(r"\s*", value, end)


def _end(pattern: str, value: str, start: int) -> int:
    found = re.compile(pattern).match(value, start)
    assert found is not None  # each pattern takes nothing, too, or stands before what it takes
    return found.end()


@keep_lazy_text
def unescape_string_literal(s: str) -> str:
    """Return what stands in quotes in *s*, its backslashes before quotes and themselves undone.

    Raises ValueError when *s* does not begin and end with the same quote.
    """
    if not s or s[0] not in "\"'" or s[-1] != s[0]:
        raise ValueError(f"Not a string literal: {s!r}")
    return s[1:-1].replace(f"\\{s[0]}", s[0]).replace("\\\\", "\\")


@keep_lazy_text
def slugify(value: object, allow_unicode: bool = False) -> str:
    """Return *value* as part of a URL: lower case, letters, digits, "_" and single "-".

    allow_unicode: keep letters beyond ASCII; else accents are taken off and others left out.
    """
    text = str(value)
    if allow_unicode:
        text = _normalized("NFKC", text)
    elif not text.isascii():
        text = _normalized("NFKD", text).encode("ascii", "ignore").decode("ascii")
    text = re.sub(r"[^\w\s-]", "", text.lower())
    return re.sub(r"[-\s]+", "-", text).strip("-_")


def camel_case_to_spaces(value: str) -> str:
    """Return CamelCase as separate words in lower case."""
    return _CAPITAL_OF_A_WORD.sub(r" \g<0>", value).strip().lower()


def _format_lazy(format_string: Any, *args: object, **kwargs: object) -> str:
    text: str = format_string.format(*args, **kwargs)
    return text


format_lazy = lazy(_format_lazy, str)
"""`str.format()`, made when the text is needed: any part of it may be lazy."""
