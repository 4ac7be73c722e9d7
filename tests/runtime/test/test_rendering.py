"""What a client's response tells of the templates that made it."""

import pytest

from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.shortcuts import render
from mtvgen.runtime.template.loader import render_to_string
from mtvgen.runtime.template.response import TemplateResponse
from mtvgen.runtime.test import Client, SimpleTestCase, override_settings, parents
from mtvgen.runtime.urls import path
from tests.runtime.test.running import complaint, passes

FILES = {"page.html": "<h1>{{ title }}</h1>", "mail.txt": "Dear {{ name }}"}
FILES |= {
    "base.html": "<main>{% block main %}{% endblock %}</main>{% include ['none.txt', 'foot.txt'] %}",
    "child.html": "{% extends 'base.html' %}{% block main %}{{ title }}{% endblock %}",
    "foot.txt": "{% if foot %}{% include 'mail.txt' %}{% endif %}!",
}


def page(request):
    return render(request, "page.html", {"title": "Hello"})


def late(request):
    return TemplateResponse(request, "page.html", {"title": "Late"})


def both(request):
    render_to_string("mail.txt", {"name": "Ada"})
    return page(request)


urlpatterns = [
    path("page/", page),
    path("late/", late),
    path("both/", both),
    path("child/", lambda request: render(request, "child.html", {"title": "Hello"})),
    path("plain/", lambda request: HttpResponse("plain")),
]


@pytest.fixture(autouse=True)
def templates(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    backend = "mtvgen.runtime.template.backends.jinja2.Jinja2"
    with override_settings(
        ROOT_URLCONF=__name__, TEMPLATES=[{"BACKEND": backend, "DIRS": [tmp_path]}]
    ):
        yield


@pytest.mark.parametrize(("url", "title"), [("/page/", "Hello"), ("/late/", "Late")])
def test_a_response_knows_its_template_and_context(url, title):
    response = Client().get(url)

    assert [template.name for template in response.templates] == ["page.html"]
    assert response.context["title"] == title
    assert response.content == f"<h1>{title}</h1>".encode()


def test_a_response_of_two_templates_knows_the_names_of_both():
    context = Client().get("/both/").context

    assert (context["name"], context["title"], context.get("age", 0)) == ("Ada", "Hello", 0)
    assert "name" in context
    assert {"name", "title"} <= context.keys()
    with pytest.raises(KeyError, match="age"):
        context["age"]


def test_a_response_without_templates_has_no_context():
    response = Client().get("/plain/")

    assert (response.templates, response.context) == ([], None)


def test_the_templates_of_a_response_can_be_asserted():
    def test(self):
        response = self.client.get("/both/")
        self.assertTemplateUsed(response, "mail.txt", count=1)
        self.assertTemplateUsed(response, "page.html")
        self.assertTemplateNotUsed(response, "other.html")

    assert passes(test, SimpleTestCase)


def test_another_template_than_the_asserted_one_is_named():
    def test(self):
        self.assertTemplateUsed(self.client.get("/page/"), "other.html")

    text = complaint(test, SimpleTestCase)

    assert "'other.html' was not a template used to render the response" in text
    assert "Actual template(s) used: page.html" in text


def test_what_a_block_renders_can_be_asserted():
    def test(self):
        with self.assertTemplateUsed("mail.txt"), self.assertTemplateNotUsed("page.html"):
            render_to_string("mail.txt", {})

    assert passes(test, SimpleTestCase)


@pytest.fixture
def as_in_tests():
    """Have the templates told of as while tests of a project run."""
    parents.begin()
    yield
    parents.end()


@pytest.mark.usefixtures("as_in_tests")
def test_what_a_template_extends_and_includes_was_used_too():
    response = Client().get("/child/")

    used = [template.name for template in response.templates]
    assert used == ["child.html", "base.html", "foot.txt"]
    assert response.context["title"] == "Hello"
    assert response.content == b"<main>Hello</main>!"


@pytest.mark.usefixtures("as_in_tests")
def test_the_base_of_a_page_can_be_asserted():
    def test(self):
        self.assertTemplateUsed(self.client.get("/child/"), "base.html")
        self.assertTemplateNotUsed(self.client.get("/child/"), "mail.txt")
        with self.assertTemplateUsed("base.html"):
            render_to_string("child.html")

    assert passes(test, SimpleTestCase)


def test_outside_of_tests_nobody_listens_to_what_is_extended():
    assert [template.name for template in Client().get("/child/").templates] == ["child.html"]
