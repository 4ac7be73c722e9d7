"""The head of a request: from bytes to facts, or to a refusal in words. (RFC 9112, sections 2 to 6.)

Strict: whatever two programs could read in two ways is refused. Linear: every regular expression
here is a row of character classes that exclude each other, so none can be made to backtrack.
"""

import re
from typing import NoReturn

from .limits import Limits

_NAME = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"  # a token: RFC 9110, section 5.6.2
# The target may hold bytes above 0x7f: RFC 3986 wants them quoted, people type them all the same
_REQUEST_LINE = re.compile(rf"({_NAME}) ([!-~\x80-\xff]+) HTTP/([0-9])\.([0-9])")
_FIELDS = re.compile(rf"(?:{_NAME}:[\t\x20-\x7e\x80-\xff]*\r\n)*")
_TOKEN_ALONE = re.compile(_NAME)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ABSOLUTE = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://([^/?#]*)(.*)", re.DOTALL)
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9._~!$&'()*+;=%-]*)(?::[0-9]{0,5})?")
_LENGTH = re.compile(r"[0-9]{1,18}")

# PERF: environ keys by header name as it was sent (names repeat), 2 µs less per request; bounded
_KEYS: dict[str, str] = {}
_MOST_KEYS = 1_000

# PERF: the header lines of a browser are the same for each page, picture and script: those that
# were read lately, a bounded number, need not be read again; 10 µs less per request
_known_blocks: dict[bytes, tuple[dict[str, str], bool]] = {}
_MOST_KNOWN = 128
_LONGEST_KNOWN = 4_096


class Refused(Exception):
    """A request that is answered with an error status and a closed connection."""

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Head:
    """The facts of a head. `fields` are ready for the environ: HTTP_ACCEPT, CONTENT_TYPE, …"""

    __slots__ = (
        "chunked",
        "expects_continue",
        "fields",
        "keep_alive",
        "length",
        "method",
        "modern",
        "path",
        "query",
        "target",
    )

    def __init__(self, method: str, target: str, modern: bool) -> None:
        self.method = method
        self.target = target
        self.modern = modern
        """True for HTTP/1.1, False for HTTP/1.0."""
        self.path = ""
        """As sent, still quoted; latin-1."""
        self.query = ""
        self.fields: dict[str, str] = {}
        self.keep_alive = modern
        self.length = 0
        self.chunked = False
        self.expects_continue = False


def find_end(data: bytes | bytearray, start: int = 0) -> int:
    """Return where the head in *data* ends (after its empty line), or -1 while it has not."""
    end = data.find(b"\r\n\r\n", start)
    return -1 if end < 0 else end + 4


def check_unfinished(data: bytes | bytearray, limits: Limits) -> None:
    """Raise Refused when a head that has not ended yet can never become a good one."""
    line_end = data.find(b"\n")
    if line_end < 0 and len(data) > limits.request_line:
        _too_long(limits)
    if len(data) > limits.head:
        raise Refused(
            "431 Request Header Fields Too Large",
            f"The head of the request is longer than {limits.head} bytes.",
        )
    if data.count(b"\n") != data.count(b"\r\n"):
        # a lenient program would see the head's end here; we must not wait for another
        raise Refused("400 Bad Request", "A line of the head ends with a bare line feed.")
    if data[:1] == b"\x16":
        raise Refused("400 Bad Request", "The client speaks HTTPS here, and this server HTTP.")


