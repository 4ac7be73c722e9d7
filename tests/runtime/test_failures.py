"""Whatever is broken, a browser gets an answer: views, middleware, and the pages for errors themselves."""

import json
import logging

import pytest

from mtvgen.runtime.application import Application
from mtvgen.runtime.http import (
    FileResponse,
    Http404,
    HttpResponse,
    StreamingHttpResponse,
    UnreadablePostError,
)
from mtvgen.runtime.template.response import SimpleTemplateResponse
from mtvgen.runtime.test import RequestFactory, override_settings
from mtvgen.runtime.urls import path

from .test_application import ask_

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def quiet(caplog):
    caplog.set_level(logging.CRITICAL, logger="mtvgen")


class Broken(SimpleTemplateResponse):
    """A page that cannot be filled."""

    @property
    def rendered_content(self):
        raise ZeroDivisionError


def site(view, **handlers):
    return type("conf", (), {"urlpatterns": [path("", view)], **handlers})


def answer(view, asked="/", method="GET", body=b"", environ=None, **handlers):
    """Return the status of what *view* answers under the validator."""
    with override_settings(ROOT_URLCONF=site(view, **handlers)):
        return ask_(asked, method, body, **(environ or {}))[0]


def raising(error):
    def view(request, *args, **kwargs):
        raise error

    return view


def gives(value):
    return lambda request, *args, **kwargs: value


@pytest.mark.parametrize("error", [MemoryError(), RecursionError(), OSError(), ExceptionGroup("x", [KeyError()])])  # fmt: skip
def test_what_a_view_raises_is_answered_with_500(error):
    assert answer(raising(error)) == 500


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), GeneratorExit()])
def test_what_means_the_whole_process_is_not_kept_from_it(error):
    with pytest.raises(type(error)):
        answer(raising(error))


@pytest.mark.parametrize("value", [None, "text", b"bytes", 404, [HttpResponse()], HttpResponse])
def test_what_is_no_response_is_an_error_of_the_view(value):
    assert answer(gives(value)) == 500


@pytest.mark.parametrize(
    "page", [gives(None), gives("text"), gives(Broken("x")), raising(Http404())]
)
@pytest.mark.parametrize(("status", "view"), [(404, raising(Http404())), (500, raising(OSError()))])
def test_a_broken_page_for_errors_is_an_error_and_still_an_answer(page, status, view):
    assert answer(view, **{f"handler{status}": staticmethod(page)}) == 500


def test_a_page_for_errors_may_be_filled_late():
    class Late(SimpleTemplateResponse):
        rendered_content = "late"

    page = gives(Late("unused", status=404))

    assert answer(raising(Http404()), handler404=staticmethod(page)) == 404


def test_a_page_for_errors_that_looks_at_a_bad_request_gets_400():
    def page(request, exception):
        return HttpResponse(request.GET.get("a"), status=404)

    asked = {"QUERY_STRING": "a=1&" * 2000}

    assert answer(raising(Http404()), environ=asked, handler404=staticmethod(page)) == 400
    assert (
        answer(
            raising(Http404()),
            environ=asked,
            handler404=staticmethod(page),
            handler400=staticmethod(page),
        )
        == 400
    )


def test_a_client_that_goes_away_is_no_error_of_ours():
    assert answer(raising(UnreadablePostError())) == 400


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000])
def test_json_that_is_nested_too_deeply_is_a_bad_request(text):
    def view(request):
        try:
            json.loads(request.body)
        except ValueError:
            return HttpResponse(status=422)
        return HttpResponse()

    assert answer(view, "/", "POST", text.encode()) == 400


@pytest.mark.parametrize("text", ['["\\ud800"]', '["a\\uDFFFb"]'])
def test_half_a_character_in_json_is_a_bad_request_wherever_it_ends(text):
    def view(request):
        return HttpResponse(json.loads(request.body)[0])

    assert answer(view, "/", "POST", text.encode()) == 400
    assert answer(gives(None), "/", "POST", text.encode()) == 500


