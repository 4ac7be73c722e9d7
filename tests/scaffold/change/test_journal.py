"""Several files change together or not at all, whatever ends the run."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mtvgen.errors import ChangeRefused, WriteFailed
from mtvgen.scaffold.change import journal
from mtvgen.scaffold.change.edits import Change, Edit
from mtvgen.scaffold.change.journal import alone, apply, kept, recover, taken_back

from .conftest import tree, write

posix = pytest.mark.skipif(os.name == "nt", reason="needs signals and permissions of POSIX")
ROOT = Path(__file__).resolve().parents[3]
BEFORE = {f"{n}.py": f"x = {n}\n" for n in range(6)} | {"gone/deep/a.py": "a\n"}


def change_of(folder: Path) -> Change:
    """Return a change that edits six files, makes twenty and deletes one with its folders."""
    edits = [
        Edit(f"{n}.py", f"x = {n}\n".encode(), f"x = {n}\ny = {n}\n".encode()) for n in range(6)
    ]
    edits += [Edit(f"new/{n}/f.py", None, b"new\n" * 500) for n in range(20)]
    edits += [Edit("gone/deep/a.py", b"a\n", None)]
    return Change("the change", folder, tuple(edits))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    write(folder, BEFORE)
    return folder


def after(place: Path) -> dict[str, bytes]:
    state = {path: text.encode() for path, text in BEFORE.items()}
    for edit in change_of(place).edits:
        if edit.after is None:
            del state[edit.path]
        else:
            state[edit.path] = edit.after
    return dict(sorted(state.items()))


def before() -> dict[str, bytes]:
    return {path: text.encode() for path, text in sorted(BEFORE.items())}


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def make(place: Path) -> None:
    with alone(place):
        apply(change_of(place))


def test_a_change_is_made_and_kept_for_undo(place: Path) -> None:
    make(place)

    assert tree(place) == after(place)
    assert not (place / "gone").exists()
    change, edited = taken_back(place, kept(place)[-1])
    assert edited == []
    with alone(place):
        apply(change, keep=False)
    assert tree(place) == before()
    assert not (place / "new").exists()


@posix
def test_a_file_keeps_its_mode(place: Path) -> None:
    (place / "0.py").chmod(0o750)

    make(place)

    assert (place / "0.py").stat().st_mode & 0o777 == 0o750


def test_a_file_that_somebody_changed_meanwhile_is_not_overwritten(place: Path) -> None:
    change = change_of(place)
    (place / "3.py").write_text("mine\n", encoding="utf-8")

    with pytest.raises(ChangeRefused, match=r"Somebody changed 3\.py"), alone(place):
        apply(change)
    assert tree(place) == before() | {"3.py": b"mine\n"}


def test_a_file_that_came_meanwhile_is_not_overwritten(place: Path) -> None:
    write(place, {"new/4/f.py": "mine\n"})

    with pytest.raises(ChangeRefused, match=r"new/4/f\.py"):
        make(place)
    assert tree(place) == before() | {"new/4/f.py": b"mine\n"}


@pytest.mark.parametrize("turn", [0, 3, 9, 20, 25])
def test_a_disk_that_refuses_one_file_gets_all_of_it_taken_back(
    place: Path, turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = Path.replace, []

    def full(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == turn + 1:
            raise OSError(28, os.strerror(28), str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(WriteFailed, match="the disk is full"):
        make(place)
    monkeypatch.undo()
    assert tree(place) == before()
    assert names(place / ".mtvgen") == [".gitignore", "lock"]


FORKED = """
import os, signal, sys, time
from pathlib import Path
from tests.scaffold.change.test_journal import after, before, make, tree, write, BEFORE
from mtvgen.scaffold.change.journal import alone
place, number, turns = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
ends = {"before": 0, "after": 0, "between": 0}
begin = time.perf_counter(); folder = place / "whole"; write(folder, BEFORE); make(folder)
length = time.perf_counter() - begin
for turn in range(turns):
    folder = place / str(turn); write(folder, BEFORE)
    child = os.fork()
    if child == 0:
        try:
            make(folder)
        finally:
            os._exit(0)
    time.sleep(length * 1.2 * turn / turns)
    os.kill(child, number); os.waitpid(child, 0)
    left = tree(folder)
    state = "before" if left == before() else "after" if left == after(folder) else "between"
    ends[state] += 1
    if number != signal.SIGKILL:
        assert state != "between", left
    with alone(folder):
        assert tree(folder) in (before(), after(folder)), turn
    write(folder, {"mine.py": "x"})
    assert not list((folder / ".mtvgen").glob(".mtvgen-*")), "left over"
