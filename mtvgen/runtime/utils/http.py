"""What HTTP writes in its own way: dates, ETags, query strings, file names, safe redirects.

(Django's documentation: reference/utils.)
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.parse import urlencode as _urlencode

from .charsets import is_charset
from .datastructures import MultiValueDict

RFC3986_GENDELIMS = ":/?#[]@"
RFC3986_SUBDELIMS = "!$&'()*+,;="
MAX_URL_LENGTH = 2048
"""Characters; a longer URL is neither followed nor accepted by a URLField."""
MAX_URL_REDIRECT_LENGTH = 16384
"""Characters; a redirect to a longer URL is refused."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(_MONTHS, start=1)}
_CLOCK = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"
_HTTP_DATES = (  # RFC 9110, section 5.6.7: the one in use, and two that a server must understand
    rf"\w{{3}}, (?P<day>[0-9]{{2}}) (?P<month>\w{{3}}) (?P<year>[0-9]{{4}}) {_CLOCK} GMT",
    rf"\w{{6,9}}, (?P<day>[0-9]{{2}})-(?P<month>\w{{3}})-(?P<year>[0-9]{{2}}) {_CLOCK} GMT",
    rf"\w{{3}} (?P<month>\w{{3}}) (?P<day>[ 0-9][0-9]) {_CLOCK} (?P<year>[0-9]{{4}})",
)
_ETAG = re.compile(r'(?:W/)?"[^"]*"')  # RFC 9110, section 8.8.3
_QUOTABLE = re.compile(
    r"[ -~]*"
)  # RFC 9110, section 5.6.4; a tab may stand there, and some servers refuse it
_PLAIN_PARAMETERS = re.compile(
    r';[ \t]*([A-Za-z0-9_-]+)=(?:"([^"\\]*)"|([A-Za-z0-9!#$&+.^_`|~/:-]+))[ \t]*'
)
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def urlencode(query: Any, doseq: bool = False) -> str:
    """Return *query*, a mapping, MultiValueDict or iterable of pairs, as a query string.

    doseq: write each item of a value that is a sequence; a text is never one.
    Raises TypeError for None, which no query string can say.
    """
    if isinstance(query, MultiValueDict):
        query = query.lists()
    elif hasattr(query, "items"):
        query = query.items()
    pairs = []
    for key, value in query:
        if value is None:
            raise _none_for(key)
        if doseq and not isinstance(value, (str, bytes)):
            value = _query_items(key, value)
        pairs.append((key, value))
    return _urlencode(pairs, doseq)


def _query_items(key: object, value: Any) -> Any:
    try:
        items = list(value)
    except TypeError:  # a number, say
        return value
    if any(item is None for item in items):
        raise _none_for(key)
    return [item if isinstance(item, bytes) else str(item) for item in items]


def _none_for(key: object) -> TypeError:
    return TypeError(
        f"Cannot encode None for key '{key}' in a query string. Did you mean to pass an empty "
        "string or omit the value?"
    )


def http_date(epoch_seconds: float | None = None) -> str:
    """Return a moment as HTTP writes it: "Sun, 06 Nov 1994 08:49:37 GMT".

    epoch_seconds: seconds since 1970 (UTC); now, when left out.
    """
    # PERF: email.utils.formatdate writes the same, and costs 8 ms to import
    if epoch_seconds is None:
        moment = datetime.now(UTC)
    else:
        moment = datetime.fromtimestamp(epoch_seconds, UTC)
    return (
        f"{_DAYS[moment.weekday()]}, {moment.day:02d} {_MONTHS[moment.month - 1]} "
        f"{moment.year:04d} {moment.hour:02d}:{moment.minute:02d}:{moment.second:02d} GMT"
    )


