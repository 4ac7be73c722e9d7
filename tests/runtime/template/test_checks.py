"""What `check` says of the templates, without filling one."""

import pytest

from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.management.checks.templates import templates_compile


@pytest.fixture(autouse=True)
def ready():
    apps.populate(settings.INSTALLED_APPS)


@pytest.mark.parametrize(
    ("text", "id_", "message", "hint"),
    [
        ("{% if %}", "templates.E101", "Expected an expression", "Look at line 2."),
        ("{{ x|dat }}", "templates.E101", "No filter named 'dat'.", "Did you mean 'date'?"),
        ("{{ x is evne }}", "templates.E101", "No test named", "mean 'even'?"),
        ("{% if x is evne %}{% endif %}", "templates.W104", "No test named", "mean 'even'?"),
        ("{% if x %}{{ x|dat }}{% endif %}", "templates.W104", "No filter", "mean 'date'?"),
        ("{% load static %}", "templates.E101", "unknown tag 'load'", "Take the line out."),
        ("{% include 'bsae.html' %}", "templates.W103", "'bsae.html'", "mean 'base.html'?"),
        ("{% extends 'bsae.html' %}", "templates.W103", "'bsae.html'", "mean 'base.html'?"),
        ("{% include 'bsae.html#a' %}", "templates.W103", "'bsae.html#a'", "Looked in"),
        ("{% from 'bsae.html' import a %}", "templates.W103", "'bsae.html'", "'base.html'?"),
    ],
)
def test_a_fault_is_found_with_its_line_and_what_to_write(folder, text, id_, message, hint):
    folder(base="", page=f"\n{text}")

    (found,) = templates_compile()

    assert found.id == id_
    assert found.obj.endswith("page.html:2")
    assert message in found.msg
    assert hint in found.hint


@pytest.mark.parametrize(
    "text",
    [
        "{% include 'base.html' %}{{ x|date('Y') }}",
        "{% include 'nowhere.html' ignore missing %}",
        "{% include 'base.html#title' %}",
        "{% include name %}",
        "{% include ['nowhere.html', 'base.html'] %}",
        "{{ unknown }}",
    ],
)
def test_what_is_right_or_only_known_later_is_passed(folder, text):
    folder(base="", page=text)

    assert templates_compile() == []


def test_a_file_that_is_no_text_is_said_once_and_of_itself(folder, tmp_path):
    folder(page="{% include 'part.html' %}")
    (tmp_path / "part.html").write_bytes(b"caf\xe9")

    (found,) = templates_compile()

    assert found.id == "templates.E102"
    assert found.obj.endswith("part.html")
