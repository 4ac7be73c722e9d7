"""Sessions in the visitor's cookie."""

import time

import pytest

from mtvgen.runtime.test import override_settings
from tests.runtime.sessions.engines import ours, theirs

SessionStore = ours("signed_cookies")


def saved(values, *, expiry=None):
    session = SessionStore()
    session.update(values)
    if expiry is not None:
        session.set_expiry(expiry)
    session.save()
    return session.session_key


@pytest.fixture
def later(monkeypatch):
    """Let so many seconds pass."""
    now = time.time()
    return lambda seconds: monkeypatch.setattr(time, "time", lambda: now + seconds)


def test_the_key_holds_the_values():
    assert dict(SessionStore(saved({"cart": [1, 2]})).items()) == {"cart": [1, 2]}


def test_django_reads_our_cookie():
    assert theirs("signed_cookies")(saved({"name": "käse"}))["name"] == "käse"


def test_we_read_djangos_cookie():
    session = theirs("signed_cookies")()
    session["name"] = "käse"
    session.save()

    assert SessionStore(session.session_key)["name"] == "käse"


def test_a_cookie_that_was_changed_is_an_empty_session_and_replaced():
    key = saved({"admin": False})

    session = SessionStore("x" + key)

    assert (session.get("admin"), session.modified) == (None, True)


@override_settings(SECRET_KEY="another")
def test_a_cookie_of_another_site_is_an_empty_session():
    with override_settings(SECRET_KEY="theirs"):
        key = saved({"admin": True})

    assert "admin" not in SessionStore(key)


def test_a_cookie_runs_out_though_the_browser_still_sends_it(later):
    key = saved({"cart": 1})

    later(14 * 24 * 60 * 60 - 5)
    assert "cart" in SessionStore(key)
    later(14 * 24 * 60 * 60 + 5)
    assert "cart" not in SessionStore(key)


def test_an_expiry_of_its_own_counts_on_the_server_too(later):
    key = saved({"cart": 1}, expiry=60)

    later(55)
    assert "cart" in SessionStore(key)
    later(65)
    assert "cart" not in SessionStore(key)


def test_a_session_may_live_longer_than_the_settings_say(later):
    key = saved({"cart": 1}, expiry=30 * 24 * 60 * 60)

    later(20 * 24 * 60 * 60)

    assert "cart" in SessionStore(key)


def test_flush_leaves_neither_key_nor_values():
    session = SessionStore(saved({"cart": 1}))

    session.flush()

    assert (session.session_key, session.is_empty(), session.modified) == (None, True, True)


def test_cycling_keeps_the_values():
    session = SessionStore(saved({"cart": 1}))

    session.cycle_key()

    assert SessionStore(session.session_key)["cart"] == 1


def test_nothing_is_to_be_cleared():
    assert SessionStore.clear_expired() is None
