import datetime
import decimal
import json
import re
import uuid
import warnings
from html import unescape

import jinja2
import markupsafe
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mtvgen.runtime.core.exceptions import SuspiciousOperation
from mtvgen.runtime.core.serializers.json import DjangoJSONEncoder
from mtvgen.runtime.utils import html
from mtvgen.runtime.utils.functional import lazystr
from mtvgen.runtime.utils.safestring import SafeString, mark_safe
from tests.runtime.django_peer import outcome

from django.core.serializers.json import DjangoJSONEncoder as DjangosEncoder  # isort: skip
from django.utils import html as django_html  # isort: skip
from django.utils.safestring import SafeString as DjangosSafeString  # isort: skip

MARKUP = st.text(st.sampled_from(list("<>/&;!-=\"' \n\rab1é#x")), max_size=30)
WORDS = st.lists(
    st.sampled_from(
        [
            *("http://example.com", "https://ex.org/a(b)", "www.djangö.com", "example.org/x?a=1&b"),
            *(
                "ada@example.com",
                "x@y",
                "(",
                ")",
                "[",
                "]",
                ".",
                ",",
                ";",
                ":",
                "!",
                "&amp;",
                "&lt",
            ),
            *(
                "&",
                "&;",
                "&gt;;",
                " ",
                "\n",
                "<b>",
                '"',
                "'",
                "text",
                "http://[::1",
                "foo.com",
                "é",
            ),
        ]
    ),
    max_size=8,
).map("".join)


def shown_by(page):
    """Return the text that a browser shows for a page of links."""
    return unescape(re.sub("</?a[^>]*>", "", page))


@given(MARKUP)
def test_text_is_escaped_as_django_escapes_it(text):
    ours = html.escape(text)

    assert ours == django_html.escape(text)
    assert isinstance(ours, SafeString)
    assert html.conditional_escape(text) == ours


@pytest.mark.parametrize("value", [1, None, 2.5, b"<", ["<"]])
def test_what_is_no_text_is_escaped_as_it_prints(value):
    assert html.escape(value) == django_html.escape(value)


def test_escaping_a_lazy_text_stays_lazy_and_is_safe():
    late = html.escape(lazystr("<b>"))

    assert not isinstance(late, str)
    assert late == "&lt;b&gt;"
    assert late.__html__() == "&lt;b&gt;"


def test_safe_text_is_not_escaped_again_whoever_made_it():
    assert html.conditional_escape(SafeString("<b>")) == "<b>"
    assert html.conditional_escape(markupsafe.Markup("<b>")) == "<b>"
    assert html.conditional_escape(lazystr("<b>")) == "&lt;b&gt;"


def test_jinja2_takes_our_safe_text_as_safe():
    template = jinja2.Environment(autoescape=True).from_string("{{ a }}{{ b }}{{ c }}")

    page = template.render(a=mark_safe("<b>"), b=html.format_html("{}", "<"), c="<i>")

    assert page == "<b>&lt;&lt;i&gt;"


def test_jinja2_escapes_safe_text_that_was_joined_with_unsafe_text():
    template = jinja2.Environment(autoescape=True).from_string("{{ a }}")

    assert template.render(a=mark_safe("<b>") + "<i>") == "&lt;b&gt;&lt;i&gt;"


@given(st.text(max_size=20) | MARKUP | st.text(st.characters(max_codepoint=40), max_size=9))
@example("\u2028\u2029`-;=")
def test_text_for_javascript_is_escaped_as_django_escapes_it(text):
    assert html.escapejs(text) == django_html.escapejs(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | MARKUP | st.datetimes() | st.dates(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MARKUP, inner, max_size=3),
        max_leaves=6,
    ),
    st.none() | MARKUP,
)
def test_json_in_a_page_is_what_django_makes(value, element_id):
    assert html.json_script(value, element_id) == django_html.json_script(value, element_id)


def test_json_in_a_page_takes_an_encoder_of_ones_own():
    class Encoder(json.JSONEncoder):
        def default(self, o):
            return "<own>"

    script = html.json_script(object(), "x", encoder=Encoder)

    assert '"\\u003Cown\\u003E"' in script


@pytest.mark.parametrize(
    "value",
    [
        datetime.datetime(2020, 1, 2, 3, 4, 5, 678901),
        datetime.datetime(2020, 1, 2, 3, 4, 5, 678901, tzinfo=datetime.UTC),
        datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
        datetime.date(2020, 1, 2),
        datetime.time(3, 4, 5, 678901),
        datetime.time(3, 4, tzinfo=datetime.UTC),
        datetime.timedelta(days=-1, microseconds=5),
        decimal.Decimal("1.50"),
        uuid.UUID(int=5),
        object(),
        {1, 2},
    ],
)
def test_the_encoder_writes_what_django_writes(value):
    ours = outcome(json.dumps, value, cls=DjangoJSONEncoder)

    assert ours == outcome(json.dumps, value, cls=DjangosEncoder)


def test_the_encoder_writes_a_lazy_text():
    assert json.dumps([lazystr("a")], cls=DjangoJSONEncoder) == '["a"]'


def test_arguments_of_format_html_are_escaped_and_the_format_is_not():
    made = html.format_html("<b>{} {x} {safe}</b>", "<", x="&", safe=SafeString("<i>"))

    assert made == "<b>&lt; &amp; <i></b>"
    assert isinstance(made, SafeString)


