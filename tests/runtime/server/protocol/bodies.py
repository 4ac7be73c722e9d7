"""How a body's end is told: RFC 9112, sections 6 and 7."""

from .case import HALF_CLOSE, Case, Want, chunked, cut_off, environ, get, ok, post, raw, refused

POST = "POST /echo HTTP/1.1"
HOST = "Host: localhost"
END = b"0\r\n\r\n"


def lengths(*values: str | bytes) -> bytes:
    """Return a request with these values of Content-Length and five bytes."""
    lines = [b"Content-Length: " + (v.encode() if isinstance(v, str) else v) for v in values]
    return raw(POST, HOST, *lines) + b"hello"


def coded(*values: str, version: str = "1.1") -> bytes:
    """Return a request with these values of Transfer-Encoding and one chunk."""
    lines = [f"Transfer-Encoding: {value}" for value in values]
    return raw(f"POST /echo HTTP/{version}", HOST, *lines) + b"5\r\nhello\r\n" + END


LENGTHS = [
    Case("a body of known length", "9112 6.2", post(b"hello"), (ok(b"hello"),), "open"),
    Case("a body of no bytes", "9112 6.2", post(b""), (ok(b""),), "open"),
    Case("a POST that says no length has no body", "9112 6.3", get("/echo", method="POST"), (ok(b""),), "open"),
    Case("a GET with a body", "9110 9.3.1", get("/echo", "Content-Length: 5") + b"hello",
         (ok(b"hello"),), "open"),
    Case("a body of every byte", "9112 6.2", post(bytes(range(256))), (ok(bytes(range(256))),), "open"),
    Case("a body that looks like a request", "9112 6.2", post(get()), (ok(get()),), "open"),
    Case("a body of a megabyte", "9112 6.2", post(b"x" * 1_000_000), (ok(b"x" * 1_000_000),), "open"),
    Case("a length with zeros in front", "9110 8.6", lengths("0005"), (ok(b"hello"),), "open"),
    Case("two lengths that differ", "9112 6.3", lengths("5", "6"), (refused(),), "closed"),
    Case("a list of lengths that differ", "9112 6.3", lengths("5, 6"), (refused(),), "closed"),
    Case("the same length twice is refused, or taken once", "9112 6.3", lengths("5", "5"),
         (Want((200, 400), lambda a: a.status == 400 or a.body == b"hello"),)),
    *(Case(f"{what} as length", "9112 6.3; 9110 8.6", lengths(value), (refused(),), "closed")
      for what, value in {
          "a number with a plus": "+5", "a number below zero": "-5", "a hexadecimal number": "0x5",
          "a number with an underscore": "1_0", "a number and a letter": "5a", "nothing": "",
          "a fraction": "5.0", "a power": "1e1", "an Arabic digit": "\u0665",
          "a number in quotation marks": '"5"', "two numbers": "5 5", "a superscript digit": "\xb2",
      }.items()),
    Case("a length of a thousand digits", "9110 8.6", lengths("9" * 1_000), (refused(400, 413),), "closed"),
    Case("a length of a million terabytes", "9110 15.5.14", lengths("9" * 18), (refused(413, 400),), "closed"),
    Case("a body that ends before its length does not reach the application as whole", "9112 8",
         (lengths("50"), HALF_CLOSE), (cut_off(),), "closed"),
]  # fmt: skip

CHUNKS = {
    "one chunk": (b"5\r\nhello\r\n" + END, b"hello"),
    "several chunks": (b"3\r\nhel\r\n1\r\nl\r\n1\r\no\r\n" + END, b"hello"),
    "no chunk": (END, b""),
    "a size in capital letters": (b"A\r\n0123456789\r\n" + END, b"0123456789"),
    "a size in small letters": (b"a\r\n0123456789\r\n" + END, b"0123456789"),
    "a size with zeros in front": (b"0005\r\nhello\r\n" + END, b"hello"),
    "a last chunk of several zeros": (b"5\r\nhello\r\n000\r\n\r\n", b"hello"),
    "an extension": (b"5;name=value\r\nhello\r\n" + END, b"hello"),
    "an extension without a value": (b"5;name\r\nhello\r\n" + END, b"hello"),
    "an extension in quotation marks": (b'5;a="b;c"\r\nhello\r\n' + END, b"hello"),
    "an extension of the last chunk": (b"5\r\nhello\r\n0;a=b\r\n\r\n", b"hello"),
    "a chunk that looks like an end": (b"5\r\n0\r\n\r\n\r\n" + END, b"0\r\n\r\n"),
    "a trailer": (b"5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n", b"hello"),
    "two trailers": (b"5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n", b"hello"),
}

