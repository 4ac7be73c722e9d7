"""Every decorator makes of a view what Django's makes of it."""

import datetime
import importlib
import itertools
import logging

import pytest

from mtvgen.runtime.test import override_settings
from tests.runtime import django_peer  # noqa: F401

from django.test import override_settings as their_override  # isort: skip

TIME = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
OLD, SAME = "Thu, 01 Jan 2026 00:00:00 GMT", "Fri, 02 Jan 2026 03:04:05 GMT"
CONDITIONS = [
    {},
    *({name: value} for name in ("if-none-match", "if-match") for value in ('"tag"', '"x"', "*", 'W/"tag"', "tag")),
    *({name: value} for name in ("if-modified-since", "if-unmodified-since") for value in (OLD, SAME, "no")),
    {"if-none-match": '"x"', "if-modified-since": SAME},
    {"if-match": '"tag"', "if-unmodified-since": OLD, "if-none-match": '"tag"'},
]  # fmt: skip
METHODS = ["GET", "HEAD", "POST", "PUT", "BREW"]
HTTP = {
    "require_GET": lambda d: d.require_GET,
    "require_POST": lambda d: d.require_POST,
    "require_safe": lambda d: d.require_safe,
    "require_http_methods": lambda d: d.require_http_methods(["GET", "PUT"]),
    "require_no_method": lambda d: d.require_http_methods([]),
    "condition": lambda d: d.condition(lambda *_: "tag", lambda *_: TIME),
    "quoted tag": lambda d: d.etag(lambda *_: '"tag"'),
    "weak tag": lambda d: d.etag(lambda *_: 'W/"tag"'),
    "empty tag": lambda d: d.etag(lambda *_: ""),
    "no tag": lambda d: d.etag(lambda *_: None),
    "last_modified": lambda d: d.last_modified(lambda *_: TIME),
    "naive time": lambda d: d.last_modified(lambda *_: TIME.replace(tzinfo=None)),
    "first second": lambda d: d.last_modified(lambda *_: datetime.datetime(1970, 1, 1)),
    "no time": lambda d: d.last_modified(lambda *_: None),
    "conditional_page": lambda d: d.conditional_page,
}
CACHE = {
    "never_cache": lambda d: d.never_cache,
    "max_age": lambda d: d.cache_control(max_age=60, public=True),
    "no-cache": lambda d: d.cache_control(no_cache="Set-Cookie", private=True),
    "stale": lambda d: d.cache_control(stale_while_revalidate=30, must_revalidate=True),
    "empty": lambda d: d.cache_control(),
    "off": lambda d: d.cache_control(no_store=False, max_age=0),
}
VARY = {
    "vary_on_cookie": lambda d: d.vary_on_cookie,
    "vary_on_headers": lambda d: d.vary_on_headers("Accept", "cookie", "X-A"),
    "star": lambda d: d.vary_on_headers("*", "Accept"),
    "none": lambda d: d.vary_on_headers(),
}
FRAMES = {
    name: lambda d, name=name: getattr(d, name)
    for name in ("xframe_options_deny", "xframe_options_sameorigin", "xframe_options_exempt")
}
CSRF = {
    name: lambda d, name=name: getattr(d, name)
    for name in ("csrf_exempt", "csrf_protect", "ensure_csrf_cookie", "requires_csrf_token")
}
DECORATORS = [
    *(("http", name, make) for name, make in HTTP.items()),
    *(("cache", name, make) for name, make in CACHE.items()),
    *(("vary", name, make) for name, make in VARY.items()),
    *(("clickjacking", name, make) for name, make in FRAMES.items()),
    *(("csrf", name, make) for name, make in CSRF.items()),
    ("common", "no_append_slash", lambda d: d.no_append_slash),
    ("gzip", "gzip_page", lambda d: d.gzip_page),
]
HEADERS = [
    {},
    {"ETag": '"own"', "Last-Modified": OLD, "Vary": "Accept", "X-Frame-Options": "ALLOW"},
    {"Cache-Control": "max-age=30, public, no-cache", "Expires": OLD, "Vary": "*"},
]


@pytest.fixture(autouse=True)
def same_moment(caplog, monkeypatch):
    """Stop the clock, and keep refusals out of the log."""
    for name in ("django", "mtvgen"):
        caplog.set_level(logging.CRITICAL, logger=name)
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)


def answers(root, override, shelf, make, as_method):
    """Return what a decorated view answers to everything that is asked."""
    decorators = importlib.import_module(f"{root}.views.decorators.{shelf}")
    http, test = (importlib.import_module(f"{root}.{name}") for name in ("http", "test"))
    method_decorator = importlib.import_module(f"{root}.utils.decorators").method_decorator
    base = importlib.import_module(f"{root}.views").View
    told = []
    for headers, status, content in itertools.product(HEADERS, (200, 404), (b"", b"text " * 100)):

        def view(request, headers=headers, status=status, content=content):
            return http.HttpResponse(content, status=status, headers=headers)

        decorated = make(decorators)(view)
        marks = {name: value for name, value in vars(decorated).items() if name != "__wrapped__"}
        if as_method:

            @method_decorator(make(decorators), name="dispatch")
            class Page(base):
                answer = staticmethod(view)

                def dispatch(self, request, *args, **kwargs):
                    return self.answer(request)

            decorated = Page.as_view()
            marks = {one: value for one, value in vars(decorated).items() if "view" not in one}
            marks.pop("__wrapped__", None)
        told.append(marks)
        for method, conditions in itertools.product(
            METHODS, CONDITIONS if shelf == "http" else [{}]
        ):
            request = test.RequestFactory(headers={"accept-encoding": "gzip"}).generic(
                method, "/", headers=conditions
            )
            request._dont_enforce_csrf_checks = False
            with override(DEBUG=False):
                response = decorated(request)
            facts = {name.title(): value for name, value in response.items()}
            if shelf == "gzip":  # its length is blurred on purpose
                facts["Content-Length"] = "Content-Length" in facts
            page = response.status_code != 403 and "Content-Encoding" not in facts
            cookies = list(response.cookies)
            shown = response.content if page else b""
            told.append((method, conditions, response.status_code, facts, shown, cookies))
    return told


@pytest.mark.parametrize("as_method", [False, True])
@pytest.mark.parametrize(("shelf", "name", "make"), DECORATORS)
def test_a_decorated_view_answers_as_in_django(shelf, name, make, as_method):
    ours = answers("mtvgen.runtime", override_settings, shelf, make, as_method)
    theirs = answers("django", their_override, shelf, make, as_method)

    assert [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]] == []
