"""Applications of others below a path of ours, and ours below a path of theirs. (PEP 3333.)"""

import gc
import io
import sys
import threading
import types
from contextlib import ExitStack
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from mtvgen.runtime.application import Application
from mtvgen.runtime.current import get_script_prefix
from mtvgen.runtime.http import HttpResponse, HttpResponseRedirect
from mtvgen.runtime.mounting import mounted
from mtvgen.runtime.templatetags.static import static
from mtvgen.runtime.test import Client, override_settings
from mtvgen.runtime.urls import include, path, re_path, reverse

from tests.runtime.django_peer import settings as django_settings  # isort: skip

SITE = [
    "mtvgen.runtime.middleware.security.SecurityMiddleware",
    "mtvgen.runtime.contrib.sessions.middleware.SessionMiddleware",
    "mtvgen.runtime.middleware.common.CommonMiddleware",
    "mtvgen.runtime.middleware.csrf.CsrfViewMiddleware",
    "mtvgen.runtime.middleware.clickjacking.XFrameOptionsMiddleware",
]


def links(request, **captured):
    return HttpResponse(f"{request.path} {reverse('links')} {static('a.css')} {captured}")


def moving(request):
    return HttpResponseRedirect(reverse("links"))


@pytest.fixture
def site():
    """A function that mounts an application below "/app/"; returns a client of the whole."""
    made = []

    def mount(application, route="app/", middleware=(), **options):
        urls = types.ModuleType("mounting_urls")
        urls.urlpatterns = [
            path("links/", links, name="links"),
            path("moving/", moving),
            path(route, include(mounted(application))),
        ]
        override = override_settings(ROOT_URLCONF=urls, MIDDLEWARE=list(middleware), **options)
        override.enable()
        made.append(override)
        return Client(raise_request_exception=True)

    yield mount
    while made:
        made.pop().disable()


def showing(*names):
    """Return an application that shows these keys of its environ."""

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain; charset=latin-1")])
        return ["|".join(str(environ.get(name, "-")) for name in names).encode("latin-1")]

    return application


PLACE = showing("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")


def call(application, url, method="GET", body=b"", **more):
    """Call a WSGI application as a strict server does; return status, headers and body."""
    environ = {"SCRIPT_NAME": "", "PATH_INFO": url, "QUERY_STRING": "", "REQUEST_METHOD": method}
    environ |= more
    environ["wsgi.input"] = io.BytesIO(body)
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    setup_testing_defaults(environ)
    started = []

    def start_response(status, headers, exc_info=None):
        started[:] = [status, headers]
        return lambda data: None

    result = validator(application)(environ, start_response)
    try:
        return started[0], started[1], b"".join(result)
    finally:
        result.close()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("/app/", "/app|/|"),
        ("/app/x/y", "/app|/x/y|"),
        ("/app//x//", "/app|//x//|"),
        ("/app/x?a=1&b=%20", "/app|/x|a=1&b=%20"),
        ("/app/%C3%A9/%E9%2F", "/app|/\u00c3\u00a9/\u00e9/|"),
        ("/app/a%0Ab", "/app|/a\nb|"),
    ],
)
def test_the_prefix_moves_to_script_name_byte_for_byte(site, url, told):
    assert site(PLACE).get(url).content.decode("latin-1") == told


def test_under_a_prefix_of_its_own_the_site_gives_both_on(site):
    client = site(PLACE)

    assert client.get("/app/x", SCRIPT_NAME="/site").text == "/site/app|/x|"


def test_a_forced_prefix_counts_too(site):
    client = site(PLACE, FORCE_SCRIPT_NAME="/forced/")

    assert client.get("/app/x").text == "/forced/app|/x|"


def test_what_the_prefix_captures_is_told_as_wsgi_tells_it(site):
    client = site(showing("SCRIPT_NAME", "PATH_INFO", "wsgiorg.routing_args"), "<slug:who>/é/")

    page = client.get("/ada/%C3%A9/x").content.decode("latin-1")
    assert page == "/ada/\u00c3\u00a9|/x|((), {'who': 'ada'})"


