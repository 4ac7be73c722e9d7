"""`mtvgen lesson` as a student types it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mtvgen.classroom import folder, state
from mtvgen.classroom.lessons import load
from tests.classroom.conftest import PLAIN, Type


@pytest.fixture
def begun(place: Path, small: Path) -> Path:
    """A working folder of the small set, called `work`."""
    return folder.start(place / "work", "en", load(small)).folder


def solve(work: Path, small: Path, stage: str = "01-hello") -> None:
    shutil.copyfile(small / stage / "solution" / "server.py", work / stage / "server.py")


def test_start_makes_the_first_stage_and_says_what_to_type(lesson: Type, place: Path) -> None:
    done = lesson("start")

    assert done.returncode == 0
    assert "mtvgen lesson watch" in done.stdout
    assert sorted(path.name for path in (place / "ladder").iterdir()) == [
        "01-socket",
        "lesson.toml",
    ]


def test_start_speaks_the_language_of_the_system_and_that_of_lang(
    lesson: Type, place: Path
) -> None:
    by_system = lesson("start", "one", env={"LANG": "zh_CN.UTF-8"})
    by_option = lesson("start", "two", "--lang", "zh-Hans")

    assert "下一步" in by_system.stdout
    assert "下一步" in by_option.stdout
    assert state.read(place / "two").language == "zh"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["start", "taken"], "taken exists already"),
        (["start", "nowhere/below"], "There is no folder"),
        (["start", "x", "--lang", "tlh"], "They speak: en, zh"),
        (["start", "x", "--set", "nothing"], "nothing: has no lessons.toml"),
        (["check"], "is not inside a folder of lessons"),
        (["verify", "--python", "python9"], "there is no program 'python9'"),
        (["chekc"], "chekc"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_clear_error(
    lesson: Type, place: Path, arguments: list[str], says: str
) -> None:
    (place / "taken").mkdir()
    (place / "taken" / "diary.txt").write_text("mine", encoding="utf-8")

    done = lesson(*arguments)

    assert done.returncode in {1, 2}
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in place.rglob("*")] == ["taken", "diary.txt"]


def test_lessons_of_others_run_only_when_they_are_trusted(
    lesson: Type, place: Path, small: Path
) -> None:
    refused = lesson("start", "work", "--set", str(small))
    trusted = lesson("start", "work", "--set", str(small), "--trust")

    assert refused.returncode == 1
    assert str(small / "02-bye" / "checks.py") in refused.stderr
    assert trusted.returncode == 0
    assert state.read(place / "work").lessons == str(small)


def test_a_check_passes_is_remembered_and_leads_on(lesson: Type, begun: Path, small: Path) -> None:
    failed = lesson("check", at="work")
    too_early = lesson("next", at="work")
    solve(begun, small)
    passed = lesson("check", at="work/01-hello")
    told = lesson("next", at="work")

    assert failed.returncode == 1
    assert "✗ GET /Ada is answered with 200" in failed.stdout
    assert "(waits for: GET /Ada is answered with 200)" in failed.stdout
    assert "501" in failed.stdout
    assert too_early.returncode == 1
    assert "--skip" in too_early.stderr
    assert passed.returncode == 0
    assert "mtvgen lesson next" in passed.stdout
    assert "02-bye" in told.stdout
    assert (begun / "02-bye" / "server.py").read_text("utf-8") == (
        begun / "01-hello" / "server.py"
    ).read_text("utf-8")
    assert state.read(begun).passed.keys() == {"01-hello"}


def test_a_skipped_stage_hands_on_its_solution(lesson: Type, begun: Path, small: Path) -> None:
    lesson("next", "--skip", at="work")

    solution = (small / "01-hello" / "solution" / "server.py").read_text("utf-8")
    assert (begun / "02-bye" / "server.py").read_text("utf-8") == solution
    assert state.read(begun).stage == "02-bye"


def test_reset_keeps_the_old_work_every_time(lesson: Type, begun: Path) -> None:
    for turn in ("first", "second"):
        (begun / "01-hello" / "server.py").write_text(turn, encoding="utf-8")
        assert lesson("reset", at="work").returncode == 0

    kept = [
        (begun / f"01-hello.kept-{number}" / "server.py").read_text("utf-8") for number in (1, 2)
    ]
    assert kept == ["first", "second"]
    assert "class Greeter" in (begun / "01-hello" / "server.py").read_text("utf-8")


def test_hints_come_one_at_a_time_and_can_be_seen_again(lesson: Type, begun: Path) -> None:
    shown = [lesson("hint", at="work").stdout for _ in range(3)]
    again = lesson("hint", "--all", at="work").stdout

    assert "Hint 1 of 2: Where to begin" in shown[0]
    assert "Hint 2 of 2: Nearly the answer" in shown[1]
    assert "mtvgen lesson solution" in shown[2]
    assert "Hint 1 of 2" in again
    assert "Hint 2 of 2" in again


def test_the_solution_is_shown_after_the_pass_or_to_who_gives_up(lesson: Type, begun: Path) -> None:
    refused = lesson("solution", at="work")
    shown = lesson("solution", "--give-up", at="work")
    different = lesson("solution", "--give-up", "--diff", at="work")

    assert refused.returncode == 1
    assert "--give-up" in refused.stderr
    assert "self.wfile.write(body)" in shown.stdout
    assert "+        self.wfile.write(body)" in different.stdout
    assert state.read(begun).given_up == ("01-hello",)


def test_a_seed_sends_the_same_values_again(lesson: Type, begun: Path, small: Path) -> None:
    server = (small / "01-hello" / "solution" / "server.py").read_text("utf-8")
    (begun / "01-hello" / "server.py").write_text(server.replace("Hello", "Goodbye"), "utf-8")

    first, second, third = (
        json.loads(lesson("check", "--json", "--seed", seed, at="work").stdout)["stages"][0][
            "checks"
        ][1]
        for seed in ("7", "7", "8")
    )

    assert first["expected"] == second["expected"]
    assert first["expected"] != third["expected"]
    assert first["received"].startswith("Goodbye, ")


def test_list_and_status_say_where_the_student_is(lesson: Type, begun: Path, small: Path) -> None:
    solve(begun, small)
    lesson("check", at="work")

    listed, status = lesson("list", at="work").stdout, lesson(at="work").stdout
    document = json.loads(lesson("list", "--json", at="work").stdout)

    assert "[x]  1  Hello" in listed
    assert "1 of 2 stages passed" in listed
    assert "mtvgen lesson next" in status
    assert [bool(one["passed"]) for one in document["stages"]] == [True, False]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("format = 1\nlanguage =", "is no valid TOML"),
        ("format = 9", "format is 9"),
        ("format = 1\nlanguage = 3\nstage = '01-hello'", "language is 3, and must be a str"),
        ("format = 1\nlanguage = 'en'\nstage = '09-none'", "has no stage '09-none'"),
    ],
)
def test_a_damaged_state_is_told_and_left_as_it_is(
    lesson: Type, place: Path, text: str, says: str
) -> None:
    file = place / state.FILE
    file.write_text(text, encoding="utf-8")

    done = lesson("check")

    assert done.returncode == 1
    assert says in done.stderr
    assert file.read_text("utf-8") == text


def wait_for(process: "subprocess.Popen[str]", words: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return
    raise AssertionError(f"{words!r} never came; exit code {process.wait()}")


def test_watch_checks_on_every_save_until_ctrl_c(begun: Path, small: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "mtvgen", "lesson", "watch"], cwd=begun,
        env=os.environ | PLAIN, stdout=subprocess.PIPE, encoding="utf-8",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    ) as process:  # fmt: skip
        try:
            wait_for(process, "✗ GET /Ada is answered with 200")
            wait_for(process, "Ctrl-C ends")
            solve(begun, small)
            wait_for(process, "All 2 checks passed")
            wait_for(process, "Ctrl-C ends")
            process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT))
            assert process.wait(20) in {0, 130}
        finally:
            process.kill()

    assert state.read(begun).passed.keys() == {"01-hello"}


@pytest.mark.skipif(os.name == "nt", reason="kill -9 and process groups are POSIX's")
def test_nothing_of_a_program_is_left_when_the_check_ends(
    lesson: Type, begun: Path, place: Path
) -> None:
    mark = place / "pids"
    (begun / "01-hello" / "server.py").write_text(
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
        f"open({str(mark)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "import http.server\n"
        "http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), http.server.BaseHTTPRequestHandler).serve_forever()\n",
        encoding="utf-8",
    )

    lesson("check", at="work")

    for pid in map(int, mark.read_text().split()):
        end = time.monotonic() + 10
        while (
            Path(f"/proc/{pid}").exists()
            and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]
        ):
            assert time.monotonic() < end, f"{pid} lives"
            time.sleep(0.05)


def test_a_programs_output_cannot_steer_the_terminal(lesson: Type, begun: Path) -> None:
    (begun / "01-hello" / "server.py").write_text(
        "raise SystemExit('\\x1b]0;owned\\x07')", encoding="utf-8"
    )

    done = lesson("check", at="work")

    assert "\x1b" not in done.stdout
    assert "\\x1b]0;owned\\x07" in done.stdout
