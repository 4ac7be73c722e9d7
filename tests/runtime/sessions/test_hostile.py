"""Cookies that a stranger made: the visitor begins anew, and nothing breaks."""

import pytest

from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.core import signing
from mtvgen.runtime.db import connection
from mtvgen.runtime.test import Client, override_settings

RUNTIME = "mtvgen.runtime.contrib"
SALT = "django.contrib.sessions.backends.signed_cookies"


def signed(values):
    """Return what only the site itself can write, and what an older version of it may have."""
    return signing.dumps(values, salt=SALT)


COOKIES = {
    "NUL": r'"\000\000\000\000\000\000\000\000"',
    "no UTF-8": r'"\377\376\355\240\200aaaa"',
    "huge": "a" * 6_000,
    "a path": "../../../../etc/passwd",
    "SQL": "'; DROP TABLE django_session; --",
    "quotes": r'"\"\"\"\"\"\"\"\"\""',
    "signed by nobody": ".eJx:1abcde:" + "x" * 43,
    "separators": ":::::::::::",
    "no letters": "🍪" * 10,
    "another key": signing.dumps({"visits": 99}, key="another", salt=SALT),
    "a list": signed([1, 2, 3]),
    "a text": signed("text"),
    "nothing": signed(None),
    "no expiry": signed({"_session_expiry": "garbage"}),
    "a list as expiry": signed({"_session_expiry": [1]}),
    "no time zone": signed({"_session_expiry": "2036-01-01T00:00:00"}),
}


@pytest.fixture(params=["signed_cookies", "file", "db"])
def site(request, tmp_path):
    apps.populate(settings.INSTALLED_APPS)
    with override_settings(
        INSTALLED_APPS=[f"{RUNTIME}.sessions"],
        ROOT_URLCONF="tests.runtime.sessions.site",
        MIDDLEWARE=[
            f"{RUNTIME}.sessions.middleware.SessionMiddleware",
            f"{RUNTIME}.messages.middleware.MessageMiddleware",
        ],
        SESSION_ENGINE=f"{RUNTIME}.sessions.backends.{request.param}",
        SESSION_FILE_PATH=str(tmp_path),
    ):
        from mtvgen.runtime.contrib.sessions.models import Session

        with connection.schema_editor() as editor:
            editor.create_model(Session)
        yield request.param
        with connection.schema_editor() as editor:
            editor.delete_model(Session)


@pytest.mark.parametrize("page", ["read", "count", "flush", "hour", "until_close"])
@pytest.mark.parametrize("cookie", COOKIES)
def test_a_cookie_that_is_none_of_ours_breaks_nothing(site, cookie, page):
    sent = COOKIES[cookie].encode().decode("latin-1")

    for name in ("sessionid", "messages"):
        response = Client().get(f"/{page}/", headers={"cookie": f"{name}={sent}"})
        assert response.status_code == 200
        assert b"99" not in response.content


def test_a_visitor_with_such_a_cookie_gets_a_good_one(site):
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    answers = [client.get("/count/").content for _ in range(2)]

    assert answers == [b"visits: 1", b"visits: 2"]
    assert client.cookies["sessionid"].value != "a" * 32
