import errno
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mtvgen.errors import TargetTaken, WriteFailed
from mtvgen.scaffold.answers import Answers
from mtvgen.scaffold.kits import Kit
from mtvgen.scaffold.plan import Plan, PlannedFile
from mtvgen.scaffold.stage import Stage, sweep
from mtvgen.scaffold.write import write

posix = pytest.mark.skipif(os.name == "nt", reason="needs signals, links and permissions of POSIX")


def plan_of(place: Path, files: dict[str, bytes], name: str = "shop") -> Plan:
    kit = Kit("small", place, place, {}, {"en": "small"}, {}, "", ())
    planned = tuple(PlannedFile(path, content) for path, content in sorted(files.items()))
    return Plan(name, place / name, kit, Answers({}, frozenset()), planned)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_a_plan_becomes_exactly_its_files(place: Path) -> None:
    files = {"a.txt": b"a", "deep/er/b.bin": b"\0\r\n", "empty": b""}

    write(plan_of(place, files))

    assert tree(place / "shop") == {str(Path(path)): content for path, content in files.items()}
    assert names(place) == ["shop"]


@posix
def test_modes_are_the_plans_narrowed_by_the_umask(place: Path) -> None:
    plan = plan_of(place, {})
    files = (
        PlannedFile("a", b""),
        PlannedFile("b", b"", executable=True),
        PlannedFile("c", b"", private=True),
    )
    before = os.umask(0o027)
    try:
        write(Plan(plan.name, plan.target, plan.kit, plan.answers, files))
    finally:
        os.umask(before)

    modes = [stat.S_IMODE((plan.target / name).stat().st_mode) for name in (".", "a", "b", "c")]
    assert modes == [0o750, 0o640, 0o750, 0o600]


@pytest.mark.parametrize("kind", ["file", "full folder", "empty folder", "link"])
def test_what_came_in_between_is_left_as_it_was(place: Path, kind: str) -> None:
    target = place / "shop"

    def meanwhile(_stage: Path) -> None:
        if kind == "file":
            target.write_text("mine", encoding="utf-8")
        elif kind == "link":
            target.symlink_to(place)
        else:
            target.mkdir()
            if kind == "full folder":
                (target / "mine").touch()

    with pytest.raises(TargetTaken, match="created by someone else"):
        write(plan_of(place, {"a.txt": b"a"}), meanwhile)
    assert names(place) == ["shop"]
    assert not (target / "a.txt").exists()


def test_of_many_runs_for_one_name_exactly_one_wins(place: Path) -> None:
    outcomes: list[str] = []
    gate = threading.Barrier(8)

    def run(number: int) -> None:
        files = {f"{one}.txt": str(number).encode() for one in range(20)}
        try:
            write(plan_of(place, files), lambda _stage: gate.wait() and None)
        except TargetTaken:
            outcomes.append("lost")
        else:
            outcomes.append("won")

    runs = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()

    assert sorted(outcomes) == ["lost"] * 7 + ["won"]
    assert names(place) == ["shop"]
    assert len(set(tree(place / "shop").values())) == 1


def test_a_failure_in_the_last_step_leaves_nothing(place: Path) -> None:
    def fail(_stage: Path) -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        write(plan_of(place, {"a.txt": b"a", "b/c.txt": b"c"}), fail)
    assert names(place) == []


def test_a_path_that_is_too_long_is_told_in_words(place: Path) -> None:
    files = {"/".join(["x" * 200] * 30): b""}

    with pytest.raises(WriteFailed, match="too long"):
        write(plan_of(place, files))
    assert names(place) == []


def test_a_folder_that_went_away_is_told(place: Path) -> None:
    plan = plan_of(place / "gone", {"a.txt": b"a"})

    with pytest.raises(WriteFailed, match="the folder went away"):
        write(plan)


# What real processes do: the program below writes a project of many files, slowly.
SLOW = """
import sys, time
from pathlib import Path
from tests.scaffold.test_write import plan_of
from mtvgen.errors import Stopped
from mtvgen.scaffold.write import write
place, pause = Path(sys.argv[1]), float(sys.argv[2])
print("go", flush=True)
try:
    write(plan_of(place, {f"{n % 7}/{n}.txt": b"x" * 2000 for n in range(150)}), lambda stage: time.sleep(pause))
except Stopped as stop:
    sys.exit(128 + stop.signal)
except KeyboardInterrupt:
    sys.exit(130)
"""