def parse_head(data: bytes, limits: Limits) -> Head:
    """Return the facts of the head *data*, from its first byte to its empty line.

    Nobody may change its `fields`: another head may have the same. Raises Refused with the status
    and the reason.
    """
    start, _, block = data.partition(b"\r\n")
    line = start.decode("latin-1")
    if len(line) > limits.request_line:
        _too_long(limits)
    if len(data) > limits.head:
        raise Refused(
            "431 Request Header Fields Too Large",
            f"The head of the request is longer than {limits.head} bytes.",
        )
    found = _REQUEST_LINE.fullmatch(line)
    if found is None:
        _refuse_request_line(line)
    method, target, major, minor = found.groups()
    if major != "1":
        raise Refused("505 HTTP Version Not Supported", "This server speaks HTTP/1.1 and HTTP/1.0.")
    head = Head(method, target, minor != "0")
    # where nothing but the header lines decides how the request is read
    plain = head.modern and target[0] == "/" and target[1:2] != "/" and "#" not in target
    known = _known_blocks.get(block) if plain else None
    if known is not None:
        head.fields, head.keep_alive = known
        head.path, _, head.query = target.partition("?")
        return head
    _read_fields(head, block[:-2].decode("latin-1"), limits)
    _read_target(head)
    _read_connection(head)
    _read_framing(head, limits)
    if plain and not (head.length or head.chunked or head.expects_continue):
        _remember(block, head)
    return head


def _remember(block: bytes, head: Head) -> None:
    if len(block) < _LONGEST_KNOWN:
        if len(_known_blocks) >= _MOST_KNOWN:
            _known_blocks.clear()
        _known_blocks[block] = head.fields, head.keep_alive


def _read_fields(head: Head, block: str, limits: Limits) -> None:
    if _FIELDS.fullmatch(block) is None:
        _refuse_fields(block)
    lines = block.split("\r\n")
    if len(lines) - 1 > limits.header_fields:
        raise Refused(
            "431 Request Header Fields Too Large",
            f"The request has more than {limits.header_fields} header fields.",
        )
    fields = head.fields
    lines.pop()
    for line in lines:
        name, _, value = line.partition(":")
        key = _KEYS.get(name) or _key_of(name)
        if not key:
            continue
        value = value.strip(" \t")
        if key not in fields:
            fields[key] = value
        elif key in _SINGLE:
            raise Refused("400 Bad Request", f"The header {name} stands in the request twice.")
        else:
            fields[key] += ("; " if key == "HTTP_COOKIE" else ",") + value


_SINGLE = frozenset({"HTTP_HOST", "CONTENT_LENGTH", "CONTENT_TYPE", "HTTP_TRANSFER_ENCODING"})


def _key_of(name: str) -> str:
    """Return the environ key of the header *name*, "" for a header that is dropped."""
    if "_" in name:
        # SAFETY: X_User and X-User would be one key; nobody can tell them apart afterwards
        return ""
    key = name.upper().replace("-", "_")
    if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
        key = "HTTP_" + key
    if len(_KEYS) < _MOST_KEYS and len(name) < 100:
        _KEYS[name] = key
    return key


def _read_target(head: Head) -> None:
    target, fields = head.target, head.fields
    host = fields.get("HTTP_HOST")
    if host is None and head.modern:
        raise Refused("400 Bad Request", "An HTTP/1.1 request must have a Host header.")
    if host is not None and _HOST.fullmatch(host) is None:
        raise Refused("400 Bad Request", "The Host header is not a host name with a port.")
    if target[0] != "/":
        target = _other_form(head, target)
    if "#" in target:
        raise Refused("400 Bad Request", "The request target has a fragment (#).")
    head.path, _, head.query = target.partition("?")
    if head.path.startswith("//"):
        # SAFETY: "//host" read as a URL by itself is another site
        head.path = "/" + head.path.lstrip("/")


def _other_form(head: Head, target: str) -> str:
    """Return the path of a target that does not start with a slash. (RFC 9112, section 3.2.)"""
    if head.method == "CONNECT":
        raise Refused("501 Not Implemented", "This server is not a proxy.")
    absolute = _ABSOLUTE.fullmatch(target)
    if absolute is not None:
        authority, rest = absolute.groups()
        if not authority or _HOST.fullmatch(authority) is None:
            raise Refused("400 Bad Request", "The host of the request target is not a host name.")
        head.fields["HTTP_HOST"] = authority  # it counts, whatever the header says
        return rest if rest.startswith("/") else "/" + rest
    if target == "*" and head.method == "OPTIONS":
        return "*"
    raise Refused("400 Bad Request", "The request target must start with a slash.")


