"""Header fields: RFC 9112, section 5; RFC 9110, sections 5 and 7.2."""

from .case import Case, Want, environ, get, ok, raw, refused

GET = "GET /environ HTTP/1.1"
HOST = "Host: localhost"


def head(*lines: bytes | str) -> bytes:
    """Return a GET with the Host and these lines."""
    return raw(GET, HOST, *lines)


ACCEPTED = [
    Case("a name in any case", "9110 5.1", head("x-NaMe: 1"), (environ(HTTP_X_NAME="1"),), "open"),
    Case("no space behind the colon", "9112 5", head("X-A:1"), (environ(HTTP_X_A="1"),), "open"),
    Case("spaces and tabs around a value are no part of it", "9112 5.1",
         head("X-A: \t 1 2 \t"), (environ(HTTP_X_A="1 2"),), "open"),
    Case("a value that is empty", "9110 5.5", head("X-A:"), (environ(HTTP_X_A=""),), "open"),
    Case("a value with colons", "9110 5.5", head("X-A: a:b:c"), (environ(HTTP_X_A="a:b:c"),), "open"),
    Case("bytes above ASCII in a value are kept", "9110 5.5",
         head(b"X-A: caf\xe9"), (environ(HTTP_X_A="caf\xe9"),), "open"),
    Case("a field that comes twice is a list, in order", "9110 5.3", head("X-A: 1", "X-B: 0", "X-A: 2"),
         (ok(check=lambda a: a.json["HTTP_X_A"].replace(" ", "") == "1,2"),), "open"),
    Case("cookies that come twice are joined with semicolons", "6265 4.2; 9110 5.3",
         head("Cookie: a=1", "Cookie: b=2"), (environ(HTTP_COOKIE="a=1; b=2"),), "open"),
    Case("a name of every mark that a token may hold", "9110 5.6.2", head("!#$%&'*+.^`|~: 1"),
         (ok(),), "open"),
    Case("the type and length of a body have no HTTP_ before them", "PEP 3333",
         get("/environ", "Content-Type: text/x", "Content-Length: 0", method="POST"),
         (environ(CONTENT_TYPE="text/x", CONTENT_LENGTH="0"),), "open"),
    Case("ninety fields", "9110 5.4", head(*[f"X-{n}: {n}" for n in range(90)]),
         (environ(HTTP_X_89="89"),), "open"),
    Case("a field of 8,000 bytes", "9110 5.4", head("X-A: " + "a" * 8_000),
         (environ(HTTP_X_A="a" * 8_000),), "open"),
    Case("a name with an underscore is not taken for one with a hyphen", "prudence",
         head("X_User: evil", "X-User: good"), (environ(HTTP_X_USER="good"),), "open"),
    Case("a name with an underscore alone is not taken for one with a hyphen", "prudence",
         head("X_Forwarded_For: 1.2.3.4"),
         (ok(check=lambda a: "HTTP_X_FORWARDED_FOR" not in a.json),), "open"),
    Case("Content_Length is no length", "prudence",
         raw("POST /echo HTTP/1.1", HOST, "Content_Length: 5"), (ok(b""),), "open"),
    Case("whitespace alone is an empty value", "9112 5.1", head("X-A: \t "),
         (environ(HTTP_X_A=""),), "open"),
]  # fmt: skip

HOSTS = [
    Case("no Host", "9112 3.2", raw("GET /hello HTTP/1.1"), (refused(),), "closed"),
    Case("two Hosts", "9112 3.2", raw("GET /hello HTTP/1.1", HOST, "Host: evil"), (refused(),), "closed"),
    Case("the same Host twice", "9112 3.2", head(HOST), (refused(),), "closed"),
    Case("an empty Host", "9110 7.2", raw("GET /hello HTTP/1.1", "Host:"), (ok(),), "open"),
    Case("an IPv6 address as Host", "9110 7.2", raw(GET, "Host: [::1]:8000"),
         (environ(HTTP_HOST="[::1]:8000"),), "open"),
    *(Case(f"{what} in the Host", "9112 3.2", raw("GET /hello HTTP/1.1", f"Host: {value}"),
           (refused(),), "closed")
      for what, value in {
          "a space": "a b", "a slash": "a/b", "a user's name": "u@a", "a comma": "a, b",
          "a question mark": "a?b", "a word as port": "a:http", "a bracket without its other": "[::1",
          "a backslash": "a\\b", "two ports": "a:1:2",
      }.items()),
    Case("a Host that is none, from HTTP/1.0", "9112 3.2", raw("GET /hello HTTP/1.0", "Host: a b"),
         (refused(),), "closed"),
]  # fmt: skip

REFUSED = {
    "a space before a colon": head("X-A : 1"),
    "a tab before a colon": head("X-A\t: 1"),
    "a space before the colon of a length": raw("POST /echo HTTP/1.1", HOST, "Content-Length : 5")
    + b"hello",
    "no colon": head("X-A"),
    "no name": head(": 1"),
    "a space before the first field": raw(GET, " Host: localhost"),
    "a space in a name": head("X A: 1"),
    "a parenthesis in a name": head("X(A): 1"),
    "a slash in a name": head("X/A: 1"),
    "a quotation mark in a name": head('"X-A": 1'),
    "a byte above ASCII in a name": head(b"X-\xe9: 1"),
    "NUL in a name": head("X\x00A: 1"),
    "NUL in a value": head("X-A: 1\x002"),
    "a bare carriage return in a value": head("X-A: 1\rX-B: 2"),
    "a carriage return before the line's end": head("X-A: 1\r"),
    "a bell in a value": head("X-A: \x07"),
    "an escape in a value": head("X-A: \x1b[31m"),
    "DEL in a value": head("X-A: \x7f"),
    "a bare line feed ends a field": raw(GET, HOST, "X-A: 1\nX-B: 2"),
    "bare line feeds end the head": b"GET /hello HTTP/1.1\r\nHost: localhost\r\nX-A: 1\n\n",
}

FOLDED = Case(
    "a folded field is refused, or unfolded with a space", "9112 5.2",
    head("X-A: 1", "  2"),
    (Want((200, 400), lambda a: a.status == 400 or a.json["HTTP_X_A"].split() == ["1", "2"]),),
)  # fmt: skip

LIMITS = [
    Case("a thousand fields", "9110 5.4; 6585 5", head(*[f"X-{n}: 1" for n in range(1_000)]),
         (refused(431, 400),), "closed"),
    Case("a field of 200,000 bytes", "9110 5.4; 6585 5", head("X-A: " + "a" * 200_000),
         (refused(431, 400),), "closed"),
]  # fmt: skip

CASES = [
    *ACCEPTED,
    *HOSTS,
    *(
        Case(name, "9112 5; 9110 5.5", data, (refused(),), "closed")
        for name, data in REFUSED.items()
    ),
    FOLDED,
    *LIMITS,
]
