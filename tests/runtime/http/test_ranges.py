"""Parts of a file: what a browser asks for, and what goes out. (RFC 9110, section 14.)"""

import gzip
import io
import mmap
import os
import re
import time
from email import message_from_bytes
from wsgiref.util import FileWrapper
from wsgiref.validate import validator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.application import Application
from mtvgen.runtime.http import FileResponse, HttpResponse, StreamingHttpResponse
from mtvgen.runtime.http.ranges import RangeNotSatisfiable, Slice, answer_range, asked_ranges
from mtvgen.runtime.test import Client, RequestFactory, override_settings
from mtvgen.runtime.urls import path
from mtvgen.runtime.utils.http import http_date
from mtvgen.runtime.views.decorators.gzip import gzip_page
from mtvgen.runtime.views.decorators.http import condition

CONTENT = bytes(range(256)) * 4
WRAPPERS = [{}, {"wsgi.file_wrapper": FileWrapper}]


def conf(view):
    return type("conf", (), {"urlpatterns": [path("file/", view)]})


def ask(view, method="GET", **environ):
    """Return (status, headers, body) of the answer to a request for what *view* returns."""
    environ = RequestFactory()._base_environ(
        REQUEST_METHOD=method, PATH_INFO="/file/", QUERY_STRING="", **environ
    )
    started = []
    with override_settings(ROOT_URLCONF=conf(view), MIDDLEWARE=[]):
        result = validator(Application())(environ, lambda *args: started.append(args) or print)
        body = b"".join(result)
        result.close()
    (status, headers) = started[0]
    return int(status[:3]), dict(headers), body


def file(content=CONTENT, **options):
    return lambda request: FileResponse(io.BytesIO(content), **options)


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("bytes=0-3", [range(4)]),
        ("bytes=1000-", [range(1000, 1024)]),
        ("bytes=-5", [range(1019, 1024)]),
        ("bytes=-5000", [range(1024)]),
        ("bytes=1000-5000", [range(1000, 1024)]),
        ("Bytes = 1 - 2", [range(1, 3)]),
        ("bytes=0-1,500-501", [range(2), range(500, 502)]),
        ("bytes=500-501, ,0-1,", [range(500, 502), range(2)]),
        ("bytes=-1,0-0", [range(1023, 1024), range(1)]),
        ("bytes=0-9,5-19", [range(20)]),
        ("bytes=300-400,0-10,350-500", [range(300, 501), range(11)]),
        ("bytes=0-1,100-101", [range(102)]),
        ("bytes=0-1,9999-", [range(2)]),
    ],
)
def test_a_range_says_which_bytes(header, parts):
    assert asked_ranges(header, 1024) == parts