def test_a_site_may_be_mounted_at_the_root_behind_its_own_lines(site):
    client = site(PLACE, "")

    assert client.get("/links/").text.startswith("/links/ ")
    assert client.get("/other/").text == "|/other/|"


def test_without_a_slash_the_url_is_redirected_to_the_mounted_root(site):
    response = site(PLACE, middleware=SITE).get("/app")

    assert (response.status_code, response["Location"]) == (301, "/app/")


def test_an_include_that_ends_within_a_segment_is_refused_in_words(site):
    with pytest.raises(ValueError, match=r"does not end with a slash: write path\('app/'"):
        site(PLACE, "app").get("/apple")


def test_what_is_no_application_is_refused_at_start():
    with pytest.raises(TypeError, match="takes a WSGI application"):
        mounted("flask_app")


def test_mounting_keeps_to_wsgi_on_both_sides(site):
    site(validator(PLACE), middleware=SITE)

    status, headers, body = call(Application(), "/app/x")

    assert (status, body) == ("200 OK", b"/app|/x|")
    assert ("Content-Type", "text/plain; charset=latin-1") in headers


# The body of the request


def echo(environ, start_response):
    read = environ["wsgi.input"].read
    body = read(int(environ["CONTENT_LENGTH"])) if environ.get("CONTENT_LENGTH") else b""
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return [body]


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]
)
def test_a_body_comes_unread_through_the_middleware_of_a_new_project(site, kind):
    site(echo, middleware=SITE)

    answer = call(Application(), "/app/", "POST", b"a=1\r\n\x00", CONTENT_TYPE=kind)

    assert (answer[0], answer[2]) == ("200 OK", b"a=1\r\n\x00")


def test_the_stream_is_the_servers_own(site):
    seen = []

    def application(environ, start_response):
        seen.append(environ["wsgi.input"])
        return echo(environ, start_response)

    site(application)
    stream = io.BytesIO(b"abc")
    environ = {"PATH_INFO": "/app/", "REQUEST_METHOD": "POST", "CONTENT_LENGTH": "3"}
    setup_testing_defaults(environ)
    environ["wsgi.input"] = stream

    assert b"".join(Application()(environ, lambda *_: None)) == b"abc"
    assert seen == [stream]


def reading(how):
    """Return a middleware that reads the body before the view."""

    def factory(get_response):
        def middleware(request):
            how(request)
            return get_response(request)

        return middleware

    return factory


reading_body = reading(lambda request: request.body)
reading_post = reading(lambda request: request.POST)


def test_a_body_that_was_read_and_kept_comes_again(site):
    site(echo, middleware=[f"{__name__}.reading_body"])

    assert call(Application(), "/app/", "POST", b"abc")[2] == b"abc"


def test_a_body_that_was_read_and_lost_is_an_error_in_words(site):
    client = site(echo, middleware=[f"{__name__}.reading_post"])

    with pytest.raises(Exception, match="was read before the mounted application got it"):
        client.post("/app/", {"a": "1"})


# What it answers


def test_status_reason_and_headers_come_as_they_were_sent(site):
    def application(environ, start_response):
        start_response(
            "299 My Own Words",
            [
                ("Content-Type", "text/x"),
                ("Link", "</a>"),
                ("Link", "</b>"),
                ("Set-Cookie", "a=1; Path=/; Priority=High"),
                ("Set-Cookie", 'b="x y"; HttpOnly; Max-Age=3'),
                ("Set-Cookie", "a=2; Path=/deep"),
            ],
        )
        return [b"x"]

    site(application)

    status, headers, _ = call(Application(), "/app/", HTTP_HOST="localhost")

    assert status == "299 My Own Words"
    assert headers == [
        ("Content-Type", "text/x"),
        ("Link", "</a>, </b>"),
        ("Set-Cookie", "a=1; Path=/; Priority=High"),
        ("Set-Cookie", 'b="x y"; HttpOnly; Max-Age=3'),
        ("Set-Cookie", "a=2; Path=/deep"),
    ]


