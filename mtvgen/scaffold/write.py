"""write: a plan becomes a project, whole or not at all. The only file that touches the user's disk.

The project is built in a stage beside its target and gets its name in one rename. Whatever ends
the run before that (a full disk, Ctrl-C, SIGTERM, kill -9) leaves no target; whatever comes after
finds it whole.
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path

from ..errors import TargetTaken, WriteFailed
from .plan import Plan, PlannedFile
from .stage import Stage, orderly_stop, sweep

MOST_SYNCED = 200
"""Projects of more files than this are not forced to the disk file by file: it would take seconds."""

_CREATE = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL
    | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)  # fmt: skip

_WHY = {
    errno.ENOSPC: ("the disk is full.", "Make room, then type the command again."),
    getattr(errno, "EDQUOT", -1): (
        "your share of the disk is used up.",
        "Make room, then type the command again.",
    ),
    errno.EROFS: ("the disk is read-only.", "Choose a folder on another disk with --into."),
    errno.EACCES: ("you may not write there.", "Choose a folder of your own with --into."),
    errno.EPERM: ("you may not write there.", "Choose a folder of your own with --into."),
    errno.ENAMETOOLONG: (
        "the path is too long for this system.",
        "Choose a folder nearer to the root with --into.",
    ),
    errno.ENOENT: ("the folder went away.", "Create it, then type the command again."),
}


def write(
    plan: Plan,
    finish: Callable[[Path], None] | None = None,
    told: Callable[[int], None] | None = None,
    prepare: Callable[[Path], None] | None = None,
) -> None:
    """Write the project.

    prepare: called with the empty folder before the first file. finish: called with the built folder before it gets its name: the place for a first commit.
    told: called after each file with the number of those that are written.

    Raises TargetTaken when the name was taken meanwhile, and WriteFailed when the disk refuses.
    """
    parent = plan.target.parent
    sweep(parent)
    try:
        with orderly_stop(), Stage(parent, plan.name) as stage:
            folder = stage.folder
            if prepare is not None:
                folder = folder / plan.name  # a hook may look at the name of its folder
                folder.mkdir()
                prepare(folder)
                for one in plan.files:  # what a hook wrote there gives way, as with cookiecutter
                    (folder / one.path).unlink(missing_ok=True)
            _fill(folder, plan.files, told)
            if finish is not None:
                finish(folder)
            stage.publish(plan.target, folder)
    except OSError as error:
        raise _explained(error, plan.target) from error
    _sync_folder(parent)


def write_file(file: Path, content: bytes) -> None:
    """Write one new file, whole or not at all. Raises TargetTaken and WriteFailed."""
    sweep(file.parent)
    try:
        with orderly_stop(), Stage(file.parent, file.name[:40]) as stage:
            _write_file(stage.folder / "file", PlannedFile("file", content), sync=True)
            try:
                os.link(stage.folder / "file", file)  # unlike a rename, it never replaces a file
            except FileExistsError:
                raise
            except OSError:  # a disk that knows no links, such as a USB stick
                stage.publish(file, stage.folder / "file")
    except OSError as error:
        raise _explained(error, file) from error
    _sync_folder(file.parent)


def _fill(folder: Path, files: tuple[PlannedFile, ...], told: Callable[[int], None] | None) -> None:
    made = {folder}
    sync = len(files) <= MOST_SYNCED
    for count, one in enumerate(files, 1):
        path = folder / one.path
        _make_folders(path.parent, made)
        _write_file(path, one, sync)
        if told is not None:
            told(count)


def _make_folders(folder: Path, made: set[Path]) -> None:
    if folder not in made:
        _make_folders(folder.parent, made)
        folder.mkdir(exist_ok=True)  # a hook may have made it
        made.add(folder)


def _write_file(path: Path, one: PlannedFile, sync: bool) -> None:
    """Write one new file with its mode, which the umask narrows."""
    descriptor = os.open(path, _CREATE, one.mode)
    try:
        rest = memoryview(one.content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if sync:
            # SAFETY: some file systems find out only here that the disk is full.
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can."""
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return  # a folder that may be written but not read: the project stands nevertheless
    try:
        os.fsync(descriptor)
    except OSError:
        return
    finally:
        os.close(descriptor)


def _explained(error: OSError, target: Path) -> TargetTaken | WriteFailed:
    taken = {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EISDIR}
    if error.errno in taken and os.path.lexists(target):
        return TargetTaken(
            f"{target} was created by someone else in this moment. It was left as it is.",
            hint="Choose another name, or another folder with --into.",
        )
    why, hint = _WHY.get(
        error.errno or 0, (f"{error.strerror or error}.", "Choose another folder with --into.")
    )
    return WriteFailed(
        f"{target} could not be written: {why} Nothing of it was left behind.", hint=hint
    )