@pytest.mark.parametrize(
    "header",
    [
        *("", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=--1", "bytes=a-b", "bytes=3-1"),
        *("bytes=0-1,x", "bytes=0-1,3-1", "bytes=٣-", "bytes=0x1-", "bytes=+1-2", "bytes=1_0-"),
        *("lines=0-3", "bytes 0-3", "bytes=0-3;1-2", "bytes=" + "9" * 19 + "-"),
        "bytes=" + "0-0," * 101,
    ],
)
def test_a_header_that_is_none_asks_for_all(header):
    assert asked_ranges(header, 1024) == []


@pytest.mark.parametrize("header", ["bytes=1024-", "bytes=-0", "bytes=2000-3000,9999-"])
def test_what_lies_behind_the_end_cannot_be_had(header):
    with pytest.raises(RangeNotSatisfiable):
        asked_ranges(header, 1024)


def test_of_nothing_all_is_asked_for():
    assert asked_ranges("bytes=0-", 0) == []


specs = st.tuples(st.integers(0, 1200), st.integers(0, 1200)).map(sorted) | st.tuples(
    st.none(), st.integers(0, 1200)
)


def text_of(spec):
    first, last = spec
    return f"{'' if first is None else first}-{last}"


def bytes_of(spec, size):
    first, last = spec
    if first is None:
        return set(range(size)[-last:] if last else [])
    return set(range(first, min(last + 1, size)))


@given(st.lists(specs, min_size=1, max_size=6), st.integers(1, 1100))
def test_every_byte_that_is_asked_for_is_sent_once(some, size):
    wanted = set().union(*[bytes_of(spec, size) for spec in some])
    try:
        parts = asked_ranges(f"bytes={','.join(map(text_of, some))}", size)
    except RangeNotSatisfiable:
        parts = []

    sent = [place for part in parts for place in part]
    assert wanted <= set(sent) <= set(range(size))
    assert len(sent) == len(set(sent))


@given(st.text(st.sampled_from("bytes=-,0123456789 \t"), max_size=40), st.integers(0, 30))
def test_any_text_asks_for_bytes_that_are_there(header, size):
    try:
        parts = asked_ranges(header, size)
    except RangeNotSatisfiable:
        return

    assert all(0 <= part.start < part.stop <= size for part in parts)


@pytest.mark.parametrize(
    "header",
    [
        "bytes=" + " " * 500_000 + "x",
        "bytes=0" + " " * 500_000,
        "bytes=" + "0-," * 300_000,
        "bytes=" + "," * 900_000,
        "bytes=" + "1" * 900_000 + "-",
        " " * 500_000 + "bytes=0-" + " \t" * 300_000,
        "bytes=" + ",".join(f"{n * 1000}-{n * 1000}" for n in range(99, -1, -1)),
    ],
)
def test_hostile_headers_are_read_in_linear_time(header):
    started = time.process_time()
    asked_ranges(header, 10**6)

    assert time.process_time() - started < 0.5  # quadratic time takes minutes


@pytest.mark.parametrize("environ", WRAPPERS)
def test_a_part_of_a_file_is_sent(environ):
    status, headers, body = ask(file(), HTTP_RANGE="bytes=10-19", **environ)

    assert (status, body) == (206, CONTENT[10:20])
    assert headers == {
        "Accept-Ranges": "bytes",
        "Content-Type": "application/octet-stream",
        "Content-Length": "10",
        "Content-Range": "bytes 10-19/1024",
    }


@pytest.mark.parametrize("environ", WRAPPERS)
def test_several_parts_are_sent_as_one_answer(environ):
    view = file(content_type="image/png")
    status, headers, body = ask(view, HTTP_RANGE="bytes=800-809,-1,0-4", **environ)

    assert (status, headers["Content-Length"]) == (206, str(len(body)))
    assert "Content-Range" not in headers
    kind = headers["Content-Type"]
    assert re.fullmatch(r"multipart/byteranges; boundary=[0-9a-f]{32}", kind)
    parts = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body).get_payload()
    assert [
        (part["Content-Type"], part["Content-Range"], part.get_payload(decode=True))
        for part in parts
    ] == [
        ("image/png", "bytes 800-809/1024", CONTENT[800:810]),
        ("image/png", "bytes 1023-1023/1024", CONTENT[-1:]),
        ("image/png", "bytes 0-4/1024", CONTENT[:5]),
    ]


def test_a_file_on_disk_is_sent_from_where_it_stands(tmp_path):
    (tmp_path / "film.mp4").write_bytes(b"skipped" + CONTENT)

    def view(request):
        opened.append((tmp_path / "film.mp4").open("rb"))
        opened[0].seek(7)
        return FileResponse(opened[0], as_attachment=True)

    opened = []
    status, headers, body = ask(view, HTTP_RANGE="bytes=-4")

    assert (status, body) == (206, CONTENT[-4:])
    assert headers["Content-Range"] == "bytes 1020-1023/1024"
    assert headers["Content-Disposition"] == 'attachment; filename="film.mp4"'
    assert headers["Content-Type"] == "video/mp4"
    assert opened[0].closed


@pytest.mark.parametrize("environ", WRAPPERS)
def test_what_lies_behind_the_end_is_answered_with_416_that_nobody_keeps(environ):
    def view(request):
        kept = {"Cache-Control": "max-age=9", "ETag": '"1"', "X-Own": "1"}
        response = FileResponse(io.BytesIO(CONTENT), filename="a.txt", headers=kept)
        response.set_cookie("a", "1")
        return response

    status, headers, body = ask(view, HTTP_RANGE="bytes=1024-", **environ)

    assert (status, body) == (416, b"")
    assert headers == {
        "Accept-Ranges": "bytes",
        "Content-Type": "text/plain",
        "Content-Length": "0",
        "Content-Range": "bytes */1024",
        "X-Own": "1",
        "Set-Cookie": "a=1; Path=/",
    }


