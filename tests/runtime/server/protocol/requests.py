"""The request line and its target: RFC 9112, sections 2 and 3; RFC 9110, sections 4, 7 and 9."""

from .case import Case, environ, get, ok, post, raw, refused

HOST = "Host: localhost"
EVERY_MARK = "!#$%&'*+-.^_`|~"


def line(text: str | bytes, *headers: str) -> bytes:
    """Return a request with that first line."""
    return raw(text, HOST, *headers)


ACCEPTED = [
    Case("a plain GET", "9112 3", get(), (ok(b"hello"),), "open"),
    Case(
        "a method that nobody has heard of reaches the application",
        "9110 9.1",
        get("/environ", method="PURGE"),
        (environ(REQUEST_METHOD="PURGE"),),
        "open",
    ),
    Case(
        "a method in lower case is another method",
        "9110 9.1",
        get("/environ", method="get"),
        (environ(REQUEST_METHOD="get"),),
        "open",
    ),
    Case(
        "a method of every mark that a token may hold",
        "9110 5.6.2",
        get("/environ", method=EVERY_MARK),
        (environ(REQUEST_METHOD=EVERY_MARK),),
        "open",
    ),
    Case(
        "an empty line before the request is skipped",
        "9112 2.2",
        b"\r\n" + get(),
        (ok(b"hello"),),
        "open",
    ),
    Case(
        "three empty lines before the request are skipped",
        "9112 2.2",
        b"\r\n\r\n\r\n" + get(),
        (ok(b"hello"),),
        "open",
    ),
    Case(
        "an empty line between two requests is skipped",
        "9112 2.2",
        post(b"abc") + b"\r\n" + get(),
        (ok(b"abc"), ok(b"hello")),
        "open",
    ),
    Case(
        "a minor version that is not known counts as 1.1",
        "9110 2.5",
        get(version="1.2"),
        (ok(b"hello"),),
        "open",
    ),
    Case(
        "HTTP/1.0 needs no Host", "9112 3.2", raw("GET /hello HTTP/1.0"), (ok(b"hello"),), "closed"
    ),
    Case(
        "a target of 8,000 bytes",
        "9112 3",
        get("/environ?" + "a" * 7_990),
        (environ(QUERY_STRING="a" * 7_990),),
        "open",
    ),
    Case(
        "percent-encoding is taken off the path",
        "9110 4.2.3",
        get("/environ/%41%2Fb%20c"),
        (environ(PATH_INFO="/environ/A/b c"),),
        "open",
    ),
    Case(
        "percent-encoded UTF-8 arrives as bytes",
        "PEP 3333",
        get("/environ/ti%E1%BA%BFng"),
        (environ(PATH_INFO="/environ/ti\xe1\xba\xbfng"),),
        "open",
    ),
    Case(
        "a percent sign without digits stays",
        "prudence",
        get("/environ/100%"),
        (environ(PATH_INFO="/environ/100%"),),
        "open",
    ),
    Case(
        "a quoted NUL in the path does no harm",
        "prudence",
        get("/environ/a%00b"),
        (environ(PATH_INFO="/environ/a\x00b"),),
        "open",
    ),
    Case(
        "a query may hold slashes and question marks",
        "9110 4.1",
        get("/environ?a=/b?c"),
        (environ(QUERY_STRING="a=/b?c", PATH_INFO="/environ"),),
        "open",
    ),
    Case(
        "the query stays encoded",
        "PEP 3333",
        get("/environ?a=%41+b"),
        (environ(QUERY_STRING="a=%41+b"),),
        "open",
    ),
    Case("an empty query", "9110 4.1", get("/environ?"), (environ(QUERY_STRING=""),), "open"),
]

