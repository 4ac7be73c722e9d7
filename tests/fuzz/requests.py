"""Environs and bodies made by chance, but with an idea of what they should look like.

Everything comes from one `random.Random`: the same numbers make the same request. Hypothesis and
atheris each bring a Random of their own, which they steer.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote_from_bytes
from wsgiref.util import FileWrapper

PATHS = [
    "/", "/everything/", "/form/", "/upload/", "/open-upload/", "/json/", "/raw/", "/encoding/",
    "/login/", "/open-login/", "/pages/", "/notes/", "/notes/page2/", "/note/1/", "/note/note-1/",
    "/title/", "/search/", "/stream/", "/stream.gz/", "/download/", "/conditional/", "/zipped/",
    "/post/", "/get/", "/token/", "/raise/0/", "/raise/1/", "/raise/2/", "/raise/3/", "/int/1/2/",
    "/str/a/", "/slug/a-b", "/uuid/12345678-1234-1234-1234-123456789abc/", "/path/a/b/end",
    "/page/a", "/back/a/", "/old/form/", "/older/a/", "/gone/", "/archive/2024/a-b/", "/place/1/x",
    "/files/css/site.css", "/files/out", "/files/.hidden", "/files/empty", "/listed/css/",
    "/mounted/a/b", "/static/css/site.css", "/static/", "/form", "/nowhere", "//evil.example/form",
    "/\\evil.example/form", "/files/../secret.txt", "/files//etc/passwd", "*", "",
]  # fmt: skip
METHODS = ["GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"]
ODD_METHODS = ["get", "post", "PROPFIND", "", "GET ", "P\x00ST", "\xff", "M" * 300]
PIECES = [
    "/", "//", "\\", "..", ".", "%", "%2e", "%00", "%ff", "%c3%28", "%u1234", "&", "=", "+", ";", ",",
    ":", "?", "#", "@", "[", "]", "[::1]", "{", "}", "<", ">", '"', "'", "`", "|", "^", "~", "*", "$",
    "\t", "\r\n", "\n", "\r", "\x00", "\x01", "\x1b", "\x7f", "\x80", "\x85", "\xa0", "\xad", "\xff",
    "é", "Ã©", "â\x98\x83", "ð\x9f\x98\x80", "\xed\xa0\x80", "\xc0\xaf", "\xef\xbb\xbf",
    "a", "B", "1", "0", "-1", "-0", "1e999", "nan", "9" * 19, "9" * 400, "0x10", "1_0", "\xb2",
    " ", "  ", "q=0", "q=1.", ";q=", "*/*", "text/html", "None", "null", "true", "{{ 1 }}", "{% x %}",
    "%(rest)s", "%s", "${x}", "<script>", "</p>", "&lt;", "&#x110000;", "http://", "https:evil.example",
    "//evil.example", "javascript:alert(1)", "evil.example", "testserver", "www.testserver:80",
    "a" * 300, "ab " * 200, "x=1&" * 9, "W/", "bytes=", "0-", "-5", "5-2", "multipart", "charset=",
]  # fmt: skip
CHARSETS = [
    "utf-8", "UTF-8", "latin-1", "ascii", "utf-16", "utf-16-le", "utf-32", "utf-7", "utf-8-sig",
    "idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "rot13", "base64", "hex",
    "zip", "cp037", "cp1252", "big5", "euc-jp", "iso2022_jp", "shift_jis", "gb18030", "hz", "mbcs",
    "x-none", "", '"', "utf-8\x00", "é", "a" * 200, "palmos", "charmap", "bz2", "uu", "quopri",
]  # fmt: skip
DATES = [
    "Thu, 29 Feb 2024 12:00:01 GMT", "Thursday, 29-Feb-24 12:00:01 GMT", "Thu Feb 29 12:00:01 2024",
    "Thu, 31 Feb 2024 12:00:01 GMT", "Thu, 01 Jan 0000 00:00:00 GMT", "Thu, 01 Jan 9999 25:61:61 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT", "0",
]  # fmt: skip
ETAGS = ['"one"', 'W/"one"', "*", '"', 'W/"', '""', "one", '"a", W/"b", "one"', '"a' * 50, '"é"']
RANGES = [
    "bytes=0-0", "bytes=-1", "bytes=5-", "bytes=5-2", "bytes=-0", "bytes=0-1,3-4", "bytes=" + "0-1," * 99,
    "bytes=" + "9" * 30 + "-", "bytes=٣-", "items=0-1", "bytes=-", "bytes=a-b", "bytes = 0 - 4",
]  # fmt: skip
HOSTS = [
    "testserver", "testserver:80", "TESTSERVER", "testserver.", "testserver:", "evil.example", "[::1]",
    "[::1]:80", "[", "]", "[::", "a@b", "testserver@evil.example", "testserver/x", "testserver:x",
    "testserver:99999", "a.example.com", "example.com", "", " ", "testserver,evil", "\xe4.example.com",
    "testserver#@evil.example", "127.0.0.1", "..", ".example.com", "localhost", "x" * 300,
]  # fmt: skip
ORIGINS = [
    "null", "http://testserver", "https://testserver", "http://testserver:81", "http://evil.example",
    "https://a.example.com", "https://example.com.evil", "http://other.example:8000", "http://[", "",
    "//testserver", "http://", "https://testserver/form/?next=x", "file://", "http://a@testserver",
]  # fmt: skip
ENCODINGS = [
    "gzip",
    "gzip;q=0",
    "gzip;q=0.",
    "x-gzip",
    "*",
    "deflate, gzip;q=1.0",
    ";;q=",
    "gzip;q=" + "0" * 99,
]
JSON = [
    "null", "{}", '{"a": [1, 2.5, "\\ud800"]}', "[" * 100_000, '{"a":' * 50_000, "9" * 5000, "1e400",
    "NaN", '"\\u0000"', "\xef\xbb\xbf{}", "\xff\xfe{\x00}\x00", '{"a": 1, "a": 2}', "[1,]", "",
]  # fmt: skip
FORMS = ["application/x-www-form-urlencoded", "multipart/form-data"]


@dataclass
class Asked:
    """One request: what a server would hand over, as it can be written down and used again."""

    environ: dict[str, str]
    body: bytes = b""
    input: str = "whole"
    """How the body comes: "whole", "short", "broken" (OSError) or "bytewise"."""
    terminated: bool = False

    def environ_for_wsgi(self) -> dict[str, Any]:
        """Return the environ, with a stream that can be read once."""
        made: dict[str, Any] = {
            "wsgi.version": (1, 0),
            "wsgi.errors": Errors(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "wsgi.file_wrapper": FileWrapper,
            **self.environ,
            "wsgi.input": Input(self.body, self.input),
        }
        if self.terminated:
            made["wsgi.input_terminated"] = True
        return made


class Errors:
    """Where a server writes errors: nowhere."""

    def write(self, text: str) -> None:
        """Forget it."""

    def writelines(self, lines: Sequence[str]) -> None:
        """Forget them."""

    def flush(self) -> None:
        """Do nothing."""


class Input:
    """A body that comes whole, too short, in single bytes, or breaks off with an error."""

    def __init__(self, body: bytes, kind: str) -> None:
        self.kind = kind
        self.stream = BytesIO(body[: len(body) // 2] if kind in ("short", "broken") else body)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        data = self.stream.read(min(size, 1) if self.kind == "bytewise" and size > 0 else size)
        return self._broken(data)

    def readline(self, size: int = -1) -> bytes:
        """Return the next line."""
        return self._broken(self.stream.readline(size))

    def readlines(self, hint: int = -1) -> list[bytes]:
        """Return the lines."""
        return self.stream.readlines(hint)

    def __iter__(self) -> "Input":
        return self

    def __next__(self) -> bytes:
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def _broken(self, data: bytes) -> bytes:
        if self.kind == "broken" and not data:
            raise ConnectionResetError(104, "Connection reset by peer")
        return data


@dataclass
class Known:
    """What this site has given out: without it, chance would never get past a signature."""

    cookies: dict[str, list[str]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)


class Maker:
    """Makes requests from *rnd*; *known* is what a browser would have by now."""

    def __init__(self, rnd: random.Random, known: Known) -> None:
        self.rnd = rnd
        self.known = known

    def likely(self, percent: int) -> bool:
        """Return True so often."""
        return self.rnd.randrange(100) < percent

    def one(self, values: Sequence[Any]) -> Any:
        """Return one of *values*."""
        return values[self.rnd.randrange(len(values))]

    # Texts

    def text(self, longest: int = 6) -> str:
        """Return some pieces in a row, in latin-1 characters as PEP 3333 wants them."""
        return "".join([self.piece() for _ in range(self.rnd.randrange(longest + 1))])

    def piece(self) -> str:
        """Return a piece of text."""
        if self.likely(15):
            return chr(self.rnd.randrange(256))
        return (
            str(self.one(PIECES)).encode("utf-8").decode("latin-1")
            if self.likely(10)
            else _latin(str(self.one(PIECES)))
        )

    def changed(self, text: str) -> str:
        """Return *text*, mostly as it is, else with something put in, taken out or doubled."""
        if self.likely(60):
            return text
        at = self.rnd.randrange(len(text) + 1)
        end = min(len(text), at + self.rnd.randrange(4))
        way = self.rnd.randrange(4)
        if way == 0:
            return text[:at] + self.piece() + text[at:]
        if way == 1:
            return text[:at] + text[end:]
        if way == 2:
            return text[:at] + text[at:end] * 3 + text[end:]
        return text[:at] + self.piece() + text[end:]

    def pairs(self, names: Sequence[str], between: str = "&") -> str:
        """Return fields as they stand in a query."""
        return between.join(
            [
                f"{self.changed(self.one(names))}={self.value()}"
                for _ in range(self.rnd.randrange(5))
            ]
        )

    def value(self) -> str:
        """Return the value of a field, quoted or not."""
        if self.likely(30):
            return str(self.rnd.randrange(-3, 30))
        text = self.text(3)
        return quote_from_bytes(text.encode("latin-1")) if self.likely(50) else text

    # The request

    def request(self) -> Asked:
        """Return a request."""
        method = self.one(METHODS[:2]) if self.likely(75) else self.one(METHODS)
        if self.likely(3):
            method = self.one(ODD_METHODS)
        path = self.one(PATHS) if self.likely(97) else "/" + self.text(40)
        if self.likely(30):
            path = self.longer(path)
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": ""
            if self.likely(90)
            else self.one(["/shop", "/sh\xc3\xb6p", "/a/b", "//", "/"]),
            "PATH_INFO": self.changed(_latin(path)) if self.likely(40) else _latin(path),
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80" if self.likely(80) else self.one(["443", "8000", "", "x"]),
            "SERVER_PROTOCOL": self.one(["HTTP/1.1", "HTTP/1.0", "HTTP/2"]),
            "wsgi.url_scheme": "https" if self.likely(25) else "http",
            "REMOTE_ADDR": self.one(["127.0.0.1", "1.2.3.4", "::1", "", "x"]),
        }
        if self.likely(70):
            names = ("q", "name", "page", "exact", "next", "title", "tag", "a", "")
            environ["QUERY_STRING"] = self.pairs(names) if self.likely(85) else self.text(9)
        self.add_headers(environ)
        asked = Asked(environ)
        if method not in ("GET", "HEAD") or self.likely(10):
            self.add_body(asked)
        if self.likely(2):
            environ.pop(
                self.one(["SCRIPT_NAME", "PATH_INFO", "SERVER_PROTOCOL", "REMOTE_ADDR"]), None
            )
        return asked

    def longer(self, path: str) -> str:
        """Return *path* with another piece in it."""
        parts = path.split("/")
        at = self.rnd.randrange(len(parts))
        parts[at] = self.text(3)
        return "/".join(parts)

    def add_headers(self, environ: dict[str, str]) -> None:
        """Add headers: a host nearly always, and some of those that change an answer."""
        if self.likely(85):
            environ["HTTP_HOST"] = "testserver"
        elif self.likely(80):
            environ["HTTP_HOST"] = _latin(self.changed(self.one(HOSTS)))
        if self.likely(60):
            environ["HTTP_COOKIE"] = self.cookies()
        for name, make in HEADERS.items():
            if self.likely(9):
                environ[name] = make(self)

    def cookies(self) -> str:
        """Return a Cookie header."""
        found = []
        for name, values in self.known.cookies.items():
            if self.likely(60):
                found.append(f"{name}={self.changed(self.one(values))}")
        for _ in range(self.rnd.randrange(3) if self.likely(40) else 0):
            names = (*self.known.cookies, "signed", "x", "", "$Path")
            found.append(f"{self.changed(self.one(names))}={self.text(4)}")
        return self.one(["; ", "; ", ";", ","]).join(found)

    # Bodies

    def add_body(self, asked: Asked) -> None:
        """Add a body, its kind and its length, which may lie."""
        environ = asked.environ
        kind = self.rnd.randrange(10)
        if kind < 4:
            environ["CONTENT_TYPE"], asked.body = FORMS[0], self.form()
        elif kind < 7:
            boundary = self.one(["b", "----x", "b" * 70, "a b", "b" * 300, "é", "'", "--"])
            environ["CONTENT_TYPE"] = f"{FORMS[1]}; boundary={boundary}"
            if self.likely(10):
                environ["CONTENT_TYPE"] = f'{FORMS[1]}; boundary="{boundary}"'
            asked.body = self.multipart(boundary.encode("latin-1"))
        elif kind < 9:
            environ["CONTENT_TYPE"], asked.body = "application/json", self.in_json()
        else:
            environ["CONTENT_TYPE"] = self.text(4)
            asked.body = self.text(20).encode("latin-1")
        if self.likely(25):
            environ["CONTENT_TYPE"] += self.one([";", "; ", " ;; "]) + self.parameter()
        environ["CONTENT_TYPE"] = _latin(self.changed(environ["CONTENT_TYPE"]))
        if self.likely(15):
            asked.body = self.changed(asked.body.decode("latin-1")).encode("latin-1")
        length = len(asked.body)
        lies = [
            0,
            1,
            length - 1,
            length + 9,
            -1,
            10**9,
            10**30,
            "",
            "x",
            "1_0",
            "+3",
            " 5 ",
            "9" * 5000,
            "\xb2",
        ]
        environ["CONTENT_LENGTH"] = str(self.one(lies) if self.likely(8) else length)
        if self.likely(6):
            del environ["CONTENT_LENGTH"]
            asked.terminated = self.likely(70)
        if self.likely(8):
            asked.input = self.one(["short", "broken", "bytewise"])

    def parameter(self) -> str:
        """Return a parameter of a Content-Type."""
        way = self.rnd.randrange(6)
        charset = self.one(CHARSETS)
        if way < 3:
            return f"charset={charset}"
        if way == 3:
            return f"{self.text(2)}*={charset}'{self.text(1)}'{self.text(2)}"
        if way == 4:
            return f'name*{self.rnd.randrange(3)}*="{self.text(2)}"; name*1={self.text(1)}'
        return self.text(5)

    def form(self) -> bytes:
        """Return the body of a form."""
        fields = ["name", "next", "leave", "cycle", "x", ""]
        body = self.pairs(fields)
        if self.known.tokens and self.likely(70):
            body += f"&csrfmiddlewaretoken={self.changed(self.one(self.known.tokens))}"
        if self.likely(3):
            body += "&x=1" * self.one([4, 999, 1001])
        return body.encode("latin-1")

    def multipart(self, boundary: bytes) -> bytes:
        """Return the body of a form with files."""
        parts = []
        if self.known.tokens and self.likely(70):
            token = self.one(self.known.tokens)
            parts.append(
                f'Content-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}'
            )
        for _ in range(self.rnd.randrange(4)):
            parts.append(self.part())
        if self.likely(2):
            parts += ['Content-Disposition: form-data; name="x"; filename="x"\r\n\r\n'] * 101
        end = self.one([b"\r\n", b"\r\n", b"\r\n", b"\n", b""])
        body = b"".join(
            b"--" + boundary + end + part.encode("latin-1", "replace") + end for part in parts
        )
        return body + (b"--" + boundary + b"--" + end if self.likely(85) else b"")

    def part(self) -> str:
        """Return a part of a form: its headers and its body."""
        name, file = self.text(2), self.text(3)
        disposition = self.one(
            [
                f'form-data; name="{name}"',
                f'form-data; name="{name}"; filename="{file}"',
                f'form-data; name="f"; filename="{file or "x.txt"}"',
                f"form-data; name=f; filename*={self.one(CHARSETS)}''{file}",
                f"form-data; name={name}; filename*0={file}; filename*1*=x''%41",
                f"attachment; name={name}",
                self.text(4),
            ]
        )
        lines = [f"Content-Disposition: {disposition}"]
        if self.likely(40):
            lines.append(f"Content-Type: {self.one(['text/plain', FORMS[1]])}; {self.parameter()}")
        if self.likely(10):
            lines.append(
                f"Content-Transfer-Encoding: {self.one(['base64', 'BASE64', 'binary', ''])}"
            )
        if self.likely(10):
            lines.append(f"Content-Length: {self.one(['3', '-1', 'x', '9' * 5000, ''])}")
        if self.likely(5):
            lines.append(self.text(6))
        body = (
            self.text(12) if self.likely(90) else self.one(["QUJD", "QUJ", "QUJD===", "====", "é"])
        )
        return self.changed("\r\n".join(lines)) + "\r\n\r\n" + body

    def in_json(self) -> bytes:
        """Return a body in JSON, or what looks like it."""
        if self.likely(50):
            return _latin(self.changed(self.one(JSON))).encode("latin-1")
        value: Any = self.text(3)
        for _ in range(self.rnd.randrange(6)):
            value = self.one([[value], {self.text(1): value}, [value, 1.5, None], [value, True]])
        return json.dumps(value).encode()


def _latin(text: str) -> str:
    """Return *text* as latin-1 characters; what has none becomes its UTF-8 bytes."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8").decode("latin-1")
    return text


