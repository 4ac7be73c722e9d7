"""What is said when a template goes wrong: file, line, the lines around, the name that was meant."""

import traceback
from types import SimpleNamespace

import jinja2
import pytest

from mtvgen.runtime.template import TemplateDoesNotExist, TemplateSyntaxError, loader
from mtvgen.runtime.template.exceptions import UndefinedVariable
from mtvgen.runtime.test import RequestFactory, override_settings
from mtvgen.runtime.views.debug import technical_500_response

ENTRY = SimpleNamespace(title="T", author="A")


def fill(text, folder, /, **names):
    folder(page=text)
    return loader.render_to_string("page.html", names)


@pytest.mark.parametrize(
    "use",
    [
        "{{ entires }}",
        "{% for one in entires %}{% endfor %}",
        "{{ entires.first }}",
        "{{ entires['first'] }}",
        "{{ entires() }}",
        "{{ entires + 1 }}",
        "{{ 1 - entires }}",
        "{{ entires ~ 'x' }}",
        "{% if entires == 1 %}{% endif %}",
        "{% if 1 in entires %}{% endif %}",
        "{% if entires > 1 %}{% endif %}",
        "{{ entires|length }}",
        "{{ entires|upper }}",
        "{{ entires|date }}",
        "{{ entires|yesno }}",
        "{{ entires|timesince }}",
        "{{ entires|linebreaks }}",
        "{{ entires|default_if_none('x') }}",
    ],
)
def test_every_use_of_an_unknown_name_is_an_error_with_the_near_name(folder, use):
    with pytest.raises(UndefinedVariable, match=r"'entires' is undefined .* mean 'entries'\?"):
        fill(use, folder, entries=[])


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("{{ entires is defined }}", "False"),
        ("{{ entires is not defined }}", "True"),
        ("{{ entires|default('none') }}", "none"),
        ("{{ entires|d(1) + 1 }}", "2"),
        ("{% if entires %}yes{% else %}no{% endif %}", "no"),
        ("{{ not entires }}", "True"),
        ("{{ entires or 'x' }}", "x"),
        ("{{ 'x' if false }}", ""),
        ("{{ entry.subtitle is defined }}", "False"),
        ("{{ entry.subtitle|default('') }}", ""),
    ],
)
def test_asking_whether_a_name_is_there_is_no_error(folder, question, answer):
    assert fill(question, folder, entries=[], entry=ENTRY) == answer


def test_the_error_says_file_line_and_the_lines_around(folder, tmp_path):
    with pytest.raises(UndefinedVariable) as caught:
        fill("1\n2\n3\n4\n{{ nmae }}\n6\n7\n8\n9", folder, name="x")

    said = str(caught.value)
    assert f"'nmae' is undefined ({tmp_path / 'page.html'}, line 5)" in said
    assert caught.value.template_debug["source_lines"] == [
        (2, "2"),
        (3, "3"),
        (4, "4"),
        (5, "{{ nmae }}"),
        (6, "6"),
        (7, "7"),
        (8, "8"),
    ]
    assert ">    5 | {{ nmae }}" in "".join(traceback.format_exception(caught.value))


def test_names_of_the_template_itself_are_near_too(folder):
    with pytest.raises(UndefinedVariable, match="mean 'total'"):
        fill("{% set total = 1 %}{{ totl }}", folder)
    with pytest.raises(UndefinedVariable, match="mean 'question'"):
        fill("{% for question in [1] %}{{ qestion }}{% endfor %}", folder)
    with pytest.raises(UndefinedVariable, match="mean 'url'"):
        fill("{{ ulr('x') }}", folder)


def test_without_a_near_name_the_names_that_there_are_come(folder):
    with pytest.raises(UndefinedVariable, match=r"This template gets author, text\. Add 'zzz'"):
        fill("{{ zzz }}", folder, author=1, text=2)


@pytest.mark.parametrize("owner", [ENTRY, {"title": 1}])
def test_an_unknown_attribute_or_key_names_the_near_one(folder, owner):
    with pytest.raises(UndefinedVariable, match=r"has no attribute 'titel' .* mean 'title'\?"):
        fill("{{ entry.titel }}", folder, entry=owner)


def test_in_an_included_template_the_place_is_that_template(folder, tmp_path):
    folder(part="first\n{{ nmae }}")

    with pytest.raises(UndefinedVariable, match=r"part\.html, line 2\).*mean 'name'"):
        fill("{% include 'part.html' %}", folder, name="x")