def test_the_cookies_of_a_mounted_application_come_back_to_it(site):
    def application(environ, start_response):
        start_response("200 OK", [("Set-Cookie", "a=1; Path=/")])
        return [(environ.get("HTTP_COOKIE") or "none").encode()]

    client = site(application, middleware=SITE)

    assert client.get("/app/").content == b"none"
    assert client.get("/app/").content == b"a=1"


def test_a_header_cannot_bring_another_one(site):
    def application(environ, start_response):
        start_response("200 OK", [("Set-Cookie", "a=1\r\nX-Bad: 1")])
        return [b""]

    with pytest.raises(ValueError, match="can't contain newlines"):
        site(application).get("/app/")


class Chunks:
    """A body in pieces that counts how often it is closed."""

    def __init__(self, *pieces, start=None):
        self.pieces = iter(pieces)
        self.start = start
        self.closed = 0
        self.given = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.start is not None:
            start, self.start = self.start, None
            start()
        piece = next(self.pieces)
        self.given += 1
        return piece() if callable(piece) else piece

    def close(self):
        self.closed += 1


def answering(chunks, late=False):
    def application(environ, start_response):
        def begin():
            chunks.write = start_response("200 OK", [("Content-Type", "text/plain")])

        if late:
            chunks.start = begin
        else:
            begin()
        return chunks

    return application


@pytest.mark.parametrize("late", [False, True])
def test_a_body_is_streamed_piece_by_piece_and_closed_once(site, late):
    chunks = Chunks(b"", b"one", b"two", b"three")
    response = site(answering(chunks, late)).get("/app/")

    assert response.streaming
    stream = iter(response.streaming_content)
    assert next(stream) == b"one"
    assert (chunks.given, chunks.closed) == (2, 0)
    assert list(stream) == [b"two", b"three"]
    response.close()
    assert chunks.closed == 1


def test_a_client_that_goes_away_closes_the_body_too(site):
    chunks = Chunks(b"one", b"two")
    response = site(answering(chunks)).get("/app/")

    next(iter(response.streaming_content))
    response.close()

    assert chunks.closed == 1


def test_what_is_written_comes_before_what_is_yielded(site):
    chunks = Chunks(
        lambda: chunks.write(b"1") or b"2",
        lambda: chunks.write(b"3") or b"4",
        lambda: chunks.write(b"5") or b"",
    )
    response = site(answering(chunks)).get("/app/")

    assert response.getvalue() == b"12345"


def test_what_is_written_at_the_very_end_is_not_lost(site):
    def application(environ, start_response):
        write = start_response("200 OK", [])
        yield b"1"
        write(b"2")

    assert site(application).get("/app/").getvalue() == b"12"


def test_an_application_may_only_write(site):
    def application(environ, start_response):
        write = start_response("200 OK", [])
        write(b"a")
        write(b"b")
        return []

    assert site(application).get("/app/").content == b"ab"


def test_an_error_before_the_body_replaces_the_answer(site):
    def application(environ, start_response):
        start_response("200 OK", [("X-First", "1")])(b"lost")
        try:
            raise ValueError
        except ValueError:
            start_response("500 Sorry", [("X-Second", "2")], sys.exc_info())
        return [b"sorry"]

    response = site(application).get("/app/")

    assert (response.status_code, response.reason_phrase) == (500, "Sorry")
    assert response.content == b"sorry"
    assert dict(response.items()) == {"X-Second": "2"}


def test_an_error_after_the_body_began_is_raised_again(site):
    def application(environ, start_response):
        start_response("200 OK", [])
        yield b"one"
        try:
            raise KeyError("too late")
        except KeyError:
            start_response("500 Sorry", [], sys.exc_info())

    stream = iter(site(application).get("/app/").streaming_content)

    assert next(stream) == b"one"
    with pytest.raises(KeyError, match="too late"):
        next(stream)


