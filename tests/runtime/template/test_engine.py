"""Pages: found, filled, escaped; and what is said when they are not."""

import pickle
from datetime import date

import pytest

from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.template import TemplateDoesNotExist, TemplateSyntaxError, engines, loader
from mtvgen.runtime.template.backends.jinja2 import Jinja2
from mtvgen.runtime.template.engines import EngineHandler
from mtvgen.runtime.template.response import (
    ContentNotRenderedError,
    SimpleTemplateResponse,
    TemplateResponse,
)
from mtvgen.runtime.test import RequestFactory, override_settings
from mtvgen.runtime.urls import path

RUNTIME = "mtvgen.runtime"
BACKEND = f"{RUNTIME}.template.backends.jinja2.Jinja2"

urlpatterns = [path("polls/<int:pk>/", lambda request, pk: None, name="detail")]


def mood(request):
    """Be a context processor."""
    return {"mood": "good", "name": "processor"}


@pytest.fixture
def pages(tmp_path):
    """Return a function that writes templates; settings point to them."""

    def write(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")

    with override_settings(
        ROOT_URLCONF=__name__,
        TEMPLATES=[
            {
                "BACKEND": BACKEND,
                "DIRS": [tmp_path],
                "OPTIONS": {"context_processors": [f"{__name__}.mood"]},
            }
        ],
    ):
        yield write


def test_a_page_is_filled_and_its_text_escaped(pages):
    pages(page="Hello {{ name }}!")

    assert loader.render_to_string("page.html", {"name": "<tiếng>"}) == "Hello &lt;tiếng&gt;!"


def test_pages_inherit(pages):
    pages(
        base="[{% block body %}{% endblock %}]",
        page='{% extends "base.html" %}{% block body %}x{% endblock %}',
    )

    assert loader.get_template("page.html").render() == "[x]"


def test_urls_and_static_files_are_there_without_asking(pages):
    pages(page="{{ url('detail', args=[5]) }} {{ static('css/a b.css') }}")

    assert loader.render_to_string("page.html") == "/polls/5/ /static/css/a%20b.css"


def test_with_a_request_forms_get_their_token(pages):
    pages(page="{{ csrf_input }}|{{ csrf_token }}|{{ request.path }}|{{ mood }}|{{ name }}")
    request = RequestFactory().get("/here/")

    field, token, place, feeling, name = loader.render_to_string(
        "page.html", {"name": "view"}, request
    ).split("|")

    assert field.startswith('<input type="hidden" name="csrfmiddlewaretoken" value="')
    assert len(token) == 64
    assert (place, feeling, name) == ("/here/", "good", "view")
    assert request.META["CSRF_COOKIE_NEEDS_UPDATE"]


def test_a_token_is_a_text_like_any_other(pages):
    pages(page="{{ csrf_token|length }} {{ csrf_token[:] == csrf_token.strip() }}")

    page = loader.render_to_string("page.html", {}, RequestFactory().get("/"))

    assert page == "64 True"


def test_scripts_get_the_token_and_any_value_of_a_view_as_json(pages):
    pages(page="{{ csrf_token|tojson }}{{ day|tojson }}{{ csrf_token|json_script }}")

    page = loader.render_to_string(
        "page.html", {"day": date(2024, 2, 29)}, RequestFactory().get("/")
    )

    token = page[1:65]
    assert page == (f'"{token}""2024-02-29"<script type="application/json">"{token}"</script>')


def test_a_page_that_shows_no_token_asks_for_no_cookie(pages):
    pages(page="plain")
    request = RequestFactory().get("/")

    loader.render_to_string("page.html", {}, request)

    assert "CSRF_COOKIE" not in request.META


def test_a_missing_page_says_where_it_was_looked_for_and_what_is_near(pages, tmp_path):
    pages(detail="")

    with pytest.raises(TemplateDoesNotExist) as caught:
        loader.get_template("detial.html")

    assert str(tmp_path) in str(caught.value)
    assert "Did you mean 'detail.html'?" in str(caught.value)
    assert caught.value.args == ("detial.html",)
    assert caught.value.backend is engines["jinja2"]
    (told,) = caught.value.chain
    assert (told.tried, told.backend) == (caught.value.tried, caught.value.backend)


def test_each_engine_that_looked_says_where(pages, tmp_path):
    other = {"BACKEND": BACKEND, "NAME": "other", "DIRS": [tmp_path / "other"]}

    with (
        override_settings(TEMPLATES=[*settings.TEMPLATES, other]),
        pytest.raises(TemplateDoesNotExist) as caught,
    ):
        loader.get_template("detial.html")

    assert [one.backend.name for one in caught.value.chain] == ["jinja2", "other"]
    assert [str(one.tried[-1][0]) for one in caught.value.chain] == [
        str(tmp_path / "detial.html"),
        str(tmp_path / "other" / "detial.html"),
    ]


def test_a_missing_parent_is_named(pages):
    pages(page='{% extends "bsae.html" %}', base="")

    with pytest.raises(TemplateDoesNotExist, match=r"bsae\.html.*Did you mean 'base\.html'"):
        loader.render_to_string("page.html")


def test_a_syntax_error_says_file_and_line(pages, tmp_path):
    pages(page="fine\n{% if %}\nfine")

    with pytest.raises(TemplateSyntaxError, match=r"page\.html, line 2") as caught:
        loader.get_template("page.html")

    assert caught.value.template_debug["line"] == 2
    assert caught.value.template_debug["during"] == "{% if %}"


@pytest.mark.parametrize(
    "name", ["../secret.html", "/etc/passwd", "a/../../x.html", "..\\x.html", "\0"]
)
def test_a_page_outside_the_folders_is_not_found(pages, tmp_path, name):
    (tmp_path.parent / "secret.html").write_text("secret", encoding="utf-8")

    with pytest.raises(TemplateDoesNotExist):
        loader.get_template(name)


def test_the_first_page_that_there_is(pages):
    pages(b="b")

    assert loader.render_to_string(["a.html", "b.html"]) == "b"
    with pytest.raises(TemplateDoesNotExist):
        loader.select_template(["a.html"])
    with pytest.raises(TypeError, match="takes an iterable of template names"):
        loader.select_template("b.html")
    with pytest.raises(TemplateDoesNotExist, match="No template names provided"):
        loader.select_template([])


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({}, "has no BACKEND"),
        ({"BACKEND": "django.template.backends.django.DjangoTemplates"}, "is not offered"),
        ({"BACKEND": f"{RUNTIME}.template.backends.django.DjangoTemplates"}, "one backend is"),
        ({"BACKEND": f"{RUNTIME}.template.backends.jinja2.Origin"}, "or a class made from it"),
        ({"BACKEND": f"{RUNTIME}.template.backends.jinja2.Jinja"}, "does not define"),
        ({"BACKEND": BACKEND, "PATH": "x"}, "Unknown parameters in TEMPLATES: PATH"),
    ],
)
def test_another_engine_is_refused_in_words(entry, message):
    with pytest.raises((ImproperlyConfigured, ImportError), match=message):
        EngineHandler([entry]).all()