FORMS = [
    Case(
        "an absolute target",
        "9112 3.2.2",
        get("http://localhost/environ/x?y=1"),
        (environ(PATH_INFO="/environ/x", QUERY_STRING="y=1"),),
        "open",
    ),
    Case(
        "the host of an absolute target counts, and not the header",
        "9112 3.2.2",
        get("http://other.example:81/environ"),
        (environ(HTTP_HOST="other.example:81"),),
        "open",
    ),
    Case(
        "an absolute target with its scheme in capitals",
        "9110 4.2.3",
        get("HTTP://localhost/environ"),
        (environ(PATH_INFO="/environ"),),
        "open",
    ),
    Case(
        "an absolute https target",
        "9112 3.2.2",
        get("https://localhost/environ"),
        (environ(PATH_INFO="/environ"),),
        "open",
    ),
    Case(
        "an absolute target without a path means the root",
        "9112 3.2.2",
        get("http://localhost"),
        (environ(PATH_INFO="/"),),
        "open",
    ),
    Case(
        "an absolute target with a query and no path",
        "9112 3.2.2",
        get("http://localhost?a=1"),
        (environ(PATH_INFO="/", QUERY_STRING="a=1"),),
        "open",
    ),
    Case(
        "an absolute target needs the Host header all the same",
        "9112 3.2",
        raw("GET http://localhost/hello HTTP/1.1"),
        (refused(),),
        "closed",
    ),
    Case(
        "an absolute target with a user's name",
        "9110 4.2.4",
        get("http://user@localhost/hello"),
        (refused(),),
        "closed",
    ),
    Case(
        "an absolute target without a host",
        "9110 4.2.1",
        get("http:///hello"),
        (refused(),),
        "closed",
    ),
    Case(
        "a target with another scheme",
        "9112 3.2",
        get("ftp://localhost/hello"),
        (refused(),),
        "closed",
    ),
    Case(
        "OPTIONS for the whole server",
        "9112 3.2.4",
        get("*", method="OPTIONS"),
        (refused(200, 204),),
        "open",
    ),
    Case("a star for anything but OPTIONS", "9112 3.2.4", get("*"), (refused(),), "closed"),
    Case(
        "CONNECT, which asks for a proxy",
        "9110 9.3.6",
        raw("CONNECT localhost:80 HTTP/1.1", "Host: localhost:80"),
        (refused(400, 405, 501),),
        "any",
    ),
    Case("a target without a slash", "9112 3.2", get("hello"), (refused(),), "closed"),
    Case("a target with a fragment", "9112 3.2", get("/hello#top"), (refused(),), "closed"),
    Case(
        "two slashes at the start name no other site",
        "prudence",
        get("//evil.example/environ"),
        (ok(check=lambda answer: not answer.json["PATH_INFO"].startswith("//")),),
        "open",
    ),
]

REFUSED = {
    "no version": line("GET /hello"),
    "a version in lower case": line("GET /hello http/1.1"),
    "a version of two digits": line("GET /hello HTTP/1.10"),
    "a version with a zero in front": line("GET /hello HTTP/01.1"),
    "a version without its point": line("GET /hello HTTP/11"),
    "a version of another protocol": line("GET /hello HTCPCP/1.1"),
    "a sign in the version": line("GET /hello HTTP/+1.1"),
    "two spaces before the target": line("GET  /hello HTTP/1.1"),
    "two spaces before the version": line("GET /hello  HTTP/1.1"),
    "a space behind the version": line("GET /hello HTTP/1.1 "),
    "a space before the method": line(" GET /hello HTTP/1.1"),
    "tabs for spaces": line("GET\t/hello\tHTTP/1.1"),
    "a space in the target": line("GET /hel lo HTTP/1.1"),
    "a control byte in the target": line("GET /hel\x01lo HTTP/1.1"),
    "NUL in the target": line("GET /hello\x00 HTTP/1.1"),
    "DEL in the target": line("GET /hello\x7f HTTP/1.1"),
    "a vertical tab in the line": line("GET\x0b/hello HTTP/1.1"),
    "a bracket in the method": line("G[T /hello HTTP/1.1"),
    "a colon in the method": line("GET: /hello HTTP/1.1"),
    "a byte above ASCII in the method": line("G\xc9T /hello HTTP/1.1"),
    "no method": line(" /hello HTTP/1.1"),
    "one word": line("hello"),
    "a bare carriage return ends the line": b"GET /hello HTTP/1.1\rHost: localhost\r\n\r\n",
    "a bare carriage return in the line": line("GET /hello\rX HTTP/1.1"),
    "the first bytes of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
}

VERSIONS = [
    Case("HTTP/2.0 is not spoken", "9110 15.6.6",
         b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (refused(505, 400),), "closed"),
    Case("HTTP/3.7 is not spoken", "9110 15.6.6", get(version="3.7"), (refused(505),), "closed"),
    Case("HTTP/0.9 is not spoken", "9110 15.6.6", get(version="0.9"), (refused(505, 400),), "closed"),
    Case("a target that is too long", "9112 3", get("/" + "a" * 100_000), (refused(414, 431),), "closed"),
    Case("lines that end in a bare line feed", "prudence",
         b"GET /hello HTTP/1.1\nHost: localhost\n\n", (refused(),), "closed"),
]  # fmt: skip

CASES = [
    *ACCEPTED,
    *FORMS,
    *(Case(name, "9112 3", data, (refused(),), "closed") for name, data in REFUSED.items()),
    *VERSIONS,
]
