"""Django's filters: the same functions, the same answers as Django's own."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.runtime.django_peer import outcome

from django.template import defaultfilters as theirs  # isort: skip
from django.utils.safestring import SafeData as TheirSafe  # isort: skip
from django.utils.safestring import mark_safe as their_mark_safe  # isort: skip

from mtvgen.runtime.template import defaultfilters as ours  # isort: skip
from mtvgen.runtime.utils.safestring import SafeData, mark_safe  # isort: skip

TEXTS = [
    "",
    "plain words in a row",
    "<b>bold</b> & 'quotes' \"double\"",
    "line one\nline two\r\n\r\nparagraph <i>two</i>\r",
    "see http://example.com/?a=1&b=2, www.example.org and ada@example.com.",
    "Tiếng Việt: déjà vu, naïve café",
    "it's john's 2nd DAY, o'neill's 3D",
    "\\ back ' slash \"",
    "<p>one <a href='#'>two</a> three four</p>",
]
NUMBERS = [0, 1, -1, 2, 1.5, 34.23234, 34.0, -0.05, 1e300, "7.7", "x", None, "1e999999", "", []]
NUMBERS += [Decimal("55.555"), Decimal("NaN"), "inf", 1024, 10**7, 1 << 50, 1 << 70, -2048, "12"]
MOMENT = dt.datetime(2024, 2, 29, 15, 4, 5)
DATES = [MOMENT, MOMENT.date(), MOMENT.time(), None, "", "soon", 3, dt.datetime(2024, 12, 1, 0, 0)]

CALLS = [
    *[
        (name, text, ())
        for text in [*TEXTS, 12, None, 3.5]
        for name in (
            *("addslashes", "capfirst", "escapejs_filter", "iriencode", "linenumbers", "lower"),
            *("make_list", "slugify", "title", "upper", "urlencode", "urlize", "wordcount"),
            *("escape_filter", "force_escape", "linebreaks_filter", "linebreaksbr", "safe"),
            *("striptags", "length", "pprint"),
        )
    ],
    *[
        (name, text, (number,))
        for text in TEXTS
        for number in (0, 1, 7, "12", "x", 60)
        for name in ("truncatechars", "truncatechars_html", "truncatewords", "truncatewords_html")
    ],
    *[
        (name, text, (number,))
        for text in TEXTS
        for number in (1, 20, "9")
        for name in ("ljust", "rjust", "center", "wordwrap", "urlizetrunc")
    ],
    ("phone2numeric_filter", "1-800-COLLECT", ()),
    *[("cut", text, (cut,)) for text in TEXTS for cut in (" ", ";", "b")],
    *[("floatformat", n, (arg,)) for n in NUMBERS for arg in (-1, 0, 3, -3, "2g", "g", "2u", "x")],
    *[(name, n, ()) for n in NUMBERS for name in ("floatformat", "pluralize")],
    *[("filesizeformat", n, ()) for n in NUMBERS if n != 1e300],  # some petabytes too many
    *[("pluralize", n, (arg,)) for n in NUMBERS for arg in ("es", "y,ies", "a,b,c", "")],
    *[("add", n, (other,)) for n in NUMBERS for other in (1, "2", "x", [3], None)],
    *[("get_digit", n, (d,)) for n in (0, 123, "45", "x", -12) for d in (0, 1, 3, 9, "2", "x")],
    *[("divisibleby", n, (d,)) for n in (0, 21, "14", "x") for d in (3, "7", 0)],
    *[
        ("stringformat", n, (f,))
        for n in (*NUMBERS, (1, 2), {"a": 1}, [1])
        for f in ("s", "05d", "E", "r", "%")
    ],
    *[
        ("date", d, (f,))
        for d in DATES
        for f in (None, "Y-m-d", "DATE_FORMAT", "SHORT_DATE_FORMAT")
    ],
    *[("date", d, (f,)) for d in DATES for f in ("H:i", "DATETIME_FORMAT", "jS \\o\\f F")],
    *[("time", d, (f,)) for d in DATES for f in (None, "H:i:s", "TIME_FORMAT", "Y")],
    *[(n, d, (MOMENT,)) for d in DATES for n in ("timesince_filter", "timeuntil_filter")],
    *[(n, d, (dt.datetime(2026, 4, 1),)) for d in DATES for n in ("timesince_filter",)],
    *[
        ("yesno", value, args)
        for value in (True, False, None, "", "x", 0)
        for args in ((), ("yeah,no,maybe",), ("a,b",), ("a",), ("a,b,c,d",), ("",))
    ],
    *[("default", value, ("d",)) for value in (None, 0, "", "x")],
    *[("default_if_none", value, ("d",)) for value in (None, 0, "", "x")],
    *[
        (name, value, (key,))
        for value in ([{"a": 2}, {"a": 1}], [(2, 1), (1, 2)], [{"b": 1}], 5, [])
        for key in ("a", 0, "_a", "a.b", "imag")
        for name in ("dictsort", "dictsortreversed")
    ],
    *[(name, value, ()) for value in ([], "", [1, 2], "ab") for name in ("first", "last")],
    *[("slice_filter", v, (a,)) for v in ([1, 2, 3], "abc", 5) for a in (":2", "1:", "::2", "x")],
    *[("join", v, (a,)) for v in (["<a>", "b"], [1, 2], 5) for a in (", ", "<br>", 5)],
    *[("unordered_list", v, ()) for v in (["a", ["b", ["c"]], "<d>"], [], ["a", [], "b"], ["a"])],
    *[("unordered_list", v, ()) for v in ([["only"]], ["a", ["b"], ["c"], "d"], ("x", ("y",)))],
    *[("escapeseq", ["<a>", "b"], ()), ("safeseq", ["<a>"], ()), ("random", [], ())],
    *[("json_script", {"a": "</script>"}, args) for args in ((), ("an-id",), ("<id>",))],
]


def plain(result, safe):
    """Return a result with Django's and our safe texts told from others."""
    kind, value = result
    if isinstance(value, list):
        return kind, [(str(item), isinstance(item, safe)) for item in value]
    if isinstance(value, str):
        return kind, str(value), isinstance(value, safe)
    return kind, repr(value)  # nan is not equal to itself


