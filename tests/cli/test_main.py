import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from mtvgen import __version__
from mtvgen.cli.commands import COMMANDS, GROUPS

from .conftest import Run

MTVGEN = [sys.executable, "-m", "mtvgen"]


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",)])
def test_help_names_every_command_in_its_group(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)

    assert done.returncode == 0
    assert done.stderr == ""
    positions = [done.stdout.index(f"\n{group}") for group in GROUPS]
    assert positions == sorted(positions)
    for command in COMMANDS.values():
        assert (command.help in done.stdout) == bool(command.group)


def test_version_tells_mtvgen_python_and_the_system(run: Run) -> None:
    said = run("--version").stdout

    assert said.startswith(f"mtvgen {__version__} (Python {sys.version.split()[0]}, ")


@pytest.mark.parametrize("name", [name for name in COMMANDS if COMMANDS[name].module])
def test_each_command_explains_itself_with_an_example(run: Run, name: str) -> None:
    done = run(name, "--help")

    assert done.returncode == 0
    assert "Example" in done.stdout
    assert f"mtvgen {name}" in done.stdout


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("startprojct", "startproject"),
        ("Runserver", "runserver"),
        ("migrat", "migrate"),
        ("tests", "test"),
    ],
)
def test_a_typo_is_answered_with_the_near_command(run: Run, typed: str, near: str) -> None:
    done = run(typed)

    assert (done.returncode, done.stdout) == (2, "")
    assert f"There is no command {typed!r}. Did you mean {near!r}?" in done.stderr


def test_an_unknown_command_may_be_one_of_the_project(run: Run) -> None:
    assert "type: mtvgen manage zzz" in run("zzz").stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("startproject", "--dry-rum", "shop"), "--dry-run"),
        (("startproject", "a", "b"), "unexpected extra argument"),
        (("startproject", "--kit"), "requires an argument"),
        (("startproject",), "A project needs a name."),
        (("startproject", "shop", "--set", "novalue"), "names no value"),
        (("completion", "tcsh"), "'tcsh' is not one of"),
        (("--nothing",), "--nothing"),
    ],
)
def test_a_wrong_call_ends_with_2_and_only_stderr(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    done = run(*arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_our_own_bug_ends_with_70_and_a_file_of_details(place: Path) -> None:
    bug = "import sys; import mtvgen.cli.overview as o; o.text = lambda: 1 / 0; from mtvgen.cli.main import main; sys.exit(main(['--help']))"

    done = subprocess.run(
        [sys.executable, "-c", bug],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"TMPDIR": str(place), "TEMP": str(place)},
    )

    (details,) = place.glob("mtvgen-error-*.txt")
    assert done.returncode == 70
    assert "mtvgen has a bug: ZeroDivisionError" in done.stderr
    assert str(details) in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in details.read_text(encoding="utf-8")
    assert "['--help']" in details.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="needs a pipe that closes as on POSIX")
def test_a_reader_that_has_enough_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)

    done = subprocess.run(
        [*MTVGEN, "--help"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)

    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_fits_nowhere_is_told() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*MTVGEN, "--help"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert done.returncode == 1
    assert done.stderr == "Error: The output could not be written: No space left on device.\n"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1", "gbk", "utf-8"])
def test_any_encoding_of_the_output_will_do(run: Run, place: Path, encoding: str) -> None:
    done = subprocess.run(
        [*MTVGEN, "startproject", "项目", "--no-input", "--no-git"],
        cwd=place,
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": encoding},
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert ("├" in done.stdout.decode(encoding)) == (encoding in {"gbk", "utf-8"})
    assert (place / "项目" / "models.py").is_file()


def test_without_a_terminal_there_are_no_control_codes(run: Run) -> None:
    said = [
        run("startproject", "shop", "--no-git"),
        run("startproject", "shop"),
        run("--help"),
        run("oops"),
    ]

    assert not any("\x1b" in done.stdout + done.stderr for done in said)


def test_control_codes_in_what_was_typed_do_not_reach_the_terminal(run: Run) -> None:
    assert "\x1b" not in run("startproject", "\x1b[31mred").stderr
    assert "\x1b" not in run("startproject", "a", "--into", "\x1b]0;x\x07").stderr


def test_importing_the_command_line_creates_nothing(run: Run, place: Path) -> None:
    home = place / "home"
    home.mkdir()

    run(
        "startproject",
        "shop",
        "--no-git",
        "--no-input",
        env={"HOME": str(home), "USERPROFILE": str(home)},
    )

    assert list(home.iterdir()) == []


def test_the_temporary_folder_can_be_closed_and_the_bug_is_still_told(tmp_path: Path) -> None:
    bug = (
        "import sys, tempfile; import mtvgen.cli.overview as o; o.text = lambda: 1 / 0\n"
        "tempfile.tempdir = sys.argv[1]; from mtvgen.cli.main import main; sys.exit(main(['--help']))"
    )

    done = subprocess.run(
        [sys.executable, "-c", bug, str(tmp_path / "gone")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert tempfile.gettempdir() not in done.stderr.splitlines()[0]
    assert done.returncode == 70
    assert "ZeroDivisionError: division by zero" in done.stderr


def test_what_lies_in_the_current_folder_is_not_run(run: Run, place: Path) -> None:
    for name in ("click.py", "json.py", "tomllib.py"):
        (place / name).write_text("raise SystemExit('run')", encoding="utf-8")

    assert run("startproject", "shop", "--no-git").returncode == 0
