"""Connections: RFC 9112, section 9; RFC 9110, sections 7.6 and 10.1."""

from ..wire import Answer
from .case import HALF_CLOSE, Case, Want, chunked, get, ok, post, raw, refused

GO_ON = Want((100,))
LINE = b"5\r\nhello\r\n0\r\n\r\n"


def closes(answer: Answer) -> bool:
    """Return whether the answer says that it is the last one."""
    return answer.closes


def one_by_one(data: bytes) -> tuple[bytes, ...]:
    """Return *data* in pieces of one byte."""
    return tuple(data[at : at + 1] for at in range(len(data)))


STAYING = [
    Case("HTTP/1.1 stays open", "9112 9.3", get(), (ok(b"hello"),), "open"),
    Case("Connection: close is heeded and said", "9112 9.6", get("/hello", "Connection: close"),
         (ok(b"hello", closes),), "closed"),
    Case("Connection: CLOSE is the same", "9110 7.6.1", get("/hello", "Connection: CLOSE"),
         (ok(b"hello", closes),), "closed"),
    Case("close in a list", "9110 7.6.1", get("/hello", "Connection: x-a, close"),
         (ok(b"hello", closes),), "closed"),
    Case("close in the second of two fields", "9110 7.6.1",
         get("/hello", "Connection: x-a", "Connection: close"), (ok(b"hello", closes),), "closed"),
    Case("nothing is read behind Connection: close", "9112 9.6",
         get("/hello", "Connection: close") + get(), (ok(b"hello", closes),), "closed"),
    Case("HTTP/1.0 is closed", "9112 9.3", get(version="1.0"), (ok(b"hello"),), "closed"),
    Case("HTTP/1.0 stays open when it asks for that, and is told so", "9112 9.3; 9112 C.2.2",
         get("/hello", "Connection: keep-alive", version="1.0"),
         (ok(b"hello", lambda a: a.headers.get("connection", "").lower() == "keep-alive"),), "open"),
    Case("the application may close", "9112 9.6", get("/close"), (ok(b"hello", closes),), "closed"),
    Case("an upgrade that is not known is passed over", "9110 7.8",
         get("/hello", "Connection: Upgrade", "Upgrade: websocket"), (ok(b"hello"),), "open"),
    Case("an upgrade to HTTP/2 is passed over", "9110 7.8",
         get("/hello", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"),
         (ok(b"hello"),), "open"),
    Case("a client that has said its last word gets its answer", "9112 9.6",
         (get(), HALF_CLOSE), (ok(b"hello"),)),
]  # fmt: skip

TOGETHER = [
    Case("three requests at once are answered in order", "9112 9.3.2",
         post(b"one") + post(b"two") + post(b"three"), (ok(b"one"), ok(b"two"), ok(b"three")), "open"),
    Case("fifty requests at once are answered in order", "9112 9.3.2",
         b"".join(post(b"%d" % n) for n in range(50)), tuple(ok(b"%d" % n) for n in range(50)), "open"),
    Case("bodies of both kinds among requests without", "9112 9.3.2",
         post(b"a") + get() + chunked(LINE) + get() + post(b"b"),
         (ok(b"a"), ok(b"hello"), ok(b"hello"), ok(b"hello"), ok(b"b")), "open"),
    Case("a HEAD among others", "9112 9.3.2", get() + get(method="HEAD") + get(),
         (ok(b"hello"), ok(b"", head=True), ok(b"hello")), "open"),
    Case("a bad request behind a good one", "9112 9.3.2", get() + raw("nonsense"),
         (ok(b"hello"), refused()), "closed"),
    Case("an answer without a body among others", "9112 9.3.2", get("/204") + get(),
         (Want((204,)), ok(b"hello")), "open"),
]  # fmt: skip

PIECES = [
    Case("a request byte by byte", "9112 2.2", one_by_one(raw("GET /hello HTTP/1.1", "Host: a")),
         (ok(b"hello"),), "open"),
    Case("a head cut in its last line end", "9112 2.2", (get()[:-1], b"\n"), (ok(b"hello"),), "open"),
    Case("a head cut between its last two lines", "9112 2.2", (get()[:-2], b"\r\n"), (ok(b"hello"),), "open"),
    Case("a body that follows its head", "9112 6", (post(b"hello")[:-5], b"hello"), (ok(b"hello"),), "open"),
    Case("a body cut in two", "9112 6", (post(b"hello")[:-2], b"lo"), (ok(b"hello"),), "open"),
    Case("chunks byte by byte", "9112 7.1", (chunked(b""), *one_by_one(LINE)), (ok(b"hello"),), "open"),
    Case("a trailer that follows", "9112 7.1", (chunked(b"0\r\nX-A: 1"), b"\r\n\r\n"), (ok(b""),), "open"),
    Case("a second request cut off the first", "9112 9.3.2", (get() + get()[:9], get()[9:]),
         (ok(b"hello"), ok(b"hello")), "open"),
]  # fmt: skip

CONTINUE = [
    Case("a client that waits is told to go on", "9110 10.1.1",
         (post(b"hello", "Expect: 100-continue")[:-5], b"hello"), (GO_ON, ok(b"hello")), "open"),
    Case("in any case of the letters", "9110 10.1.1",
         (post(b"hello", "Expect: 100-Continue")[:-5], b"hello"), (GO_ON, ok(b"hello")), "open"),
    Case("with a body in chunks", "9110 10.1.1", (chunked(b"", "Expect: 100-continue"), LINE),
         (GO_ON, ok(b"hello")), "open"),
    Case("HTTP/1.0 is not told to go on", "9110 10.1.1",
         raw("POST /echo HTTP/1.0", "Host: a", "Content-Length: 5", "Expect: 100-continue") + b"hello",
         (ok(b"hello"),), "closed"),
    Case("a request without a body need not wait", "9110 10.1.1", get("/hello", "Expect: 100-continue"),
         (ok(b"hello"),), "open"),
    Case("a body that nobody wants is not asked for", "9110 10.1.1",
         get("/hello", "Content-Length: 5", "Expect: 100-continue", method="POST"), (ok(b"hello"),)),
    Case("another expectation cannot be met", "9110 10.1.1", post(b"hello", "Expect: a-miracle"),
         (Want((417, 200)),)),
]  # fmt: skip

IN_STEP = [
    Case("a body that nobody read is not the next request", "9112 9.3",
         post(get("/environ"), target="/hello"), (ok(b"hello"),), "open"),
    Case("chunks that nobody read are not the next request", "9112 9.3",
         chunked(LINE, target="/hello"), (ok(b"hello"),), "open"),
    Case("a body of which a part was read is not the next request", "9112 9.3",
         post(b"hello" + get(), target="/part"), (ok(b"he"),), "open"),
    Case("chunks of which a part was read are not the next request", "9112 9.3",
         chunked(LINE, target="/part"), (ok(b"he"),), "open"),
    Case("broken chunks that nobody read end the connection", "9112 9.3",
         chunked(b"5\r\nhello" + get(), target="/hello"), (Want((200, 400)),), "closed"),
    Case("a large body that nobody read does not keep the answer away", "9112 9.6",
         post(b"x" * 3_000_000, target="/hello"), (ok(b"hello"),)),
    Case("a body behind an error in the application is not the next request", "9112 9.3",
         post(get("/environ"), target="/error"), (Want((500,)),)),
    Case("the body of a HEAD is not the next request", "9110 9.3.2",
         get("/hello", "Content-Length: 5", method="HEAD") + b"GET /", (ok(head=True),), "open"),
]  # fmt: skip

CASES = [*STAYING, *TOGETHER, *PIECES, *CONTINUE, *IN_STEP]