def _of(values: Sequence[str]) -> Callable[[Maker], str]:
    return lambda maker: _latin(maker.changed(maker.one(values)))


def _any(maker: Maker) -> str:
    return maker.text(6)


HEADERS: dict[str, Callable[[Maker], str]] = {
    "HTTP_ACCEPT": lambda maker: ",".join([_mix(maker) for _ in range(maker.rnd.randrange(5))]),
    "HTTP_ACCEPT_ENCODING": _of(ENCODINGS),
    "HTTP_ACCEPT_LANGUAGE": _any,
    "HTTP_AUTHORIZATION": _any,
    "HTTP_CACHE_CONTROL": _any,
    "HTTP_FORWARDED": _any,
    "HTTP_IF_MATCH": _of(ETAGS),
    "HTTP_IF_MODIFIED_SINCE": _of(DATES),
    "HTTP_IF_NONE_MATCH": _of(ETAGS),
    "HTTP_IF_RANGE": _of(ETAGS + DATES),
    "HTTP_IF_UNMODIFIED_SINCE": _of(DATES),
    "HTTP_ORIGIN": _of(ORIGINS),
    "HTTP_RANGE": _of(RANGES),
    "HTTP_REFERER": _of(ORIGINS),
    "HTTP_TRANSFER_ENCODING": _of(["chunked", "gzip, chunked", ""]),
    "HTTP_USER_AGENT": _any,
    "HTTP_X_CSRFTOKEN": lambda maker: maker.changed(maker.one(maker.known.tokens or ["x"])),
    "HTTP_X_FORWARDED_FOR": _any,
    "HTTP_X_FORWARDED_HOST": _of(HOSTS),
    "HTTP_X_FORWARDED_PORT": _of(["443", "x", "", "80,80"]),
    "HTTP_X_FORWARDED_PROTO": _of(["https", "http", "https, http", ""]),
    "HTTP_X_REQUESTED_WITH": _any,
    "HTTP_X_": _any,
}


def _mix(maker: Maker) -> str:
    if maker.likely(20):
        return f"a/b;{maker.parameter()}"
    kinds = ["text/html", "*/*", "text/*", "a/b;v=1", "application/json;q=0.5", "a", "/", ";"]
    return _latin(maker.changed(maker.one(kinds))) + maker.one(
        ["", ";q=0.1", ";q=x", ";q=nan", " "]
    )
