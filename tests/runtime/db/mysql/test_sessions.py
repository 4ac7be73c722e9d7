"""Sessions in a MariaDB table."""

import pytest

from mtvgen.runtime.contrib.sessions.backends.db import SessionStore
from mtvgen.runtime.db import connection
from mtvgen.runtime.test import override_settings


@pytest.fixture(autouse=True)
def table():
    with override_settings(INSTALLED_APPS=["mtvgen.runtime.contrib.sessions"]):
        from mtvgen.runtime.contrib.sessions.models import Session

        with connection.schema_editor() as editor:
            editor.create_model(Session)
        yield


@pytest.mark.parametrize("key", ["\x00" * 10, "\ud800" * 10, "a" * 5000, "é" * 40, "'" * 8])
def test_a_key_that_no_column_can_hold_is_an_empty_session(key):
    session = SessionStore(key)

    assert session.get("cart") is None
    assert session.session_key is None
    session["cart"] = [1]
    session.save()
    assert SessionStore(session.session_key)["cart"] == [1]
