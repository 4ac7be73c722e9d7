"""The way of a request: in through the middleware, to the view, and out; whatever happens there."""

import gc
import io
import logging
import threading
from wsgiref.util import FileWrapper
from wsgiref.validate import validator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime import trace
from mtvgen.runtime.application import Application
from mtvgen.runtime.core.exceptions import (
    BadRequest,
    ImproperlyConfigured,
    MiddlewareNotUsed,
    PermissionDenied,
    SuspiciousOperation,
)
from mtvgen.runtime.core.signals import got_request_exception, request_finished, request_started
from mtvgen.runtime.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from mtvgen.runtime.template.response import SimpleTemplateResponse
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.urls import get_urlconf, include, path, reverse


def hello(request):
    return HttpResponse(f"hello {request.method}")


def raising(error):
    def view(request):
        raise error

    return view


def echo(request):
    return HttpResponse(request.body)


def form(request):
    return HttpResponse(str(sorted(request.POST.lists())))


async def later(request):
    """Never awaited."""


def late(request):
    class Late(SimpleTemplateResponse):
        rendered_content = "late"

    return Late("unused.html")


def own_404(request, exception):
    return HttpResponse(f"own page: {exception.args[0]}", status=404)


urlpatterns = [
    path("hello/", hello, name="hello"),
    path("echo/", echo),
    path("form/", form),
    path("late/", late),
    path("none/", lambda request: None),
    path("later/", later),
    path("text/", lambda request: "text"),
    path("404/", raising(Http404("not this one"))),
    path("403/", raising(PermissionDenied("secret words"))),
    path("400/", raising(BadRequest("secret words"))),
    path("suspicious/", raising(SuspiciousOperation("secret words"))),
    path("500/", raising(RuntimeError("secret words"))),
    path("stream/", lambda request: StreamingHttpResponse(str(n) for n in range(3))),
    path("file/", lambda request: FileResponse(io.BytesIO(b"data"))),
    path("<int:pk>/", include(([path("", lambda request, pk: HttpResponse(repr(pk)))], "in"))),
    path("deep/", raising(RecursionError())),
]

pytestmark = pytest.mark.usefixtures("quiet")

MIDDLEWARE = [
    "mtvgen.runtime.middleware.security.SecurityMiddleware",
    "mtvgen.runtime.middleware.common.CommonMiddleware",
    "mtvgen.runtime.middleware.csrf.CsrfViewMiddleware",
    "mtvgen.runtime.middleware.clickjacking.XFrameOptionsMiddleware",
]


@pytest.fixture
def quiet(caplog):
    """Keep what the application logs out of the tests' output."""
    caplog.set_level(logging.CRITICAL, logger="mtvgen")


@pytest.fixture
def ask():
    """Return a function that sends a request through the application, under the validator."""
    with override_settings(ROOT_URLCONF=__name__):
        yield ask_


def ask_(path, method="GET", body=b"", **environ):
    sent = []
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **environ,
    }

    def start_response(status, headers, exc_info=None):
        sent.append((status, headers))
        return lambda data: None

    result = validator(Application())(environ, start_response)
    content = b"".join(result)
    result.close()
    (status, headers) = sent[0]
    return int(status[:3]), dict(headers), content


def test_a_request_reaches_its_view_and_comes_back(ask):
    assert ask("/hello/")[::2] == (200, b"hello GET")
    assert ask("/5/")[2] == b"5"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("/nowhere/", 404),
        ("/404/", 404),
        ("/403/", 403),
        ("/400/", 400),
        ("/suspicious/", 400),
        ("/500/", 500),
        ("/none/", 500),
        ("/text/", 500),
        ("/deep/", 500),
    ],
)
def test_what_goes_wrong_is_answered_and_reveals_nothing(ask, asked, status):
    got, headers, content = ask(asked)

    assert got == status
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    if asked != "/403/":  # whose reason is meant for the visitor, in a template of the project
        assert b"secret" not in content
    assert b"Traceback" not in content


@pytest.mark.parametrize("asked", ["/nowhere/", "/404/", "/suspicious/", "/500/", "/none/"])
@pytest.mark.parametrize(
    ("extra", "shown"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"REMOTE_ADDR": "::1"}, True),
        ({"REMOTE_ADDR": "192.168.1.5"}, False),
        ({"REMOTE_ADDR": ""}, False),
        ({"REMOTE_ADDR": "::1.evil"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=1.2.3.4"}, False),
    ],
)
def test_developers_see_more_and_only_on_their_own_machine(ask, asked, extra, shown):
    plain = ask(asked)[2]

    with override_settings(DEBUG=True):
        content = ask(asked, **extra)[2]

    assert (content != plain) == shown