def parse_http_date(date: str) -> int:
    """Return the seconds since 1970 (UTC) that a date of HTTP means (RFC 9110, section 5.6.7).

    Raises ValueError when it is none.
    """
    for form in _HTTP_DATES:
        found = re.fullmatch(form, date)
        if found:
            break
    else:
        raise ValueError(f"{date!r} is not in a valid HTTP date format")
    try:
        year, month = _full_year(int(found["year"])), _MONTH_NUMBERS[found["month"].lower()]
        day, hour, minute, second = map(int, found.group("day", "hour", "minute", "second"))
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (KeyError, ValueError) as error:
        raise ValueError(f"{date!r} is not a valid date") from error
    return int(moment.timestamp())


def _full_year(year: int) -> int:
    # Two digits that would be over 50 years ahead mean the past (RFC 9110, section 5.6.7).
    if year >= 100:
        return year
    century, now = divmod(datetime.now(UTC).year, 100)
    return year + 100 * (century - 1 if year - now > 50 else century)


def parse_http_date_safe(date: str | None) -> int | None:
    """Return what `parse_http_date()` does, and None where that would raise."""
    try:
        return parse_http_date(date)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None


def base36_to_int(s: str) -> int:
    """Return the number that *s* is in base 36.

    Raises ValueError when it is none, or has more than 13 digits: 64 bits need no more.
    """
    if len(s) > 13:  # SAFETY: the time to read a number grows faster than its length
        raise ValueError("Base36 input too large")
    return int(s, 36)


def int_to_base36(i: int) -> str:
    """Return *i* in base 36. Raises ValueError when it is negative."""
    if i < 0:
        raise ValueError("Negative base36 conversion input.")
    digits = ""
    while True:
        i, digit = divmod(i, 36)
        digits = _BASE36[digit] + digits
        if not i:
            return digits


def urlsafe_base64_encode(s: bytes) -> str:
    """Return bytes as base64 for a URL, without the "=" at its end."""
    return base64.urlsafe_b64encode(s).rstrip(b"\n=").decode("ascii")


def urlsafe_base64_decode(s: str) -> bytes:
    """Return the bytes that `urlsafe_base64_encode()` wrote. Raises ValueError when it is none."""
    octets = s.encode()
    try:
        return base64.urlsafe_b64decode(octets + b"=" * (len(octets) % 4))
    except (LookupError, binascii.Error) as error:
        raise ValueError(error) from error


def parse_etags(etag_str: str) -> list[str]:
    """Return the ETags, in their quotes, of an If-Match or If-None-Match header; ["*"] for "*".

    What is no ETag is left out.
    """
    if etag_str.strip() == "*":
        return ["*"]
    parts = (part.strip() for part in etag_str.split(","))
    return [part for part in parts if _ETAG.fullmatch(part)]


def quote_etag(etag_str: str) -> str:
    """Return *etag_str* in quotes, as a strong ETag; one that has them comes back as it is."""
    return etag_str if _ETAG.fullmatch(etag_str) else f'"{etag_str}"'


def is_same_domain(host: str, pattern: str) -> bool:
    """Return whether *host* is the domain *pattern*; ".example.com" means its subdomains too.

    host: in lower case, without a port.
    """
    if not pattern:
        return False
    pattern = pattern.lower()
    if pattern.startswith("."):
        return host.endswith(pattern) or host == pattern[1:]
    return host == pattern


def url_has_allowed_host_and_scheme(
    url: str | None, allowed_hosts: str | Iterable[str] | None, require_https: bool = False
) -> bool:
    """Return whether a redirect to *url* stays on *allowed_hosts*, by http or https.

    A URL without host is fine, an empty one is not. require_https: https alone is fine.
    SAFETY: says nothing of what else may be wrong with it: give its path to `iri_to_uri()` too.
    """
    url = (url or "").strip()
    if not url:
        return False
    hosts = {allowed_hosts} if isinstance(allowed_hosts, str) else set(allowed_hosts or ())
    schemes = ("https",) if require_https else ("http", "https")
    # SAFETY: browsers read "\" as "/", but it may also be part of a user's name or password:
    # the URL must be fine in both readings.
    return _stays_on(hosts, schemes, url) and (
        "\\" not in url or _stays_on(hosts, schemes, url.replace("\\", "/"))
    )


