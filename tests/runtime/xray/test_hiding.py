"""Secrets are shown nowhere; texts of an attacker stay data."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.conf import settings
from mtvgen.runtime.test import Client, override_settings
from mtvgen.runtime.utils.masking import MASK, is_secret
from mtvgen.runtime.xray.hiding import Secrets
from mtvgen.runtime.xray.recorder import Recorder

from .conftest import facts, of_kind
from .models import Member

SECRET = "correct-horse-battery"


def shows(data: dict[str, Any], secret: str = SECRET) -> bool:
    return secret in json.dumps(data, ensure_ascii=False)


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {SECRET}"},
        {"Authorization": SECRET},
        {"Proxy-Authorization": f"Basic {SECRET}"},
        {"Cookie": f"sessionid={SECRET}; theme=dark"},
        {"Cookie": f"anything={SECRET}"},
        {"X-Api-Key": SECRET},
        {"X-CSRFToken": SECRET},
        {"Referer": f"http://testserver/login/?password={SECRET}&next=/"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_a_secret_in_a_header_is_hidden(journey: Any, headers: dict[str, str]) -> None:
    data = journey("/hello/", headers=headers)

    assert not shows(data)
    assert MASK in json.dumps(facts(data, "server.received")["headers"])


def test_names_and_harmless_parts_stay(journey: Any) -> None:
    data = journey("/hello/?page=2&token=" + SECRET, headers={"Cookie": "theme=dark-blue"})

    assert data["request"]["query"] == f"page=2&token={MASK}"
    assert ["Cookie", f"theme={MASK}"] in facts(data, "server.received")["headers"]


def test_a_secret_of_a_form_is_hidden_in_the_form_and_in_sql(library: None, journey: Any) -> None:
    data = journey("/signup/", "post", data={"name": "Ada", "password": SECRET})

    assert not shows(data)
    assert ["name", "'Ada'"] in facts(data, "server.received")["form"]
    (event,) = of_kind(data, "query.ran")
    assert event["facts"]["params"] == ["'Ada'", MASK]


def test_a_secret_of_the_query_is_hidden_in_a_where(library: None, journey: Any) -> None:
    data = journey(f"/members/?password={SECRET}")

    assert not shows(data)
    (event,) = of_kind(data, "query.ran")
    assert event["facts"]["params"] == [MASK]


def test_a_secret_in_the_path_is_hidden_everywhere(recorder: Recorder, journey: Any) -> None:
    data = journey(f"/reset/{SECRET}/")

    assert not shows(data)
    assert data["request"]["path"] == f"/reset/{MASK}/"
    assert SECRET not in str(recorder.journeys()[-1].summary())
    assert facts(data, "view.called")["arguments"] == {"token": MASK}


def test_a_secret_is_hidden_under_names_that_are_words_of_ours_too(journey: Any) -> None:
    with override_settings(ROOT_URLCONF="tests.runtime.xray.test_hiding"):
        data = journey(f"/confirm/server/{SECRET}/?token={SECRET}&password=server")

    assert not shows(data)
    assert facts(data, "view.called")["arguments"] == {"code": f"'{MASK}'", "kind": f"'{MASK}'"}
    assert data["events"][0]["station"] == "server"


def test_a_secret_of_a_template_is_hidden(library: None, journey: Any) -> None:
    data = journey("/books/")

    assert not shows(data, "k-12345678")
    assert facts(data, "template.filled")["context"]["api_key"] == MASK


def test_cookies_that_are_set_keep_their_attributes(journey: Any) -> None:
    with override_settings(ROOT_URLCONF="tests.runtime.xray.test_hiding"):
        data = journey("/")

    assert not shows(data)
    (cookie,) = [v for n, v in facts(data, "response.made")["headers"] if n == "Set-Cookie"]
    assert cookie == f"sessionid={MASK}; HttpOnly; Path=/"


def test_the_settings_secret_key_is_hidden_even_in_an_error(journey: Any) -> None:
    with override_settings(SECRET_KEY=SECRET, ROOT_URLCONF="tests.runtime.xray.test_hiding"):
        data = journey("/tell/")

    assert not shows(data)
    assert data["error"]["message"] == f"the key is {MASK}"


@pytest.mark.parametrize(
    ("sql", "params", "shown"),
    [
        ("INSERT INTO m (name, password) VALUES (?, ?)", ["a", SECRET], ["'a'", MASK]),
        ("INSERT INTO m (name, password) VALUES (?, ?), (?, ?)", ["a", SECRET, "b", SECRET], ["'a'", MASK, "'b'", MASK]),
        ('INSERT INTO "m" ("password", "name") VALUES ($1, $2)', [SECRET, "a"], [MASK, "'a'"]),
        ("INSERT INTO `m` (`password`) VALUES (%s)", [SECRET], [MASK]),
        ("UPDATE m SET password=?, name=? WHERE m.id = ?", [SECRET, "a", 1], [MASK, "'a'", "1"]),
        ("SELECT 1 FROM m WHERE m.name = ? AND m.api_token IN (?, ?) LIMIT ?", ["a", SECRET, SECRET, 21], ["'a'", MASK, MASK, "21"]),
        ("SELECT 1 FROM m WHERE LOWER(m.password) LIKE LOWER(?) ESCAPE '\\'", [SECRET], [MASK]),
        ("SELECT 1 FROM s WHERE session_key = $2 AND n = $1", [1, SECRET], ["1", MASK]),
        ("SELECT 1 FROM m WHERE password = :p AND name = :n", {"p": SECRET, "n": "a"}, [f"p={MASK}", "n='a'"]),
        ("SELECT 1 FROM m WHERE x = %(password)s", {"password": SECRET}, [f"password={MASK}"]),
        ("INSERT INTO m (name, password) VALUES (?, ?)", [("a", SECRET), ("b", SECRET)], [f"('a', {MASK})", f"('b', {MASK})"]),
        ("SELECT 1 FROM book WHERE author_id = ? AND keyword = ?", [7, "x"], ["7", "'x'"]),
    ],
)  # fmt: skip
def test_parameters_of_secret_columns_are_hidden(sql: str, params: Any, shown: list[str]) -> None:
    assert [one.split(" LIMIT")[0] for one in Secrets().params(sql, params)][: len(shown)] == shown


def test_what_is_written_into_the_sql_is_hidden_too() -> None:
    secrets = Secrets()

    text = secrets.sql(f"SELECT 1 FROM m WHERE password = '{SECRET}' AND name = 'Ada'")

    assert text == f"SELECT 1 FROM m WHERE password = '{MASK}' AND name = 'Ada'"
    assert secrets.clean(f"it was {SECRET}") == f"it was {MASK}"


@given(st.text(max_size=300))
def test_whatever_the_sql_is_like_it_is_read_to_its_end(text: str) -> None:
    secrets = Secrets()

    assert isinstance(secrets.sql(text), str)
    assert len(secrets.params(text, [SECRET, 1])) == 2
    assert isinstance(secrets.query(text), str)


@pytest.mark.parametrize(
    "name", ["password", "api_key", "csrftoken", "Authorization", "oauth_token", "sessionid"]
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name", ["author", "author_id", "authors", "keyword", "keyboard", "name", "page"]
)
def test_names_that_only_look_like_secrets(name: str) -> None:
    assert not is_secret(name)


XSS = "<script>alert(1)</script>"


def test_texts_of_an_attacker_stay_texts(library: None, recorder: Recorder) -> None:
    Member.objects.create(name=XSS, password="x")
    client = Client(raise_request_exception=False)
    client.get(f"/{XSS}/", {"q": XSS}, headers={"X-Test": XSS})

    data = recorder.journeys()[-1].data
    assert data["request"]["path"] == f"/{XSS}/"
    assert ["X-Test", XSS] in facts(data, "server.received")["headers"]
    assert json.loads(json.dumps(data)) == data


# A URLconf of its own

from mtvgen.runtime.http import HttpResponse  # noqa: E402
from mtvgen.runtime.urls import path  # noqa: E402


def give_cookie(request: Any) -> HttpResponse:
    response = HttpResponse("")
    response.set_cookie("sessionid", SECRET, httponly=True)
    return response


def tell_key(request: Any) -> None:
    raise ValueError(f"the key is {settings.SECRET_KEY}")


def confirm(request: Any, code: str, kind: str) -> HttpResponse:
    return HttpResponse(code)


urlpatterns = [
    path("", give_cookie),
    path("tell/", tell_key),
    path("confirm/<str:kind>/<str:code>/", confirm),
]
