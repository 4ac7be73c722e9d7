"""Each middleware does to a response what Django's does, whatever the settings say."""

import importlib
import logging
import re
import types

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mtvgen.runtime.test import override_settings
from tests.runtime import django_peer  # noqa: F401

from django.test import override_settings as their_override  # isort: skip

BOOL = st.booleans()
SETTINGS = st.fixed_dictionaries(
    {"ALLOWED_HOSTS": st.sampled_from([["*"], [".example.com"], ["testserver"]])},
    optional={
        "APPEND_SLASH": BOOL,
        "PREPEND_WWW": BOOL,
        "DEBUG": BOOL,
        "USE_X_FORWARDED_HOST": BOOL,
        "USE_X_FORWARDED_PORT": BOOL,
        "X_FRAME_OPTIONS": st.sampled_from(["DENY", "sameorigin", "Allow-From x"]),
        "SECURE_PROXY_SSL_HEADER": st.just(("HTTP_X_FORWARDED_PROTO", "https")),
        "SECURE_HSTS_SECONDS": st.sampled_from([0, 1, 3600]),
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": BOOL,
        "SECURE_HSTS_PRELOAD": BOOL,
        "SECURE_CONTENT_TYPE_NOSNIFF": BOOL,
        "SECURE_SSL_REDIRECT": BOOL,
        "SECURE_SSL_HOST": st.sampled_from([None, "secure.example.com", "a.org:8443"]),
        "SECURE_REDIRECT_EXEMPT": st.sampled_from([[], ["^polls"], [r"^\.well-known/", "x$"]]),
        "SECURE_REFERRER_POLICY": st.sampled_from(
            [None, "", "origin", "strict-origin,origin", " a , b ", ["no-referrer", "origin"]]
        ),
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": st.sampled_from(
            [None, "", "same-origin-allow-popups"]
        ),
    },
)
PATHS = [
    "/",
    "/polls",
    "/polls/",
    "/polls/x",
    "/strict",
    "/plain",
    "/nothing",
    "//evil.org",
    "//polls",
]
PATHS += ["/polls%2f", "/é", "/.well-known/x", "/nothing/?next=/a", "/polls?a=1&b=%20#c"]
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "host": st.sampled_from(["www.example.com", "example.com:8000", "evil.org", "a b", ""]),
        "x-forwarded-host": st.sampled_from(["example.com", "evil.org"]),
        "x-forwarded-port": st.sampled_from(["443", "8000"]),
        "x-forwarded-proto": st.sampled_from(["https", "http", "https,http"]),
        "user-agent": st.sampled_from(["Bad/1.0", "Good"]),
    },
)
OWN = st.fixed_dictionaries(
    {},
    optional={
        "X-Frame-Options": st.sampled_from(["", "SAMEORIGIN"]),
        "Content-Length": st.just("7"),
        "Strict-Transport-Security": st.just("max-age=5"),
        "X-Content-Type-Options": st.just("sniff"),
        "Referrer-Policy": st.just("unsafe-url"),
        "Cross-Origin-Opener-Policy": st.just("unsafe-none"),
    },
)
KINDS = st.sampled_from(["page", "stream", "exempt", "missing", "missing stream", "error"])
NAMES = {
    "common.CommonMiddleware": "common",
    "security.SecurityMiddleware": "security",
    "clickjacking.XFrameOptionsMiddleware": "clickjacking",
}


@pytest.fixture(autouse=True)
def quiet(caplog):
    """Keep refusals out of the log."""
    for name in ("django", "mtvgen"):
        caplog.set_level(logging.CRITICAL, logger=name)


def raise_it(request, error):
    raise error


class Side:
    """One framework's parts."""

    def __init__(self, root, override):
        self.root, self.override = root, override
        self.http = importlib.import_module(f"{root}.http")
        self.factory = importlib.import_module(f"{root}.test").RequestFactory
        path = importlib.import_module(f"{root}.urls").path
        exempt = importlib.import_module(f"{root}.views.decorators.common").no_append_slash
        self.urls = types.ModuleType("urls_of_the_moment")
        self.urls.urlpatterns = [
            path("polls/", print),
            path("strict/", exempt(lambda request: None)),
            path("plain", print),
        ]

    def made(self, kind, own):
        """Return the view's response."""
        status = 404 if "missing" in kind else 500 if kind == "error" else 200
        if "stream" in kind:
            return self.http.StreamingHttpResponse([b"a", b"b"], status=status, headers=own)
        response = self.http.HttpResponse("é", status=status, headers=own)
        if kind == "exempt":
            response.xframe_options_exempt = True
        return response

    def answer(self, name, chosen, method, secure, path, headers, kind, own, quick=False):
        """Return what a browser gets, or the name of what is raised."""
        with self.override(ROOT_URLCONF=self.urls, **chosen):
            module, _, attribute = name.rpartition(".")
            middleware = getattr(
                importlib.import_module(f"{self.root}.middleware.{module}"), attribute
            )
            request = self.factory(headers=headers).generic(method, path, secure=secure)
            view = lambda request: self.made(kind, own)  # noqa: E731
            layer = middleware(view)
            if quick:
                layer = layer.quick_layer(view, raise_it)
            try:
                response = layer(request)
            except Exception as error:  # its name is the answer
                return type(error).__name__
            content = b"".join(response)
        status = response.status_code
        if status == 301 and method not in ("GET", "HEAD"):
            status = 308  # here, what was typed is sent again
        return status, {k.title(): v for k, v in response.items()}, content


SIDES = [Side("mtvgen.runtime", override_settings), Side("django", their_override)]


@hypothesis_settings(max_examples=150, deadline=None)
@pytest.mark.parametrize("name", NAMES)
@given(
    chosen=SETTINGS,
    agents=st.booleans(),
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
    secure=BOOL,
    path=st.sampled_from(PATHS),
    headers=HEADERS,
    kind=KINDS,
    own=OWN,
)
def test_it_does_what_djangos_does(name, chosen, agents, method, secure, path, headers, kind, own):
    if agents:
        chosen = {**chosen, "DISALLOWED_USER_AGENTS": [re.compile("^Bad")]}

    asked = (name, chosen, method, secure, path, headers, kind, own)
    ours, theirs = (side.answer(*asked) for side in SIDES)

    assert ours == theirs
    assert SIDES[0].answer(*asked, quick=True) == theirs  # as the application calls it
