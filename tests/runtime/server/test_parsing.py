"""The parser by itself: on any bytes a head or a refusal, in linear time."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtvgen.runtime.server import parsing
from mtvgen.runtime.server.limits import Limits
from mtvgen.runtime.server.parsing import Head, Refused, parse_head

LIMITS = Limits()
HUGE = Limits(request_line=10**8, head=10**8, header_fields=10**8)

piece = st.sampled_from(
    [b"GET", b"POST", b" ", b"/", b"*", b"HTTP/1.1", b"HTTP/1.0", b"\r\n", b"\n", b"\r", b":", b"\t",
     b"Host", b"localhost", b"Content-Length", b"12", b"Transfer-Encoding", b"chunked", b"Expect",
     b"100-continue", b"http://", b"?", b"#", b"%", b"\x00", b"\xff", b",", b";", b"Connection", b"close"]
)  # fmt: skip


def outcome(data):
    try:
        return parse_head(data, LIMITS)
    except Refused as refusal:
        known = refusal.status[:3] in {"400", "413", "414", "417", "431", "501", "505"}
        if not (known and refusal.reason.isprintable()):
            raise
        return None


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_a_head_or_a_refusal(data):
    outcome(data + b"\r\n\r\n")


@given(st.lists(st.one_of(piece, st.binary(max_size=3)), max_size=40).map(b"".join))
@settings(deadline=None, max_examples=300)
def test_anything_that_looks_like_http_is_a_head_or_a_refusal(data):
    head = outcome(b"GET / HTTP/1.1\r\nHost: a\r\n" + data + b"\r\n\r\n")

    if isinstance(head, Head):
        text = "".join([head.path, head.query, *head.fields, *head.fields.values()])
        assert not set(text) & set("\r\n\x00")
        assert not (head.chunked and head.length)


@given(
    st.text(st.sampled_from("abcXYZ-!#$%&'*+.^`|~0189"), min_size=1, max_size=30),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
)
@settings(deadline=None)
def test_every_well_formed_header_arrives_as_it_was_sent(name, value):
    request = f"GET / HTTP/1.1\r\nHost: a\r\nX-{name}: {value}\r\n\r\n".encode()

    head = parse_head(request, LIMITS)

    assert head.fields[f"HTTP_X_{name.upper().replace('-', '_')}"] == value.strip(" \t")


LONG = {
    "one value": lambda n: b"X: " + b"a" * n,
    "one name": lambda n: b"a" * n + b": 1",
    "spaces in a value": lambda n: b"X: " + b" \t" * (n // 2),
    "a name that never ends": lambda n: b"a" * n,
    "many different headers": lambda n: b"\r\n".join(b"X%d: 1" % i for i in range(n // 10)),
    "many headers and a bad last one": lambda n: b"X: 1\r\n" * (n // 6) + b"bad",
    "commas": lambda n: b"Connection: " + b"," * n,
    "a host": lambda n: b"X: 1\r\nHost: " + b"[" * n,
}


@pytest.mark.parametrize("make", LONG.values(), ids=LONG.keys())
def test_the_time_grows_with_the_length_and_not_faster(make):
    def best(size):
        data = b"GET / HTTP/1.1\r\n" + make(size) + b"\r\n\r\n"
        times = []
        for _ in range(3):
            began = time.process_time()
            with contextlib.suppress(Refused):
                parse_head(data, HUGE)
            times.append(time.process_time() - began)
        return min(times)

    short, long = best(50_000), best(800_000)

    # sixteen times as long: a quadratic parser needs 256 times as much
    assert long < 64 * max(short, 0.001)


# Header lines that were read before

BLOCK = b"Host: a.example\r\nAccept: text/html\r\nConnection: close\r\n\r\n"


def facts(line, block=BLOCK):
    found = parse_head(line + b"\r\n" + block, LIMITS)
    return {name: getattr(found, name) for name in Head.__slots__}


def test_header_lines_that_were_read_before_give_the_same_facts(monkeypatch):
    lines = [b"GET /a?b=1 HTTP/1.1", b"POST /c HTTP/1.1", b"GET /a HTTP/1.0", b"GET //x HTTP/1.1",
             b"GET http://b.example/d HTTP/1.1", b"GET /e HTTP/1.1"]  # fmt: skip
    monkeypatch.setattr(parsing, "_known_blocks", {})
    kept = [facts(line) for line in [*lines, *lines]]
    read = []
    for line in [*lines, *lines]:
        monkeypatch.setattr(parsing, "_known_blocks", {})
        read.append(facts(line))

    assert kept == read
    assert kept[4]["fields"]["HTTP_HOST"] == "b.example"
    assert kept[5]["fields"]["HTTP_HOST"] == "a.example"
    assert kept[5]["fields"] is kept[0]["fields"]


@pytest.mark.parametrize(
    "line", [b"Content-Length: 3", b"Transfer-Encoding: chunked", b"X-Long: " + b"x" * 4_096]
)
def test_header_lines_of_requests_with_a_body_and_long_ones_are_read_each_time(line, monkeypatch):
    monkeypatch.setattr(parsing, "_known_blocks", {})
    block = b"Host: a.example\r\n" + line + b"\r\n\r\n"

    first, second = facts(b"POST / HTTP/1.1", block), facts(b"POST / HTTP/1.1", block)

    assert first == second
    assert first["fields"] is not second["fields"]


def test_no_more_header_lines_are_kept_than_a_limit(monkeypatch):
    monkeypatch.setattr(parsing, "_known_blocks", {})
    for number in range(1_000):
        facts(b"GET / HTTP/1.1", b"Host: a.example\r\nCookie: %d\r\n\r\n" % number)

    assert 0 < len(parsing._known_blocks) <= 128