BROKEN_CHUNKS = {
    "a size that is no number": b"xyz\r\nhello\r\n" + END,
    "a size with a plus": b"+5\r\nhello\r\n" + END,
    "a size below zero": b"-5\r\nhello\r\n" + END,
    "a size with 0x": b"0x5\r\nhello\r\n" + END,
    "a size with an underscore": b"0_5\r\nhello\r\n" + END,
    "a space before a size": b" 5\r\nhello\r\n" + END,
    "no size": b"\r\nhello\r\n" + END,
    "an extension without a size": b";a=b\r\nhello\r\n" + END,
    "a size of seventeen digits": b"f" * 17 + b"\r\nhello\r\n" + END,
    "a size that ends in a bare line feed": b"5\nhello\r\n" + END,
    "a size that ends in a bare carriage return": b"5\rhello\r\n" + END,
    "a bare line feed in an extension": b"5;a\nhello\r\n" + END,
    "NUL in an extension": b"5;a\x00b\r\nhello\r\n" + END,
    "a chunk longer than it said": b"5\r\nhello!\r\n" + END,
    "a chunk that ends in a bare line feed": b"5\r\nhello\n" + END,
    "a chunk without its end": b"5\r\nhello" + END,
    "an extension without end": b"5;" + b"a" * 100_000 + b"\r\nhello\r\n" + END,
    "a trailer without a colon": b"5\r\nhello\r\n0\r\nnonsense\r\n\r\n",
    "a trailer with a space before its colon": b"5\r\nhello\r\n0\r\nX-A : 1\r\n\r\n",
    "trailers without end": b"0\r\n" + b"X-A: 1\r\n" * 20_000 + b"\r\n",
}

CODINGS = [
    Case("the coding's name in any case", "9112 7", coded("Chunked"), (ok(b"hello"),), "open"),
    Case("spaces around the coding's name", "9112 5.1", coded("  chunked \t"), (ok(b"hello"),), "open"),
    Case("a trailer is no header", "9110 6.5.1",
         chunked(b"0\r\nX-Evil: 1\r\n\r\n", target="/environ"),
         (ok(check=lambda a: "HTTP_X_EVIL" not in a.json),), "open"),
    Case("a trailer changes no header", "9110 6.5.1",
         chunked(b"0\r\nHost: evil\r\n\r\n", target="/environ"), (environ(HTTP_HOST="localhost"),), "open"),
    Case("a length and a coding are refused, or the coding counts and the connection ends", "9112 6.1",
         raw(POST, HOST, "Content-Length: 5", "Transfer-Encoding: chunked") + b"5\r\nhello\r\n" + END,
         (Want((200, 400), lambda a: a.status == 400 or a.body == b"hello"),), "closed"),
    Case("a coding and a length are refused, or the coding counts and the connection ends", "9112 6.1",
         raw(POST, HOST, "Transfer-Encoding: chunked", "Content-Length: 5") + b"5\r\nhello\r\n" + END,
         (Want((200, 400), lambda a: a.status == 400 or a.body == b"hello"),), "closed"),
    Case("a coding from HTTP/1.0 is refused, or the connection ends", "9112 6.1",
         coded("chunked", version="1.0"),
         (Want((200, 400), lambda a: a.status == 400 or a.body == b"hello"),), "closed"),
    Case("a coding that is not known before chunked", "9112 6.1", coded("gzip, chunked"),
         (refused(501),), "closed"),
    Case("chunked twice", "9112 7.1", coded("chunked, chunked"), (refused(400, 501),), "closed"),
    *(Case(f"{what} as the last coding", "9112 6.3", coded(value), (refused(),), "closed")
      for what, value in {
          "gzip": "gzip", "gzip behind chunked": "chunked, gzip", "identity": "identity",
          "a longer name": "xchunked", "a name with a mark behind it": "chunked;q=1", "nothing": "",
      }.items()),
    Case("two codings in two fields", "9112 6.1", coded("gzip", "chunked"), (refused(400, 501),), "closed"),
    Case("a refused request hides no second one", "9112 11.2",
         raw(POST, HOST, "Content-Length: 5", "Transfer-Encoding: xchunked") + END + get(),
         (refused(400, 501),), "closed"),
    Case("chunks that end before the last one do not reach the application as whole", "9112 8",
         (chunked(b"5\r\nhello\r\n"), HALF_CLOSE), (cut_off(),), "closed"),
]  # fmt: skip

CASES = [
    *LENGTHS,
    *(Case(f"in chunks: {name}", "9112 7.1", chunked(wire), (ok(body),), "open")
      for name, (wire, body) in CHUNKS.items()),
    *(Case(f"in chunks: {name}", "9112 7.1", chunked(wire), (refused(),), "closed")
      for name, wire in BROKEN_CHUNKS.items()),
    *CODINGS,
]  # fmt: skip
