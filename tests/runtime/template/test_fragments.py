"""One block of a page by itself: "page.html#rows"."""

import os

import pytest

from mtvgen.runtime.shortcuts import render
from mtvgen.runtime.template import TemplateDoesNotExist, loader
from mtvgen.runtime.template.exceptions import UndefinedVariable
from mtvgen.runtime.test import RequestFactory

ROWS = (
    "<ul>{% block rows %}{% for item in items %}<li>{{ item }}</li>{% endfor %}{% endblock %}</ul>"
)


def filled(name, /, **names):
    return loader.render_to_string(name, names)


def test_a_block_is_filled_by_itself(folder):
    folder(page=ROWS)

    assert filled("page.html#rows", items=["<1>", 2]) == "<li>&lt;1&gt;</li><li>2</li>"
    assert filled("page.html", items=[]) == "<ul></ul>"


def test_what_stands_around_the_block_does_not_happen(folder):
    told = []
    folder(
        base="<html>{{ tell('base') }}{% block content %}{% endblock %}",
        page="{% extends 'base.html' %}{% block content %}{{ tell('a') }}"
        "{% block rows %}rows{% endblock %}{% endblock %}{% block other %}{{ tell('b') }}{% endblock %}",
    )

    assert filled("page.html#rows", tell=lambda what: told.append(what) or "x") == "rows"
    assert told == []


def test_a_block_knows_what_the_page_imports_and_sets_before_it_begins(folder):
    folder(
        forms="{% macro field(name) %}<input name={{ name }}>{% endmacro %}",
        page="{% import 'forms.html' as forms %}\n{% set unit = 'kg' %}\n"
        "{% block row %}{{ forms.field('a') }}{{ unit }}{% endblock %}",
    )

    assert filled("page.html#row") == "<input name=a>kg"


def test_a_block_of_the_parent_counts_and_super_does_too(folder):
    folder(
        base="<html>{% block title %}Site{% endblock %}{% block foot %}foot{% endblock %}",
        middle="{% extends 'base.html' %}{% block title %}Shop, {{ super() }}{% endblock %}",
        page="{% extends 'middle.html' %}{% set what = 'Tea' %}"
        "{% block title %}{{ what }}, {{ super() }}{% endblock %}",
    )

    assert filled("page.html#title") == "Tea, Shop, Site"
    assert filled("page.html#foot") == "foot"


def test_a_page_includes_a_block_of_another(folder):
    folder(card="<h1>Card</h1>{% block body %}{{ item }}{% endblock %}")
    folder(page="{% for item in items %}[{% include 'card.html#body' %}]{% endfor %}")

    assert filled("page.html", items=["<", 2]) == "[&lt;][2]"


def test_a_changed_page_counts_at_once_for_its_blocks(folder, tmp_path):
    folder(page="{% block a %}one{% endblock %}")
    assert filled("page.html#a") == "one"
    folder(page="{% block a %}two{% endblock %}")
    os.utime(tmp_path / "page.html", (1, 1))

    assert filled("page.html#a") == "two"


def test_an_unknown_block_is_answered_with_the_near_one(folder):
    folder(base="{% block content %}{% endblock %}", page="{% extends 'base.html' %}")

    with pytest.raises(TemplateDoesNotExist, match=r"no block 'contnet'.* mean 'content'\?"):
        filled("page.html#contnet")
    with pytest.raises(TemplateDoesNotExist, match=r"no block 'zzz'.* Its blocks: content\."):
        filled("page.html#zzz")
    with pytest.raises(TemplateDoesNotExist, match=r"pgae\.html .* mean 'page\.html'"):
        filled("pgae.html#content")


def test_a_block_that_goes_wrong_says_where(folder):
    folder(page="one\n{% block rows %}\n{{ itmes }}{% endblock %}")

    with pytest.raises(UndefinedVariable, match=r"page\.html, line 3.* mean 'items'"):
        filled("page.html#rows", items=[])


def test_a_file_of_that_name_is_a_whole_page(folder, tmp_path):
    (tmp_path / "notes#1").write_text("whole")

    assert filled("notes#1") == "whole"


def test_a_view_answers_with_a_block(folder):
    folder(page="<form>{% block field %}{{ csrf_input }}{{ request.path }}{% endblock %}</form>")
    response = render(RequestFactory().get("/here/"), "page.html#field", {})

    assert response.content.startswith(b'<input type="hidden"')
    assert response.content.endswith(b"/here/")