def test_a_file_is_closed_whatever_part_of_it_is_sent():
    class File(io.BytesIO):
        ends = 0

        def close(self):
            File.ends += 1
            super().close()

    for header in ("bytes=0-3", "bytes=0-3,900-", "bytes=9999-"):
        for environ in WRAPPERS:
            File.ends = 0
            ask(lambda _: FileResponse(File(CONTENT)), HTTP_RANGE=header, **environ)

            assert File.ends == 1


def whole(view, **environ):
    """Return whether the answer is the one to a request without a range."""
    return ask(view, HTTP_RANGE="bytes=1-2", **environ) == ask(view, **environ)


def test_without_a_range_or_with_one_that_is_none_the_file_is_whole():
    assert ask(file(), HTTP_RANGE="bytes=9-1") == ask(file())
    assert ask(file())[0::2] == (200, CONTENT)
    assert "Accept-Ranges" not in ask(file())[1]


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "OPTIONS"])
def test_only_a_get_asks_for_a_part(method):
    assert ask(file(), method, HTTP_RANGE="bytes=1-2")[0] == 200


@pytest.mark.parametrize(
    "options",
    [
        {"status": 203},
        {"status": 404},
        {"headers": {"Accept-Ranges": "none"}},
        {"headers": {"Content-Range": "bytes 0-9/99"}},
    ],
)
def test_only_a_complete_answer_that_allows_it_is_cut(options):
    assert whole(file(**options))


class Pipe(io.RawIOBase):
    """Gives its content once, and cannot go back."""

    def __init__(self):
        self._content = io.BytesIO(CONTENT)

    def readable(self):
        return True

    def readinto(self, buffer):
        return self._content.readinto(buffer)


class Reader:
    """What FileResponse needs at least."""

    def __init__(self):
        self.read = io.BytesIO(CONTENT).read


@pytest.mark.parametrize(
    "view",
    [
        lambda request: FileResponse(Pipe()),
        lambda request: FileResponse(Reader()),
        lambda request: FileResponse([CONTENT[:9], CONTENT[9:]]),
        lambda request: FileResponse(piece for piece in [CONTENT]),
        lambda request: StreamingHttpResponse([CONTENT]),
        lambda request: HttpResponse(CONTENT),
        file(b""),
    ],
)
def test_what_is_no_file_that_can_seek_is_whole(view):
    assert whole(view)


def test_a_file_that_middleware_compresses_is_whole():
    view = gzip_page(file(b"text " * 99, headers={"ETag": '"1"'}))
    status, headers, body = ask(view, HTTP_RANGE="bytes=1-2", HTTP_ACCEPT_ENCODING="gzip")

    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == b"text " * 99
    assert ask(view, HTTP_RANGE="bytes=1-2")[0::2] == (206, b"ex")


def test_a_file_whose_stream_middleware_wraps_is_whole():
    def view(request):
        response = FileResponse(io.BytesIO(CONTENT))
        response.streaming_content = (piece[::-1] for piece in response.streaming_content)
        return response

    assert ask(view, HTTP_RANGE="bytes=1-2")[0::2] == (200, CONTENT[::-1])


DATE = http_date(1_700_000_000)


@pytest.mark.parametrize(
    ("validators", "if_range", "status"),
    [
        ({"ETag": '"1"'}, '"1"', 206),
        ({"ETag": '"1"'}, '"2"', 200),
        ({"ETag": 'W/"1"'}, 'W/"1"', 200),
        ({"ETag": '"1"'}, 'W/"1"', 200),
        ({"ETag": 'W/"1"'}, '"1"', 200),
        ({"Last-Modified": DATE}, DATE, 206),
        ({"Last-Modified": DATE}, http_date(1_700_000_001), 200),
        ({"Last-Modified": DATE}, "yesterday", 200),
        ({"Last-Modified": "yesterday"}, "yesterday", 200),
        ({"Last-Modified": DATE}, '"1"', 200),
        ({"ETag": '"1"'}, DATE, 200),
        ({}, '"1"', 200),
        ({}, DATE, 200),
        ({}, "", 206),
    ],
)
def test_a_part_of_another_version_is_not_sent(validators, if_range, status):
    view = file(headers=validators)

    assert ask(view, HTTP_RANGE="bytes=0-1", HTTP_IF_RANGE=if_range)[0] == status


