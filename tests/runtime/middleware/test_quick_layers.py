"""A middleware as one function does what its steps do, one after the other."""

import pytest

from mtvgen.runtime.application import response_for_exception
from mtvgen.runtime.contrib.sessions.middleware import SessionMiddleware
from mtvgen.runtime.core.exceptions import PermissionDenied
from mtvgen.runtime.core.wsgi import get_wsgi_application
from mtvgen.runtime.http import (
    HttpResponse,
    HttpResponseNotFound,
    JsonResponse,
    StreamingHttpResponse,
)
from mtvgen.runtime.middleware.clickjacking import XFrameOptionsMiddleware
from mtvgen.runtime.middleware.common import CommonMiddleware
from mtvgen.runtime.middleware.csrf import CsrfViewMiddleware, get_token
from mtvgen.runtime.middleware.security import SecurityMiddleware
from mtvgen.runtime.test import Client, RequestFactory, override_settings
from mtvgen.runtime.urls import path
from mtvgen.runtime.views.decorators.clickjacking import xframe_options_exempt

QUICK = [
    SecurityMiddleware,
    SessionMiddleware,
    CommonMiddleware,
    CsrfViewMiddleware,
    XFrameOptionsMiddleware,
]
PATHS = [f"{one.__module__}.{one.__qualname__}" for one in QUICK]


def plain(request):
    return HttpResponse("plain")


def parts(request):
    response = HttpResponse("one")
    response.write(" two")
    return response


def own_headers(request):
    return HttpResponse(
        "own", headers={"X-Frame-Options": "SAMEORIGIN", "Referrer-Policy": "no-referrer"}
    )


def stream(request):
    return StreamingHttpResponse(["a", "b"])


def counted(request):
    request.session["count"] = request.session.get("count", 0) + 1
    return JsonResponse({"count": request.session["count"]})


def token(request):
    get_token(request)
    return HttpResponse("form")


def missing(request):
    return HttpResponseNotFound("missing")


def refused(request):
    raise PermissionDenied


def looks_at_cookies(request):
    return HttpResponse(str(len(request.COOKIES)))


def nothing(request):
    return None


def breaks_its_content(request):
    response = HttpResponse("plain")
    response._container = None
    return response


VIEWS = [
    plain,
    parts,
    own_headers,
    looks_at_cookies,
    nothing,
    missing,
    refused,
    stream,
    counted,
    token,
]
urlpatterns = [path(f"{view.__name__}/", view) for view in VIEWS]
urlpatterns.append(path("framed/", xframe_options_exempt(plain)))

SETTINGS = [
    {},
    {"ALLOWED_HOSTS": ["elsewhere.example"]},
    {"SESSION_SAVE_EVERY_REQUEST": True},
    {"SECURE_HSTS_SECONDS": 60, "SECURE_SSL_REDIRECT": True},
    {"CSRF_USE_SESSIONS": True},
    {"PREPEND_WWW": True},
    {"X_FRAME_OPTIONS": "SAMEORIGIN", "SECURE_CONTENT_TYPE_NOSNIFF": False},
]


def facts(response):
    """Return what a browser sees of *response*, without what is random."""
    cookies = {name: {**one, "expires": ""} for name, one in response.cookies.items()}
    content = b"".join(response) if response.streaming else response.content
    return response.status_code, dict(response.headers), cookies, content


def first_answer(page, method="GET"):
    """Return what a server sends to a browser that comes without a cookie."""
    environ = RequestFactory()._base_environ(PATH_INFO=page, REQUEST_METHOD=method)
    environ.pop("HTTP_COOKIE", None)
    environ["HTTP_HOST"] = "testserver"
    sent = []
    body = get_wsgi_application()(environ, lambda *said: sent.append(said))
    content = b"".join(body)
    body.close()
    (status, headers), *_ = sent
    cookies = sorted(value.partition("=")[0] for name, value in headers if name == "Set-Cookie")
    return status, sorted(one for one in headers if one[0] != "Set-Cookie"), cookies, content


