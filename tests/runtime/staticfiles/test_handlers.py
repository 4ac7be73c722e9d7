"""Static files before the application is asked."""

from wsgiref.util import FileWrapper, setup_testing_defaults
from wsgiref.validate import validator

import pytest

from mtvgen.runtime import trace
from mtvgen.runtime.contrib.staticfiles.handlers import StaticFilesHandler
from mtvgen.runtime.contrib.staticfiles.urls import staticfiles_urlpatterns
from mtvgen.runtime.contrib.staticfiles.views import serve
from mtvgen.runtime.http import Http404
from mtvgen.runtime.test import RequestFactory
from mtvgen.runtime.test.utils import override_settings


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"the application"]


def ask(path, app=None, method="GET", **extra):
    environ = {
        "PATH_INFO": path,
        "REQUEST_METHOD": method,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        **extra,
    }
    setup_testing_defaults(environ)
    told = []
    result = validator(app or StaticFilesHandler(application))(
        environ, lambda status, headers, exc_info=None: told.append((status, dict(headers)))
    )
    body = b"".join(result)
    result.close()
    return told[0][0], told[0][1], body


def test_a_static_file_is_sent_and_all_else_is_the_applications(project):
    status, headers, body = ask("/static/sf_shop/app.js")

    assert (status, body) == ("200 OK", b"// sf_shop")
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert headers["Cache-Control"] == "no-cache"
    assert ask("/")[2] == ask("/statics/x")[2] == b"the application"


def test_a_server_with_a_file_wrapper_gets_the_file(project):
    status, _, body = ask("/static/logo.svg", **{"wsgi.file_wrapper": FileWrapper})

    assert (status, body) == ("200 OK", b"<svg/>")


def test_a_browser_that_has_the_file_gets_304(project):
    etag = ask("/static/logo.svg")[1]["ETag"]
    environ = {"PATH_INFO": "/static/logo.svg", "HTTP_IF_NONE_MATCH": etag}
    setup_testing_defaults(environ)
    told = []
    StaticFilesHandler(application)(environ, lambda status, headers: told.append(status))

    assert told == ["304 Not Modified"]


def test_a_missing_file_names_the_folders_and_the_nearest_file(project):
    status, headers, body = ask("/static/sf_shop/ap.js")

    assert status == "404 Not Found"
    assert headers["Content-Length"] == str(len(body))
    assert str(project / "sf_blog" / "static") in body.decode()
    assert "Did you mean 'sf_shop/app.js'?" in body.decode()
    assert "Did you mean 'films/film.mp4'?" in ask("/static/films/fil.mp4")[2].decode()


def test_without_debug_a_missing_file_reveals_nothing(project):
    with override_settings(DEBUG=False):
        assert ask("/static/x.css")[2] == b"Not Found"
        assert ask("/static/logo.svg")[2] == b"<svg/>"


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/films/",
        "/static/films",
        "/static/logo.svg/",
        "/static/.hidden",
        "/static/../sf_shop/__init__.py",
        "/static/films/../../sf_shop/__init__.py",
        "/static//etc/passwd",
        "/static/\0",
        "/static/a\\b",
        "/static/" + "a" * 5000,
        "/static/\xff",
    ],
)
def test_what_is_no_static_file_is_answered_with_404(project, path):
    assert ask(path)[0] == "404 Not Found"


def test_a_link_out_of_the_folders_is_not_followed(project):
    try:
        (project / "extra" / "leak").symlink_to(project / "sf_shop" / "__init__.py")
        (project / "extra" / "out").symlink_to(project / "sf_shop")
    except OSError:
        pytest.skip("links need rights here")

    assert ask("/static/leak")[0] == "404 Not Found"
    assert ask("/static/out/__init__.py")[0] == "404 Not Found"


def test_names_in_any_script_are_found(project):
    (project / "extra" / "tiếng việt.txt").write_text("chào", encoding="utf-8")
    path = "/static/tiếng việt.txt".encode().decode("latin-1")

    assert ask(path)[2].decode() == "chào"


def test_a_static_url_on_another_host_leaves_all_to_the_application(project):
    with override_settings(STATIC_URL="https://cdn.example/static/"):
        assert ask("/static/logo.svg")[2] == b"the application"


def test_only_reading_is_allowed(project):
    assert ask("/static/logo.svg", method="DELETE")[0] == "405 Method Not Allowed"


def test_a_static_file_is_told_to_whoever_listens(project):
    told = []
    stop = trace.listen(lambda event, facts: told.append((event, facts["path"])))
    ask("/static/logo.svg")
    stop()

    assert told == [("static.answered", "/static/logo.svg")]


def test_the_view_serves_only_while_debugging_unless_told_otherwise(project):
    request = RequestFactory().get("/static/logo.svg")
    with override_settings(DEBUG=False):
        with pytest.raises(Http404):
            serve(request, "logo.svg")
        response = serve(request, "logo.svg", insecure=True)

    assert response.getvalue() == b"<svg/>"
    response.close()


def test_lines_for_urls_py_lead_to_the_view(project):
    (line,) = staticfiles_urlpatterns()

    assert line.resolve("static/logo.svg").func is serve
