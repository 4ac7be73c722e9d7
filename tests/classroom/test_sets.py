"""Sets of lessons of one's own: new, verify, and what their files may hold."""

import shutil
from pathlib import Path

import pytest

from mtvgen.classroom import verifying
from mtvgen.classroom.lessons import load
from mtvgen.errors import LessonBroken
from tests.classroom.conftest import Type


@pytest.fixture(autouse=True)
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each solution once: that they pass three times is proved with the ladder itself."""
    monkeypatch.setattr(verifying, "TIMES", 1)


@pytest.fixture
def made(small: Path, tmp_path: Path) -> Path:
    """A copy of the small set, to be spoilt."""
    return Path(shutil.copytree(small, tmp_path / "made"))


def test_a_new_set_is_fit_for_a_class(lesson: Type, place: Path) -> None:
    made = lesson("new", "my-lessons")
    found = lesson("verify", "my-lessons")
    again = lesson("new", "my-lessons")

    assert made.returncode == 0
    assert found.stdout == "my-lessons: 1 stage, nothing wrong.\n"
    assert again.returncode == 1
    assert "exists already" in again.stderr


def spoilt(made: Path, name: str, old: str, new: str) -> None:
    file = made / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("lessons.toml", "format_version = 1", "format_version = 2", "format_version is 2"),
        ("lessons.toml", "format_version = 1", "format_version = ", "is no valid TOML"),
        ("lessons.toml", 'languages = ["en"]', "languages = []", "languages is no list"),
        ("lessons.toml", 'languages = ["en"]', 'languages = ["fr"]', "title.fr is missing"),
        ("lessons.toml", 'folder = "02-bye"', 'folder = "2-bye"', "write it like '01-socket'"),
        ("lessons.toml", 'folder = "02-bye"', 'folder = "02-gone"', "has no folder 02-gone"),
        ("lessons.toml", 'folder = "02-bye"', 'folder = "01-hello"', "the same number"),
        ("lessons.toml", 'folder = "02-bye"', 'folder = "../02-bye"', "write it like '01-socket'"),
        ("lessons.toml", 'program = "server.py"', 'program = "../../x.py"', "and not a file of its folder"),
        ("lessons.toml", 'response = "you"', 'answer = "you"', "by.answer is no [[part]]"),
        ("lessons.toml", 'name = "request"', 'name = "A B"', "small letters"),
    ],
)  # fmt: skip
def test_a_set_that_cannot_be_read_says_where_and_why(
    made: Path, name: str, old: str, new: str, says: str
) -> None:
    spoilt(made, name, old, new)

    with pytest.raises(LessonBroken) as refused:
        load(made)
    assert says in refused.value.message
    assert "lessons.toml" in refused.value.message


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "says"),
    [
        ("lessons.toml", 'languages = ["en"]', 'languages = ["en", "zh"]', "", "title.zh is missing"),
        ("01-hello/solution/server.py", "Hello, {", "Hallo, {", "01-hello/solution", "does not pass 'greets'"),
        ("01-hello/checks.py", "import Run", "import Rum", "01-hello", "checks.py does not load"),
        ("01-hello/checks.py", "run.get(\"/Ada\")", "run.get(1 / 0)", "01-hello", "failed by itself: ZeroDivisionError"),
        ("01-hello/checks.py", 'en="GET', 'fr="GET', "01-hello/checks.py", "has no title in 'en'"),
        ("01-hello/hints.en.md", "## ", "# ", "", ""),
    ],
)  # fmt: skip
def test_verify_names_what_is_wrong(
    made: Path, name: str, old: str, new: str, place: str, says: str
) -> None:
    spoilt(made, name, old, new)
    if name.endswith("hints.en.md"):
        spoilt(made, name, "## ", "# ")
        place, says = name, "holds no hint"

    try:
        found = [(one.place, one.problem) for one in verifying.verify(load(made))]
    except LessonBroken as error:
        found = [("", error.message)]

    assert any(at == place and says in problem for at, problem in found), found


def test_a_starter_that_passes_is_found(made: Path) -> None:
    shutil.copyfile(made / "01-hello/solution/server.py", made / "01-hello/starter/server.py")

    found = [one.problem for one in verifying.verify(load(made))]

    assert "passes all checks: there is nothing to do." in found


def test_a_solution_that_lies_in_a_starter_is_found(made: Path) -> None:
    solution = (made / "01-hello/solution/server.py").read_text("utf-8")
    (made / "01-hello/starter/notes.py").write_text(solution, encoding="utf-8")

    found = [(one.place, one.problem) for one in verifying.verify(load(made))]

    assert [place for place, problem in found if "holds lines of the solution" in problem] == [
        "01-hello/starter/notes.py"
    ]


def test_a_missing_text_is_found(made: Path) -> None:
    (made / "02-bye" / "text.en.md").unlink()

    assert ("02-bye/text.en.md", "is missing.") in [
        (one.place, one.problem) for one in verifying.verify(load(made))
    ]


def test_verify_says_so_on_the_command_line(lesson: Type, made: Path) -> None:
    (made / "02-bye" / "hints.en.md").unlink()

    done = lesson("verify", str(made))

    assert done.returncode == 1
    assert "02-bye/hints.en.md: is missing." in done.stdout