def start_slow(place: Path, pause: float) -> "subprocess.Popen[bytes]":
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(place), str(pause)],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"go\n"
    return process


def finish(process: "subprocess.Popen[bytes]") -> int:
    assert process.stdout is not None
    process.stdout.close()
    return process.wait(30)


def wait_for_stage(place: Path) -> None:
    """Wait until the run writes into its folder: before it has the lock, a sweep may take the folder away."""
    deadline = time.monotonic() + 30
    while not any(place.glob(".mtvgen-shop-*.tmp/*")):
        assert time.monotonic() < deadline
        time.sleep(0.002)


@posix
@pytest.mark.parametrize(
    ("signal_name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)]
)
def test_a_stop_signal_while_writing_leaves_nothing(
    place: Path, signal_name: str, code: int
) -> None:
    import signal

    process = start_slow(place, 20)
    wait_for_stage(place)
    process.send_signal(getattr(signal, signal_name))

    assert finish(process) == code
    assert names(place) == []


@posix
@pytest.mark.slow
def test_kill_at_any_moment_leaves_the_whole_project_or_none(place: Path) -> None:
    whole = 0
    for turn in range(25):
        process = start_slow(place, 0)
        time.sleep(turn * 0.003)
        process.kill()
        finish(process)
        left = names(place)
        assert all(name == "shop" or name.startswith(".mtvgen-shop-") for name in left)
        if "shop" in left:
            whole += 1
            assert len(tree(place / "shop")) == 150
            assert set(tree(place / "shop").values()) == {b"x" * 2000}
            (place / "shop").rename(place.parent / f"whole{whole}")
    write(plan_of(place, {"a.txt": b"a"}))

    assert names(place) == ["shop"]


@posix
def test_the_stage_of_a_living_run_is_not_swept(place: Path) -> None:
    process = start_slow(place, 20)
    wait_for_stage(place)
    try:
        sweep(place)

        assert len(list(place.glob(".mtvgen-shop-*.tmp"))) == 1
    finally:
        process.kill()
        finish(process)


@posix
def test_the_stage_of_a_killed_run_is_swept_and_nothing_else(place: Path) -> None:
    process = start_slow(place, 20)
    wait_for_stage(place)
    process.kill()
    finish(process)
    (place / ".mtvgen-notes.tmp").mkdir()
    (place / ".mtvgen-shop-0123456789ab.tmp").write_text("a file of the user's", encoding="utf-8")
    (place / ".mtvgen-shop-0123456789ac.tmp").symlink_to(place)

    sweep(place)

    left = [".mtvgen-notes.tmp", ".mtvgen-shop-0123456789ab.tmp", ".mtvgen-shop-0123456789ac.tmp"]
    assert names(place) == left


def test_two_stages_of_one_name_have_two_folders(place: Path) -> None:
    with Stage(place, "shop") as first, Stage(place, "shop") as second:
        assert first.folder != second.folder
        sweep(place)
        assert len(names(place)) == 2
    assert names(place) == []


LIMITED = """
import resource, signal, sys
from pathlib import Path
from tests.scaffold.test_write import plan_of
from mtvgen.errors import MtvgenError
from mtvgen.scaffold.write import write
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
try:
    write(plan_of(Path(sys.argv[1]), {"a.txt": b"a", "b.txt": b"x" * 9000}))
except MtvgenError as error:
    sys.exit(str(error))
"""


@posix
def test_a_write_that_fails_halfway_leaves_nothing(place: Path) -> None:
    root = Path(__file__).resolve().parents[2]

    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(place)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert f"could not be written: {os.strerror(errno.EFBIG)}." in done.stderr
    assert "Traceback" not in done.stderr
    assert names(place) == []


def test_an_interrupt_right_after_the_folder_was_made_leaves_none(tmp_path):
    class Interrupted(Stage):
        def _made(self):
            super()._made()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Interrupted(tmp_path, "shop"):
        pass

    assert list(tmp_path.iterdir()) == []