def test_faults_of_an_application_are_named_and_its_body_is_closed(site):
    never = Chunks(b"x")
    with pytest.raises(RuntimeError, match=r"did not call start_response\(\)"):
        site(lambda environ, start_response: never).get("/app/")
    assert never.closed == 1

    def twice(environ, start_response):
        start_response("200 OK", [])
        start_response("200 OK", [])

    with pytest.raises(RuntimeError, match="twice"):
        site(twice).get("/app/")
    with pytest.raises(ValueError, match='must be like "200 OK"'):
        site(lambda environ, start: (start("OK", []) and []) or []).get("/app/")


def test_an_exception_in_it_is_answered_like_that_of_a_view(site):
    def application(environ, start_response):
        raise ZeroDivisionError

    client = site(application, middleware=SITE)
    client.raise_request_exception = False

    assert client.get("/app/").status_code == 500


def test_a_head_request_arrives_as_such_and_has_no_body(site):
    def application(environ, start_response):
        headers = [("Content-Type", "text/x"), ("Content-Length", "5")]
        start_response("200 OK", [*headers, ("X-M", environ["REQUEST_METHOD"])])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else b"12345"]

    site(application, middleware=SITE)

    status, headers, body = call(Application(), "/app/", "HEAD")

    assert (status, body) == ("200 OK", b"")
    assert {("Content-Length", "5"), ("X-M", "HEAD")} <= set(headers)


def test_its_forms_need_no_token_of_ours_and_our_middleware_still_sees_it(site):
    site(echo, middleware=SITE)
    client = Client(enforce_csrf_checks=True)

    response = client.post("/app/", {"a": "1"})

    assert response.status_code == 200
    assert response["X-Frame-Options"] == "DENY"


def test_a_request_leaves_no_cycles(site):
    site(PLACE)
    application = Application()
    call(application, "/app/")
    gc.collect()
    gc.disable()
    try:
        environ = {"PATH_INFO": "/app/", "REQUEST_METHOD": "GET"}
        setup_testing_defaults(environ)
        result = application(environ, lambda *_: None)
        b"".join(result)
        result.close()
        del result, environ

        assert gc.collect() == 0
    finally:
        gc.enable()


# Ours in theirs


def dispatcher(mounts, fallback):
    """Be what other frameworks have for this: the longest mount before the path gets it."""

    def application(environ, start_response):
        script, info = environ["PATH_INFO"], ""
        while "/" in script:
            if script in mounts:
                environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + script
                environ["PATH_INFO"] = info
                return mounts[script](environ, start_response)
            script, _, last = script.rpartition("/")
            info = f"/{last}{info}"
        return fallback(environ, start_response)

    return application


def test_ours_runs_below_any_path_and_makes_its_links_there(site):
    site(PLACE, middleware=SITE)
    whole = dispatcher({"/a/site": Application(), "/b": Application()}, PLACE)

    page = call(whole, "/a/site/links/", HTTP_HOST="localhost")[2]
    other = call(whole, "/b/links/", HTTP_HOST="localhost")[2]

    assert page == b"/a/site/links/ /a/site/links/ /a/site/static/a.css {}"
    assert other == b"/b/links/ /b/links/ /b/static/a.css {}"
    moved = dict(call(whole, "/a/site/moving/", HTTP_HOST="localhost")[1])
    assert moved["Location"] == "/a/site/links/"
    assert call(whole, "/b/app/x", HTTP_HOST="localhost")[2] == b"/b/app|/x|"


