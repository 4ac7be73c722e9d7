"""A journey in the terminal: what it says, how wide it is, and that it cannot talk to the terminal."""

import copy
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mtvgen.runtime.core.management import CommandError, call_command
from mtvgen.runtime.core.management.color import Styles
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.urls import path
from mtvgen.runtime.xray.journey import Journey, read, read_all
from mtvgen.runtime.xray.recorder import Recorder
from mtvgen.runtime.xray.tree import Tree, _columns

PLAIN = Styles(colored=False)


@pytest.fixture
def drawn(recorder: Recorder, journey: Any) -> Callable[..., str]:
    def draw(path: str, **options: Any) -> str:
        journey(path)
        return Tree(PLAIN, **options).draw(recorder.journeys()[-1])

    return draw


def test_the_tree_tells_the_way_with_your_lines(library: None, drawn: Any) -> None:
    text = drawn("/library/3/")

    assert text.startswith("GET /library/3/  200 OK")
    assert "✗ hello/: segment 1 is 'library', not 'hello'" in text
    assert "✓ library/<int:pk>/ → tests.runtime.xray.site.book" in text
    assert "→ view  tests.runtime.xray.site.book(pk=3)" in text
    assert "site.py:" in text
    assert "patterns behind it were not asked" in text
    assert text.splitlines()[-1].startswith("Time: ")


def test_queries_that_repeat_themselves_are_told_once_with_what_to_do(
    library: None, drawn: Any
) -> None:
    text = drawn("/books/", width=160)

    assert text.count("→ query  ") == 2
    assert "5 times the same query (N+1)" in text
    assert 'Book.objects.select_related("author")' in text
    assert "extends base.html, imports parts.html, includes row.html" in text


def test_an_error_is_told_where_it_broke_with_what_to_do(drawn: Any) -> None:
    text = drawn("/broken/")

    assert "✗ template  UndefinedVariable: 'nothing' is undefined" in text
    assert "broken.html:2: {{ nothing.at.all }}" in text
    assert "What to do: " in text


@pytest.mark.parametrize("width", [30, 48, 80])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_is_wider_than_the_terminal(
    library: None, drawn: Any, width: int, lang: str
) -> None:
    for asked in ("/books/", "/helo/", "/broken/"):
        text = drawn(asked, width=width, lang=lang)

        assert max(_columns(line) for line in text.splitlines()) <= width, asked


def test_where_only_ascii_can_be_shown_there_is_nothing_else(drawn: Any) -> None:
    text = drawn("/h%C3%A9llo/", unicode=False)

    assert text.isascii()
    assert "> server" in text


def test_colours_change_nothing_but_the_colours(recorder: Recorder, journey: Any) -> None:
    journey("/fail/")
    (one,) = recorder.journeys()

    painted = Tree(Styles(colored=True)).draw(one)

    assert "\x1b[1;31m" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == Tree(PLAIN).draw(one)


def test_what_a_journey_holds_cannot_talk_to_the_terminal(recorder: Recorder, journey: Any) -> None:
    data = copy.deepcopy(journey("/fail/"))
    evil = "\x1b]0;owned\x07\x9b31m\u202e\n"

    def spoil(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: spoil(one, key) for key, one in value.items()}
        if isinstance(value, list):
            return [spoil(one) for one in value]
        kept = {"kind", "station", "code", "by", "how", "format", "started"}
        return evil if isinstance(value, str) and name not in kept else value

    text = Tree(PLAIN, width=200).draw(Journey.of({**spoil(data), "id": data["id"]}))

    assert all(line.isprintable() for line in text.split("\n"))


# The command


def run(*words: str, **options: Any) -> str:
    output = io.StringIO()
    call_command("xray", *words, stdout=output, no_color=True, **options)
    return output.getvalue()


def test_the_command_prints_the_tree(library: None) -> None:
    assert "✓ library/<int:pk>/" in run("GET", "/library/1/")
    assert run("/library/1/").startswith("GET /library/1/  200 OK")


def test_a_form_is_sent_with_its_token_and_really_written(library: None) -> None:
    text = run("/signup/", "--data", "name=Ada", "--data", "password=secret-words")

    assert text.startswith("POST /signup/  200 OK")
    assert "INSERT INTO" in text
    assert "name=" in text
    assert "secret-words" not in text


