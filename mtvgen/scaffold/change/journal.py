"""apply: a change of several files reaches the disk whole, or it is finished or taken back later.

All of it lies in `.mtvgen/` of the project, which is under no version control:

1. the new and the old bytes of each file are written into a stage;
2. the stage is renamed to `journal`: from here on the change counts;
3. each new file takes the place of the old one, by renaming: that needs no room on the disk;
4. `journal` is renamed to `undo/<number>`: `mtvgen undo` takes it back from there.

A run that is killed before 2 has changed nothing. One that is killed after 2 has left the journal,
and the next command finishes it.
"""

import errno
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ...errors import ChangeRefused, WriteFailed
from ..leftovers import CACHES
from ..stage import Stage, orderly_stop, remove, sweep, undisturbed
from .edits import Change, Edit

if sys.platform != "win32":
    import fcntl
else:
    import msvcrt

HOME = ".mtvgen"
JOURNAL = "journal"
UNDO = "undo"
MOST_KEPT = 20
"""Changes that `undo` can take back, one after the other."""

MOST_SYNCED = 200
"""Changes of more files than this are not forced to the disk file by file: it would take seconds."""

PATIENCE = 10.0
"""Seconds that a command waits for another one in the same project."""

_LIST = "change.json"
_WHY = {
    errno.ENOSPC: "the disk is full",
    getattr(errno, "EDQUOT", -1): "your share of the disk is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
}


@contextmanager
def alone(folder: Path) -> Iterator[str]:
    """Keep every other generator out of the project; yield what was made of an interrupted change.

    Raises ChangeRefused when another one does not end, and WriteFailed.
    """
    home = folder / HOME
    try:
        _make_home(home)
        descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise _failed(folder, error) from error
    try:
        _wait_for(descriptor, folder)
        sweep(home)
        yield recover(folder)
    finally:
        os.close(descriptor)


def _make_home(home: Path) -> None:
    home.mkdir(exist_ok=True)
    ignore = home / ".gitignore"
    if not ignore.exists():
        ignore.write_text("# What mtvgen keeps for itself on this computer.\n*\n", encoding="utf-8")