def test_a_view_that_returns_nothing_is_explained(ask, caplog):
    caplog.set_level(logging.ERROR, logger="mtvgen.request")

    ask("/none/")

    assert "It returned None instead. Did you forget 'return'" in caplog.text
    assert "test_application.py, line" in caplog.text


def test_an_asynchronous_view_is_explained(ask, caplog):
    caplog.set_level(logging.ERROR, logger="mtvgen")

    assert ask("/later/")[0] == 500
    assert "later is asynchronous, and views here are not. Write `def`" in caplog.text


@override_settings(DEBUG_PROPAGATE_EXCEPTIONS=True)
def test_a_debugger_may_have_the_exception(ask):
    with pytest.raises(RuntimeError, match="secret words"):
        ask("/500/")


def test_a_late_page_is_filled(ask):
    assert ask("/late/")[2] == b"late"


def test_a_stream_is_sent_chunk_by_chunk(ask):
    assert ask("/stream/")[2] == b"012"


def test_a_file_goes_through_the_server_s_own_wrapper(ask):
    assert ask("/file/", **{"wsgi.file_wrapper": FileWrapper})[2] == b"data"


def test_a_site_may_be_mounted_below_a_prefix(ask):
    links = []

    def view(request):
        links.append((reverse("link"), request.path))
        return HttpResponse()

    module = type("conf", (), {"urlpatterns": [path("a/", view, name="link")]})
    with override_settings(ROOT_URLCONF=module):
        ask_("/a/", SCRIPT_NAME="/shop")
        ask_("/a/")

    assert links == [("/shop/a/", "/shop/a/"), ("/a/", "/a/")]


def with_other_urls(get_response):
    def middleware(request):
        request.urlconf = "tests.runtime.other_urls"
        return get_response(request)

    return middleware


def test_a_urlconf_of_a_request_holds_until_its_end(ask):
    with override_settings(MIDDLEWARE=[f"{__name__}.with_other_urls"]):
        status, _, body = ask("/other/")

    assert (status, body) == (200, b"/other/")
    assert get_urlconf() is None


def test_a_urlconf_may_have_its_own_pages_for_errors():
    module = type("conf", (), {"urlpatterns": urlpatterns, "handler404": staticmethod(own_404)})

    with override_settings(ROOT_URLCONF=module):
        assert ask_("/404/")[::2] == (404, b"own page: not this one")


def test_a_broken_page_for_errors_is_an_error_and_still_an_answer():
    def broken(request, exception=None):
        raise ZeroDivisionError

    module = type(
        "conf", (), {"urlpatterns": urlpatterns, "handler404": broken, "handler500": broken}
    )
    with override_settings(ROOT_URLCONF=module):
        status, _, content = ask_("/404/")

    assert status == 500
    assert b"Something went wrong" in content


def test_signals_tell_of_the_request(ask):
    told = []
    receivers = [
        (request_started, lambda **facts: told.append(("started", facts["environ"]["PATH_INFO"]))),
        (got_request_exception, lambda **facts: told.append(("raised", facts["request"].path))),
        (request_finished, lambda **_: told.append(("finished",))),
    ]
    for signal, receiver in receivers:
        signal.connect(receiver)
    try:
        ask("/500/")
    finally:
        for signal, receiver in receivers:
            signal.disconnect(receiver)

    assert told == [("started", "/500/"), ("raised", "/500/"), ("finished",)]


class Recorder:
    """A middleware that keeps every hook's name."""

    seen: list[str] = []

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        self.seen.append(f"{self.name} in")
        response = self.get_response(request)
        self.seen.append(f"{self.name} out {response.status_code}")
        return response

    def process_view(self, request, view, args, kwargs):
        self.seen.append(f"{self.name} view")

    def process_exception(self, request, exception):
        self.seen.append(f"{self.name} exception")

    def process_template_response(self, request, response):
        self.seen.append(f"{self.name} template")
        return response


class Outer(Recorder):
    name = "outer"


class Inner(Recorder):
    name = "inner"