def test_without_its_token_the_form_is_refused(library: None) -> None:
    text = run("POST", "/signup/", "--data", "name=Ada", "--no-csrf")

    assert "403 Forbidden" in text
    assert "CsrfViewMiddleware 403 (answered itself)" in text
    assert "csrf_input" in text


def test_json_for_other_programs_is_a_journey(site: None) -> None:
    found = read(run("/hello/", "--as-json"))

    assert found.path == "/hello/"
    assert found.status == 200


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
)
def test_every_method_can_be_asked(site: None, method: str) -> None:
    assert json.loads(run(method, "/hello/", "--as-json"))["request"]["method"] == method


def test_headers_and_json_reach_the_project(site: None) -> None:
    data = read(
        run("/hello/", "--json-body", '{"n": 1}', "--header", "X-Class: 7b", "--as-json")
    ).data

    headers = data["events"][0]["facts"]["headers"]
    assert data["request"]["method"] == "POST"
    assert ["X-Class", "7b"] in headers
    assert ["Content-Type", "application/json"] in headers
    assert data["response"]["status"] == 200


def test_redirects_are_followed_each_a_journey(site: None) -> None:
    found = read_all(run("/hello", "--follow", "--as-json"))

    assert [(one.path, one.status) for one in found] == [("/hello", 301), ("/hello/", 200)]


def test_a_journey_is_saved_and_nothing_else_is_overwritten(site: None, tmp_path: Path) -> None:
    file = tmp_path / "journey.json"
    run("/hello/", "--save", str(file))
    run("/fail/", "--save", str(file))
    other = tmp_path / "views.py"
    other.write_text("mine", encoding="utf-8")

    assert read(file.read_text(encoding="utf-8")).path == "/fail/"
    with pytest.raises(CommandError, match=r"views\.py is there already, and is no journey"):
        run("/hello/", "--save", str(other))
    assert other.read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["journey.json", "views.py"]


def test_without_debug_nothing_is_shown(site: None) -> None:
    with override_settings(DEBUG=False), pytest.raises(CommandError, match="DEBUG = True"):
        run("/hello/")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Say what to ask for"),
        (["GET", "/a/", "/b/"], "Say what to ask for"),
        (["FETCH", "/a/"], "'FETCH' is no method"),
        (["https://example.org/"], "whole address"),
        (["/", "--data", "x"], "--data takes NAME=VALUE"),
        (["/", "--header", "x"], "--header takes NAME:VALUE"),
        (["/", "--data", "a=b", "--json-body", "{}"], "not both"),
        (["GET", "/", "--json-body", "{}"], "has no body"),
        (["/", "--open", "file"], "give no request"),
    ],
)
def test_a_call_that_makes_no_sense_says_so(site: None, words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*words)


def leave(request: Any) -> None:
    raise SystemExit(3)


urlpatterns = [path("leave/", leave)]


def test_a_view_that_ends_the_process_is_shown_and_does_not_end_the_command(site: None) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        text = run("/leave/")

    assert "→ view  tests.runtime.xray.test_tree.leave()" in text
    assert "Time: " in text


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format": "mtvgen-journey", "version": 9}', "\x00"]
)
def test_a_file_that_is_no_journey_is_not_opened(tmp_path: Path, content: str) -> None:
    file = tmp_path / "journey.json"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError, match=r"journey\.json"):
        run("--open", str(file), "--no-browser")
    assert [one.name for one in tmp_path.iterdir()] == ["journey.json"]


def test_a_saved_journey_becomes_one_html_file(site: None, tmp_path: Path) -> None:
    file = tmp_path / "journey.json"
    run("/hello/", "--save", str(file))

    said = run("--open", str(file), "--no-browser", "--lang", "zh")
    run("--open", str(file), "--no-browser", "--to", str(tmp_path / "other.html"))

    assert said.startswith(f"Written: {tmp_path / 'journey.html'}")
    page = (tmp_path / "journey.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "mtvgen-journey" in page
    assert (tmp_path / "other.html").exists()


def test_no_html_file_of_somebody_is_overwritten(site: None, tmp_path: Path) -> None:
    file = tmp_path / "index.json"
    run("/hello/", "--save", str(file))
    (tmp_path / "index.html").write_text("my page", encoding="utf-8")

    with pytest.raises(CommandError, match="choose another name"):
        run("--open", str(file), "--no-browser")
    with pytest.raises(CommandError, match="takes the name of an HTML file"):
        run("--open", str(file), "--no-browser", "--to", str(tmp_path / "views.py"))
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "my page"