def _wait_for(descriptor: int, folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not _locked(descriptor):
        if time.monotonic() > end:
            raise ChangeRefused(
                f"Another mtvgen command is changing {folder}. Nothing was written.",
                hint="Wait until it has ended, then type the command again.",
            )
        time.sleep(0.05)


def _locked(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True  # a network file system that knows no locks
    return True


def apply(change: Change, *, keep: bool = True) -> None:
    """Make the change. Call it while `alone`.

    keep: whether `undo` may take it back.

    Raises ChangeRefused when a file is not any more as it was read, and WriteFailed.
    """
    home = change.folder / HOME
    _refuse_changed(change)
    try:
        with orderly_stop(), Stage(home, "change") as stage:
            _fill(stage.folder, change, keep=keep)
            with undisturbed():
                stage.publish(home / JOURNAL)
                _settle(change.folder)
    except OSError as error:
        raise _failed(change.folder, error) from error


def recover(folder: Path) -> str:
    """Finish a change that was interrupted, or take it back; return what was done, for the user.

    It is taken back when somebody has edited one of its files since: that file stays as it is.
    """
    journal = folder / HOME / JOURNAL
    if not journal.is_dir():
        return ""
    try:
        title, steps = _read(folder, journal)
        foreign = [step.path for step in steps if _hash(folder / step.path) not in step.known]
        with undisturbed():
            if not foreign:
                _settle(folder)
                return f"An interrupted command was finished first: {title}."
            _take_back(folder, journal, [step for step in steps if step.path not in foreign])
            _discard(journal)
    except (OSError, ValueError) as error:
        raise WriteFailed(
            f"{journal} holds an interrupted change that cannot be finished: {error}.",
            hint="Mend what stands in the way; or look at the files in it, and delete the folder.",
        ) from error
    return f"An interrupted command was taken back: {title}. Edited since, and left alone: {', '.join(foreign)}."


@dataclass(frozen=True)
class Step:
    """One file of a kept change: hashes of its bytes before and after; empty for no file.

    mode, new_mode: its permissions before and after.
    """

    number: int
    path: str
    before: str
    after: str
    mode: int
    new_mode: int

    @property
    def known(self) -> tuple[str, str]:
        """The two states that are the change's own."""
        return self.before, self.after


def _fill(stage: Path, change: Change, *, keep: bool) -> None:
    """Write the bytes, and the list of what they are."""
    rows: list[dict[str, Any]] = []
    sync = len(change.edits) <= MOST_SYNCED
    for number, edit in enumerate(change.edits):
        mode = new_mode = (0o666 if edit.mode is None else edit.mode) & ~_umask()
        if edit.before is not None:
            mode = (change.folder / edit.path).stat().st_mode & 0o7777
            new_mode = mode if edit.mode is None else edit.mode
            _write(stage / f"{number}.old", edit.before, mode, sync=sync)
        if edit.after is not None:
            _write(stage / f"{number}.new", edit.after, new_mode, sync=sync)
        hashes = {"before": hash_of(edit.before), "after": hash_of(edit.after)}
        rows.append({"path": edit.path, "mode": mode, "new_mode": new_mode, **hashes})
    document = {"format": 1, "title": change.title, "keep": keep, "files": rows}
    _write(stage / _LIST, json.dumps(document, indent=1).encode(), 0o666 & ~_umask())
    _sync(stage)


def _settle(folder: Path) -> None:
    """Bring each file to its new state; take all back when the disk refuses one."""
    journal = folder / HOME / JOURNAL
    _, steps = _read(folder, journal)
    try:
        # What goes, goes first: a folder may take the place of a file, and a file that of a folder.
        for step in sorted(steps, key=lambda step: bool(step.after)):
            _to(folder / step.path, journal / f"{step.number}.new", step.after)
            if not step.after:
                _prune(folder, (folder / step.path).parent)
    except OSError:
        _take_back(folder, journal, steps)
        _discard(journal)
        raise
    if json.loads((journal / _LIST).read_bytes()).get("keep", True):
        _keep(folder, journal)
    else:
        _discard(journal)


def _take_back(folder: Path, journal: Path, steps: list[Step]) -> None:
    for step in sorted(steps, key=lambda step: bool(step.before)):
        _to(folder / step.path, journal / f"{step.number}.old", step.before)
        if not step.before:
            _prune(folder, (folder / step.path).parent)


def _to(target: Path, source: Path, wanted: str) -> None:
    """Bring one file to the state *wanted*, whose bytes *source* holds; *source* stays."""
    if _hash(target) == wanted:
        with suppress(
            FileNotFoundError
        ):  # all was done, and its traces were going when it was killed
            if wanted and target.stat().st_mode != (mode := source.stat().st_mode):
                target.chmod(mode & 0o7777)
        return
    if not wanted:
        target.unlink()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target under another name first: whoever reads it sees one state or the other.
    beside = source.with_suffix(f"{source.suffix}.link")
    beside.unlink(missing_ok=True)
    try:
        os.link(source, beside)
    except OSError:  # a file system without links
        _write(beside, source.read_bytes(), source.stat().st_mode & 0o7777)
    beside.replace(target)


def _keep(folder: Path, journal: Path) -> None:
    """Put the journal where `undo` finds it; the oldest ones go.

    SAFETY: the file in the project and the one kept are the same file until someone writes it, so
    the copy for `undo` is made of the old bytes only; the new ones are known by their hash.
    """
    for file in journal.glob("*.new*"):
        file.unlink()
    undo = folder / HOME / UNDO
    undo.mkdir(exist_ok=True)
    there = kept(folder)
    number = int(there[-1].name) + 1 if there else 1
    journal.rename(undo / f"{number:06}")
    for old in there[: len(there) + 1 - MOST_KEPT]:
        remove(old)


def kept(folder: Path) -> list[Path]:
    """Return the changes that can be taken back, the last one at the end."""
    undo = folder / HOME / UNDO
    if not undo.is_dir():
        return []
    return sorted(entry for entry in undo.iterdir() if entry.name.isdecimal() and entry.is_dir())


def taken_back(folder: Path, change: Path) -> tuple[Change, list[str]]:
    """Return the change that takes a kept one back, and the files that were edited since."""
    title, steps = _read(folder, change)
    edits, edited = [], []
    for step in steps:
        file = folder / step.path
        now = file.read_bytes() if file.is_file() else None
        if hash_of(now) != step.after:
            edited.append(step.path)
        before = (change / f"{step.number}.old").read_bytes() if step.before else None
        if now != before or (before is not None and step.mode != step.new_mode):
            edits.append(Edit(step.path, now, before, step.mode))
    return Change(title, folder, tuple(edits)), edited


def _discard(journal: Path) -> None:
    """Take the journal's name away at once, then its files."""
    gone = journal.with_name(f".mtvgen-done-{os.urandom(6).hex()}.tmp")  # a stage's name: swept
    journal.rename(gone)
    remove(gone)


def _read(folder: Path, journal: Path) -> tuple[str, list[Step]]:
    """Return the title and the steps of a journal. Raises OSError and ValueError."""
    document = json.loads((journal / _LIST).read_bytes())
    try:
        steps = [
            Step(
                number,
                row["path"],
                row["before"],
                row["after"],
                int(row["mode"]),
                int(row.get("new_mode", row["mode"])),
            )
            for number, row in enumerate(document["files"])
        ]
        title = str(document["title"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"{_LIST} is damaged") from error
    inside = folder.resolve()
    for step in steps:
        # SAFETY: a journal that somebody put there must not reach outside the project, neither by
        # its words nor by a link that lies on the way.
        place = Path(step.path)
        leaves = place.is_absolute() or ".." in place.parts
        if leaves or not (inside / place).parent.resolve().is_relative_to(inside):
            raise ValueError(f"{step.path!r} is outside the project")
    return title, steps


def _refuse_changed(change: Change) -> None:
    edited = [
        edit.path
        for edit in change.edits
        if _hash(change.folder / edit.path) != hash_of(edit.before)
    ]
    if edited:
        raise ChangeRefused(
            f"Somebody changed {', '.join(edited)} in this moment. Nothing was written.",
            hint="Type the command again.",
        )


def hash_of(content: bytes | None) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal; empty for no file."""
    return "" if content is None else sha256(content).hexdigest()


def _hash(path: Path) -> str:
    try:
        return hash_of(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
    except PermissionError:
        if path.is_dir():  # what Windows says of a folder
            return ""
        raise


def _prune(folder: Path, parent: Path) -> None:
    """Remove a folder that holds nothing any more, or only what programs keep there, and those above."""
    while parent not in (folder, parent.parent):
        with suppress(OSError):
            names = {entry.name for entry in parent.iterdir()}
            if names and names <= CACHES:
                for name in names:
                    remove(parent / name)
        try:
            parent.rmdir()
        except OSError:
            return
        parent = parent.parent


def _write(path: Path, content: bytes, mode: int, *, sync: bool = True) -> None:
    # SAFETY: nobody else may read a secret, not even in the instant before the file has its mode.
    descriptor = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600
    )
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    path.chmod(mode)
    if sync:
        _sync(path)


def _sync(path: Path) -> None:
    """Make a file or a folder last through a power cut, where the system can."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        # SAFETY: some file systems find out only here that the disk is full.
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _failed(folder: Path, error: OSError) -> WriteFailed:
    why = _WHY.get(error.errno or 0, error.strerror or str(error))
    place = error.filename or folder
    return WriteFailed(
        f"{folder} could not be changed: {why} ({place}). It is as it was.",
        hint="Mend that, then type the command again.",
    )
