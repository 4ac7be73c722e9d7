"""serve(): the files of a folder, and nothing else of the machine."""

import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.conf import settings
from mtvgen.runtime.conf.urls import handler404
from mtvgen.runtime.conf.urls.static import static
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.http import Http404
from mtvgen.runtime.test import RequestFactory
from mtvgen.runtime.test.utils import override_settings
from mtvgen.runtime.utils.http import http_date
from mtvgen.runtime.views.defaults import page_not_found
from mtvgen.runtime.views.static import serve, was_modified_since

MOMENT = 1_700_000_000


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "public"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "site.css").write_bytes(b"body { color: red }")
    (folder / ".secret").write_text("hidden")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("hidden")
    (tmp_path / "settings.py").write_text("SECRET_KEY = 1")
    (tmp_path / "public-2").mkdir()
    (tmp_path / "public-2" / "x").write_text("hidden")
    os.utime(folder / "css" / "site.css", (MOMENT, MOMENT))
    return folder


def get(root, path, method="get", show_indexes=False, **headers):
    request = getattr(RequestFactory(), method)(f"/files/{path}", headers=headers)
    response = serve(request, path, document_root=root, show_indexes=show_indexes)
    response.body = response.getvalue()
    response.close()
    return response


def test_a_file_is_sent_with_what_browsers_need_to_keep_it(root):
    response = get(root, "css/site.css")

    assert response.body == b"body { color: red }"
    assert response.status_code == 200
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Content-Length"] == "19"
    assert response["Last-Modified"] == http_date(MOMENT)
    assert response["ETag"].startswith('"')
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content_type", "encoding"),
    [
        ("app.js", "text/javascript; charset=utf-8", None),
        ("app.mjs", "text/javascript; charset=utf-8", None),
        ("a.svg", "image/svg+xml", None),
        ("a.woff2", "font/woff2", None),
        ("a.json", "application/json", None),
        ("a.tar.gz", "application/x-tar", "gzip"),
        ("a.css.gz", "text/css; charset=utf-8", "gzip"),
        ("a.unknown", "application/octet-stream", None),
    ],
)
def test_the_type_is_the_same_on_every_system(root, name, content_type, encoding):
    (root / name).write_bytes(b"x")
    response = get(root, name)

    assert response["Content-Type"] == content_type
    assert response.get("Content-Encoding") == encoding


@pytest.mark.parametrize(
    "path",
    [
        "../settings.py",
        "css/../../settings.py",
        "..",
        "/../settings.py",
        "../public-2/x",
        "%2e%2e/settings.py",
        "..\\settings.py",
        "css\\site.css",
        "css/site.css\0.png",
        "\0",
        "C:/Windows/win.ini",
        "C:site.css",
        "/etc/passwd",
        "//etc/passwd",
        ".secret",
        ".git/config",
        "css/./site.css",
        "css/site.css/",
        "css/site.css/x",
        "nothing.css",
        "a" * 5000,
        "a/" * 3000,
        "\udcff",
        "",
        "css",
        "css/",
    ],
)
def test_what_is_not_a_plain_file_below_the_folder_is_not_there(root, path):
    request = RequestFactory().get("/files/x")

    with pytest.raises(Http404) as missing:
        serve(request, path, document_root=root)
    assert str(root) not in str(missing.value)


@pytest.mark.skipif(sys.platform == "win32", reason="no such names on Windows")
@pytest.mark.parametrize("name", ["a\\b.txt", "c:d.txt"])
def test_a_name_that_means_another_place_elsewhere_is_refused_everywhere(root, name):
    (root / name).write_text("x")

    with pytest.raises(Http404):
        get(root, name)


@given(st.text(st.sampled_from("./\\:ab\0 ~%2e"), max_size=20))
def test_no_path_leads_out_of_the_folder(path):
    folder = Path(__file__).parent / "generic"
    request = RequestFactory().get("/files/x")

    with pytest.raises(Http404):
        serve(request, path, document_root=folder)


