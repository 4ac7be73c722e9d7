"""View, TemplateView, RedirectView."""

import gc

import pytest

from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.template.response import TemplateResponse
from mtvgen.runtime.test import RequestFactory, override_settings
from mtvgen.runtime.urls import path
from mtvgen.runtime.views import View
from mtvgen.runtime.views.generic import RedirectView, TemplateView
from mtvgen.runtime.views.generic.base import ContextMixin
from tests.runtime import django_peer  # noqa: F401

import django.views.generic.edit as their_edit  # isort: skip

rf = RequestFactory()
urlpatterns = [path("entry/<int:pk>/", lambda request, pk: HttpResponse(), name="entry")]


class Hello(View):
    """Says hello."""

    greeting = "Hello"

    def get(self, request, name="you"):
        return HttpResponse(f"{self.greeting}, {name}")


class Overriding(Hello):
    """The same, the long way."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.ready = True


BOTH = pytest.mark.parametrize("view", [Hello, Overriding])


@BOTH
def test_a_method_answers_its_http_method(view):
    assert view.as_view()(rf.get("/"), name="Ada").content == b"Hello, Ada"


@BOTH
def test_a_request_has_an_object_of_its_own(view):
    seen = []

    class Noting(view):
        def get(self, request, *args, **kwargs):
            seen.append(self)
            return HttpResponse()

    request = rf.get("/")
    for _ in range(2):
        Noting.as_view()(request, 1, pk=2)

    assert seen[0] is not seen[1]
    assert (seen[0].request, seen[0].args, seen[0].kwargs) == (request, (1,), {"pk": 2})


@BOTH
def test_head_is_answered_by_get(view):
    assert view.as_view()(rf.head("/")).content == b"Hello, you"


def test_head_is_answered_by_a_get_of_a_subclass():
    class Bye(Hello):
        def get(self, request):
            return HttpResponse("Bye")

    assert Bye.as_view()(rf.head("/")).content == b"Bye"


def test_a_view_without_get_has_no_head():
    class OnlyPost(View):
        def post(self, request):
            return HttpResponse()

    assert not hasattr(OnlyPost(), "head")
    assert OnlyPost.as_view()(rf.head("/")).headers["Allow"] == "POST, OPTIONS"


@BOTH
def test_a_method_that_the_view_does_not_have_is_not_allowed(view, caplog):
    response = view.as_view()(rf.post("/there/"))

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "Method Not Allowed (POST): /there/" in caplog.text


@BOTH
def test_a_name_that_is_no_http_method_is_never_called(view):
    class Private(view):
        def destroy(self, request):
            raise AssertionError("called from outside")

    for method in ("DESTROY", "SETUP", "__INIT__", "AS_VIEW"):
        assert Private.as_view()(rf.generic(method, "/")).status_code == 405


@BOTH
def test_options_lists_what_is_allowed(view):
    response = view.as_view()(rf.options("/"))

    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["Content-Length"] == "0"


def test_http_methods_can_be_taken_away():
    class Closed(Hello):
        http_method_names = ["post"]

    assert Closed.as_view()(rf.get("/")).status_code == 405


def test_as_view_sets_attributes_for_each_request():
    view = Hello.as_view(greeting="Bonjour")

    assert view(rf.get("/")).content == b"Bonjour, you"
    assert Hello.greeting == "Hello"


def test_as_view_refuses_an_attribute_that_the_class_does_not_have():
    with pytest.raises(TypeError, match=r"Hello\(\) received an invalid keyword 'greting'"):
        Hello.as_view(greting="Hi")


def test_as_view_refuses_a_method_as_an_attribute():
    with pytest.raises(TypeError, match="The method name get is not accepted"):
        Hello.as_view(get=print)


def test_as_view_belongs_to_the_class():
    with pytest.raises(AttributeError, match="available only on the class"):
        Hello().as_view()


def test_as_view_refuses_asynchronous_methods():
    class Late(View):
        async def get(self, request):
            """Never awaited."""

    with pytest.raises(ImproperlyConfigured, match=r"get\(\) is asynchronous.*Write `def`"):
        Late.as_view()


def test_the_function_knows_its_class():
    view = Hello.as_view(greeting="Hi")

    assert (view.view_class, view.view_initkwargs) == (Hello, {"greeting": "Hi"})
    assert (view.__doc__, view.__module__) == ("Says hello.", __name__)


def test_marks_on_dispatch_are_marks_of_the_function():
    class Marked(Hello):
        def dispatch(self, request, *args, **kwargs):
            return super().dispatch(request, *args, **kwargs)

        dispatch.csrf_exempt = True

    assert Marked.as_view().csrf_exempt is True


def test_a_setup_that_forgets_the_request_is_explained():
    class Forgetful(Hello):
        def setup(self, request, *args, **kwargs):
            """Nothing."""

    with pytest.raises(AttributeError, match="forget to call super"):
        Forgetful.as_view()(rf.get("/"))


@BOTH
def test_a_request_leaves_no_cycles_for_the_garbage_collector(view):
    function = view.as_view()
    request = rf.head("/")
    gc.collect()
    gc.disable()
    try:
        for _ in range(10):
            function(request)
        assert gc.collect() == 0
    finally:
        gc.enable()


# TemplateView


class Page(TemplateView):
    template_name = "page.html"
    extra_context = {"title": "About"}


def test_a_template_view_fills_its_template_later():
    response = Page.as_view()(rf.get("/"), pk=3)

    assert isinstance(response, TemplateResponse)
    assert (response.template_name, response.is_rendered) == (["page.html"], False)
    assert response.context_data["title"] == "About"
    assert response.context_data["pk"] == 3
    assert isinstance(response.context_data["view"], Page)


def test_a_template_view_is_a_page_on_disk(tmp_path):
    (tmp_path / "page.html").write_text("<h1>{{ title }} {{ view.__class__.__name__ }}</h1>")
    engine = "mtvgen.runtime.template.backends.jinja2.Jinja2"

    with override_settings(TEMPLATES=[{"BACKEND": engine, "DIRS": [tmp_path]}]):
        response = Page.as_view(content_type="text/x-page")(rf.get("/")).render()

    assert response.content == b"<h1>About Page</h1>"
    assert response.headers["Content-Type"] == "text/x-page"


def test_a_view_without_a_template_says_what_to_write():
    with pytest.raises(
        ImproperlyConfigured, match=r"TemplateView has no template. Write template_name"
    ):
        TemplateView.as_view()(rf.get("/"))


def test_a_given_context_wins_against_none_but_extra_context_against_both():
    class Mixed(ContextMixin):
        extra_context = {"title": "extra"}

    assert Mixed().get_context_data(title="given", view="mine") == {
        "title": "extra",
        "view": "mine",
    }


# RedirectView


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
def test_every_method_is_redirected(method):
    response = RedirectView.as_view(url="/new/")(getattr(rf, method)("/old/"))

    assert (response.status_code, response.url) == (302, "/new/")


def test_a_redirect_may_be_permanent():
    assert RedirectView.as_view(url="/new/", permanent=True)(rf.get("/")).status_code == 301


def test_a_redirect_takes_the_patterns_arguments():
    view = RedirectView.as_view(url="/entries/%(pk)d/100%%/")

    assert view(rf.get("/"), pk=7).url == "/entries/7/100%/"


@pytest.mark.parametrize(("keeps", "url"), [(True, "/new/?a=1"), (False, "/new/")])
def test_a_redirect_may_keep_the_query(keeps, url):
    assert RedirectView.as_view(url="/new/", query_string=keeps)(rf.get("/?a=1")).url == url


@override_settings(ROOT_URLCONF=__name__)
def test_a_redirect_may_go_to_a_pattern_by_its_name():
    assert RedirectView.as_view(pattern_name="entry")(rf.get("/"), pk=7).url == "/entry/7/"


def test_a_redirect_to_nowhere_is_gone(caplog):
    assert RedirectView.as_view()(rf.get("/old/")).status_code == 410
    assert "Gone: /old/" in caplog.text


# What is not offered


@pytest.mark.parametrize(
    "name",
    [
        one
        for one, value in vars(their_edit).items()
        if isinstance(value, type)
        and value.__module__ == their_edit.__name__
        and not one.endswith("Warning")
    ],
)
def test_views_that_edit_say_what_to_write_instead(name):
    with pytest.raises(ImportError, match=f"does not offer '{name}'. .*View"):
        exec(f"from mtvgen.runtime.views.generic.edit import {name}")


@pytest.mark.parametrize("name", ["CreateView", "UpdateView", "DeleteView", "FormView"])
def test_views_that_edit_say_so_beside_the_others_too(name):
    with pytest.raises(ImportError, match=f"views.generic does not offer '{name}'. .*View"):
        exec(f"from mtvgen.runtime.views.generic import {name}")