def test_half_a_character_that_nobody_sent_is_an_error_of_the_site():
    assert answer(lambda request: HttpResponse("\ud800")) == 500


def test_a_view_that_calls_itself_without_end_is_an_error_also_where_it_reads_json():
    def view(request):
        json.loads("[]")
        view(request)

    assert answer(view) == 500


@pytest.mark.parametrize("value", [None, "text"])
def test_a_middleware_that_returns_no_response_is_an_error_wherever_it_stands(value):
    usual = "mtvgen.runtime.middleware.common.CommonMiddleware"
    broken = f"{__name__}.Returning"
    Returning.value = value

    for chain in ([broken], [broken, usual], [usual, broken], [broken, broken]):
        with override_settings(MIDDLEWARE=chain):
            assert answer(gives(HttpResponse())) == 500


class Returning:
    """A middleware that returns what it should not."""

    value = None

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        self.get_response(request)
        return self.value


@pytest.mark.parametrize("hook", ["process_view", "process_exception", "process_template_response"])
@pytest.mark.parametrize("wrong", [raising(ValueError()), gives("text"), gives(3)])
def test_a_broken_hook_is_an_error_and_an_answer(hook, wrong):
    class Late(SimpleTemplateResponse):
        rendered_content = "late"

    view = raising(KeyError()) if hook == "process_exception" else gives(Late("unused"))
    Hooked.hooks = {hook: wrong}
    with override_settings(MIDDLEWARE=[f"{__name__}.Hooked"]):
        assert answer(view) == 500


class Hooked:
    """A middleware whose hooks are those of `hooks`."""

    hooks = {}

    def __init__(self, get_response):
        self.get_response = get_response
        self.__dict__.update(self.hooks)

    def __call__(self, request):
        return self.get_response(request)


@pytest.mark.parametrize("status", ["200", None, "abc"])
def test_a_status_that_is_no_number_is_an_error(status):
    response = HttpResponse()
    response.status_code = status

    assert answer(gives(response)) == 500


@pytest.mark.parametrize("reason", ["OK\r\nSet-Cookie: a=b", "\n", "\0", "Bär"])
def test_a_reason_phrase_cannot_bring_headers(reason):
    with pytest.raises(ValueError, match="no reason phrase"):
        HttpResponse(reason=reason)
    with pytest.raises(ValueError, match="no reason phrase"):
        HttpResponse().reason_phrase = reason


class Slotted:
    """A file that takes no attributes."""

    __slots__ = ("left",)

    def __init__(self):
        self.left = [b"da", b"ta"]

    def read(self, size=-1):
        return self.left.pop(0) if self.left else b""


def test_a_file_that_takes_no_attributes_is_sent_all_the_same():
    from wsgiref.util import FileWrapper

    with override_settings(ROOT_URLCONF=site(lambda request: FileResponse(Slotted()))):
        assert ask_("/", **{"wsgi.file_wrapper": FileWrapper})[2] == b"data"


def test_a_closer_that_raises_does_not_keep_the_others_from_closing():
    closed = []
    response = HttpResponse()
    for closer in (lambda: 1 / 0, lambda: closed.append("second")):
        response.add_closer(closer)

    assert answer(gives(response)) == 200
    assert closed == ["second"]


def test_a_stream_that_breaks_off_tells_the_server_and_is_closed():
    closed = []

    def parts():
        yield b"one"
        raise ZeroDivisionError

    response = StreamingHttpResponse(parts())
    response.add_closer(lambda: closed.append(True))
    with override_settings(ROOT_URLCONF=site(gives(response))):
        served = Application()(RequestFactory()._base_environ(), lambda status, headers: None)
        with pytest.raises(ZeroDivisionError):
            list(served)
        served.close()

    assert closed


def test_the_first_request_after_an_error_is_answered_as_usual():
    with override_settings(ROOT_URLCONF=site(gives(HttpResponse("fine")))):
        application = Application()
        with override_settings(MIDDLEWARE=[f"{__name__}.Returning"]):
            assert ask_("/")[0] == 500
        assert application.load_middleware()
        assert ask_("/")[::2] == (200, b"fine")
