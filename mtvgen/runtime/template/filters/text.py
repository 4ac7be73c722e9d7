"""Letters, words and lengths."""

import re
from typing import Any

from ...utils import text as texts
from ...utils.encoding import iri_to_uri
from ...utils.html import strip_tags
from ...utils.safestring import SafeString
from .kinds import is_safe_html, keeps_safe, stringfilter

_NO_START = re.compile(r"(?<=[a-z]')[A-Z]|(?<=\d)[A-Z]")


@stringfilter
@keeps_safe
def addslashes(value: str) -> str:
    """Return *value* with a backslash before each quote and each backslash."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("'", "\\'")


@stringfilter
@keeps_safe
def capfirst(value: str) -> str:
    """Return *value* with its first letter in upper case."""
    return value and value[0].upper() + value[1:]


@stringfilter
@keeps_safe
def lower(value: str) -> str:
    """Return *value* in lower case."""
    return value.lower()


@stringfilter
def upper(value: str) -> str:
    """Return *value* in upper case. Of safe HTML it makes plain text: "&amp;" would break."""
    return value.upper()


@stringfilter
@keeps_safe
def title(value: str) -> str:
    """Return *value* with each word's first letter in upper case and the others in lower case."""
    # str.title() takes what follows an apostrophe or a digit for the start of a word
    return _NO_START.sub(lambda found: found[0].lower(), value.title())


@stringfilter
@keeps_safe
def slugify(value: str) -> str:
    """Return *value* as part of a URL: ASCII letters, digits, "_" and "-" alone."""
    return texts.slugify(value)


@keeps_safe
def stringformat(value: Any, arg: object) -> str:
    """Return *value* written by "%" and *arg* ("E", "02d"; Python's printf style); "" if it cannot."""
    try:
        formatted = f"%{arg}" % (str(value) if isinstance(value, tuple) else value)
    except (ValueError, TypeError):
        return ""
    return SafeString(formatted) if is_safe_html(value) else formatted


@stringfilter
@keeps_safe
def truncatechars(value: str, arg: Any) -> str:
    """Return *value*, at most *arg* characters long with the ellipsis that shows a cut."""
    length = _whole(arg)
    return value if length is None else texts.Truncator(value).chars(length)


@stringfilter
@keeps_safe
def truncatechars_html(value: str, arg: Any) -> str:
    """Return the HTML *value* with at most *arg* characters of text, and its open tags closed."""
    length = _whole(arg)
    return value if length is None else texts.Truncator(value).chars(length, html=True)


@stringfilter
@keeps_safe
def truncatewords(value: str, arg: Any) -> str:
    """Return the first *arg* words of *value*, and an ellipsis when there are more."""
    length = _whole(arg)
    return value if length is None else texts.Truncator(value).words(length, truncate=" …")


@stringfilter
@keeps_safe
def truncatewords_html(value: str, arg: Any) -> str:
    """Return the HTML *value* with its first *arg* words, and its open tags closed."""
    length = _whole(arg)
    return (
        value if length is None else texts.Truncator(value).words(length, html=True, truncate=" …")
    )


@stringfilter
def urlencode(value: str, safe: str | None = None) -> str:
    """Return *value* as part of a URL. safe: characters that stay as they are, "/" when None."""
    from urllib.parse import quote

    return quote(value, **({} if safe is None else {"safe": safe}))


@stringfilter
@keeps_safe
def iriencode(value: str) -> str:
    """Return *value*, a URL with any character in it, in ASCII."""
    return iri_to_uri(value)


@stringfilter
def wordcount(value: str) -> int:
    """Return how many words there are: what stands between white space."""
    return len(value.split())


@stringfilter
@keeps_safe
def wordwrap(value: str, arg: Any) -> str:
    """Return *value* in lines of at most *arg* characters, broken at spaces."""
    return texts.wrap(value, int(arg))


@stringfilter
@keeps_safe
def ljust(value: str, arg: Any) -> str:
    """Return *value* with spaces behind it, *arg* characters wide."""
    return value.ljust(int(arg))


@stringfilter
@keeps_safe
def rjust(value: str, arg: Any) -> str:
    """Return *value* with spaces before it, *arg* characters wide."""
    return value.rjust(int(arg))


@stringfilter
@keeps_safe
def center(value: str, arg: Any) -> str:
    """Return *value* in the middle of *arg* characters."""
    return value.center(int(arg))


@stringfilter
def cut(value: str, arg: Any) -> str:
    """Return *value* without *arg*, wherever it stands.

    SAFETY: safe HTML stays safe unless *arg* is ";": without it "&lt;" would mean something else.
    """
    removed = value.replace(str(arg), "")
    return SafeString(removed) if is_safe_html(value) and arg != ";" else removed


@stringfilter
@keeps_safe
def striptags(value: str) -> str:
    """Return *value* without what looks like a tag. SAFETY: the result is not safe HTML."""
    return strip_tags(value)


@stringfilter
def make_list(value: str) -> list[str]:
    """Return the characters of *value*, a number's digits among them, as a list."""
    return list(value)


@stringfilter
@keeps_safe
def phone2numeric_filter(value: str) -> str:
    """Return a telephone number with its letters as the keys that they stand on."""
    return texts.phone2numeric(value)


def _whole(arg: Any) -> int | None:
    try:
        return int(arg)
    except ValueError:
        return None