@pytest.mark.parametrize("name", sorted({name for name, _, _ in CALLS}))
def test_a_filter_answers_as_djangos_does(name):
    calls = [(value, args) for called, value, args in CALLS if called == name]

    for value, args in calls:
        mine = plain(outcome(getattr(ours, name), value, *args), SafeData)
        djangos = plain(outcome(getattr(theirs, name), value, *args), TheirSafe)
        assert mine == djangos, (value, args)


@pytest.mark.parametrize(
    "name",
    sorted(
        {name for name, value, _ in CALLS if value in TEXTS}
        - {"pprint", "length", "default", "default_if_none", "yesno", "first", "last"}
        - {"pluralize", "floatformat", "filesizeformat", "stringformat", "unordered_list", "add"}
        - {"date", "time", "timesince_filter", "timeuntil_filter"}
    ),
)
def test_a_filter_treats_safe_text_as_djangos_does(name):
    calls = [(v, args) for called, v, args in CALLS if called == name and v in TEXTS]

    for value, args in calls:
        mine = plain(outcome(getattr(ours, name), mark_safe(value), *args), SafeData)
        djangos = plain(outcome(getattr(theirs, name), their_mark_safe(value), *args), TheirSafe)
        assert mine == djangos, (value, args)


@pytest.mark.parametrize(
    "name", ["linebreaks_filter", "linebreaksbr", "linenumbers", "urlize", "unordered_list"]
)
def test_without_autoescape_markup_stays(name):
    value = ["<b>"] if name == "unordered_list" else "<b> www.example.com\n"

    mine, djangos = getattr(ours, name), getattr(theirs, name)

    assert str(mine(value, autoescape=False)) == str(djangos(value, autoescape=False))


@given(st.decimals() | st.floats() | st.integers(), st.integers(-12, 12))
def test_any_number_is_written_as_django_writes_it(number, places):
    assert outcome(ours.floatformat, number, places) == outcome(theirs.floatformat, number, places)


@given(st.text(), st.integers(0, 30))
def test_any_text_is_cut_as_django_cuts_it(text, length):
    for name in ("truncatechars", "truncatewords", "title", "slugify", "addslashes"):
        args = (length,) if name.startswith("truncate") else ()
        assert str(getattr(ours, name)(text, *args)) == str(getattr(theirs, name)(text, *args))


def test_every_filter_of_djangos_module_is_offered():
    filters = {
        name
        for name, value in vars(theirs).items()
        if callable(value) and getattr(value, "__module__", "") == theirs.__name__
    }

    assert {name for name in filters if not name.startswith("_")} <= set(dir(ours))


def test_one_of_the_items_comes_by_chance():
    random.seed(1)

    assert {ours.random("ab") for _ in range(50)} == {"a", "b"}
