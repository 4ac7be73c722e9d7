"""The parser by itself: on any bytes a head or a refusal, in linear time."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
