"""What is sent back, whatever the application does: RFC 9110, sections 6, 9.3.2 and 15; RFC 9112, section 6."""

import re

from ..wire import Answer
from .case import Case, Want, cut_off, get, ok

DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"\d{4} \d\d:\d\d:\d\d GMT"
)
FAILED = Want((500,))


def bare(answer: Answer) -> bool:
    """Return whether nothing is said of a body."""
    return not {"content-length", "transfer-encoding"} & answer.headers.keys()


def in_chunks(answer: Answer) -> bool:
    """Return whether the answer came in chunks."""
    return answer.headers.get("transfer-encoding") == "chunked"


FRAMED = [
    Case("an answer has its date", "9110 6.6.1", get(),
         (ok(check=lambda a: DATE.fullmatch(a.headers["date"])is not None),), "open"),
    Case("a date of the application is kept", "9110 6.6.1", get("/dated"),
         (ok(check=lambda a: a.headers["date"] == "Thu, 01 Jan 1970 00:00:00 GMT"),), "open"),
    Case("an answer in one piece has its length", "9112 6.2", get(),
         (ok(b"hello", lambda a: a.headers["content-length"] == "5"),), "open"),
    Case("an empty answer can be told from a missing one", "9112 6.3", get("/nothing"), (ok(b""),), "open"),
    Case("an answer of unknown length comes in chunks", "9112 7.1", get("/stream"),
         (ok(b"one,two,three", in_chunks),), "open"),
    Case("HTTP/1.0 gets no chunks", "9112 7.1", get("/stream", version="1.0"),
         (ok(b"one,two,three", lambda a: not in_chunks(a)),), "closed"),
    Case("HTTP/1.0 that stays open gets no chunks", "9112 7.1",
         get("/stream", "Connection: keep-alive", version="1.0"),
         (ok(b"one,two,three", lambda a: not in_chunks(a)),)),
    Case("what is written comes before what is returned", "PEP 3333", get("/write"),
         (ok(b"written,returned"),), "open"),
    Case("an answer of five megabytes", "9112 6.2", get("/large"), (ok(b"x" * 5_000_000),), "open"),
    Case("two cookies are two fields", "9110 5.3", get("/cookies"), (ok(b"hello"),), "open"),
    Case("a value in latin-1", "PEP 3333", get("/latin"),
         (ok(check=lambda a: a.headers["x-name"] == "caf\xe9"),), "open"),
]  # fmt: skip

EMPTY = [
    Case("HEAD has no body", "9110 9.3.2", get(method="HEAD"), (ok(head=True),), "open"),
    Case("HEAD has the length that GET has", "9110 9.3.2", get("/head-with-body", method="HEAD"),
         (ok(check=lambda a: a.headers["content-length"] == "5", head=True),), "open"),
    Case("HEAD of a stream has no body", "9110 9.3.2", get("/stream", method="HEAD"),
         (ok(head=True),), "open"),
    Case("HEAD of what is written has no body", "9110 9.3.2", get("/write", method="HEAD"),
         (ok(head=True),), "open"),
    Case("HEAD of an error has no body", "9110 9.3.2", get("/error", "Connection: close", method="HEAD"),
         (Want((500,), head=True),), "closed"),
    Case("204 has no body and no length", "9110 15.3.5; 9110 8.6", get("/204"), (Want((204,), bare),), "open"),
    Case("204 loses a body of the application", "9110 15.3.5", get("/204-with-body"), (Want((204,)),), "open"),
    Case("304 has no body", "9110 15.4.5", get("/304"), (Want((304,)),), "open"),
    Case("304 loses a body of the application", "9110 15.4.5", get("/304-with-body"), (Want((304,)),), "open"),
    Case("an interim status of the application is no final answer", "9110 15.2", get("/1xx"), (FAILED,)),
]  # fmt: skip

WRONG = [
    Case("more than the length that was said is cut", "9112 6.3", get("/long"), (ok(b"hello"),)),
    Case("more than the length that was said is never the next answer", "9112 6.3",
         get("/long", "Connection: close"), (ok(b"hello"),), "closed"),
    Case("an error is a 500", "9110 15.6.1", get("/error"), (FAILED,)),
    Case("an error after the start of the answer is a 500", "PEP 3333", get("/error-after-start"), (FAILED,)),
    Case("sys.exit() is a 500", "prudence", get("/exit"), (FAILED,)),
    Case("a second start with an error replaces the first", "PEP 3333", get("/second-start"),
         (Want((500,), lambda a: a.body == b"sorry" and "x-first" not in a.headers),)),
    Case("text that is no bytes is a 500", "PEP 3333", get("/text"), (FAILED,)),
    Case("None is a 500", "PEP 3333", get("/none"), (FAILED,)),
    Case("an answer that never started is a 500", "PEP 3333", get("/unstarted"), (FAILED,)),
    Case("a line break in a value is a 500", "9110 5.5", get("/injected"),
         (Want((500,), lambda a: "set-cookie" not in a.headers),)),
    Case("a coding of the application is a 500, or left out", "PEP 3333; 9112 6.1", get("/hop-by-hop"),
         (Want((500, 200), lambda a: a.status == 500 or a.body == b"hello"),)),
    Case("two lengths of the application that differ are a 500", "9112 6.3", get("/two-lengths"), (FAILED,)),
    Case("less than the length that was said can be told", "9112 8", get("/short"), (cut_off(),)),
    Case("an error in a stream can be told", "9112 8", get("/error-in-stream"), (cut_off(),)),
    Case("an error in a body of known length can be told", "9112 8", get("/error-in-length"), (cut_off(),)),
    Case("the server lives after all that", "prudence", get(), (ok(b"hello"),), "open"),
]  # fmt: skip

CASES = [*FRAMED, *EMPTY, *WRONG]