def answers(middleware, wanted):
    """Return what the site answers through *middleware* to a few requests of one browser."""
    with override_settings(
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[f"{one.__module__}.{one.__qualname__}" for one in middleware],
        SESSION_ENGINE="mtvgen.runtime.contrib.sessions.backends.signed_cookies",
        **wanted,
    ):
        browser = Client(raise_request_exception=False)
        asked = ["/framed/", "/plain", "/nowhere", *(f"/{view.__name__}/" for view in VIEWS)]
        # the client sends a Cookie header always, an empty one at first; browsers do not
        first = [first_answer(page) for page in (*asked, *asked)]
        got = [*first, *(facts(browser.get(page)) for page in (*asked, *asked))]
        return [*got, facts(browser.post("/plain/", {"a": "1"})), facts(browser.head("/plain/"))]


class Slow(SecurityMiddleware):
    """The same by its steps: a subclass is never taken as one function."""


class SlowSession(SessionMiddleware):
    """The same by its steps."""


class SlowCommon(CommonMiddleware):
    """The same by its steps."""


class SlowCsrf(CsrfViewMiddleware):
    """The same by its steps."""


class SlowFrames(XFrameOptionsMiddleware):
    """The same by its steps."""


SLOW = [Slow, SlowSession, SlowCommon, SlowCsrf, SlowFrames]


@pytest.mark.parametrize("wanted", SETTINGS, ids=lambda one: ",".join(one) or "usual")
def test_a_chain_of_functions_answers_like_the_steps(wanted):
    assert answers(QUICK, wanted) == answers(SLOW, wanted)


def behind(get_response):
    """An inner middleware with answers of its own."""

    def middleware(request):
        response = get_response(request)
        if request.path == "/nothing/":
            return None
        return breaks_its_content(request) if request.path == "/parts/" else response

    return middleware


class Inner:
    """The same as a class, so that its place has a name."""

    def __new__(cls, get_response):
        return behind(get_response)


def test_what_an_inner_middleware_answers_is_treated_as_by_the_steps():
    assert answers([*QUICK, Inner], {}) == answers([*SLOW, Inner], {})


def test_a_host_that_is_taken_out_of_the_list_is_refused_from_then_on():
    allowed = ["testserver"]
    with override_settings(
        ROOT_URLCONF=__name__, MIDDLEWARE=PATHS, ALLOWED_HOSTS=allowed, DEBUG=False
    ):
        browser = Client()
        before = [browser.get("/plain/").status_code for _ in range(2)]
        allowed[:] = ["elsewhere.example"]
        after = browser.get("/plain/")

    assert (before, after.status_code) == ([200, 200], 400)


def test_a_view_is_called_once_however_its_answer_goes_on():
    called = []

    def counting(request):
        called.append(request.path)
        return HttpResponseNotFound("missing")

    urls = (path("counting/", counting),)
    with override_settings(ROOT_URLCONF=urls, MIDDLEWARE=PATHS):
        response = Client().get("/counting/")

    assert (called, response.status_code) == (["/counting/"], 404)
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(("quick", "slow"), list(zip(QUICK, SLOW, strict=True)))
def test_each_alone_answers_like_its_steps(quick, slow):
    session = [] if quick in (CommonMiddleware, XFrameOptionsMiddleware) else [SessionMiddleware]
    before = [] if quick is SessionMiddleware else session

    assert answers([*before, quick], {}) == answers([*before, slow], {})


@pytest.mark.parametrize("quick", QUICK)
def test_a_fault_behind_it_becomes_a_response_that_the_next_one_sees(quick, rf):
    class Broken:
        def __getattr__(self, name):
            raise PermissionDenied

    middleware = quick(lambda request: Broken())
    layer = middleware.quick_layer(middleware.get_response, response_for_exception)
    response = layer(rf.get("/", headers={"Cookie": "a=b"}))

    assert isinstance(response, Broken) or response.status_code == 403


class Shouting(XFrameOptionsMiddleware):
    """A subclass that changes one step."""

    def process_response(self, request, response):
        response["X-Shout"] = "HO"
        return super().process_response(request, response)


def test_a_subclass_that_changes_a_step_is_heard():
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[f"{__name__}.Shouting"]):
        response = Client().get("/plain/")

    assert response["X-Shout"] == "HO"


def test_a_setting_that_changes_counts_from_the_next_request_on():
    with override_settings(
        ROOT_URLCONF=__name__, MIDDLEWARE=[f"{SecurityMiddleware.__module__}.SecurityMiddleware"]
    ):
        browser = Client()
        before = browser.get("/plain/")
        with override_settings(SECURE_REFERRER_POLICY="origin"):
            after = browser.get("/plain/")

    assert (before["Referrer-Policy"], after["Referrer-Policy"]) == ("same-origin", "origin")