@pytest.fixture
def project(root, tmp_path):
    """A project that somebody serves as a whole: its settings, a package, its database."""
    for name in ("manage.py", "settings.py", "shop/__init__.py", "shop/views.py", "db.sqlite3",
                 "db.sqlite3-wal", "shop/__pycache__/views.cpython-311.pyc", "lesson/first.py"):  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("text")
    database = {"ENGINE": "mtvgen.runtime.db.backends.sqlite3", "NAME": root / "db.sqlite3"}
    with override_settings():
        settings.DATABASES = {"default": database}
        yield root


@pytest.mark.parametrize(
    "path",
    ["manage.py", "settings.py", "shop/__init__.py", "shop/views.py", "db.sqlite3", "db.sqlite3-wal",
     "shop/__pycache__/views.cpython-311.pyc", "css/../db.sqlite3"],
)  # fmt: skip
def test_sources_and_databases_are_never_sent_whatever_folder_was_named(project, path):
    with pytest.raises(Http404):
        get(project, path)


def test_an_example_in_python_is_sent_and_a_list_leaves_the_sources_out(project):
    assert get(project, "lesson/first.py").body == b"text"
    page = get(project, "", show_indexes=True).body
    assert b"css/" in page
    assert not any(name in page for name in (b"manage.py", b"settings.py", b"db.sqlite3"))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("leak.py", "../settings.py"),
        ("out", ".."),
        ("hidden", ".secret"),
        ("git", ".git"),
        ("loop", "loop"),
        ("broken", "nowhere"),
        ("absolute", "/etc/passwd"),
    ],
)
def test_a_link_cannot_lead_out_or_to_what_is_hidden(root, link, target):
    (root / link).symlink_to(target)

    for path in (link, f"{link}/settings.py", f"{link}/config"):
        with pytest.raises(Http404):
            get(root, path)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_inside_the_folder_is_followed_and_the_folder_itself_may_be_one(root, tmp_path):
    (root / "again.css").symlink_to("css/site.css")
    (tmp_path / "other").symlink_to(root)

    assert get(tmp_path / "other", "again.css").body == b"body { color: red }"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_or_a_socket_is_not_opened(root):
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(root / "socket"))

    for name in ("pipe", "socket"):
        with pytest.raises(Http404):
            get(root, name)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_that_cannot_be_read_is_not_there(root):
    (root / "css" / "site.css").chmod(0)

    with pytest.raises(Http404):
        get(root, "css/site.css")


def test_a_browser_that_has_the_file_gets_304(root):
    etag = get(root, "css/site.css")["ETag"]
    by_date = get(root, "css/site.css", **{"if-modified-since": http_date(MOMENT)})
    by_etag = get(root, "css/site.css", **{"if-none-match": etag})

    for response in (by_date, by_etag):
        assert (response.status_code, response.body) == (304, b"")
        assert response["ETag"] == etag


@pytest.mark.parametrize(
    "headers",
    [
        {"if-modified-since": http_date(MOMENT - 1)},
        {"if-modified-since": "Mon, 28 May 999999999999 28:25:26 GMT"},
        {"if-modified-since": "nonsense"},
        {"if-none-match": '"other"'},
        {"if-none-match": '"other"', "if-modified-since": http_date(MOMENT)},
    ],
)
def test_a_browser_that_has_another_version_gets_the_file(root, headers):
    response = get(root, "css/site.css", **headers)

    assert (response.status_code, response.body) == (200, b"body { color: red }")


def test_a_file_that_changes_twice_in_a_second_is_two_versions(root):
    file = root / "css" / "site.css"
    first = get(root, "css/site.css")["ETag"]
    os.utime(file, ns=(MOMENT * 10**9, MOMENT * 10**9 + 5))

    assert get(root, "css/site.css", **{"if-none-match": first}).status_code == 200


def test_a_condition_on_the_version_may_fail(root):
    assert get(root, "css/site.css", **{"if-match": '"other"'}).status_code == 412


