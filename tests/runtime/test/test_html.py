"""HTML compared by meaning, beside Django's comparison."""

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from mtvgen.runtime.test.html import HTMLParseError, parse_html
from tests.runtime import django_peer

assert django_peer  # its settings come before any name of Django

from django.test.html import HTMLParseError as TheirParseError  # noqa: E402
from django.test.html import parse_html as their_parse_html  # noqa: E402

PIECES = [
    "<p>one</p>",
    "<p>\n  one </p>",
    "<p>one<b> two</b></p>",
    "<p>one <b>two</b></p>",
    '<p class="a b">one</p>',
    "<p class='b  a'>one</p>",
    '<p id="1" class="a">one</p>',
    "<p class=a id=1>one</p>",
    "<input checked>",
    '<input checked="checked">',
    '<input checked=""/>',
    "<input name>",
    '<input name="">',
    "<p>a&amp;b &nbsp; c</p>",
    "<p>a&b \xa0 c</p>",
    "<p>one</p><p>two</p>",
    "<p>one</p> <p>two</p>",
    "<ul><li>1<li>2</ul>",
    "<ul><li>1</li><li>2</li></ul>",
    "<br>text<br/>",
    "plain  text",
    " plain text ",
    "",
    "<div/>",
    "<div></div>",
    "<script>if (a < b) {}</script>",
    "<!-- comment --><p>one</p>",
    "<textarea> two  spaces</textarea>",
]

tags = st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<br>", "<i class='b a'>", "</i>", "<p/>"])
pieces = st.lists(tags | st.sampled_from([" ", "\n", "x", "y z", "&lt;"]), max_size=8)


@pytest.mark.parametrize("one", PIECES)
def test_a_piece_equals_what_it_equals_in_django(one):
    ours = [other for other in PIECES if parse_html(one) == parse_html(other)]

    assert ours == [other for other in PIECES if their_parse_html(one) == their_parse_html(other)]


@pytest.mark.parametrize("page", PIECES)
def test_pieces_are_counted_as_django_counts_them(page):
    ours = {needle: parse_html(page).count(parse_html(needle)) for needle in PIECES}

    theirs = their_parse_html(page)
    assert ours == {needle: theirs.count(their_parse_html(needle)) for needle in PIECES}


def answer(parse, error, needle, page):
    try:
        return parse(page).count(parse(needle)), str(parse(page))
    except error as refused:
        return str(refused.args[0])


@effort(deadline=None)
@given(pieces, pieces)
def test_any_piece_is_read_counted_and_shown_as_django_does(needle, page):
    needle, page = "".join(needle), "".join(page)

    ours = answer(parse_html, HTMLParseError, needle, page)

    assert ours == answer(their_parse_html, TheirParseError, needle, page)


def test_an_end_tag_without_its_element_is_placed():
    with pytest.raises(HTMLParseError, match=r"Unexpected end tag `b` \(Line 2, Column 3\)"):
        parse_html("<p>\nxyz</b>")
