import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mtvgen.runtime.utils import dateformat, dateparse, dates, duration, timesince
from tests.runtime.django_peer import outcome

from django.utils import dateformat as django_dateformat  # isort: skip
from django.utils import dateparse as django_dateparse  # isort: skip
from django.utils import dates as django_dates  # isort: skip
from django.utils import duration as django_duration  # isort: skip
from django.utils import timesince as django_timesince  # isort: skip

LETTERS = "aAbcdDeEfFgGhHiIjlLmMnNoOPrsStTUuwWyYzZ"
ZONES = st.sampled_from(
    [None, datetime.UTC, ZoneInfo("Europe/Paris"), datetime.timezone(datetime.timedelta(hours=-3))]
)
MOMENTS = st.datetimes(
    min_value=datetime.datetime(1901, 1, 1),
    max_value=datetime.datetime(2100, 1, 1),
    timezones=ZONES,
)
DATE_TEXT = st.from_regex(r"[0-9]{4}-?[0-9]{1,2}-?[0-9]{1,2}", fullmatch=True)
TIME_TEXT = st.from_regex(
    r"[0-2][0-9]?:[0-6][0-9]?(:[0-6][0-9]([.,][0-9]{1,9})?)?( ?(Z|[+-][0-2][0-9](:?[0-5][0-9])?))?",
    fullmatch=True,
)
DURATION_TEXT = st.from_regex(
    r"(-?[0-9]{1,3} (days?,? ?)?)?[+-]?([0-9]{1,3}:)?([0-9]{1,2}:)?[0-9]{1,2}([.,][0-9]{1,8})?",
    fullmatch=True,
) | st.from_regex(
    r"[+-]?P([0-9]{1,3}([.,][0-9])?D)?(T([0-9]{1,2}H)?([0-9]{1,2}([.,][0-9])?M)?([0-9]{1,2}S)?)?",
    fullmatch=True,
)


@pytest.mark.parametrize("letter", LETTERS)
@given(MOMENTS)
@example(datetime.datetime(2024, 3, 31, 2, 30, tzinfo=ZoneInfo("Europe/Paris")))
@example(datetime.datetime(2024, 10, 27, 2, 30, tzinfo=ZoneInfo("Europe/Paris")))
@example(datetime.datetime(2024, 2, 29, 0, 0))
@example(datetime.datetime(2024, 12, 11, 12, 0))
def test_every_letter_is_what_django_writes(letter, moment):
    ours = outcome(dateformat.format, moment, letter)

    assert ours == outcome(django_dateformat.format, moment, letter)


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("value", [datetime.date(2024, 9, 1), datetime.time(0, 0, 5)])
def test_dates_and_times_know_the_letters_that_they_know_in_django(letter, value):
    ours = outcome(dateformat.format, value, letter)

    assert ours == outcome(django_dateformat.format, value, letter)
    assert outcome(dateformat.time_format, value, letter) == outcome(
        django_dateformat.time_format, value, letter
    )


@given(MOMENTS, st.text(st.sampled_from(list(LETTERS + " \\:-xq")), max_size=12))
@example(datetime.datetime(2003, 10, 7, 11, 39), "jS F Y H:i")
@example(datetime.datetime(2003, 10, 7, 11, 39), r"jS \o\f F")
def test_a_form_is_filled_as_django_fills_it(moment, form):
    assert dateformat.format(moment, form) == django_dateformat.format(moment, form)


def test_a_time_zone_that_says_nothing_counts_as_none():
    class Silent(datetime.tzinfo):
        def utcoffset(self, moment):
            return None

        dst = tzname = utcoffset

    moment = datetime.datetime(2024, 1, 1, tzinfo=Silent())

    for letter in "eOTZIrU":
        ours = outcome(dateformat.format, moment, letter)
        assert ours == outcome(django_dateformat.format, moment, letter)


def test_a_date_has_no_hours():
    with pytest.raises(TypeError, match=r"time-related format specifiers \(found 'H'\)"):
        dateformat.format(datetime.date(2024, 1, 1), "Y H")


