"""Addresses in running text made into links, and URLs quoted as browsers do."""

import re
from html import escape, unescape
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from .addresses import is_email
from .functional import keep_lazy_text
from .http import MAX_URL_LENGTH, RFC3986_GENDELIMS, RFC3986_SUBDELIMS
from .regex_helper import _lazy_re_compile
from .safestring import SafeData, SafeString

_BETWEEN_WORDS = _lazy_re_compile(r"""([\s<>"']+)""")
_URL = _lazy_re_compile(r"https?://\[?\w", re.IGNORECASE)
_DOMAIN = _lazy_re_compile(  # known by "www." or by one of the seven oldest generic domains
    r"www\.|(?!http)\w[^@]+\.(?:com|edu|gov|int|mil|net|org)(?:$|/.*$)", re.IGNORECASE
)
_BRACKETS = (("(", ")"), ("[", "]"))
_OPENING = "(["
_STOPS = ".,:;!"
_STOPS_IN_ENTITIES_KEPT = ".,:!"


def smart_urlquote(url: str) -> str:
    """Return *url* with everything quoted that must be; what is quoted already stays as it is.

    A host beyond ASCII is percent-encoded too: its own spelling is the browser's to find.
    """
    try:
        scheme, host, path, query, fragment = urlsplit(url)
    except ValueError:  # brackets that hold no IPv6 address
        return _quoted(url)
    if query:
        # Each key and value by itself, so that a quoted "&" stays one.
        query = urlencode(
            [
                (unquote(key), unquote(value))
                for key, value in parse_qsl(query, keep_blank_values=True)
            ]
        )
    return urlunsplit((scheme, _quoted(host), _quoted(path), query, _quoted(fragment)))


def _quoted(part: str) -> str:
    return quote(unquote(part), safe=f"{RFC3986_SUBDELIMS}{RFC3986_GENDELIMS}~")


@keep_lazy_text
def urlize(
    text: object,
    trim_url_limit: int | None = None,
    nofollow: bool = False,
    autoescape: bool = False,
) -> str:
    """Return *text* with its URLs, bare domains and e-mail addresses as links.

    trim_url_limit: characters that a link shows; a longer one ends in an ellipsis. nofollow: tell
    search engines not to follow. autoescape: escape all the rest, unless *text* is safe HTML.
    """
    safe = isinstance(text, SafeData)
    done: dict[str, str] = {}
    parts = _BETWEEN_WORDS.split(str(text))
    for word in parts:
        if word not in done:
            link = _link(word, trim_url_limit, nofollow, autoescape and not safe)
            done[word] = link or (escape(word) if autoescape and not safe else word)
    return "".join([done[word] for word in parts])


def _link(word: str, limit: int | None, nofollow: bool, escaping: bool) -> str | None:
    if "." not in word and "@" not in word and ":" not in word:
        return None
    lead, middle, trail = _trim_punctuation(word)
    target = _target(middle)
    if target is None:
        return None
    shown = middle
    if limit is not None and len(middle) > limit:
        shown = f"{middle[: max(0, limit - 1)]}…"
    if escaping:
        lead, shown, trail = escape(lead), escape(shown), escape(trail)
    rel = ' rel="nofollow"' if nofollow and not target.startswith("mailto:") else ""
    return SafeString(f'{lead}<a href="{escape(target)}"{rel}>{shown}</a>{trail}')


def _target(address: str) -> str | None:
    if len(address) <= MAX_URL_LENGTH:
        if _URL.match(address):
            return smart_urlquote(unescape(address))
        if _DOMAIN.match(address):
            return smart_urlquote(f"http://{unescape(address)}")
    if ":" not in address and is_email(address):
        user, _, domain = address.rpartition("@")
        return f"mailto:{quote(user, safe='')}@{quote(domain, safe='')}"  # RFC 6068, section 2
    return None


def _trim_punctuation(word: str) -> tuple[str, str, str]:
    """Return what stands before the address in *word*, the address, and what stands behind."""
    middle = word.lstrip(_OPENING)
    lead, trail = word[: len(word) - len(middle)], ""
    # SAFETY: counted once and kept up to date: counting in each round takes time that grows with
    # the square of the number of brackets.
    surplus = {
        opening: middle.count(closing) - middle.count(opening) for opening, closing in _BRACKETS
    }
    before = None
    while middle and middle != before:
        before = middle
        for opening, closing in _BRACKETS:
            if surplus[opening] > 0 and middle.endswith(closing):
                strip = surplus[opening]
                middle, trail = middle[:-strip], middle[-strip:] + trail
                surplus[opening] = 0
        middle, trail = _trim_stops(middle, trail)
    return lead, middle, trail


def _trim_stops(middle: str, trail: str) -> tuple[str, str]:
    ampersand = middle.rfind("&")
    kept = middle.rstrip(_STOPS if ampersand == -1 else _STOPS_IN_ENTITIES_KEPT)
    middle, trail = kept, middle[len(kept) :] + trail
    if not middle.endswith(";"):
        return middle, trail
    entity = middle[ampersand:]
    meant = unescape(entity)
    if meant != entity and not meant.endswith(";"):
        return middle, trail  # the semicolon ends an entity
    kept = middle.rstrip(_STOPS)
    rest = middle[len(kept) :]
    if ampersand > -1 and middle.endswith(";;"):
        # What comes up to the first semicolon may still be an entity.
        end = rest.index(";") + 1
        return kept + rest[:end], rest[end:] + trail
    return kept, rest + trail
