"""Sessions of both frameworks do the same with the same view, over several requests."""

import contextlib

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from mtvgen.runtime import http, test
from mtvgen.runtime.contrib.sessions.middleware import SessionMiddleware
from mtvgen.runtime.test import override_settings
from tests.runtime.sessions.engines import ours, theirs

assert theirs("signed_cookies")  # Django's settings come before any name of Django

import django.http  # noqa: E402
import django.test  # noqa: E402
from django.contrib.sessions.middleware import SessionMiddleware as TheirMiddleware  # noqa: E402
from django.test import override_settings as their_override  # noqa: E402

STEPS = {
    "look": lambda session: session.get("a"),
    "is it empty": lambda session: session.is_empty(),
    "set": lambda session: session.update({"a": 1, "b": [True, None, "ü"]}),
    "set one": lambda session: session.__setitem__("c", {"d": 1.5}),
    "delete": lambda session: session.__delitem__("a"),
    "pop": lambda session: session.pop("b", "nothing"),
    "default": lambda session: session.setdefault("c", "first"),
    "clear": lambda session: session.clear(),
    "flush": lambda session: session.flush(),
    "cycle": lambda session: session.cycle_key(),
    "until closed": lambda session: session.set_expiry(0),
    "an hour": lambda session: session.set_expiry(3600),
    "as usual": lambda session: session.set_expiry(None),
    "test cookie": lambda session: session.set_test_cookie(),
    "worked": lambda session: session.test_cookie_worked(),
    "list": lambda session: sorted(session.items(), key=str),
    "save": lambda session: session.save(),
}
requests = st.lists(
    st.tuples(st.lists(st.sampled_from(sorted(STEPS)), max_size=5), st.sampled_from([200, 500])),
    min_size=1,
    max_size=4,
)


@contextlib.contextmanager
def noted(name, answers):
    """Write an error of the class *name*, ours or theirs, among the answers."""
    try:
        yield
    except Exception as error:
        if type(error).__name__ != name:
            raise
        answers.append(name)


def visit(responses, factory, middleware_class, requests):
    """Return what a browser and the view see, request by request."""
    jar, seen = {}, []
    for names, status in requests:
        answers = []

        def view(request, names=names, status=status, answers=answers):
            for name in names:
                with contextlib.suppress(KeyError), noted("UpdateError", answers):
                    answers.append((name, STEPS[name](request.session)))
            if names:
                session = request.session
                answers.append((session.accessed, session.modified, session.is_empty()))
            return responses.HttpResponse(status=status)

        request = factory().get("/", HTTP_COOKIE="; ".join(f"{k}={v}" for k, v in jar.items()))
        response = responses.HttpResponse()
        with noted("SessionInterrupted", answers):
            response = middleware_class(view)(request)
        cookie = response.cookies.get("sessionid")
        told = None
        if cookie is not None:
            told = {name: cookie[name] for name in ("max-age", "path", "samesite", "httponly")}
            told["emptied"] = cookie.value == ""
            jar["sessionid"] = cookie.value
            if cookie["max-age"] == 0:
                del jar["sessionid"]
        seen.append((answers, told, response.headers.get("Vary")))
    return seen


@pytest.mark.parametrize("engine", ["signed_cookies", "file"])
@effort(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=requests)
def test_view_and_browser_see_what_they_see_in_django(engine, tmp_path, monkeypatch, requests):
    monkeypatch.setattr(theirs("file"), "_storage_path", str(tmp_path), raising=False)
    engines = (ours(engine).__module__, theirs(engine).__module__)

    with (
        override_settings(SESSION_ENGINE=engines[0], SESSION_FILE_PATH=str(tmp_path)),
        their_override(SESSION_ENGINE=engines[1]),
    ):
        mine = visit(http, test.RequestFactory, SessionMiddleware, requests)

        assert mine == visit(django.http, django.test.RequestFactory, TheirMiddleware, requests)