@pytest.mark.parametrize(
    ("asked", "body", "content_range"),
    [
        ("bytes=0-3", b"body", "bytes 0-3/19"),
        ("bytes=5-", b"{ color: red }", "bytes 5-18/19"),
        ("bytes=-5", b"red }", "bytes 14-18/19"),
        ("bytes=-500", b"body { color: red }", "bytes 0-18/19"),
        ("Bytes = 14-99", b"red }", "bytes 14-18/19"),
    ],
)
def test_a_part_of_a_file_is_sent(root, asked, body, content_range):
    response = get(root, "css/site.css", range=asked)

    assert response.status_code == 206
    assert response.body == body
    assert response["Content-Range"] == content_range
    assert response["Content-Length"] == str(len(body))


@pytest.mark.parametrize(
    "asked", ["bytes=3-1", "bytes=-", "bytes=a-b", "lines=0-3", "bytes=٣-", "x"]
)
def test_a_range_that_is_none_asks_for_all(root, asked):
    assert get(root, "css/site.css", range=asked).status_code == 200


@pytest.mark.parametrize("asked", ["bytes=19-", "bytes=-0", "bytes=99-100"])
def test_a_range_behind_the_end_is_answered_with_416(root, asked):
    response = get(root, "css/site.css", range=asked)

    assert (response.status_code, response.body) == (416, b"")
    assert response["Content-Range"] == "bytes */19"


def test_a_range_of_an_older_version_asks_for_all(root):
    etag = get(root, "css/site.css")["ETag"]
    asked = {"range": "bytes=0-3"}

    assert get(root, "css/site.css", **asked, **{"if-range": etag}).status_code == 206
    assert get(root, "css/site.css", **asked, **{"if-range": http_date(MOMENT)}).status_code == 206
    assert get(root, "css/site.css", **asked, **{"if-range": '"old"'}).status_code == 200
    assert (
        get(root, "css/site.css", **asked, **{"if-range": http_date(MOMENT - 9)}).status_code == 200
    )


def test_only_reading_is_allowed(root):
    response = get(root, "css/site.css", method="post")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_the_file_is_closed_with_the_response(root):
    request = RequestFactory().get("/x", headers={"range": "bytes=0-3"})
    response = serve(request, "css/site.css", document_root=root)
    file = response.file_to_stream._file
    response.close()

    assert file.closed


def test_a_folder_is_listed_only_when_asked_and_without_what_is_hidden(root):
    (root / "a & b.txt").write_text("x")
    (root / "javascript:alert(1)").write_text("x")
    page = get(root, "", show_indexes=True).body.decode()

    assert '<a href="./css/">css/</a>' in page
    assert '<a href="./a%20%26%20b.txt">a &amp; b.txt</a>' in page
    assert '<a href="./javascript%3Aalert%281%29">' in page
    assert "secret" not in page
    assert "git" not in page
    assert "../" in get(root, "css/", show_indexes=True).body.decode()


def test_a_folder_must_be_given():
    with pytest.raises(ImproperlyConfigured, match="document_root"):
        serve(RequestFactory().get("/x"), "x")


@pytest.mark.parametrize(
    ("header", "mtime", "modified"),
    [
        (None, 0, True),
        ("nonsense", 0, True),
        (http_date(MOMENT), MOMENT + 0.9, False),
        (http_date(MOMENT), MOMENT + 1, True),
        (http_date(MOMENT), MOMENT - 1, False),
    ],
)
def test_was_modified_since_looks_at_whole_seconds(header, mtime, modified):
    assert was_modified_since(header, mtime) is modified


def test_a_line_of_urls_serves_a_folder_while_debugging(root):
    with override_settings(DEBUG=True):
        (line,) = static("/media/", document_root=root)
    match = line.resolve("media/css/site.css")

    assert match.func is serve
    assert match.kwargs == {"path": "css/site.css", "document_root": root}


def test_there_is_no_such_line_in_production_or_for_another_host(root):
    assert static("media/", document_root=root) == []
    with override_settings(DEBUG=True):
        assert static("https://cdn.example/media/", document_root=root) == []
    with pytest.raises(ImproperlyConfigured, match="Empty static prefix"):
        static("", document_root=root)


def test_conf_urls_offers_the_usual_handlers():
    assert handler404 is page_not_found
