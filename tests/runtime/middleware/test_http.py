"""Pages that the browser has already are not sent again."""

import io
import itertools

import pytest

from mtvgen.runtime import http, test
from mtvgen.runtime.http import FileResponse, HttpResponse, StreamingHttpResponse
from mtvgen.runtime.middleware.http import ConditionalGetMiddleware
from mtvgen.runtime.views.decorators.http import conditional_page
from tests.runtime import django_peer  # noqa: F401

import django.http  # isort: skip
import django.test  # isort: skip
from django.middleware.http import ConditionalGetMiddleware as TheirMiddleware  # isort: skip

OLD, NEW = "Sat, 12 Feb 2011 17:38:44 GMT", "Sun, 12 Feb 2012 17:38:44 GMT"
TAG = '"900150983cd24fb0d6963f7d28e17f72"'  # of b"abc" (RFC 1321, section A.5)


def test_each_page_gets_the_tag_of_its_content(rf):
    response = ConditionalGetMiddleware(lambda request: HttpResponse("abc"))(rf.get("/"))

    assert (response.status_code, response["ETag"]) == (200, TAG)


def test_a_browser_that_has_the_page_is_told_so(rf):
    def view(request):
        response = HttpResponse("abc", headers={"Vary": "Cookie", "Content-Language": "fr"})
        response.set_cookie("a", "b")
        return response

    response = ConditionalGetMiddleware(view)(rf.get("/", headers={"if-none-match": TAG}))

    assert (response.status_code, response.content) == (304, b"")
    assert dict(response.headers) == {"ETag": TAG, "Vary": "Cookie"}
    assert response.cookies["a"].value == "b"


def test_a_page_that_nobody_may_store_gets_no_tag(rf):
    def view(request):
        return HttpResponse("abc", headers={"Cache-Control": "private, No-Store"})

    assert "ETag" not in ConditionalGetMiddleware(view)(rf.get("/"))


def test_a_stream_gets_no_tag(rf):
    def view(request):
        return StreamingHttpResponse(["abc"])

    assert "ETag" not in ConditionalGetMiddleware(view)(rf.get("/"))


def test_a_file_that_is_not_sent_is_closed_with_the_answer(rf):
    file = io.BytesIO(b"abc")

    def view(request):
        return FileResponse(file, headers={"ETag": '"1"'})

    response = ConditionalGetMiddleware(view)(rf.get("/", headers={"if-none-match": '"1"'}))

    assert response.status_code == 304
    assert not file.closed
    response.close()
    assert file.closed


def test_one_view_alone_may_have_tags(rf):
    view = conditional_page(lambda request: HttpResponse("abc"))

    assert view(rf.get("/"))["ETag"] == TAG
    assert view(rf.get("/", headers={"if-none-match": TAG})).status_code == 304


REQUESTS = [
    dict(
        zip(
            ("if-none-match", "if-modified-since", "if-match", "if-unmodified-since"),
            one,
            strict=True,
        )
    )
    for one in itertools.product(("", TAG, '"x"'), ("", OLD, NEW), ("", TAG, "*"), ("", OLD, "no"))
]
RESPONSES = [{}, {"ETag": '"x"'}, {"ETag": f"W/{TAG}"}, {"Last-Modified": NEW, "Vary": "a"}]


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("status", [200, 203, 302, 404])
@pytest.mark.parametrize("headers", RESPONSES)
def test_it_is_what_django_answers(method, status, headers):
    for conditions in REQUESTS:
        told = []
        for responses, requests, middleware in (
            (http, test, ConditionalGetMiddleware),
            (django.http, django.test, TheirMiddleware),
        ):
            made = responses.HttpResponse("abc", status=status, headers=headers)
            asked = {name: value for name, value in conditions.items() if value}
            request = getattr(requests.RequestFactory(), method)("/", headers=asked)
            response = middleware(lambda request, made=made: made)(request)
            told.append((response.status_code, response.content, dict(response.headers)))

        assert told[0] == told[1], conditions
