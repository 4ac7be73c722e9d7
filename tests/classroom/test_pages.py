"""The pages of the ladder, asked as a WSGI application; how they look is tested in tests/browser."""

from pathlib import Path
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from mtvgen.classroom import folder, state
from mtvgen.classroom.folder import Work
from mtvgen.classroom.lessons import load
from mtvgen.classroom.pages import application

HOST = "127.0.0.1:9000"


@pytest.fixture
def work(tmp_path: Path, small: Path) -> Work:
    return folder.start(tmp_path / "work", "en", load(small))


def ask(
    work: Work, path: str = "/", *, method: str = "GET", host: str = HOST, language: str = ""
) -> tuple[str, dict[str, str], str]:
    environ: dict[str, object] = {
        "PATH_INFO": path,
        "REQUEST_METHOD": method,
        "HTTP_HOST": host,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
    }
    setup_testing_defaults(environ)
    said: list[object] = []
    answer = validator(application(work.folder, language, [HOST]))(
        environ, lambda *two: said.extend(two[:2])
    )
    body = b"".join(answer)
    answer.close()
    status, headers = said
    return str(status), dict(headers), body.decode()  # type: ignore[call-overload]


def test_the_page_has_the_text_the_way_and_what_comes_next(work: Work) -> None:
    status, headers, page = ask(work)

    assert status == "200 OK"
    assert "<h1>Hello</h1>" in page
    assert "<svg" in page
    assert "mtvgen lesson watch" in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "http://" not in page.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_every_stage_has_its_page_and_others_are_not_found(work: Work) -> None:
    assert ask(work, "/02-bye/")[0] == "200 OK"
    assert ask(work, "/03-none/")[0] == "404 Not Found"
    assert ask(work, "/../lessons.toml")[0] == "404 Not Found"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:9000", "127.0.0.1", "", "localhost:9001"]
)
def test_only_this_computers_own_names_are_answered(work: Work, host: str) -> None:
    status, _, body = ask(work, host=host)

    assert status == "403 Forbidden"
    assert "Hello" not in body


def test_nothing_but_looking_is_answered(work: Work) -> None:
    status, headers, _ = ask(work, method="POST")

    assert status == "405 Method Not Allowed"
    assert headers["Allow"] == "GET, HEAD"


def test_the_state_changes_when_the_student_moves_on(work: Work) -> None:
    before = ask(work, "/state")[2]
    work.keep(work.state.with_hint("01-hello", 1))
    after = ask(work, "/state")[2]

    assert before != after
    assert "Where to begin" in ask(work)[2]


def test_html_in_a_text_is_shown_and_not_obeyed(work: Work, small: Path, tmp_path: Path) -> None:
    import shutil

    hostile = Path(shutil.copytree(small, tmp_path / "hostile"))
    (hostile / "01-hello" / "text.en.md").write_text(
        "# <script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>\n",
        encoding="utf-8",
    )
    (hostile / "01-hello" / "hints.en.md").write_text("## <b>bold</b>\n\ntext\n", encoding="utf-8")
    told = folder.start(tmp_path / "told", "en", load(hostile))

    page = ask(told.keep(told.state.with_hint("01-hello", 1)))[2]

    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "<summary>&lt;b&gt;bold" in page


def test_a_damaged_state_is_told_in_words(work: Work) -> None:
    (work.folder / state.FILE).write_text("format = ", encoding="utf-8")

    status, _, body = ask(work)

    assert status == "500 Internal Server Error"
    assert "is no valid TOML" in body


def test_lines_of_chinese_join_without_a_space(work: Work, small: Path, tmp_path: Path) -> None:
    import shutil

    chinese = Path(shutil.copytree(small, tmp_path / "chinese"))
    (chinese / "01-hello" / "text.en.md").write_text(
        "第一行。\n第二行 one\ntwo\n", encoding="utf-8"
    )

    page = ask(folder.start(tmp_path / "told", "en", load(chinese)))[2]

    assert "<p>第一行。第二行 one\ntwo</p>" in page
