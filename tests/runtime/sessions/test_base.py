"""A session as a dict, its expiry, and its text: wherever it is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from mtvgen.runtime.contrib.sessions.backends.base import SessionBase
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.utils import timezone
from tests.runtime.sessions.engines import ours, theirs

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture
def session():
    return ours("signed_cookies")()


def test_a_new_session_is_untouched_and_empty(session):
    assert (session.accessed, session.modified, session.is_empty()) == (False, False, True)


def test_reading_marks_a_session_as_accessed_only(session):
    assert session.get("cart", "none") == "none"

    assert (session.accessed, session.modified) == (True, False)


def test_setting_marks_a_session_as_modified(session):
    session["cart"] = [1]

    assert (session["cart"], session.modified, session.is_empty()) == ([1], True, False)


def test_deleting_an_absent_value_is_a_key_error_and_no_change(session):
    with pytest.raises(KeyError):
        del session["cart"]

    assert not session.modified


def test_pop_with_a_default_changes_nothing_where_nothing_was(session):
    assert session.pop("cart", "empty") == "empty"
    assert not session.modified


def test_pop_takes_a_value_out(session):
    session["cart"] = 1

    assert (session.pop("cart"), "cart" in session) == (1, False)


def test_pop_without_a_default_is_a_key_error(session):
    with pytest.raises(KeyError, match="cart"):
        session.pop("cart")


def test_setdefault_keeps_what_is_there(session):
    session["cart"] = 1

    assert (session.setdefault("cart", 2), session.setdefault("size", 3)) == (1, 3)


def test_a_session_has_the_views_of_a_dict(session):
    session.update({"a": 1, "b": 2})

    assert list(session.keys()) == ["a", "b"]
    assert list(session.values()) == [1, 2]
    assert list(session.items()) == [("a", 1), ("b", 2)]
    assert session.has_key("a")


def test_clear_removes_the_values_and_marks_the_change(session):
    session["cart"] = 1
    session.modified = False

    session.clear()

    assert (session.modified, "cart" in session) == (True, False)


def test_the_test_cookie_works_once_it_came_back(session):
    session.set_test_cookie()

    assert session.test_cookie_worked()
    session.delete_test_cookie()
    assert not session.test_cookie_worked()


@pytest.mark.parametrize("key", ["", "1234567", None])
def test_a_key_that_could_be_guessed_is_no_key(key):
    assert ours("file")(key).session_key is None


@pytest.mark.parametrize("key", ["\x00" * 32, "a" * 31 + "\x00", "\ud800" * 32, "a" * 20 + "\n"])
def test_a_key_that_a_database_cannot_be_asked_for_is_no_key(key):
    assert ours("file")(key).session_key is None


def test_a_session_lives_two_weeks_unless_told_otherwise(session):
    assert session.get_expiry_age() == 14 * 24 * 60 * 60
    assert session.get_expiry_date(modification=NOON) == NOON + timedelta(days=14)


@pytest.mark.parametrize("expiry", [300, NOON + timedelta(seconds=300)])
def test_an_expiry_may_be_seconds_or_a_moment(session, expiry):
    session.set_expiry(expiry)

    assert session.get_expiry_age(modification=NOON) == 300
    assert session.get_expiry_date(modification=NOON) == NOON + timedelta(seconds=300)


def test_a_timedelta_counts_from_now(session):
    session.set_expiry(timedelta(seconds=300))

    assert 290 < session.get_expiry_age() <= 300


def test_an_expiry_survives_json(session):
    session.set_expiry(NOON)

    assert session["_session_expiry"] == "2026-05-01T12:00:00+00:00"


@pytest.mark.parametrize(("before", "after"), [(False, True), (True, False)])
def test_an_expiry_outlives_the_setting_use_tz(session, before, after):
    with override_settings(USE_TZ=before, TIME_ZONE="Asia/Tokyo"):
        session.set_expiry(timedelta(hours=1))
    with override_settings(USE_TZ=after, TIME_ZONE="Asia/Tokyo"):
        assert 3590 < session.get_expiry_age() <= 3600
        assert timezone.is_aware(session.get_expiry_date()) is after


def test_no_expiry_goes_back_to_the_settings(session):
    session.set_expiry(300)
    session.set_expiry(None)

    assert session.get_expiry_age() == 14 * 24 * 60 * 60


def test_an_expiry_of_zero_ends_with_the_browser(session):
    session.set_expiry(0)

    assert session.get_expire_at_browser_close()


@override_settings(SESSION_EXPIRE_AT_BROWSER_CLOSE=True)
def test_the_settings_say_whether_a_session_ends_with_the_browser():
    session = ours("signed_cookies")()
    assert session.get_expire_at_browser_close()

    session.set_expiry(300)

    assert not session.get_expire_at_browser_close()


@effort(deadline=None)
@given(st.dictionaries(st.text(max_size=5), json_values, max_size=4))
def test_django_reads_our_text_and_we_read_djangos(values):
    mine, django = ours("db")(), theirs("db")()

    assert django.decode(mine.encode(values)) == values
    assert mine.decode(django.encode(values)) == values


def test_text_that_is_not_genuine_is_an_empty_session(session):
    text = session.encode({"admin": True})

    assert session.decode(text[:-1] + ("A" if text[-1] != "A" else "B")) == {}


def test_broken_text_is_an_empty_session(session):
    assert session.decode("no session at all") == {}


@pytest.mark.parametrize(("name", "instead"), [("aget", "get"), ("aset_expiry", "set_expiry")])
def test_asynchronous_methods_say_what_to_call(session, name, instead):
    with pytest.raises(AttributeError, match=rf"{name}\(\) is asynchronous.*call {instead}\(\)"):
        getattr(session, name)
    assert not hasattr(session, "apples")


def test_what_a_backend_must_write_is_said_by_its_name():
    with pytest.raises(NotImplementedError, match=r"must provide a load\(\) method"):
        SessionBase("a-long-enough-key")["cart"]
