"""A visitor of a whole site meets what a visitor of the same site on Django meets."""

import importlib
import logging
import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mtvgen.runtime.test import override_settings
from tests.runtime import django_peer  # noqa: F401

from django.test import override_settings as their_override  # isort: skip

PAGE = (
    """{{ csrf_input }}{% for one in messages %}[{{ one.tags }} {{ one }}]{% endfor %} {{ word }}"""
)
LAYERS = [
    "middleware.security.SecurityMiddleware",
    "middleware.gzip.GZipMiddleware",
    "middleware.http.ConditionalGetMiddleware",
    "contrib.sessions.middleware.SessionMiddleware",
    "middleware.common.CommonMiddleware",
    "middleware.csrf.CsrfViewMiddleware",
    "contrib.messages.middleware.MessageMiddleware",
    "middleware.clickjacking.XFrameOptionsMiddleware",
]
STEPS = [
    *("GET page", "GET late", "POST form", "POST late", "POST form without", "POST form wrong"),
    *("GET count", "POST count", "GET message", "GET read", "GET login", "GET logout", "GET expire"),
    *("GET fail", "GET missing", "GET denied", "GET page/x", "GET slash", "POST slash", "HEAD page"),
    *("GET stream", "GET cached", "GET again", "GET plain", "OPTIONS page", "PUT form", "GET redirect"),
]  # fmt: skip
TOKEN = re.compile(r'value="([^"]+)"')


class Site:
    """The site on one framework, and its visitor."""

    def __init__(self, root, override, folder):
        self.root, self.override = root, override
        self.of = lambda name: importlib.import_module(f"{root}.{name}")
        self.http = self.of("http")
        self.options = {
            "ROOT_URLCONF": type("urls", (), {"urlpatterns": self.patterns()}),
            "MIDDLEWARE": [f"{root}.{layer}" for layer in LAYERS],
            "SESSION_ENGINE": f"{root}.contrib.sessions.backends.signed_cookies",
            "ALLOWED_HOSTS": ["testserver"],
            "TEMPLATES": [
                {
                    "BACKEND": f"{root}.template.backends.jinja2.Jinja2",
                    "DIRS": [folder],
                    "OPTIONS": {
                        "context_processors": [
                            f"{root}.contrib.messages.context_processors.messages"
                        ]
                    },
                }
            ],
        }

    def patterns(self):
        """Return the patterns of the site."""
        names = ("page", "late", "form", "count", "message", "login", "logout", "expire", "fail")
        names += ("denied", "stream", "cached", "plain", "redirect", "read")
        path = self.of("urls").path
        return [*(path(name, getattr(self, name)) for name in names), path("slash/", self.plain)]

    def page(self, request):
        return self.of("shortcuts").render(request, "page.html", {"word": "page"})

    def late(self, request):
        response = self.of("template.response").TemplateResponse
        return response(request, "page.html", {"word": "late " * 60})

    def form(self, request):
        request.session["sent"] = request.session.get("sent", 0) + 1
        return self.http.JsonResponse({"sent": request.session["sent"]})

    def count(self, request):
        return self.http.HttpResponse(str(request.session.get("sent")))

    def message(self, request):
        self.of("contrib.messages").success(request, "well <done>")
        return self.http.HttpResponseRedirect("/page")

    def read(self, request):
        found = self.of("contrib.messages").get_messages(request)
        return self.http.HttpResponse(" ".join(str(one) for one in found))

    def login(self, request):
        request.session.cycle_key()
        request.session["user"] = 1
        self.of("middleware.csrf").rotate_token(request)
        return self.http.HttpResponse("in")

    def logout(self, request):
        request.session.flush()
        return self.http.HttpResponse("out")

    def expire(self, request):
        request.session.set_expiry(0)
        return self.http.HttpResponse("soon")

    def fail(self, request):
        request.session["half"] = "way"
        raise ValueError("on purpose")

    def denied(self, request):
        self.of("contrib.messages").error(request, "no")
        raise self.of("core.exceptions").PermissionDenied("never")

    def stream(self, request):
        return self.http.StreamingHttpResponse([b"a" * 300, b"b"])

    def cached(self, request):
        return self.of("views.decorators.cache").never_cache(self.plain)(request)

    def plain(self, request):
        return self.http.HttpResponse("plain " * 50, headers={"X-Frame-Options": "SAMEORIGIN"})

    def redirect(self, request):
        return self.http.HttpResponsePermanentRedirect("/plain?a=1")

    def visit(self, steps):
        """Return what a visitor meets, step by step."""
        with self.override(**self.options):
            client = self.of("test").Client(enforce_csrf_checks=True, raise_request_exception=False)
            token, tag, met = "", "", []
            for step, secure in steps:
                method, place, how = [*step.split(), ""][:3]
                headers = {"accept-encoding": "gzip"} if place in ("plain", "late") else {}
                if place == "again":
                    place, headers = "plain", {"if-none-match": tag}
                if secure:
                    headers["referer"] = "https://testserver/"
                data = {
                    "": {"csrfmiddlewaretoken": token},
                    "wrong": {"csrfmiddlewaretoken": "x" * 64},
                }
                sent = {"data": data.get(how, {})} if method == "POST" else {}
                send = getattr(client, method.lower())
                response = send(f"/{place}", secure=secure, headers=headers, **sent)
                for name in [one for one, morsel in client.cookies.items() if not morsel.value]:
                    del client.cookies[name]  # as a browser does
                tag = response.get("ETag", tag)
                content = b"".join(response)
                if "Content-Encoding" in response:
                    content = b"compressed"
                text = content.decode()
                token = TOKEN.search(text)[1] if TOKEN.search(text) else token
                facts = self.facts(response, TOKEN.sub("", text))
                if method in ("POST", "PUT"):
                    facts["vary"].discard(
                        "Cookie"
                    )  # here, a session is asked whether it is its form
                met.append((step, secure, facts))
            return met

    def facts(self, response, text):
        """Return what must be the same of a response."""
        status = response.status_code
        headers = {name.title(): value for name, value in response.items()}
        if "csrfmiddlewaretoken" in text or text == "compressed":  # by chance
            for blurred in ("Etag", "Content-Length"):
                headers[blurred] = ""
        cookies = {
            name: {key: value for key, value in morsel.items() if key not in ("expires", "secure")}
            | {"empty": not morsel.value}
            for name, morsel in response.cookies.items()
        }
        return {
            "status": 301 if status == 308 else status,
            "vary": set(headers.pop("Vary", "").split(", ")) - {""},
            "headers": headers,
            "cookies": cookies,
            "text": text,
        }


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    (folder / "page.html").write_text(PAGE)
    for name in ("400", "403", "403_csrf", "404", "500"):  # else each framework has its own words
        (folder / f"{name}.html").write_text(f"{name} {{{{ reason }}}} {{{{ exception }}}}")
    return Site("mtvgen.runtime", override_settings, folder), Site("django", their_override, folder)


@pytest.fixture(autouse=True)
def same_moment(monkeypatch):
    """Stop the clock, and keep what goes wrong on purpose out of the log."""
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@hypothesis_settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.booleans()), max_size=8))
def test_a_visit_is_as_on_django(sites, steps):
    ours, theirs = (site.visit(steps) for site in sites)

    for mine, its in zip(ours, theirs, strict=True):
        if "csrftoken" in mine[2]["cookies"] and "sessionid" not in its[2]["cookies"]:
            mine[2]["cookies"].pop("sessionid", None)  # which remembers the secret from now on

        assert mine == its