def _read_connection(head: Head) -> None:
    said = head.fields.get("HTTP_CONNECTION")
    if said:
        options = {option.strip() for option in said.lower().split(",")}
        if "close" in options:
            head.keep_alive = False
        elif "keep-alive" in options:
            head.keep_alive = True


def _read_framing(head: Head, limits: Limits) -> None:
    """Find out how the body's end is told. (RFC 9112, section 6.)"""
    fields = head.fields
    coding = fields.get("HTTP_TRANSFER_ENCODING")
    length = fields.get("CONTENT_LENGTH")
    if coding is not None:
        if length is not None:
            raise Refused(
                "400 Bad Request", "The request has both Content-Length and Transfer-Encoding."
            )
        if not head.modern:
            raise Refused("400 Bad Request", "HTTP/1.0 has no Transfer-Encoding.")
        if coding.lower() != "chunked":
            _refuse_coding(coding)
        head.chunked = True
    elif length is not None:
        if _LENGTH.fullmatch(length) is None:
            raise Refused("400 Bad Request", "The Content-Length is not a number of bytes.")
        head.length = int(length)
        if head.length > limits.body:
            raise Refused("413 Content Too Large", f"The body is larger than {limits.body} bytes.")
    expected = fields.get("HTTP_EXPECT")
    if expected is not None and head.modern:
        if expected.lower() != "100-continue":
            raise Refused("417 Expectation Failed", "The only expectation met is 100-continue.")
        head.expects_continue = head.chunked or head.length > 0


# Refusals in words: found out only once something is known to be wrong


def _refuse_coding(coding: str) -> NoReturn:
    last = coding.rpartition(",")[2].strip()
    if last.lower() != "chunked":  # so that nobody can tell where the body ends
        raise Refused("400 Bad Request", "The last transfer coding of a request must be chunked.")
    raise Refused("501 Not Implemented", "The only transfer coding of this server is chunked.")


def _too_long(limits: Limits) -> NoReturn:
    raise Refused(
        "414 URI Too Long", f"The request line is longer than {limits.request_line} bytes."
    )


def _refuse_request_line(line: str) -> NoReturn:
    words = line.split(" ")
    if _CONTROL.search(line) or "\t" in line:
        reason = "The request line holds a control character."
    elif len(words) == 2:
        reason = "The request line names no HTTP version (HTTP/0.9 is not spoken)."
    elif len(words) != 3 or not all(words):
        reason = "The request line must be: method, space, target, space, HTTP version."
    elif _TOKEN_ALONE.fullmatch(words[0]) is None:
        reason = "The method holds a character that a method must not have."
    else:
        reason = "The HTTP version must be written like HTTP/1.1."
    raise Refused("400 Bad Request", reason)


def _refuse_fields(block: str) -> NoReturn:
    for number, line in enumerate(block.split("\r\n"), 1):
        name, colon, value = line.partition(":")
        where = f"Header line {number}"
        if "\r" in line or "\n" in line:
            reason = f"{where} holds a bare CR or LF."
        elif line[:1] in {" ", "\t"}:
            reason = f"{where} continues the line before it; such folded headers are not allowed."
        elif not colon and line:
            reason = f"{where} has no colon."
        elif colon and not name:
            reason = f"{where} has no name."
        elif name[-1:] in {" ", "\t"}:
            reason = f"{where} has a space before its colon."
        elif line and _TOKEN_ALONE.fullmatch(name) is None:
            reason = f"The name in header line {number} holds a character that it must not have."
        elif _CONTROL.search(value):
            reason = f"{where} holds a control character."
        else:
            continue
        raise Refused("400 Bad Request", reason)
    raise Refused("400 Bad Request", "The header lines are not well formed.")