def test_one_prefix_does_not_reach_into_another_request(site):
    site(PLACE)
    application = Application()
    seen = set()

    def ask(prefix):
        for _ in range(30):
            seen.add(call(application, "/links/", SCRIPT_NAME=prefix, HTTP_HOST="localhost")[2])

    threads = [threading.Thread(target=ask, args=(prefix,)) for prefix in ("", "/a", "/b/c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {page.split()[1] for page in seen} == {b"/links/", b"/a/links/", b"/b/c/links/"}


def test_ours_in_ours_leaves_the_outer_prefix_as_it_was(site):
    inner = Application()
    seen = []

    def between(environ, start_response):
        if environ["PATH_INFO"].startswith("/links"):
            return inner(environ, start_response)
        return PLACE(environ, start_response)

    client = site(between, middleware=[f"{__name__}.after"])
    after.seen = seen

    assert client.get("/app/links/").getvalue().startswith(b"/app/links/ /app/links/ /app/static/")
    assert seen == ["/app/", "/"]  # of the inner, then of the outer


def after(get_response):
    """Be a middleware that notes the prefix once the view is done."""

    def middleware(request):
        response = get_response(request)
        after.seen.append(get_script_prefix())
        return response

    return middleware


# Frameworks


def django_application():
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpResponse as TheirResponse
    from django.test import override_settings as their_override
    from django.urls import path as their_path
    from django.urls import reverse as their_reverse

    urls = types.ModuleType("mounted_django_urls")
    urls.urlpatterns = [
        their_path(
            "hi/<int:n>/",
            lambda request, n: TheirResponse(
                f"{request.method} {n} {their_reverse('hi', args=[n])} {request.POST.get('a')}"
            ),
            name="hi",
        )
    ]
    return their_override(ROOT_URLCONF=urls, MIDDLEWARE=[]), WSGIHandler


def test_a_site_of_django_runs_below_ours(site):
    from django.urls import set_script_prefix

    settings, make = django_application()
    assert django_settings.configured

    with settings, ExitStack() as at_the_end:
        at_the_end.callback(set_script_prefix, "/")  # it keeps its last one
        client = site(make(), middleware=SITE)

        assert client.get("/app/hi/3/").getvalue() == b"GET 3 /app/hi/3/ None"
        posted = client.post("/app/hi/3/", {"a": "b"})
        assert posted.getvalue() == b"POST 3 /app/hi/3/ b"


def flask_application():
    import flask

    app = flask.Flask("mounted")

    @app.route("/hi/<int:n>/", methods=["GET", "POST"])
    def hi(n):
        asked = flask.request
        return f"{asked.method} {n} {flask.url_for('hi', n=n)} {asked.form.get('a')}"

    return app


def bottle_application():
    import bottle

    app = bottle.Bottle()

    @app.route("/hi/<n:int>/", method=["GET", "POST"], name="hi")
    def hi(n):
        asked = bottle.request
        return f"{asked.method} {n} {app.get_url('hi', n=n)} {asked.forms.get('a')}"

    return app


@pytest.mark.parametrize("make", [flask_application, bottle_application])
def test_sites_of_flask_and_bottle_run_below_ours(site, make):
    client = site(make(), middleware=SITE)

    assert client.get("/app/hi/3/").getvalue() == b"GET 3 /app/hi/3/ None"
    posted = client.post("/app/hi/3/", {"a": "b"})
    assert posted.getvalue() == b"POST 3 /app/hi/3/ b"
    assert client.get("/app/nowhere").status_code == 404


def below_werkzeug(prefix, application):
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    return DispatcherMiddleware(PLACE, {prefix: application})


def below_bottle(prefix, application):
    import bottle

    app = bottle.Bottle()
    app.mount(prefix, application)
    return app


@pytest.mark.parametrize("put", [below_werkzeug, below_bottle])
def test_ours_runs_below_werkzeug_and_bottle(site, put):
    site(PLACE, middleware=SITE)
    whole = put("/shop", Application())

    page = call(whole, "/shop/links/", HTTP_HOST="localhost")[2]
    moved = dict(call(whole, "/shop/moving/", HTTP_HOST="localhost")[1])
    slash = dict(call(whole, "/shop/links", HTTP_HOST="localhost")[1])

    assert page == b"/shop/links/ /shop/links/ /shop/static/a.css {}"
    assert moved["Location"] == slash["Location"] == "/shop/links/"


def test_the_names_of_the_routes_command_tell_what_is_mounted():
    (line,) = mounted(PLACE)

    assert line.lookup_str.endswith("mounted(application)")
    assert isinstance(line, type(re_path("", links)))