def test_names_are_djangos():
    for name in ("WEEKDAYS", "WEEKDAYS_ABBR", "MONTHS", "MONTHS_3", "MONTHS_AP", "MONTHS_ALT"):
        assert getattr(dates, name) == getattr(django_dates, name)


@pytest.mark.parametrize("name", ["parse_date", "parse_time", "parse_datetime", "parse_duration"])
@given(
    st.one_of(
        DATE_TEXT,
        TIME_TEXT,
        st.tuples(DATE_TEXT, st.sampled_from("T "), TIME_TEXT).map("".join),
        DURATION_TEXT,
        st.text("0123456789-:T. PDHZ+", max_size=12),
    )
)
@example("2012-04-23T09:15:00+02")
@example("2012-4-9 4:8:16 -0320")
@example("2012-02-30")
@example("20120423")
@example("2012-W05-1")
@example("3 days 04:05:06")
@example("-1 day, 0:00:10")
@example("15:30.1")
@example("PT1.5M")
@example("-P1DT1H")
@example("")
@example("9999999999 00:00:00")
def test_a_text_is_read_as_django_reads_it(name, text):
    ours = outcome(getattr(dateparse, name), text)

    assert ours == outcome(getattr(django_dateparse, name), text)


def test_a_line_end_is_no_part_of_a_date():
    assert dateparse.parse_date("2012-4-23\n") is None


@given(st.timedeltas())
@example(datetime.timedelta.max)
@example(datetime.timedelta.min + datetime.timedelta(days=1))
def test_a_duration_is_written_as_django_writes_it(delta):
    for name in ("duration_string", "duration_iso_string", "duration_microseconds"):
        ours = outcome(getattr(duration, name), delta)

        assert ours == outcome(getattr(django_duration, name), delta)


@given(
    st.timedeltas(
        min_value=datetime.timedelta(days=-99_999), max_value=datetime.timedelta(days=99_999)
    )
)
def test_a_duration_that_is_written_is_read_again(delta):
    assert dateparse.parse_duration(duration.duration_string(delta)) == delta


@given(MOMENTS, MOMENTS, st.integers(0, 6))
@example(datetime.datetime(2007, 8, 10), datetime.datetime(2008, 9, 10), 2)
@example(datetime.datetime(2024, 2, 29), datetime.datetime(2025, 2, 28, 23), 6)
@example(datetime.datetime(2024, 1, 31, 0, 0, 0, 5), datetime.datetime(2024, 2, 29), 6)
@example(datetime.datetime(2024, 1, 1), datetime.datetime(2024, 1, 1, 0, 0, 0, 900), 2)
def test_time_in_words_is_what_django_says(one, other, depth):
    for name in ("timesince", "timeuntil"):
        ours = outcome(getattr(timesince, name), one, other, depth=depth)

        assert ours == outcome(getattr(django_timesince, name), one, other, depth=depth)


@given(
    st.datetimes(datetime.datetime(2000, 1, 1), datetime.datetime(2001, 12, 31)),
    st.integers(0, 800),
)
def test_near_times_in_words_are_what_django_says(moment, days):
    later = moment + datetime.timedelta(days=days, seconds=days * 7919 % 86400)

    assert timesince.timesince(moment, later, depth=6) == django_timesince.timesince(
        moment, later, depth=6
    )


def test_dates_are_taken_at_midnight():
    today, earlier = datetime.date(2024, 1, 15), datetime.date(2024, 1, 1)

    assert timesince.timesince(earlier, today) == "2\xa0weeks"
    assert timesince.timeuntil(today, earlier) == "2\xa0weeks"


def test_without_another_moment_now_is_meant():
    ago = datetime.timedelta(days=3, minutes=1)

    assert timesince.timesince(datetime.datetime.now() - ago) == "3\xa0days"
    assert timesince.timesince(datetime.datetime.now(datetime.UTC) - ago) == "3\xa0days"


def test_other_words_can_be_given():
    words = dict.fromkeys(timesince.TIME_STRINGS, "%(num)d x")

    assert (
        timesince.timesince(
            datetime.date(2024, 1, 1), datetime.date(2024, 1, 2), time_strings=words
        )
        == "1\xa0x"
    )
