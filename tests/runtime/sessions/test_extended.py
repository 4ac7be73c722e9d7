"""A table of sessions of one's own, as Django documents how to make one."""

import pytest

from mtvgen.runtime.apps import apps
from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.contrib.sessions.backends.db import SessionStore as DBStore
from mtvgen.runtime.contrib.sessions.base_session import AbstractBaseSession
from mtvgen.runtime.db import connection, models
from mtvgen.runtime.test import Client, override_settings


class CustomSession(AbstractBaseSession):
    account_id = models.IntegerField(null=True, db_index=True)

    class Meta(AbstractBaseSession.Meta):
        app_label = "accounts"
        apps = Apps()

    @classmethod
    def get_session_store_class(cls):
        return SessionStore


class SessionStore(DBStore):
    @classmethod
    def get_model_class(cls):
        return CustomSession

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.account_id = data.get("visits")
        return row


@pytest.fixture(autouse=True)
def table():
    apps.populate(settings.INSTALLED_APPS)
    with connection.schema_editor() as editor:
        editor.create_model(CustomSession)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(CustomSession)


def test_rows_keep_what_the_site_wants_to_find_them_by():
    with override_settings(
        ROOT_URLCONF="tests.runtime.sessions.site",
        MIDDLEWARE=["mtvgen.runtime.contrib.sessions.middleware.SessionMiddleware"],
        SESSION_ENGINE=__name__,
    ):
        client = Client()
        answers = [client.get("/count/").content for _ in range(2)]

    assert answers == [b"visits: 1", b"visits: 2"]
    row = CustomSession.objects.get(account_id=2)
    assert row.get_decoded() == {"visits": 2}
    assert str(row) == row.session_key == client.cookies["sessionid"].value


def test_the_manager_writes_and_deletes_rows_of_that_table():
    session = SessionStore()
    session.create()
    CustomSession.objects.save(session.session_key, {"a": 1}, session.get_expiry_date())

    assert SessionStore(session.session_key)["a"] == 1
    CustomSession.objects.save(session.session_key, {}, session.get_expiry_date())
    assert not SessionStore(session.session_key).exists(session.session_key)


def test_expired_rows_of_that_table_are_cleared():
    session = SessionStore()
    session.set_expiry(-1)
    session["a"] = 1
    session.save()

    SessionStore.clear_expired()
    assert CustomSession.objects.count() == 0
