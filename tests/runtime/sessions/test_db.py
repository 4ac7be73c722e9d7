"""Sessions in the table django_session."""

from datetime import timedelta

import pytest

from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.contrib.sessions.backends.base import CreateError, UpdateError
from mtvgen.runtime.db import connection
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.utils import timezone
from tests.runtime.sessions.engines import ours, theirs

SessionStore = ours("db")


@pytest.fixture(autouse=True)
def table():
    apps.populate(settings.INSTALLED_APPS)
    with override_settings(INSTALLED_APPS=["mtvgen.runtime.contrib.sessions"]):
        from mtvgen.runtime.contrib.sessions.models import Session

        with connection.schema_editor() as editor:
            editor.create_model(Session)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Session)


def saved(values):
    session = SessionStore()
    session.update(values)
    session.save()
    return session.session_key


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key, session_data, expire_date FROM django_session")
        return cursor.fetchall()


def test_values_are_read_from_the_row():
    assert SessionStore(saved({"cart": [1]}))["cart"] == [1]


def test_a_row_has_djangos_text():
    saved({"name": "käse"})

    ((_, text, _),) = rows()
    assert theirs("db")().decode(text) == {"name": "käse"}


def test_a_row_ends_when_the_session_does():
    session = SessionStore()
    session.set_expiry(3600)
    session.save()

    left = SessionStore.get_model_class().objects.get().expire_date - timezone.now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)


def test_an_unknown_key_is_an_empty_session_without_a_key():
    session = SessionStore("a" * 32)

    assert (session.get("cart"), session.session_key) == (None, None)


def test_a_session_that_has_expired_is_empty():
    key = saved({"cart": 1})
    past = timezone.now() - timedelta(seconds=1)
    SessionStore.get_model_class().objects.update(expire_date=past)

    assert "cart" not in SessionStore(key)


def test_saving_again_changes_the_row():
    session = SessionStore(saved({"cart": 1}))
    session["cart"] = 2
    session.save()

    assert len(rows()) == 1
    assert SessionStore(session.session_key)["cart"] == 2


def test_saving_a_session_that_was_deleted_meanwhile_is_an_update_error():
    session = SessionStore(saved({"cart": 1}))
    session["cart"] = 2
    SessionStore().delete(session.session_key)

    with pytest.raises(UpdateError):
        session.save()

    assert rows() == []


def test_a_key_that_is_taken_is_a_create_error():
    session = SessionStore(saved({"cart": 1}))

    with pytest.raises(CreateError):
        session.save(must_create=True)


def test_cycling_moves_the_values_to_a_new_key():
    old = saved({"cart": 1})
    session = SessionStore(old)

    session.cycle_key()
    session.save()

    assert session.session_key != old
    assert [key for key, _, _ in rows()] == [session.session_key]
    assert SessionStore(session.session_key)["cart"] == 1


def test_flush_deletes_the_row():
    session = SessionStore(saved({"cart": 1}))

    session.flush()

    assert (rows(), session.session_key) == ([], None)


def test_clearing_deletes_what_has_expired_and_nothing_else():
    saved({"cart": 1})
    model = SessionStore.get_model_class()
    model.objects.update(expire_date=timezone.now() - timedelta(days=1))
    kept = saved({"cart": 2})

    SessionStore.clear_expired()

    assert [key for key, _, _ in rows()] == [kept]


def test_a_row_can_be_asked_for_its_values():
    key = saved({"cart": 1})

    row = SessionStore.get_model_class().objects.get(pk=key)

    assert (str(row), row.get_decoded()) == (key, {"cart": 1})


def test_the_manager_writes_and_deletes_rows():
    manager = SessionStore.get_model_class().objects
    end = timezone.now() + timedelta(days=1)

    manager.save("k" * 32, {"cart": 1}, end)
    assert SessionStore("k" * 32)["cart"] == 1

    manager.save("k" * 32, {}, end)
    assert rows() == []


def test_the_migration_makes_the_table_that_the_model_describes():
    from mtvgen.runtime.db.migrations.autodetector import MigrationAutodetector
    from mtvgen.runtime.db.migrations.loader import MigrationLoader
    from mtvgen.runtime.db.migrations.state import ProjectState

    loader = MigrationLoader(None)
    written = loader.project_state()

    found = MigrationAutodetector(written, ProjectState.from_apps(apps)).changes(loader.graph)

    assert (found, ("sessions", "0001_initial") in loader.graph.nodes) == ({}, True)