def _stays_on(hosts: set[str], schemes: tuple[str, ...], url: str) -> bool:
    # SAFETY: browsers take any number of slashes for the start of a host, and skip control
    # characters before it; urlsplit does neither, and grows slow on long input.
    if url.startswith("///") or len(url) > MAX_URL_LENGTH:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no IPv6 address
        return False
    if parts.scheme and not parts.netloc:  # "http:///evil.example"
        return False
    if unicodedata.category(url[0]).startswith("C"):
        return False
    scheme = parts.scheme or ("http" if parts.netloc else "")
    return (not parts.netloc or parts.netloc in hosts) and (not scheme or scheme in schemes)


def escape_leading_slashes(url: str) -> str:
    """Return *url* such that a browser reads its two leading slashes as a path, not as a host."""
    return f"/%2F{url[2:]}" if url.startswith("//") else url


def parse_header_parameters(line: str) -> tuple[str, dict[str, str]]:
    """Return the value of a header like Content-Type, in lower case, and its parameters.

    Their names are in lower case; RFC 2231's encoded values are decoded.
    Raises ValueError when one names an encoding that there is not.
    """
    value, semicolon, _ = line.partition(";") if line else ("", "", "")
    if not semicolon:
        return value.strip().lower(), {}
    parameters: dict[str, str] = {}
    place = len(value)
    while found := _PLAIN_PARAMETERS.match(line, place):
        name, quoted, token = found.groups()
        parameters[name.lower()] = token if quoted is None else quoted
        place = found.end()
    if place == len(line) and '"' not in value and "=" not in value:
        return value.strip().lower(), parameters
    return _parse_by_email_rules(line)


def _parse_by_email_rules(line: str) -> tuple[str, dict[str, str]]:
    # PERF: email costs 10 ms to import and 20 µs a line: only for what is unusual
    from email.utils import collapse_rfc2231_value, decode_params, unquote

    pairs: list[tuple[str, str]] = []
    for piece in _pieces(line):
        name, equals, text = piece.partition("=")
        pairs.append((name.strip().lower() if equals else name.strip(), text.strip()))
    try:
        (value, _), *rest = decode_params(pairs)
    except TypeError:  # Python's own: one name with and without numbers (RFC 2231, section 3)
        raise ValueError(f"The parameters of {line!r} do not fit together.") from None
    parameters: dict[str, str] = {}
    for name, raw in rest:
        if name and isinstance(raw, tuple):
            if raw[0] and not is_charset(raw[0]):
                raise ValueError(f"Invalid encoding {raw[0]!r} for RFC 2231 param.")
            parameters[name] = collapse_rfc2231_value((raw[0], raw[1], unquote(raw[2])))
        elif name:
            parameters[name] = unquote(str(raw))
    return value.lower(), parameters


def _pieces(line: str) -> Iterator[str]:
    """Yield what stands between the semicolons of *line* that are not quoted.

    SAFETY: the email package looks for them in quadratic time: a header of 60 kB took two seconds.
    """
    piece: list[str] = []
    quotes = 0
    for part in line.split(";"):
        piece.append(part)
        quotes += part.count('"') - part.count('\\"')
        if quotes % 2 == 0:
            yield ";".join(piece)
            piece, quotes = [], 0
    if piece:
        yield ";".join(piece)


def content_disposition_header(as_attachment: bool, filename: str) -> str | None:
    """Return the Content-Disposition header for a file of that name (RFC 6266).

    as_attachment: the browser should save it and not show it. None when there is nothing to say.
    """
    if not filename:
        return "attachment" if as_attachment else None
    disposition = "attachment" if as_attachment else "inline"
    if _QUOTABLE.fullmatch(filename):
        escaped = filename.replace("\\", "\\\\").replace('"', '\\"')
        return f'{disposition}; filename="{escaped}"'
    return f"{disposition}; filename*=utf-8''{quote(filename)}"
