"""What a person at a terminal sees: a real pseudo-terminal, typed into."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.scaffold.conftest import write_kit

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here", exc_type=ImportError)


def at_a_terminal(
    place: Path,
    typed: bytes,
    *arguments: str,
    env: dict[str, str] | None = None,
    interrupt: bool = False,
    program: tuple[str, ...] = ("-m", "mtvgen"),
) -> tuple[int, str]:
    """Call `mtvgen startproject` on a terminal, type, and return the exit code and the screen.

    interrupt: press Ctrl-C when nothing more comes.
    """
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *program, "startproject", *arguments],
        cwd=place,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=os.environ | {"TERM": "xterm"} | (env or {}),
        start_new_session=True,
    )
    os.close(follower)
    os.write(leader, typed)
    screen = b""
    deadline = time.monotonic() + 60
    while True:
        if time.monotonic() > deadline:
            process.kill()
            raise AssertionError(f"It never ended:\n{screen.decode(errors='replace')}")
        if not select.select([leader], [], [], 0.3)[0]:
            # Python misses a Ctrl-C that comes in the instant before it begins to read; people press again.
            if interrupt and screen:  # before the question, Python itself is still starting
                process.send_signal(signal.SIGINT)
            continue
        try:
            piece = os.read(leader, 4096)
        except OSError:  # Linux says so when the last user of the terminal is gone
            break
        if not piece:
            break
        screen += piece
    os.close(leader)
    return process.wait(60), screen.decode(errors="replace")


def test_a_missing_name_is_asked_for(place: Path) -> None:
    code, screen = at_a_terminal(place, b"shop\n", "--no-git")

    assert code == 0
    assert "Name of the project" in screen
    assert (place / "shop" / "models.py").is_file()


def test_a_name_that_cannot_be_is_corrected_and_stays_the_title(place: Path) -> None:
    code, screen = at_a_terminal(place, b"My Shop\n\n", "--no-git")

    assert code == 0
    assert "Use 'my_shop' instead?" in screen
    assert "My Shop" in (place / "my_shop" / "README.md").read_text(encoding="utf-8")


def test_a_correction_that_is_declined_asks_again(place: Path) -> None:
    code, _screen = at_a_terminal(place, b"n\nstall\n", "my-shop", "--no-git")

    assert code == 0
    assert (place / "stall").is_dir()


def test_nothing_is_asked_that_was_given(place: Path) -> None:
    code, screen = at_a_terminal(place, b"", "shop", "--no-git")

    assert code == 0
    assert "?" not in screen


def test_the_questions_of_a_kit_are_asked_in_its_words(place: Path, tmp_path: Path) -> None:
    prompts = {
        "colour": {"__prompt__": "Which colour?", "green": "Green like grass"},
        "tests": "Tests too?",
    }
    variables = {"colour": ["red", "green"], "tests": True, "motto": "none", "__prompts__": prompts}
    text = "{{ cookiecutter.colour }} {{ cookiecutter.tests }} {{ cookiecutter.motto }}"
    kit = write_kit(tmp_path / "asking", {"a.txt": text}, variables)

    code, screen = at_a_terminal(place, b"2\nn\n{{ 1 }}\n", "shop", "--kit", str(kit), "--no-git")

    assert code == 0
    assert "Green like grass" in screen
    assert (place / "shop" / "a.txt").read_text(encoding="utf-8") == "green False {{ 1 }}"


def test_no_input_asks_nothing_even_at_a_terminal(place: Path) -> None:
    code, screen = at_a_terminal(place, b"", "--no-input")

    assert code == 2
    assert "A project needs a name." in screen


def test_ctrl_c_at_a_question_ends_quietly(place: Path) -> None:
    code, screen = at_a_terminal(place, b"", interrupt=True)

    assert code == 130
    assert "Traceback" not in screen
    assert list(place.iterdir()) == []


def test_colours_are_for_terminals_and_no_color_turns_them_off(place: Path) -> None:
    assert "\x1b[1m" in at_a_terminal(place, b"", "shop", "--dry-run")[1]
    assert "\x1b[" not in at_a_terminal(place, b"", "shop", "--dry-run", env={"NO_COLOR": "1"})[1]
    assert "\x1b[" not in at_a_terminal(place, b"", "shop", "--dry-run", env={"TERM": "dumb"})[1]


@pytest.fixture
def large_kit(tmp_path: Path) -> Path:
    """A kit of 120 files."""
    kit = tmp_path / "large"
    for part in ("a", "b"):
        folder = kit / "{{ cookiecutter.project_slug }}" / part
        folder.mkdir(parents=True)
        for number in range(60):
            (folder / f"{number}.txt").write_text("{{ cookiecutter.project_slug }}", "utf-8")
    (kit / "cookiecutter.json").write_text('{"project_slug": "shop"}', encoding="utf-8")
    return kit


# People are shown nothing for what takes no time.
IMPATIENT = (
    "-c",
    "from mtvgen.cli import console, main; console.PATIENCE = console.PAUSE = 0; main.main()",
)


def test_long_work_shows_its_progress_and_then_the_folders(place: Path, large_kit: Path) -> None:
    options = ["shop", "--kit", str(large_kit), "--no-input", "--no-git"]

    code, screen = at_a_terminal(place, b"", *options, program=IMPATIENT)

    assert code == 0
    assert "\rRendering 120 files\x1b[K\r\x1b[K" in screen
    assert re.search(r"\rWriting 60 of 1\d\d files\x1b\[K", screen)
    shown = screen.rpartition("\r\x1b[K")[2]
    assert re.search(r"b/ +60 files", shown)
    assert "1.txt" not in shown


def test_a_terminal_without_codes_shows_no_progress(place: Path, large_kit: Path) -> None:
    options = ["shop", "--kit", str(large_kit), "--no-input", "--no-git"]

    code, screen = at_a_terminal(place, b"", *options, env={"TERM": "dumb"}, program=IMPATIENT)

    assert code == 0
    assert "Writing" not in screen
    assert "\x1b" not in screen


def test_a_wrong_answer_is_asked_again_on_the_spot(place: Path, tmp_path: Path) -> None:
    kit = write_kit(tmp_path / "asking", {"a.txt": "{{ cookiecutter.owner }}"}, {"owner": ""})
    rule = 'name = "owner"\nhelp = "Who answers mail."\nkind = "email"\n'
    (kit / "kit.toml").write_text(f"[[question]]\n{rule}", encoding="utf-8")
    typed = b"nobody\nada@a.example\n"

    code, screen = at_a_terminal(place, typed, "shop", "--kit", str(kit), "--no-git")

    assert code == 0
    assert "Who answers mail." in screen
    assert "'nobody' is not an e-mail address" in screen
    assert (place / "shop" / "a.txt").read_text(encoding="utf-8") == "ada@a.example"
