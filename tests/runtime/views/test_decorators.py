"""What a view accepts, and how its answer may be kept."""

import datetime

import pytest

from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.test import RequestFactory, override_settings
from mtvgen.runtime.utils.decorators import method_decorator
from mtvgen.runtime.views import View
from mtvgen.runtime.views.decorators.cache import cache_control, never_cache
from mtvgen.runtime.views.decorators.http import (
    condition,
    etag,
    last_modified,
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)
from mtvgen.runtime.views.decorators.vary import vary_on_cookie, vary_on_headers

MODIFIED = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
rf = RequestFactory()


def view(request):
    """Answer everything."""
    return HttpResponse("fresh")


@pytest.mark.parametrize(
    ("decorator", "accepted"),
    [
        (require_GET, ["GET"]),
        (require_POST, ["POST"]),
        (require_safe, ["GET", "HEAD"]),
        (require_http_methods(["GET", "PUT"]), ["GET", "PUT"]),
    ],
)
def test_other_methods_are_answered_with_those_that_are_allowed(decorator, accepted):
    decorated = decorator(view)

    for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
        response = decorated(rf.generic(method, "/"))
        assert response.status_code == (200 if method in accepted else 405)
    assert response["Allow"] == ", ".join(accepted)


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("get", {}, 200),
        ("get", {"if-none-match": '"tag"'}, 304),
        ("get", {"if-none-match": '"other", W/"tag"'}, 304),
        ("get", {"if-none-match": '"other"'}, 200),
        ("get", {"if-match": '"other"'}, 412),
        ("put", {"if-match": '"tag"'}, 200),
        ("put", {"if-none-match": '"tag"'}, 412),
        ("get", {"if-modified-since": "Fri, 02 Jan 2026 03:04:05 GMT"}, 304),
        ("get", {"if-modified-since": "Fri, 02 Jan 2026 03:04:04 GMT"}, 200),
        ("put", {"if-unmodified-since": "Fri, 02 Jan 2026 03:04:04 GMT"}, 412),
        ("get", {"if-modified-since": "nonsense"}, 200),
    ],
)
def test_what_the_browser_has_already_is_not_sent_again(method, headers, status):
    decorated = condition(lambda request: "tag", lambda request: MODIFIED)(view)

    assert decorated(getattr(rf, method)("/", headers=headers)).status_code == status


def test_tag_and_time_are_sent_with_a_fresh_answer():
    tagged = etag(lambda request: "tag")(view)(rf.get("/"))
    timed = last_modified(lambda request: MODIFIED)(view)(rf.get("/"))

    assert tagged["ETag"] == '"tag"'
    assert timed["Last-Modified"] == "Fri, 02 Jan 2026 03:04:05 GMT"


def test_without_tag_or_time_the_view_is_asked():
    decorated = condition(lambda request: None, lambda request: None)(view)

    response = decorated(rf.get("/", headers={"if-none-match": '"tag"'}))

    assert (response.content, "ETag" in response) == (b"fresh", False)


def test_how_long_an_answer_is_kept():
    kept = cache_control(private=True, max_age=60)(view)(rf.get("/"))
    never = never_cache(view)(rf.get("/"))

    assert set(kept["Cache-Control"].split(", ")) == {"private", "max-age=60"}
    assert "no-store" in never["Cache-Control"]
    assert "max-age=0" in never["Cache-Control"]


def test_what_an_answer_depends_on():
    response = vary_on_cookie(vary_on_headers("Accept", "cookie")(view))(rf.get("/"))

    assert response["Vary"] == "Accept, cookie"


@pytest.mark.parametrize("decorator", [never_cache, cache_control(public=True)])
def test_a_decorated_method_is_answered_in_words(decorator):
    with pytest.raises(TypeError, match="@method_decorator"):
        decorator(view)(object())


def test_class_based_views_take_them_by_method_decorator():
    @method_decorator(require_POST, name="dispatch")
    class Only(View):
        def post(self, request):
            return HttpResponse("posted")

    assert Only.as_view()(rf.post("/")).content == b"posted"
    assert Only.as_view()(rf.get("/")).status_code == 405


def test_a_time_without_a_zone_is_in_utc_wherever_the_site_is():
    naive = last_modified(lambda request: datetime.datetime(2026, 1, 2, 3, 4, 5))(view)
    with override_settings(TIME_ZONE="America/Chicago"):
        response = naive(rf.get("/"))

    assert response["Last-Modified"] == "Fri, 02 Jan 2026 03:04:05 GMT"
