"""Pages made of parts: fragments, macros, imports, inheritance; and pages that change on disk."""

import os
import subprocess
import sys

import pytest

from mtvgen.runtime.template import engines, loader
from mtvgen.runtime.test import RequestFactory, override_settings


@pytest.fixture
def filled(folder):
    def fill(name="page.html", request=None, **names):
        return loader.render_to_string(name, names, request)

    return fill


def test_a_fragment_gets_the_names_of_the_page(folder, filled):
    folder(
        row="<li>{{ item }} {{ unit }}{{ loop is defined }}</li>",
        page="{% for item in items %}{% include 'row.html' %}{% endfor %}",
    )

    assert filled(items=["<1>"], unit="kg") == "<li>&lt;1&gt; kgFalse</li>"


def test_a_fragment_may_be_missing_if_the_page_says_so(folder, filled):
    folder(page="a{% include 'nowhere.html' ignore missing %}b")

    assert filled() == "ab"


def test_macros_escape_what_they_are_given(folder, filled):
    folder(
        fields="{% macro field(name, value='') %}<input name={{ name }} value='{{ value }}'>{% endmacro %}",
        page="{% from 'fields.html' import field %}{{ field('a', value) }}",
    )

    assert filled(value="'><b>") == "<input name=a value='&#39;&gt;&lt;b&gt;'>"


def test_imported_macros_see_the_page_only_with_context(folder, filled):
    folder(
        forms="{% macro token() %}{{ csrf_token is defined }}{% endmacro %}",
        page="{% import 'forms.html' as f %}{{ f.token() }}",
        told="{% import 'forms.html' as f with context %}{{ f.token() }}",
    )
    request = RequestFactory().get("/")

    assert filled(request=request) == "False"
    assert filled("told.html", request=request) == "True"


def test_a_block_of_the_parent_can_be_kept(folder, filled):
    folder(
        base="{% block title %}Site{% endblock %}",
        middle="{% extends 'base.html' %}",
        page="{% extends 'middle.html' %}{% block title %}{{ super() }} – {{ t }}{% endblock %}",
    )

    assert filled(t="<") == "Site – &lt;"


def touch(path, text):
    path.write_text(text, encoding="utf-8")
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime + 10))


@pytest.mark.parametrize("part", ["page", "base", "piece"])
def test_in_development_a_changed_template_counts_at_once(folder, filled, tmp_path, part):
    folder(base="{% block b %}{% endblock %}", piece="old")
    folder(page="{% extends 'base.html' %}{% block b %}{% include 'piece.html' %}{% endblock %}")
    assert filled() == "old"

    touch(tmp_path / f"{part}.html", "new")

    assert filled() == "new"


def test_without_debug_a_template_is_read_once(folder, filled, tmp_path):
    folder(page="old")
    with override_settings(DEBUG=False):
        assert filled() == "old"
        touch(tmp_path / "page.html", "new")

        assert filled() == "old"


def test_a_compiled_template_is_kept(folder):
    folder(page="x")

    assert loader.get_template("page.html") is loader.get_template("page.html")
    assert engines["jinja2"].get_template("page.html").template.is_up_to_date


def test_a_start_imports_no_filter_and_no_explanation():
    code = (
        "import sys; from mtvgen.runtime.template.backends.jinja2 import environment\n"
        "import mtvgen.runtime.urls\n"
        "page = environment(autoescape=True).from_string('{{ 1 }}').render()\n"
        "late = ('filters.dates', 'filters.markup', 'explain', 'defaultfilters')\n"
        "print([n for n in late if f'mtvgen.runtime.template.{n}' in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"


def native(**options):
    """Be an environment whose templates fill themselves in another way."""
    from jinja2.nativetypes import NativeEnvironment

    return NativeEnvironment(**options)


def test_an_environment_with_templates_of_its_own_fills_them_itself(tmp_path):
    from tests.runtime.template.conftest import BACKEND

    entry = {"BACKEND": BACKEND, "OPTIONS": {"environment": f"{__name__}.native"}}
    with override_settings(TEMPLATES=[entry]):
        assert engines["jinja2"].from_string("{{ [1, 2] }}").render() == [1, 2]


def test_globals_given_to_one_template_are_seen(folder):
    folder(page="{{ own }}{{ url is defined }}{{ own is defined }}")
    env = engines["jinja2"].env
    env.get_template("page.html", globals={"own": "x"})

    assert loader.render_to_string("page.html") == "xTrueTrue"
    assert loader.render_to_string("page.html", {"own": "view"}) == "viewTrueTrue"


def test_messages_reach_the_page_by_their_context_processor(folder, tmp_path):
    from mtvgen.runtime.contrib.messages import add_message, constants
    from mtvgen.runtime.contrib.messages.middleware import MessageMiddleware
    from mtvgen.runtime.contrib.sessions.middleware import SessionMiddleware
    from mtvgen.runtime.http import HttpResponse
    from tests.runtime.template.conftest import BACKEND

    folder(page="{% for message in messages %}{{ message.tags }}: {{ message }}{% endfor %}")
    processor = "mtvgen.runtime.contrib.messages.context_processors.messages"
    options = {"context_processors": [processor]}
    engine = "mtvgen.runtime.contrib.sessions.backends.signed_cookies"

    def view(request):
        add_message(request, constants.SUCCESS, "<saved>")
        return HttpResponse(loader.render_to_string("page.html", {}, request))

    entry = {"BACKEND": BACKEND, "DIRS": [tmp_path], "OPTIONS": options}
    with override_settings(TEMPLATES=[entry], SESSION_ENGINE=engine):
        chain = SessionMiddleware(MessageMiddleware(view))

        assert chain(RequestFactory().get("/")).text == "success: &lt;saved&gt;"
