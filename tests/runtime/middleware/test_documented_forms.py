"""A middleware in any form that Django's documentation shows works as it is."""

from inspect import iscoroutinefunction

import pytest

from mtvgen.runtime.application import Application
from mtvgen.runtime.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from mtvgen.runtime.http import HttpResponse, StreamingHttpResponse
from mtvgen.runtime.template.response import TemplateResponse
from mtvgen.runtime.test import Client, override_settings
from mtvgen.runtime.urls import path
from mtvgen.runtime.utils.decorators import sync_and_async_middleware, sync_only_middleware
from mtvgen.runtime.utils.deprecation import MiddlewareMixin

JINJA2 = "mtvgen.runtime.template.backends.jinja2.Jinja2"


def page(request, name="you"):
    return HttpResponse(f"hello {name}", headers={"X-Seen": getattr(request, "seen", "")})


def late(request):
    return TemplateResponse(request, "first.html", {"word": "as it was"})


def stream(request):
    return StreamingHttpResponse(["a", "b"])


def fail(request):
    raise LookupError("lost")


urlpatterns = [
    path("page/<str:name>/", page),
    path("late/", late),
    path("stream/", stream),
    path("fail/", fail),
]


@sync_only_middleware
def function(get_response):
    def middleware(request):
        request.seen = "by a function"
        response = get_response(request)
        response["X-Function"] = "yes"
        return response

    return middleware


@sync_and_async_middleware
def either(get_response):
    assert not iscoroutinefunction(get_response)

    def middleware(request):
        return get_response(request)

    return middleware


class Class:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.seen = "by a class"
        return self.get_response(request)


class Mixed(MiddlewareMixin):
    def process_request(self, request):
        if "turn" in request.GET:
            return HttpResponse("turned back")
        return None

    def process_response(self, request, response):
        response["X-Mixed"] = "yes"
        return response


class Hooks(Class):
    def process_view(self, request, view_func, view_args, view_kwargs):
        if view_kwargs.get("name") == "nobody":
            return HttpResponse("nobody is at home")
        view_kwargs.update({"name": view_kwargs["name"].title()} if view_kwargs else {})
        return None

    def process_exception(self, request, exception):
        if isinstance(exception, LookupError):
            return HttpResponse(f"found: {exception.args[0]}", status=410)
        return None

    def process_template_response(self, request, response):
        response.template_name = "second.html"
        response.context_data["word"] = "changed"
        return response


class Streaming(Class):
    def __call__(self, request):
        response = self.get_response(request)
        if response.streaming:
            response.streaming_content = self.louder(response.streaming_content)
        else:
            response.content = response.content.upper()
        return response

    def louder(self, content):
        for chunk in content:
            yield chunk.upper()


class NotToday(Class):
    def __init__(self, get_response):
        raise MiddlewareNotUsed("not today")


class Asynchronous:
    async_capable = True
    sync_capable = False


@pytest.fixture
def visit(tmp_path):
    """Return a function that asks for a path, through some of the middleware above."""
    (tmp_path / "first.html").write_text("first {{ word }}")
    (tmp_path / "second.html").write_text("second {{ word }}")

    def visit(place, *layers):
        with override_settings(
            ROOT_URLCONF=__name__,
            TEMPLATES=[{"BACKEND": JINJA2, "DIRS": [tmp_path]}],
            MIDDLEWARE=[f"{__name__}.{layer.__name__}" for layer in layers],
        ):
            response = Client(raise_request_exception=False).get(place)
            return response, b"".join(response)

    return visit


@pytest.mark.parametrize(
    ("layer", "seen"), [(function, "by a function"), (Class, "by a class"), (either, "")]
)
def test_a_function_and_a_class_see_the_request_first(visit, layer, seen):
    assert visit("/page/ada/", layer)[0]["X-Seen"] == seen


def test_a_function_and_a_mixin_see_the_response_last(visit):
    response, _ = visit("/page/ada/", function, Mixed)

    assert (response["X-Function"], response["X-Mixed"]) == ("yes", "yes")


def test_a_request_can_be_turned_back_on_its_way_in(visit):
    response, content = visit("/page/ada/?turn", function, Mixed, Hooks)

    assert (content, response["X-Mixed"], response["X-Function"]) == (b"turned back", "yes", "yes")


@pytest.mark.parametrize(
    ("place", "content"),
    [
        ("/page/ada/", b"hello Ada"),
        ("/page/nobody/", b"nobody is at home"),
        ("/fail/", b"found: lost"),
        ("/late/", b"second changed"),
    ],
)
def test_hooks_see_the_view_its_exception_and_its_template(visit, place, content):
    assert visit(place, Hooks)[1] == content


@pytest.mark.parametrize(("place", "content"), [("/stream/", b"AB"), ("/page/ada/", b"HELLO ADA")])
def test_a_stream_can_be_wrapped(visit, place, content):
    assert visit(place, Streaming)[1] == content


def test_a_middleware_that_is_not_used_is_left_out(visit):
    assert visit("/page/ada/", function, NotToday, Class)[0]["X-Function"] == "yes"


def test_a_middleware_for_asynchronous_requests_alone_is_refused_in_words():
    with (
        override_settings(MIDDLEWARE=[f"{__name__}.Asynchronous"]),
        pytest.raises(ImproperlyConfigured, match="only takes asynchronous requests"),
    ):
        Application().load_middleware()
