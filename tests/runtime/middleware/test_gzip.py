"""Smaller responses for browsers that read gzip."""

import gzip
import io
import random

import pytest

from mtvgen.runtime import http, test
from mtvgen.runtime.http import FileResponse, HttpResponse, StreamingHttpResponse
from mtvgen.runtime.middleware.gzip import GZipMiddleware
from mtvgen.runtime.views.decorators.gzip import gzip_page
from tests.runtime import django_peer  # noqa: F401

import django.http  # isort: skip
import django.test  # isort: skip
from django.middleware.gzip import GZipMiddleware as TheirMiddleware  # isort: skip

PAGE = b"what is said twice is said once more. " * 50


def sent(response, accepted="gzip, deflate"):
    """Return *response* as it is sent to a browser that accepts *accepted*."""
    request = test.RequestFactory().get("/", headers={"accept-encoding": accepted})
    return GZipMiddleware(lambda request: response)(request)


def test_a_page_becomes_shorter_and_says_so():
    response = sent(HttpResponse(PAGE))

    assert gzip.decompress(response.content) == PAGE
    assert response["Content-Encoding"] == "gzip"
    assert response["Content-Length"] == str(len(response.content))
    assert response["Vary"] == "Accept-Encoding"


def test_the_length_of_a_compressed_page_is_blurred():
    lengths = {len(sent(HttpResponse(PAGE)).content) for _ in range(60)}

    assert len(lengths) > 10
    assert max(lengths) - min(lengths) < 100


def test_a_stream_is_compressed_as_it_goes():
    response = sent(StreamingHttpResponse([PAGE, PAGE], headers={"Content-Length": "1"}))

    assert gzip.decompress(response.getvalue()) == PAGE * 2
    assert "Content-Length" not in response


def test_a_compressed_file_is_still_closed_and_no_longer_handed_to_the_server():
    file = io.BytesIO(PAGE)
    response = sent(FileResponse(file))

    assert gzip.decompress(b"".join(response)) == PAGE
    assert response.file_to_stream is None
    response.close()
    assert file.closed


@pytest.mark.parametrize("content", [b"", b"short", bytes(range(199))])
def test_a_short_page_is_left_as_it_is(content):
    response = sent(HttpResponse(content))

    assert response.content == content
    assert not {"Content-Encoding", "Vary"} & set(response.headers)


def test_what_does_not_become_shorter_is_left_as_it_is():
    noise = random.Random(1).randbytes(600)

    assert sent(HttpResponse(noise)).content == noise


@pytest.mark.parametrize("headers", [{"Content-Encoding": "br"}, {"Content-Range": "bytes 0-9/99"}])
def test_compressed_content_and_parts_of_a_file_are_left_alone(headers):
    response = sent(HttpResponse(PAGE, headers=headers))

    assert response.content == PAGE
    assert "Vary" not in response


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "br, gzip; q=0.000", "notgzipped"])
def test_a_browser_that_does_not_accept_gzip_gets_the_page_as_it_is(accepted):
    response = sent(HttpResponse(PAGE), accepted)

    assert response.content == PAGE
    assert response["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["gzip", "GZIP", "br;q=1, gzip;q=0.5", "gzip;q=1.0", "x-gzip"])
def test_a_browser_that_accepts_gzip_gets_it(accepted):
    assert sent(HttpResponse(PAGE), accepted)["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(("tag", "weak"), [('"a"', 'W/"a"'), ('W/"a"', 'W/"a"')])
def test_the_tag_of_a_compressed_page_is_weak(tag, weak):
    assert sent(HttpResponse(PAGE, headers={"ETag": tag}))["ETag"] == weak


def test_one_view_alone_may_be_compressed():
    view = gzip_page(lambda request: HttpResponse(PAGE))

    response = view(test.RequestFactory().get("/", headers={"accept-encoding": "gzip"}))

    assert gzip.decompress(response.content) == PAGE


@pytest.mark.parametrize("kind", ["HttpResponse", "StreamingHttpResponse", "FileResponse"])
@pytest.mark.parametrize("size", [0, 1, 199, 200, 201, 5000])
@pytest.mark.parametrize("accepted", ["", "gzip", "deflate, gzip;q=1.0", "br"])
@pytest.mark.parametrize("headers", [{}, {"ETag": '"x"', "Vary": "Cookie"}])
def test_it_is_what_django_sends(kind, size, accepted, headers):
    told = []
    for responses, requests, middleware in (
        (http, test, GZipMiddleware),
        (django.http, django.test, TheirMiddleware),
    ):
        content = PAGE * 3
        made = getattr(responses, kind)(
            io.BytesIO(content[:size]) if kind == "FileResponse" else [content[:size]],
            headers=headers,
        )
        request = requests.RequestFactory().get("/", headers={"accept-encoding": accepted})
        response = middleware(lambda request, made=made: made)(request)
        body = b"".join(response)
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
            response.headers.pop("Content-Length", None)  # a random name is in it
        told.append((body, dict(response.headers)))
        response.close()

    assert told[0] == told[1]
