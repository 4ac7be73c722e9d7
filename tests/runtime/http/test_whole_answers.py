"""The same views behind both applications: the same request gets the same answer, to the last byte."""

import io
from pathlib import Path
from wsgiref.util import FileWrapper

import pytest

from mtvgen.runtime import http, urls
from mtvgen.runtime.application import Application
from mtvgen.runtime.test import override_settings
from tests.runtime import django_peer  # noqa: F401  # configures Django's settings first

from django import http as django_http  # isort: skip
from django import urls as django_urls  # isort: skip
from django.core.handlers.wsgi import WSGIHandler  # isort: skip
from django.test.utils import override_settings as their_override  # isort: skip


@pytest.fixture(autouse=True)
def no_prefix_is_left():
    """Django's handler keeps the prefix of its last request for this thread: other tests reverse there."""
    yield
    django_urls.clear_script_prefix()


def views(http):
    """Return views by name, written with the names of the module *http*."""

    def cookies(request):
        response = http.HttpResponse("é", headers={"X-B": "2"})
        response.set_cookie("b", "1", httponly=True, secure=True, samesite="Lax", domain="a.b")
        response.set_cookie("a", "é;,", expires="Thu, 01 Jan 2030 00:00:00 GMT", path="/x")
        response.delete_cookie("c")
        response["x-b"] = "é"
        return response

    def asked(request):
        files = [(name, one.name, one.content_type) for name, one in request.FILES.items()]
        facts = {
            "method": [request.method, request.path, request.path_info, request.scheme],
            "fields": [list(request.GET.lists()), list(request.POST.lists()), files],
            "headers": [dict(request.headers), request.COOKIES, request.content_type],
            "places": [request.get_full_path(), request.build_absolute_uri("../x")],
        }
        return http.JsonResponse(facts, status=201)

    def untyped(request):
        response = http.HttpResponse("x")
        del response["content-type"]
        return response

    return {
        "cookies": cookies,
        "asked": asked,
        "untyped": untyped,
        "body": lambda request: http.HttpResponse(request.body),
        "lines": lambda request: http.HttpResponse(line[::-1] for line in request),
        "stream": lambda request: http.StreamingHttpResponse(x for x in ["a", b"b", "é"]),
        "file": lambda request: http.FileResponse(Path(__file__).open("rb"), as_attachment=True),
        "bytes": lambda request: http.FileResponse(io.BytesIO(b"0123"), filename="é.tar.gz"),
        "redirect": lambda request: http.HttpResponseRedirect("/é?a=ü&b=%zz"),
        "again": lambda request: http.HttpResponsePermanentRedirect("x", preserve_request=True),
        "not allowed": lambda request: http.HttpResponseNotAllowed(["GET", "PUT"]),
        "not modified": lambda request: http.HttpResponseNotModified(),
        "empty": lambda request: http.HttpResponse(status=204),
        "own words": lambda request: http.HttpResponse("x", status=299, reason="Own words"),
    }


def application(kind, http, urls, override):
    patterns = [urls.path(f"{name}/", view) for name, view in views(http).items()]
    conf = type("conf", (), {"urlpatterns": patterns})

    def answer(environ):
        sent = []
        with override(ROOT_URLCONF=conf, MIDDLEWARE=[], ALLOWED_HOSTS=["*"]):
            result = kind()(environ, lambda *args: sent.append(args))
            body = b"".join(result)
            result.close()
        status, headers = sent[0][:2]
        # Django's cookies begin with a space, which means nothing (RFC 9110, section 5.5)
        return status, [(name, value.strip()) for name, value in headers], body

    return answer


OURS = application(Application, http, urls, override_settings)
THEIRS = application(WSGIHandler, django_http, django_urls, their_override)
FILE = (
    b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nhello\r\n--b--\r\n"
)
REQUESTS = {
    "plain": (b"", {}),
    "fields": (
        b"x=1&y=%FF&x=2",
        {
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "QUERY_STRING": "a=1&b=%C3%A9&c",
            "HTTP_COOKIE": "a=1; é=2; x",
        },
    ),
    "a file": (
        FILE,
        {
            "CONTENT_TYPE": "multipart/form-data; boundary=b",
            "SCRIPT_NAME": "/shop",
            "HTTP_HOST": "a.b:81",
            "wsgi.url_scheme": "https",
        },
    ),
    "lines": (b"l1\nl2\r\nl3", {"CONTENT_TYPE": "text/plain; charset=latin-1"}),
}


@pytest.mark.parametrize("wrapper", [{}, {"wsgi.file_wrapper": FileWrapper}], ids=["", "wrapper"])
@pytest.mark.parametrize("asked", REQUESTS.values(), ids=REQUESTS.keys())
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS"])
@pytest.mark.parametrize("name", views(http))
def test_an_answer_is_django_s_to_the_last_byte(name, method, asked, wrapper):
    body, more = asked

    def environ():
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": f"/{name}/",
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            **wrapper,
            **more,
        }

    assert OURS(environ()) == THEIRS(environ())
