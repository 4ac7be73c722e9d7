"""Django's filters in a page: Jinja2's way to call them, and no way past escaping."""

import datetime as dt

import jinja2
import pytest
from jinja2.filters import FILTERS
from markupsafe import Markup

from mtvgen.runtime.template import engines
from mtvgen.runtime.template.exceptions import UndefinedVariable
from mtvgen.runtime.template.filters.jinja2 import filters
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.utils import timezone

ATTACK = "<script>alert('x')</script>\n<img src=x onerror=alert(1)> http://a.b/?'\"><b>"

ARGUMENTS = {
    "add": "('<b>')",
    "cut": "('x')",
    "default_if_none": "('<b>')",
    "dictsort": None,  # sorts what is there
    "dictsortreversed": "('a')",
    "divisibleby": None,
    "get_digit": "(1)",
    "ljust": "(200)",
    "rjust": "(200)",
    "stringformat": "('s')",
    "truncatechars": "(60)",
    "truncatechars_html": None,  # takes HTML, and makes it: only for HTML that is safe
    "truncatewords": "(3)",
    "truncatewords_html": None,
    "urlizetrunc": "(20)",
    "yesno": "('<b>,<i>')",
    "pluralize": "('<b>')",
    "floatformat": "('<b>')",
    "escapeseq": "|join",
    "safeseq": None,
    "slice": "(':99')",
    "timesince": None,  # of a text they make no text
    "timeuntil": None,
}


@pytest.fixture
def page(folder):
    """A function that fills a text."""

    def fill(text, /, **names):
        return engines["jinja2"].from_string(text).render(names)

    return fill


@pytest.mark.parametrize(
    "name", sorted(set(filters()) - {n for n, a in ARGUMENTS.items() if not a})
)
def test_no_filter_lets_markup_through(page, name):
    shown = page(f"{{{{ value|{name}{ARGUMENTS.get(name, '')} }}}}", value=ATTACK)

    assert "<script>a" not in shown
    assert "<img" not in shown
    assert "<b>" not in shown


@pytest.mark.parametrize("name", ["truncatechars_html", "truncatewords_html"])
def test_cut_html_is_escaped_unless_it_was_safe(page, name):
    assert page(f"{{{{ value|{name}(1) }}}}", value="<b>one two</b>").startswith("&lt;b&gt;")
    assert page(f"{{{{ value|{name}(1) }}}}", value=Markup("<b>one two</b>")).startswith("<b>")


def test_safe_text_stays_safe_where_nothing_is_added(page):
    value = Markup("<b>bold &amp; brave</b>")

    assert page("{{ value|truncatewords(9) }}", value=value) == "<b>bold &amp; brave</b>"
    assert page("{{ value|cut('a') }}", value=value) == "<b>bold &mp; brve</b>"
    assert page("{{ value|cut(';') }}", value=value).startswith("&lt;b&gt;")
    assert page("{{ value|linebreaksbr }}", value=value) == "<b>bold &amp; brave</b>"


def test_where_nothing_is_escaped_the_filters_do_not_either(page):
    text = "{% autoescape false %}{{ '<i>\n'|linebreaksbr }}{% endautoescape %}{{ '<i>'|linebreaksbr }}"

    assert page(text) == "<i><br>&lt;i&gt;"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ day|date('Y-m-d') }}", "2024-02-29"),
        ("{{ day|date }}", "Feb. 29, 2024"),
        ("{{ 'a b c'|truncatewords(2) }}", "a b …"),
        ("{{ 34.23|floatformat(1) }}", "34.2"),
        ("vote{{ 2|pluralize }}, cherr{{ 1|pluralize('y,ies') }}", "votes, cherry"),
        ("{{ 'Joel is a slug'|slugify }}", "joel-is-a-slug"),
        ("{{ none|default_if_none('nothing') }}", "nothing"),
        ("{{ true|yesno('yeah,no') }}", "yeah"),
        ("{{ 21|divisibleby(7) }}", "True"),
        ("{{ 'a\n\nb'|linebreaks }}", "<p>a</p>\n\n<p>b</p>"),
        ("{{ 'x'|json_script('d') }}", '<script id="d" type="application/json">"x"</script>'),
        ("{{ 13312|filesizeformat }}", "13.0\xa0KB"),
        ("{{ 13312|filesizeformat(false) }}", "13.3 kB"),
        ("{% filter capfirst %}abc{% endfilter %}", "Abc"),
        ("{{ ['a', 'b']|map('capfirst')|join }}", "AB"),
    ],
)
def test_a_filter_is_called_as_jinja2_does(page, text, shown):
    assert page(text, day=dt.date(2024, 2, 29)) == shown


def test_moments_are_shown_in_the_current_time_zone(page):
    moment = dt.datetime(2024, 1, 1, 23, 30, tzinfo=dt.UTC)

    with override_settings(USE_TZ=True), timezone.override("Asia/Ho_Chi_Minh"):
        assert page("{{ m|date('j H:i') }} {{ m|time('H:i') }}", m=moment) == "2 06:30 06:30"


def test_a_setting_changes_the_usual_form_of_dates(page):
    with override_settings(DATE_FORMAT="j.n.Y"):
        assert page("{{ d|date }}", d=dt.date(2024, 2, 1)) == "1.2.2024"


def test_jinja2s_own_filters_keep_their_meaning(folder):
    env = engines["jinja2"].env

    changed = {name for name, function in FILTERS.items() if env.filters[name] is not function}
    assert changed == {"dictsort", "filesizeformat", "slice", "urlencode"}


PEOPLE = [{"name": "Bo", "age": 3}, {"name": "Al", "age": 9}]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{% for one in people|dictsort('name') %}{{ one.name }}{% endfor %}", "AlBo"),
        ("{% for one in people|dictsort('age') %}{{ one.name }}{% endfor %}", "BoAl"),
        ("{% for key, value in {'b': 1, 'a': 2}|dictsort %}{{ key }}{% endfor %}", "ab"),
        (
            "{% for key, value in {'b': 1, 'a': 2}|dictsort(by='value') %}{{ key }}{% endfor %}",
            "ba",
        ),
        ("{{ 'abcdef'|slice('1:3') }}{{ [1, 2, 3]|slice(':2') }}", "bc[1, 2]"),
        ("{{ [1, 2, 3]|slice(2)|list }}{{ [1]|slice(2, 0)|list }}", "[[1, 2], [3]][[1], [0]]"),
        ("{{ 'a/b c'|urlencode }} {{ 'a/b c'|urlencode('') }}", "a/b%20c a%2Fb%20c"),
        ("{{ {'a': '/'}|urlencode }}", "a=%2F"),
    ],
)
def test_four_filters_do_both_what_jinja2s_and_what_djangos_do(page, text, shown):
    assert page(text, people=PEOPLE) == shown


@pytest.mark.parametrize(
    "use", ["dictsort", "dictsort('a')", "slice(':2')", "slice(2)", "urlencode"]
)
def test_of_what_is_not_there_those_filters_tell_too(page, use):
    with pytest.raises(UndefinedVariable, match="'peple' is undefined"):
        page(f"{{{{ peple|{use}|list }}}}")


def test_a_filter_of_djangos_module_can_be_registered_as_it_is():
    from mtvgen.runtime.template import defaultfilters

    env = jinja2.Environment(autoescape=True)
    env.filters["linebreaks"] = defaultfilters.linebreaks_filter
    env.filters["title"] = defaultfilters.title

    page = env.from_string("{{ '<b>'|linebreaks }} {{ \"it's\"|title }}")
    assert page.render() == "<p>&lt;b&gt;</p> It&#39;s"