def test_format_html_without_arguments_is_on_its_way_out():
    with pytest.warns(DeprecationWarning, match="without passing args or kwargs"):
        html.format_html("<b>")


@pytest.mark.parametrize(
    "rows", [[("a", "<"), ("b", 1)], [{"x": "<", "y": 1}], [], [("a", SafeString("<i>"))]]
)
def test_rows_are_joined_as_django_joins_them(rows):
    form = "<li>{x}{y}</li>" if rows and isinstance(rows[0], dict) else "<li>{}{}</li>"
    djangos = [
        tuple(DjangosSafeString(v) if isinstance(v, SafeString) else v for v in row)
        if isinstance(row, tuple)
        else row
        for row in rows
    ]

    made = html.format_html_join("<br>", form, rows)

    assert made == django_html.format_html_join("<br>", form, djangos)


@given(MARKUP, st.booleans())
@example("a\r\n\r\nb\rc\n\n\n\nd<", True)
def test_paragraphs_are_made_as_django_makes_them(text, autoescape):
    assert html.linebreaks(text, autoescape) == django_html.linebreaks(text, autoescape)


@given(MARKUP)
@example("<a<b>x</b>")
@example("a<p a >b</p>c &nbsp;&#39; <!-- x --> &amp")
def test_tags_are_stripped_as_django_strips_them(text):
    assert outcome(html.strip_tags, text) == outcome(django_html.strip_tags, text)


@pytest.mark.parametrize("text", ["<" * 60 + "a" + ">" * 60, "<a" * 60 + "b" * 1000, "&" * 3000])
def test_text_made_to_take_long_is_refused_where_django_refuses_it(text):
    assert outcome(html.strip_tags, text) == outcome(django_html.strip_tags, text)


@pytest.mark.parametrize("depth", range(48, 53))
def test_the_limits_of_depth_and_of_open_tags_are_djangos(depth):
    for text in ("<" * depth + "a>" * depth, "<a" * depth + "b" * 1000):
        assert outcome(html.strip_tags, text) == outcome(django_html.strip_tags, text)


def test_tags_left_open_a_thousand_times_are_refused():
    with pytest.raises(SuspiciousOperation):
        html.strip_tags("<a" * 600)


@given(MARKUP)
def test_space_between_tags_goes_as_in_django(text):
    ours = html.strip_spaces_between_tags(text)

    assert ours == django_html.strip_spaces_between_tags(text)


@given(st.text(st.sampled_from(list("htp:/.?&=%;#[]@~é 20Aa")), max_size=24))
@example("http://example.com/?q=http%3A%2F%2Fx%2F%3Fa%3D1&b=ö")
@example("http://öäü.com/~a/")
@example("http://[::1")
def test_a_url_is_quoted_as_django_quotes_it(url):
    assert html.smart_urlquote(url) == django_html.smart_urlquote(url)


@settings(max_examples=300)
@given(WORDS, st.none() | st.integers(0, 12), st.booleans(), st.booleans())
@example("see www.example.com/?a=1&amp;b=2;;", None, False, True)
@example("www.example.com", 15, False, True)
@example("www.example.com", 14, False, True)
@example("http://example.com?x=&quot;;;", None, True, False)
@example("Ada <ada@example.com>", 5, True, True)
def test_links_are_made_as_django_makes_them(text, limit, nofollow, autoescape):
    assume(shown_by(django_html.urlize(text)) == unescape(text))  # Django 5.2 may lose brackets

    ours = html.urlize(text, limit, nofollow, autoescape)

    assert ours == django_html.urlize(text, limit, nofollow, autoescape)


@given(WORDS, st.booleans())
def test_links_in_safe_html_are_made_as_django_makes_them(text, autoescape):
    assume(shown_by(django_html.urlize(text)) == unescape(text))

    ours = html.urlize(SafeString(text), autoescape=autoescape)

    assert ours == django_html.urlize(DjangosSafeString(text), autoescape=autoescape)


@given(WORDS)
@example("(www.example.com).")
@example("www.example.com)].")
def test_no_character_is_lost_beside_a_link(text):
    assert shown_by(html.urlize(text, autoescape=True)) == text


def test_a_long_run_of_brackets_takes_no_long_time():
    assert html.urlize("(" * 50_000 + "x.com" + ")" * 50_000).endswith(")")


def test_spaces_that_do_not_break():
    assert html.avoid_wrapping("2 days") == "2\xa0days"


def test_a_class_that_prints_html_can_say_so():
    @html.html_safe
    class Link:
        def __str__(self):
            return "<a>"

    assert html.conditional_escape(Link()) == "<a>"
    assert isinstance(str(Link()), SafeString)


def test_a_class_without_text_of_its_own_is_not_called_safe():
    with pytest.raises(ValueError, match="doesn't define __str__"):
        html.html_safe(type("Empty", (), {}))
    with pytest.raises(ValueError, match="because it defines __html__"):
        html.html_safe(type("Own", (), {"__html__": str, "__str__": repr}))


@pytest.mark.parametrize(
    "name", ["linebreaks", "strip_tags", "urlize", "strip_spaces_between_tags"]
)
def test_a_lazy_text_stays_lazy(name):
    late = getattr(html, name)(lazystr("a <b>"))

    assert not isinstance(late, str)
    assert str(late) == getattr(django_html, name)("a <b>")


def test_no_warning_is_given_for_ordinary_use():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        html.format_html_join("", "{}", [("a",)])