print(ends)
"""


@posix
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "turns"), [("SIGKILL", 40), ("SIGTERM", 12), ("SIGHUP", 12), ("SIGINT", 12)]
)
def test_a_run_ended_at_any_moment_leaves_all_or_nothing(
    tmp_path: Path, name: str, turns: int
) -> None:
    number = int(getattr(signal, name))

    done = subprocess.run(
        [sys.executable, "-c", FORKED, str(tmp_path), str(number), str(turns)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def interrupted(place: Path, steps: int) -> None:
    """Leave the project as a run does that is killed after so many files."""
    real = journal._to
    done: list[Path] = []

    class Killed(BaseException):
        pass

    def to(target: Path, source: Path, wanted: str) -> None:
        if len(done) == steps:
            raise Killed
        done.append(target)
        real(target, source, wanted)

    journal._to = to
    try:
        with pytest.raises(Killed):
            make(place)
    finally:
        journal._to = real


@pytest.mark.parametrize("steps", [0, 1, 5, 15, 26])
def test_the_next_command_finishes_what_was_interrupted(place: Path, steps: int) -> None:
    interrupted(place, steps)

    with alone(place) as said:
        assert said == "An interrupted command was finished first: the change."
    assert tree(place) == after(place)
    assert recover(place) == ""


def test_a_run_that_was_killed_while_it_cleared_up_is_finished(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def clear_half(folder: Path, kept: Path) -> None:
        for file in sorted(kept.glob("*.new*"))[::2]:
            file.unlink()
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(journal, "_keep", clear_half)
        with pytest.raises(Killed):
            make(place)

    assert recover(place) == "An interrupted command was finished first: the change."
    assert tree(place) == after(place)


@pytest.mark.parametrize("steps", [1, 5, 15, 26])
def test_it_is_taken_back_when_a_file_was_edited_since(place: Path, steps: int) -> None:
    interrupted(place, steps)
    (place / "0.py").write_text("mine\n", encoding="utf-8")

    said = recover(place)

    assert "taken back" in said
    assert "0.py" in said
    assert tree(place) == before() | {"0.py": b"mine\n"}


def test_a_journal_that_leaves_the_project_by_a_link_is_refused(
    place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (place / "link").symlink_to(outside, target_is_directory=True)
    row = {"path": "link/x", "before": "", "after": journal.hash_of(b"1"), "mode": 420}
    files = {".mtvgen/journal/change.json": json.dumps({"title": "x", "files": [row]})}
    write(place, {**files, ".mtvgen/journal/0.new": "1"})

    with pytest.raises(WriteFailed, match="outside the project"):
        recover(place)
    assert list(outside.iterdir()) == []


def test_a_journal_that_leaves_the_project_is_refused(place: Path) -> None:
    write(
        place,
        {
            ".mtvgen/journal/change.json": '{"title": "x", "files": [{"path": "../../x", "before": "", "after": "1", "mode": 420}]}'
        },
    )

    with pytest.raises(WriteFailed, match="outside the project"):
        recover(place)


def test_a_second_command_waits_and_then_refuses(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "PATIENCE", 0.1)

    with alone(place), pytest.raises(ChangeRefused, match="Another mtvgen command"), alone(place):
        pass


def test_only_the_last_changes_are_kept(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_KEPT", 3)
    for number in range(5):
        with alone(place):
            apply(Change(str(number), place, (Edit(f"n{number}.txt", None, b"x"),)))

    assert [folder.name for folder in kept(place)] == ["000003", "000004", "000005"]