def test_without_debug_what_is_not_there_is_nothing_as_in_django(folder):
    with override_settings(DEBUG=False):
        page = fill(
            "[{{ nmae }}{{ nmae|date }}{{ nmae|linebreaks }}{{ entry.no }}]", folder, entry=1
        )

        assert page == "[<p></p>]"
        folder(other="\n{{ nmae.first }}")
        with pytest.raises(UndefinedVariable, match=r"'nmae' is undefined .*other\.html, line 2"):
            loader.render_to_string("other.html")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{{ x|dat }}", "Did you mean 'date'?"),
        ("{{ x|linebreakbr }}", "Did you mean 'linebreaksbr'?"),
        ("{% if x is evne %}{% endif %}", "Did you mean 'even'?"),
        ("{{ x|divisiblebi(2) if x }}", "Did you mean 'divisibleby'?"),
        ("{{ x|even }}", "'even' is a test: write {% if value is even %}."),
        ('{{ x|date:"Y-m-d" }}', 'In Jinja2 the argument stands in parentheses: date("Y-m-d").'),
        ("{% load static %}", "Take the line out."),
        ("{% url 'home' %}", "{{ url('name', args=[1]) }}"),
        ("{% csrf_token %}", "{{ csrf_input }}"),
        ("{% for a in x %}{% empty %}{% endfor %}", "{% else %}"),
        ("{% comment %}{% endcomment %}", "{# … #}"),
        ("{% if x %}{% elseif y %}{% endif %}", "{% elif … %}"),
        ("{% include 'card.html' with entry=x %}", "{% with name=value %}{% include"),
        ("{% now 'Y' %}", "{{ moment|date('Y') }}"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_to_write_instead(folder, text, hint):
    with pytest.raises(TemplateSyntaxError) as caught:
        fill(f"\n{text}", folder, x=2)

    assert hint in str(caught.value)
    assert "page.html, line 2" in str(caught.value)
    assert caught.value.template_debug["during"] == text


def test_any_error_in_a_template_carries_its_place(folder, tmp_path):
    with pytest.raises(ZeroDivisionError) as caught:
        fill("a\n{{ 1 // 0 }}", folder)

    assert caught.value.template_debug["name"] == str(tmp_path / "page.html")
    assert caught.value.template_debug["line"] == 2


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{% for a in [1] %}{{ forloop.counter }}{% endfor %}", "loop.index"),
        ("{% block a %}{{ block.super }}{% endblock %}", "{{ super() }}"),
        ("{{ messages }}", "contrib.messages.context_processors.messages"),
    ],
)
def test_a_name_of_djangos_own_language_is_said_with_what_it_is_called_here(folder, text, hint):
    with pytest.raises(UndefinedVariable) as caught:
        fill(text, folder)

    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("text", "kind", "hint"),
    [
        ("\n{% include 'page.html' %}", RecursionError, "includes or extends itself"),
        ("{% extends 'page.html' %}", RecursionError, "includes or extends itself"),
        ("{% for key in {}.items %}{% endfor %}", TypeError, "with parentheses"),
    ],
)
def test_what_usually_leads_to_an_error_is_said_with_it(folder, text, kind, hint):
    request = RequestFactory().get("/", headers={"accept": "text/html"})
    with pytest.raises(kind) as caught:
        fill(text, folder)

    assert hint in "".join(traceback.format_exception(caught.value, limit=1))
    page = technical_500_response(request, kind, caught.value, caught.tb)
    assert hint in page.content.decode()


def test_a_macro_that_is_not_there_is_said_with_the_near_one(folder):
    folder(form="{% macro field(value) %}{% endmacro %}{% set width = 3 %}")
    use = "{% from 'form.html' import feild %}{{ feild(1) }}"

    with pytest.raises(UndefinedVariable, match=r"form\.html.* Did you mean 'field'\?"):
        fill(use, folder)
    with pytest.raises(UndefinedVariable, match=r"form\.html.* It has field, width\."):
        fill(use.replace("feild", "zzz"), folder)


def test_an_error_in_the_users_python_keeps_its_own_place(folder, tmp_path, monkeypatch):
    (tmp_path / "helper_of_page.py").write_text("def fails():\n    return 1 / 0\n")
    monkeypatch.syspath_prepend(tmp_path)
    from helper_of_page import fails

    with pytest.raises(ZeroDivisionError) as caught:
        fill("{{ fails() }}", folder, fails=fails)

    assert not hasattr(caught.value, "template_debug")


def test_a_missing_part_is_named_with_the_near_one(folder):
    folder(sidebar="")

    with pytest.raises(
        TemplateDoesNotExist, match=r"sidbar\.html .*mean 'sidebar\.html'"
    ) as caught:
        fill("\n{% include 'sidbar.html' %}", folder)

    assert caught.value.template_debug["line"] == 2
    assert caught.value.template_debug["during"] == "{% include 'sidbar.html' %}"


def test_several_parts_of_which_none_is_there_are_all_named(folder):
    folder(sidebar="")

    with pytest.raises(TemplateDoesNotExist, match=r"sidbar\.html, aside\.html") as caught:
        fill("{% include ['sidbar.html', 'aside.html'] %}", folder)

    assert [origin.template_name for origin, _ in caught.value.tried] == [
        "sidbar.html",
        "aside.html",
    ]
    with pytest.raises(TemplateDoesNotExist, match="None, or an empty list"):
        fill("{% include nothing %}", folder, nothing=None)


def test_a_file_that_is_no_text_is_named_with_its_line(folder, tmp_path):
    (tmp_path / "part.html").write_bytes(b"one\ncaf\xe9")

    with pytest.raises(TemplateSyntaxError, match=r"not UTF-8 text.*part\.html, line 2"):
        fill("{% include 'part.html' %}", folder)


def test_a_part_that_cannot_be_read_says_its_own_place(folder):
    folder(part="\n\n{% if %}")

    with pytest.raises(TemplateSyntaxError, match=r"part\.html, line 3"):
        fill("{% include 'part.html' %}", folder)


def test_the_debug_page_shows_the_line_of_the_template(folder):
    request = RequestFactory().get("/", headers={"accept": "text/html"})
    try:
        fill("one\n{{ nmae }}", folder, name="x")
    except UndefinedVariable as error:
        page = technical_500_response(request, type(error), error, error.__traceback__)

    text = page.content.decode()
    assert "page.html" in text
    assert "{{ nmae }}" in text
    assert "Did you mean &#39;name&#39;?" in text


def test_a_projects_own_kind_of_undefined_stays(folder, tmp_path):
    from tests.runtime.template.conftest import BACKEND

    options = {"undefined": jinja2.StrictUndefined}
    entry = {"BACKEND": BACKEND, "DIRS": [tmp_path], "OPTIONS": options}
    with (
        override_settings(TEMPLATES=[entry]),
        pytest.raises(UndefinedVariable, match=r"'nmae' is undefined .*line 1"),
    ):
        fill("{{ nmae is defined }}{% if nmae %}{% endif %}", folder, name=1)