def unused(get_response):
    raise MiddlewareNotUsed("not today")


def nothing(get_response):
    """Return no middleware, by mistake."""


def raises(get_response):
    def middleware(request):
        raise PermissionDenied

    return middleware


@pytest.fixture
def recorded():
    Recorder.seen.clear()
    chain = [f"{__name__}.Outer", f"{__name__}.unused", f"{__name__}.Inner"]
    with override_settings(MIDDLEWARE=chain):
        yield Recorder.seen


def test_middleware_is_an_onion(ask, recorded):
    ask("/hello/")

    assert recorded == [
        "outer in",
        "inner in",
        "outer view",
        "inner view",
        "inner out 200",
        "outer out 200",
    ]


def test_hooks_for_late_pages_and_exceptions_run_from_the_inside(ask, recorded):
    ask("/late/")
    ask("/500/")

    assert [one for one in recorded if "template" in one or "exception" in one] == [
        "inner template",
        "outer template",
        "inner exception",
        "outer exception",
    ]


def test_every_layer_sees_a_response_never_an_exception(ask, recorded):
    with override_settings(MIDDLEWARE=[f"{__name__}.Outer", f"{__name__}.raises"]):
        assert ask("/hello/")[0] == 403

    assert recorded == ["outer in", "outer out 403"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (f"{__name__}.nothing", "returned None"),
        (
            "mtvgen.runtime.middleware.comon.CommonMiddleware",
            "MIDDLEWARE names .* cannot be imported",
        ),
    ],
)
def test_a_middleware_that_is_none_is_explained(name, message):
    with override_settings(MIDDLEWARE=[name]), pytest.raises(ImproperlyConfigured, match=message):
        Application().load_middleware()


def test_the_chain_is_built_once_however_many_ask_first(recorded):
    application = Application()
    built = []
    threads = [
        threading.Thread(target=lambda: built.append(application.load_middleware()))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(built)) == 1


def test_each_station_leaves_a_note(ask):
    notes = []
    stop = trace.listen(lambda event, facts: notes.append(event))
    try:
        with override_settings(MIDDLEWARE=MIDDLEWARE[:1]):
            ask("/hello/")
    finally:
        stop()

    assert notes == [
        "request.began",
        "middleware.in",
        "urls.asked",
        "urls.matched",
        "view.called",
        "view.returned",
        "middleware.out",
        "request.ended",
    ]
    assert trace.on is False


def test_a_request_leaves_no_cyclic_garbage(ask):
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        application = Application()
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/hello/",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "wsgi.input": io.BytesIO(),
        }

        def run():
            response = application(dict(environ), lambda status, headers: None)
            b"".join(response)
            response.close()

        run()
        gc.collect()
        gc.disable()
        try:
            for _ in range(10):
                run()
            garbage = gc.collect()
        finally:
            gc.enable()

    assert garbage == 0


NASTY = st.text(alphabet=st.sampled_from("ab/%?#&=;\x00\r\n\té☃\udcff\"'<>\\: 0,"), max_size=30)


@given(
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "get", "WEIRD", "P\x00"]),
    st.sampled_from(["/", "/hello/", "/echo/", "/form/", ""]),
    NASTY,
    st.dictionaries(
        st.sampled_from(
            ["QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_HOST", "HTTP_COOKIE",
             "HTTP_ORIGIN", "HTTP_REFERER", "HTTP_X_CSRFTOKEN", "HTTP_ACCEPT", "SCRIPT_NAME",
             "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "REMOTE_ADDR", "SERVER_PORT"]
        ),
        NASTY | st.sampled_from(["multipart/form-data; boundary=b", "application/x-www-form-urlencoded",
                                 "text/html; charset=utf-7", "9" * 30, "-1"]),
    ),
    st.binary(max_size=60),
)  # fmt: skip
def test_nothing_that_a_server_may_hand_over_gets_an_exception_or_a_500(
    method, start, rest, extra, body
):
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": start + rest.encode("utf-8", "surrogateescape").decode("latin-1"),
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "QUERY_STRING": "",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        **{
            name: value.encode("utf-8", "surrogateescape").decode("latin-1")
            for name, value in extra.items()
        },
    }
    statuses = []
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=MIDDLEWARE):
        response = Application()(environ, lambda status, headers: statuses.append(status))
        b"".join(response)
        response.close()

    assert statuses
    assert int(statuses[0][:3]) < 500