def test_a_date_of_this_very_second_does_not_tell_versions_apart():
    now = http_date(time.time())
    view = file(headers={"Last-Modified": now})

    assert ask(view, HTTP_RANGE="bytes=0-1", HTTP_IF_RANGE=now)[0] == 200


def test_conditions_are_looked_at_before_the_range():
    view = condition(etag_func=lambda request: '"1"')(file())
    asked = {"HTTP_RANGE": "bytes=0-1"}

    assert ask(view, HTTP_IF_NONE_MATCH='"1"', **asked)[0] == 304
    assert ask(view, HTTP_IF_MATCH='"2"', **asked)[0] == 412
    assert ask(view, HTTP_IF_MATCH='"1"', HTTP_IF_RANGE='"1"', **asked)[0] == 206


def test_a_file_that_grew_or_shrank_meanwhile_is_counted_as_it_is(tmp_path):
    place = tmp_path / "log.txt"

    def view(request):
        place.write_bytes(CONTENT)
        response = FileResponse(place.open("rb"))
        os.truncate(place, size)
        return response

    for size in (2000, 20):
        status, headers, body = ask(view, HTTP_RANGE="bytes=10-")

        assert (status, headers["Content-Range"]) == (206, f"bytes 10-{size - 1}/{size}")
        assert body == (CONTENT + bytes(2000))[10:size]


def test_a_file_that_is_closed_already_is_left_to_the_server():
    with io.BytesIO(CONTENT) as opened:
        response = FileResponse(opened)

    assert answer_range(response, {"HTTP_RANGE": "bytes=0-1"}).status_code == 200


def test_a_memory_map_is_sent_though_a_server_cannot_close_it_for_us(tmp_path):
    (tmp_path / "a.bin").write_bytes(CONTENT)

    def view(request):
        with (tmp_path / "a.bin").open("rb") as opened:
            return FileResponse(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))

    for environ in WRAPPERS:
        assert ask(view, HTTP_RANGE="bytes=2-5", **environ)[0::2] == (206, CONTENT[2:6])
        assert ask(view, **environ)[0::2] == (200, CONTENT)


def test_the_test_client_gets_the_part_too():
    with override_settings(ROOT_URLCONF=conf(file()), MIDDLEWARE=[]):
        response = Client().get("/file/", headers={"range": "bytes=1-3"})

    assert (response.status_code, response.getvalue()) == (206, CONTENT[1:4])


@given(st.binary(max_size=60), st.integers(0, 80), st.lists(st.integers(-1, 30), max_size=9))
def test_a_slice_reads_what_the_file_has_of_it(content, left, sizes):
    piece = Slice(io.BytesIO(content), left)
    read = b"".join(piece.read(size) for size in sizes) + piece.read(None)

    assert read == content[:left]


@given(st.binary(min_size=1, max_size=400), st.lists(specs, min_size=1, max_size=4), st.data())
def test_the_parts_put_together_are_the_file_s(content, some, data):
    wrapper = data.draw(st.sampled_from(WRAPPERS))
    header = f"bytes={','.join(map(text_of, some))}"
    status, headers, body = ask(file(content), HTTP_RANGE=header, **wrapper)

    if status == 416:
        assert not set().union(*[bytes_of(spec, len(content)) for spec in some])
        return
    assert (status, headers["Content-Length"]) == (206, str(len(body)))
    kind = headers["Content-Type"]
    if kind.startswith("multipart"):
        boundary = kind.partition("=")[2].encode()
        _, *parts, end = body.split(b"\r\n--" + boundary)
        assert end == b"--\r\n"
        pairs = [part.split(b"\r\n\r\n", 1) for part in parts]
    else:
        pairs = [(headers["Content-Range"].encode(), body)]
    for head, sent in pairs:
        first, last, size = map(int, re.search(rb"bytes (\d+)-(\d+)/(\d+)", head).groups())
        assert (sent, size) == (content[first : last + 1], len(content))