class Loud(Jinja2):
    """An engine of a project's own."""

    def get_template(self, template_name):
        return super().get_template(template_name.lower())


def test_an_engine_of_ones_own_is_made_from_ours(pages):
    pages(page="found")

    with override_settings(
        TEMPLATES=[{**settings.TEMPLATES[0], "BACKEND": f"{__name__}.Loud", "NAME": "loud"}]
    ):
        assert loader.render_to_string("PAGE.html", using="loud") == "found"


def test_two_engines_need_two_names():
    entry = {"BACKEND": BACKEND}

    with pytest.raises(ImproperlyConfigured, match="aliases aren't unique"):
        EngineHandler([entry, entry]).all()
    assert list(EngineHandler([entry, {**entry, "NAME": "b"}])) == ["jinja2", "b"]


def test_a_project_may_make_its_own_environment(pages, tmp_path):
    entry = {"BACKEND": BACKEND, "OPTIONS": {"environment": f"{__name__}.shouting"}}

    with override_settings(TEMPLATES=[entry]):
        assert engines["jinja2"].from_string("{{ 'a'|shout }}").render() == "A!"


def shouting(**options):
    """Return an environment with a filter more."""
    import jinja2

    made = jinja2.Environment(**options)
    made.filters["shout"] = lambda text: text.upper() + "!"
    return made


def test_a_late_page_can_be_changed_before_it_is_filled(pages):
    pages(page="{{ who }} {{ request.path }}")
    response = TemplateResponse(RequestFactory().get("/x/"), "page.html", {"who": "a"})
    response.context_data["who"] = "b"
    seen = []
    response.add_post_render_callback(lambda done: seen.append(done.text))

    with pytest.raises(ContentNotRenderedError):
        response.content  # noqa: B018
    with pytest.raises(ContentNotRenderedError):
        iter(response)

    assert response.render().content == b"b /x/"
    assert seen == ["b /x/"]
    assert response.is_rendered


def test_a_late_page_is_filled_once(pages):
    pages(page="{{ n }}")
    response = SimpleTemplateResponse("page.html", {"n": 1})
    response.render()
    response.context_data["n"] = 2

    assert response.render().content == b"1"


def test_a_late_page_may_be_replaced_after_it_was_filled(pages):
    pages(page="x")
    response = SimpleTemplateResponse("page.html")
    response.add_post_render_callback(lambda done: HttpResponse("other"))

    assert response.render().content == b"other"


@pytest.mark.parametrize("late", [SimpleTemplateResponse, TemplateResponse])
def test_a_filled_page_can_be_kept_without_what_it_was_filled_from(pages, late):
    pages(page="{{ n }}")
    request = [RequestFactory().get("/")] if late is TemplateResponse else []
    response = late(*request, "page.html", {"n": lambda: None}, status=201)

    with pytest.raises(ContentNotRenderedError, match="before it can be pickled"):
        pickle.dumps(response)
    response.render().set_cookie("a", "b")
    kept = pickle.loads(pickle.dumps(response))

    assert (kept.content, kept.status_code, kept.cookies["a"].value) == (response.content, 201, "b")
    assert not any(hasattr(kept, name) for name in ("template_name", "context_data"))
    kept.close()
