"""All middleware at once: under the validator, with any cookies, without garbage."""

import gc
import gzip
import io
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtvgen.runtime.application import Application
from mtvgen.runtime.contrib import messages
from mtvgen.runtime.core import csrf
from mtvgen.runtime.http import HttpResponse, HttpResponseRedirect
from mtvgen.runtime.middleware.csrf import get_token
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.urls import path
from mtvgen.runtime.utils.csp import CSP, get_nonce

RUNTIME = "mtvgen.runtime"
SITE = {
    "ROOT_URLCONF": __name__,
    "MIDDLEWARE": [
        f"{RUNTIME}.middleware.security.SecurityMiddleware",
        f"{RUNTIME}.middleware.csp.ContentSecurityPolicyMiddleware",
        f"{RUNTIME}.middleware.gzip.GZipMiddleware",
        f"{RUNTIME}.middleware.http.ConditionalGetMiddleware",
        f"{RUNTIME}.contrib.sessions.middleware.SessionMiddleware",
        f"{RUNTIME}.middleware.common.CommonMiddleware",
        f"{RUNTIME}.middleware.csrf.CsrfViewMiddleware",
        f"{RUNTIME}.contrib.messages.middleware.MessageMiddleware",
        f"{RUNTIME}.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    "SECURE_CSP": {"script-src": [CSP.SELF, CSP.NONCE]},
    "SESSION_ENGINE": f"{RUNTIME}.contrib.sessions.backends.signed_cookies",
}


def page(request):
    if request.method == "POST":
        request.session["visits"] = request.session.get("visits", 0) + 1
        messages.success(request, "Saved.")
        return HttpResponseRedirect("/")
    told = "".join(map(str, messages.get_messages(request)))
    return HttpResponse(f"{get_nonce(request)} {get_token(request)} {told} {'text ' * 100}")


def empty(request):
    return HttpResponse()


urlpatterns = [path("", page), path("empty/", empty)]


def ask(application, method="GET", path="/", body=b"", **environ):
    """Return status, headers and body, asked under the validator."""
    sent = []
    environ = {key: value for key, value in environ.items() if value is not None}
    environ |= {"REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": ""}
    environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    if body:
        environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    environ["SERVER_NAME"] = environ["HTTP_HOST"] = "testserver"
    setup_testing_defaults(environ)
    answer = validator(application)(environ, lambda *args: sent.append(args) and None)
    try:
        content = b"".join(answer)
    finally:
        answer.close()
    return int(sent[0][0][:3]), sent[0][1], content


@pytest.fixture(scope="module")
def application():
    with override_settings(**SITE):
        yield Application()


def header(headers, name):
    return next((value for key, value in headers if key == name), None)


def cookies(headers):
    return "; ".join(value.partition(";")[0] for key, value in headers if key == "Set-Cookie")


def test_a_visit(application):
    _, headers, content = ask(application, HTTP_ACCEPT_ENCODING="gzip")
    nonce, token, _ = gzip.decompress(content).decode().split(" ", 2)
    jar = cookies(headers)
    status, after, _ = ask(
        application, "POST", body=f"csrfmiddlewaretoken={token}".encode(), HTTP_COOKIE=jar
    )
    _, last, shown = ask(application, HTTP_COOKIE=f"{jar}; {cookies(after)}")

    assert f"'nonce-{nonce}'" in header(headers, "Content-Security-Policy")
    assert header(headers, "ETag").startswith('W/"')
    assert status == 302
    assert b"Saved." in shown
    assert "messages=" in cookies(last)  # taken away again
    assert f"csrftoken={csrf.unmask(token)}" in jar


def test_a_page_that_has_not_changed_is_not_sent_again(application):
    _, headers, content = ask(application, path="/empty/")
    assert (content, header(headers, "ETag")) == (b"", None)  # nothing to save

    status, _, _ = ask(application, path="/empty/", HTTP_IF_NONE_MATCH="*")
    assert status == 200


ours = st.sampled_from(
    [csrf.new_secret("x"), csrf.mask(csrf.new_secret("x")), "a" * 32, "e30:1x:y"]
)
values = st.one_of(
    ours, st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=40)
)
names = st.sampled_from(["csrftoken", "sessionid", "messages", "other", ""])


@settings(max_examples=150, deadline=None)
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS"]),
    jar=st.lists(st.tuples(names, values), max_size=5),
    token=values,
    accepted=st.sampled_from([None, "gzip", "gzip;q=0", "*", ";;q="]),
    condition=st.sampled_from([None, "*", 'W/"x"', '"', "x"]),
    origin=st.sampled_from([None, "http://testserver", "null", "http://["]),
)
def test_no_cookie_breaks_the_site(application, method, jar, token, accepted, condition, origin):
    status, headers, _ = ask(
        application,
        method,
        body=f"csrfmiddlewaretoken={token}".encode() if method == "POST" else b"",
        HTTP_COOKIE="; ".join(f"{name}={value}" for name, value in jar),
        HTTP_ACCEPT_ENCODING=accepted,
        HTTP_IF_NONE_MATCH=condition,
        HTTP_ORIGIN=origin,
    )

    assert status in (200, 302, 304, 403)
    assert header(headers, "X-Content-Type-Options") == "nosniff"


def test_nothing_is_left_for_the_garbage_collector(application):
    _, headers, content = ask(application)
    token = content.decode().split(" ")[1].encode()
    jar = cookies(headers)
    send = {"method": "POST", "body": b"csrfmiddlewaretoken=" + token, "HTTP_COOKIE": jar}
    _, after, _ = ask(application, **send)
    jar += f"; {cookies(after)}"
    gc.collect()
    gc.disable()
    try:
        for asked in ({}, {"HTTP_COOKIE": jar}, {**send, "HTTP_COOKIE": jar}):
            ask(application, **asked)
            found = [type(one).__name__ for one in garbage() if "Validator" not in repr(type(one))]

            assert not {"WSGIRequest", "HttpResponse", "FallbackStorage", "SessionStore"} & set(
                found
            )
    finally:
        gc.enable()


def garbage():
    """Return what only the collector could free."""
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
        return list(gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
