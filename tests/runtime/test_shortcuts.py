"""render, redirect, get_object_or_404."""

import pytest

from mtvgen.runtime.shortcuts import (
    get_list_or_404,
    get_object_or_404,
    redirect,
    render,
    resolve_url,
)
from mtvgen.runtime.test import RequestFactory, override_settings
from mtvgen.runtime.urls import NoReverseMatch, path, reverse_lazy


def detail(request, pk):
    """Stand in for a view."""


urlpatterns = [path("polls/<int:pk>/", detail, name="detail")]
here = override_settings(ROOT_URLCONF=__name__)


class Book:
    def get_absolute_url(self):
        return "/books/1/"


@here
@pytest.mark.parametrize(
    ("to", "args", "url"),
    [
        (Book(), (), "/books/1/"),
        ("detail", (5,), "/polls/5/"),
        (detail, (5,), "/polls/5/"),
        ("/a/b/", (), "/a/b/"),
        ("https://example.org/", (), "https://example.org/"),
        ("../up/", (), "../up/"),
        ("./here/", (), "./here/"),
        (reverse_lazy("detail", args=[7]), (), "/polls/7/"),
    ],
)
def test_a_place_can_be_named_in_many_ways(to, args, url):
    assert resolve_url(to, *args) == url
    assert redirect(to, *args).url == url


@here
def test_a_name_of_nobody_is_not_taken_for_a_path():
    with pytest.raises(NoReverseMatch):
        redirect("detial")


@here
@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({}, 302),
        ({"permanent": True}, 301),
        ({"preserve_request": True}, 307),
        ({"permanent": True, "preserve_request": True}, 308),
    ],
)
def test_redirects_have_the_status_that_was_asked_for(options, status):
    assert redirect("/a/", **options).status_code == status


def test_render_makes_a_response(tmp_path):
    (tmp_path / "a.html").write_text("{{ word }}", encoding="utf-8")
    engine = {
        "BACKEND": "mtvgen.runtime.template.backends.jinja2.Jinja2",
        "DIRS": [tmp_path],
    }
    with override_settings(TEMPLATES=[engine]):
        response = render(
            RequestFactory().get("/"),
            "a.html",
            {"word": "<b>"},
            content_type="text/xml",
            status=201,
        )

    assert (response.content, response.status_code) == (b"&lt;b&gt;", 201)
    assert response["Content-Type"] == "text/xml"


@pytest.mark.parametrize("function", [get_object_or_404, get_list_or_404])
def test_only_models_managers_and_querysets_can_be_asked(function):
    with pytest.raises(ValueError, match="must be a Model, Manager, or QuerySet, not 'Book'"):
        function(Book, pk=1)
