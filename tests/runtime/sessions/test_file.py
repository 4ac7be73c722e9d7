"""Sessions in files."""

import os
import time

import pytest

from mtvgen.runtime.contrib.sessions.backends.base import UpdateError
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.test import override_settings
from tests.runtime.sessions.engines import ours, theirs

SessionStore = ours("file")


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with override_settings(SESSION_FILE_PATH=str(tmp_path)):
        yield tmp_path


def saved(values, *, age=0):
    """Return the key of a session in a file that was written *age* seconds ago."""
    session = SessionStore()
    session.update(values)
    session.save()
    file = session._key_to_file()
    os.utime(file, (time.time() - age,) * 2)
    return session.session_key


def test_values_are_read_from_the_file():
    assert SessionStore(saved({"cart": [1]}))["cart"] == [1]


def test_a_file_is_for_its_owner_alone(folder):
    saved({"cart": 1})

    (file,) = folder.iterdir()
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600


def test_django_reads_our_file(folder, monkeypatch):
    store = theirs("file")
    monkeypatch.setattr(store, "_storage_path", str(folder), raising=False)

    assert store(saved({"name": "käse"}))["name"] == "käse"


def test_we_read_djangos_file(folder, monkeypatch):
    store = theirs("file")
    monkeypatch.setattr(store, "_storage_path", str(folder), raising=False)
    session = store()
    session["name"] = "käse"
    session.save()

    assert SessionStore(session.session_key)["name"] == "käse"


def test_an_unknown_key_is_an_empty_session_without_a_key():
    session = SessionStore("a" * 32)

    assert (session.get("cart"), session.session_key) == (None, None)


@pytest.mark.parametrize("key", ["../../etc/passwd", "ABCDEFGHIJ", "a/b" * 8])
def test_a_key_that_leads_elsewhere_is_no_key(key):
    session = SessionStore(key)

    assert (session.get("cart"), session.session_key) == (None, None)


@pytest.mark.parametrize("key", ["../../etc/passwd", "ABCDEFGHIJ", "a" * 5000])
def test_a_session_whose_key_is_none_of_ours_can_be_flushed(key):
    session = SessionStore(key)
    session.flush()

    assert (session.session_key, session.is_empty()) == (None, True)


def test_a_damaged_file_is_an_empty_session(folder):
    key = saved({"cart": 1})
    (folder / f"sessionid{key}").write_bytes(b"\xff\x00 half of a text")

    assert SessionStore(key).get("cart") is None


def test_a_key_cannot_lead_to_a_file_that_somebody_put_elsewhere(folder):
    (folder / "sessionid").mkdir()
    (folder / "planted").write_text(SessionStore().encode({"admin": True}), encoding="ascii")

    session = SessionStore("/../planted")

    assert (session.get("admin"), session.session_key) == (None, None)


def test_a_session_that_has_expired_is_empty_and_its_file_gone(folder):
    key = saved({"cart": 1}, age=14 * 24 * 60 * 60 + 1)

    session = SessionStore(key)

    assert "cart" not in session
    assert [file.name for file in folder.iterdir()] == [f"sessionid{session.session_key}"]
    assert session.session_key != key


def test_an_expiry_of_its_own_counts():
    key = saved({"cart": 1, "_session_expiry": 60}, age=61)

    assert "cart" not in SessionStore(key)


def test_saving_a_session_that_was_deleted_meanwhile_is_an_update_error(folder):
    session = SessionStore(saved({"cart": 1}))
    session["cart"] = 2
    next(folder.iterdir()).unlink()

    with pytest.raises(UpdateError):
        session.save()

    assert list(folder.iterdir()) == []


def test_cycling_moves_the_values_to_a_new_key(folder):
    old = saved({"cart": 1})
    session = SessionStore(old)

    session.cycle_key()
    session.save()

    assert session.session_key != old
    assert dict(SessionStore(session.session_key).items()) == {"cart": 1}
    assert not SessionStore().exists(old)


def test_flush_deletes_the_file(folder):
    session = SessionStore(saved({"cart": 1}))

    session.flush()

    assert (list(folder.iterdir()), session.session_key) == ([], None)


def test_clearing_deletes_what_has_expired_and_nothing_else(folder):
    kept = saved({"cart": 1})
    saved({"cart": 2}, age=15 * 24 * 60 * 60)
    (folder / "sessionid-notes.txt").write_text("mine", encoding="utf-8")
    half = folder / f"sessionid{'a' * 32}_out_x1"
    half.write_text("", encoding="utf-8")
    os.utime(half, (0, 0))

    SessionStore.clear_expired()

    assert {file.name for file in folder.iterdir()} == {f"sessionid{kept}", "sessionid-notes.txt"}


def test_a_folder_that_is_not_there_is_said():
    with (
        override_settings(SESSION_FILE_PATH="/nowhere/at/all"),
        pytest.raises(ImproperlyConfigured, match="'/nowhere/at/all' doesn't exist"),
    ):
        SessionStore()
