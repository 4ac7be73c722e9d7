"""The page that tells why there is no page: every pattern, in order, with its reason."""

import io
import types

import pytest

from mtvgen.runtime.application import Application
from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import Http404
from mtvgen.runtime.http.wsgi import WSGIRequest
from mtvgen.runtime.urls import include, path
from mtvgen.runtime.urls.exceptions import Resolver404
from mtvgen.runtime.views.debug import technical_404_response


def view(request, **arguments):
    return None


def urlconf(*patterns):
    module = types.ModuleType("shop.urls")
    module.urlpatterns = list(patterns)
    return module


def environ(asked, **meta):
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": asked,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
        **meta,
    }


def page(asked, *patterns, error=None, status=404, **meta):
    request = WSGIRequest(environ(asked, **meta))
    request.urlconf = urlconf(*patterns)
    response = technical_404_response(request, error or Resolver404({"path": asked}))
    assert response.status_code == status
    return response.content.decode()


def test_each_pattern_is_told_with_its_name_and_why_it_missed():
    text = page("/book/", path("", view, name="home"), path("books/", view, name="books"))

    assert "No pattern in <code>shop.urls</code> matches this URL" in text
    assert text.index("[home]") < text.index("[books]")
    assert "segment 1 is &#39;book&#39;, not &#39;books&#39;" in text


def test_the_nearest_url_is_a_link():
    text = page("/book/emma/", path("books/<slug:name>/", view))

    assert '<a href="/books/emma/">/books/emma/</a>' in text


def test_the_link_stands_under_the_place_where_the_site_is_mounted():
    text = page("/abuot/", path("about/", view), SCRIPT_NAME="/site")

    assert '<a href="/site/about/">' in text


def test_a_view_that_says_404_is_named_with_its_reason():
    text = page("/books/9/", path("books/<int:pk>/", view), error=Http404("There is no book 9."))

    assert "There is no book 9." in text
    assert "test_debug_404.view" in text
    assert "Tried, in this order" not in text


def test_a_project_without_patterns_is_welcomed():
    text = page("/", status=200)

    assert "It works: your project is running." in text
    assert "Your first page" in text
    assert "from mtvgen.runtime.http import HttpResponse" in text


def test_plain_text_for_who_does_not_accept_html():
    text = page("/book/", path("books/", view), HTTP_ACCEPT="text/plain")

    assert "1. /books/: segment 1 is 'book', not 'books'" in text
    assert "Did you mean /books/?" in text


def test_what_was_asked_is_escaped():
    assert "<script" not in page("/<script>alert(1)</script>", path("a/", view))


def test_a_urlconf_that_is_broken_still_gets_an_answer():
    request = WSGIRequest(environ("/"))
    request.urlconf = object()

    response = technical_404_response(request, Resolver404({"path": ""}))

    assert response.status_code == 404


def ask(**meta):
    said = []
    body = Application()(
        environ("/nowhere/", **meta), lambda status, headers, *_: said.append(status)
    )
    text = b"".join(body).decode()
    body.close()
    return said[0], text


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_this_machine_sees_the_page_under_debug(monkeypatch, address):
    monkeypatch.setattr(settings, "DEBUG", True)

    status, text = ask(REMOTE_ADDR=address)

    assert status == "404 Not Found"
    assert "settings.DEBUG is True" in text


@pytest.mark.parametrize(
    "address", ["192.168.1.7", "10.0.0.1", "::ffff:10.0.0.1", "1270.0.0.1", "", "::2"]
)
def test_other_machines_get_a_plain_page(monkeypatch, address):
    monkeypatch.setattr(settings, "DEBUG", True)

    assert "settings.DEBUG" not in ask(REMOTE_ADDR=address)[1]


def test_without_debug_everybody_gets_a_plain_page():
    assert "settings.DEBUG" not in ask(REMOTE_ADDR="127.0.0.1")[1]


def test_the_way_is_drawn_up_to_the_patterns_without_any_script():
    text = page("/book/", path("", view), path("books/", view))

    drawing = text.partition("<svg")[2].partition("</svg>")[0]
    assert drawing.count('class="mark miss"') == 2
    assert 'class="failed"' in drawing
    assert 'class="box v"' in drawing  # not reached: no "lit"
    assert "<script" not in text


def test_the_segments_of_an_include_are_counted_from_the_start_of_the_path():
    text = page("/polls/one/", path("polls/", include([path("<int:pk>/", view)])))

    assert "segment 2 is &#39;one&#39;" in text
