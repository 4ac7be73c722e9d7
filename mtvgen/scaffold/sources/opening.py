"""opened: the kit that an address names, for as long as a block lasts.

What has to be unpacked lies in a folder of this run's own, in the system's place for such things,
readable by its owner only. It goes when the block ends, however it ends; what a killed run left
goes with the next.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ...errors import KitNotFound, SourceRefused, UsageError, WriteFailed
from ..digest import digest_of
from ..fence import Fence
from ..hooks import run_hooks
from ..kits import Kit, Origin, find, load, shipped
from ..stage import Stage, orderly_stop, sweep
from .addresses import Local, Repository, Shipped, parse
from .archives import unpack_zip
from .finding import find_kit
from .repositories import fetch_kit
from .unpacking import copy_kit

_NUMBER = re.compile("[0-9a-f]{64}")


@contextmanager
def opened(text: str, *, trust: str | None = "") -> Iterator[Kit]:
    """Give the kit that *text* names to the block.

    trust: the number of the content that the user trusts; None to look at a kit and run nothing.

    Raises KitNotFound, SourceRefused, KitBroken, KitUntrusted and HookFailed.
    """
    address = parse(text)
    if trust and not _NUMBER.fullmatch(trust):
        raise UsageError(
            f"--trust {trust!r} is no number of a content.",
            hint="It has 64 digits from 0 to f; without --trust the number is shown.",
        )
    if isinstance(address, Shipped):
        kit = find(address.name)
        yield load(kit.folder, trust=trust) if trust else kit
        return
    if isinstance(address, Local) and is_folder(address.path):
        top = address.path.resolve()
        folder = find_kit(top, str(address.path), address.inside, mark=os.sep)
        origin = Origin(_portable(folder))
        if not trust:
            yield from _lent(replace(load(folder, trust=trust), origin=origin))
            return
    with scratch() as room:
        try:
            if isinstance(address, Local) and is_folder(address.path):
                # SAFETY: what was read and trusted must be what runs, whoever writes there meanwhile.
                folder = copy_kit(folder, room / folder.name)
            else:
                folder, origin = _unpacked(text, address, room)
        except OSError as error:
            raise _explained(error) from None
        kit = load(folder, trust=trust)
        if kit.trusted:
            origin = origin._replace(content=digest_of(folder))
            run_hooks(kit, "pre_prompt", folder, {})
            kit = replace(load(folder, trust=None), trusted=True)
        yield from _lent(replace(kit, origin=origin))


def _lent(kit: Kit) -> Iterator[Kit]:
    """Yield the kit, and end what renders its texts afterwards."""
    try:
        yield kit
    finally:
        for engine in kit.engines:
            if isinstance(engine, Fence):
                engine.close()


def _unpacked(text: str, address: Local | Repository, scratch: Path) -> tuple[Path, Origin]:
    """Return the folder of the kit, unpacked below *scratch*, and where it came from."""
    if isinstance(address, Repository):
        path = address.inside or address.url.rstrip("/")
        folder = scratch / "kit" / (_name(path) or "kit")
        folder.mkdir(parents=True)
        commit = fetch_kit(address, folder, _made(scratch / "git"))
        inside = f"#{address.inside}" if address.inside else ""
        kit = find_kit(folder, f"{address.shown}{f'@{address.ref}' if address.ref else ''}")
        return kit, Origin(f"{address.shown}{inside}", address.ref, commit)
    file = address.path
    if not os.path.lexists(file):
        raise KitNotFound(text, shipped())
    if file.suffix.lower() != ".zip" and not _looks_like_zip(file):
        raise SourceRefused(repr(str(file)), "is neither a folder nor a zip file.")
    folder = _made(scratch / (_name(file.name) or "kit"))
    unpack_zip(file, folder)
    kit = find_kit(folder, str(file), address.inside)
    inside = kit.relative_to(folder).as_posix()
    return kit, Origin(_portable(file.resolve()) + (f"#{inside}" if inside != "." else ""))


def is_folder(path: Path | str) -> bool:
    """Return whether there is a folder at *path*, which may be any text."""
    return os.path.isdir(os.path.expanduser(path))  # noqa: PTH111, PTH112 - answers no, rather than raise, for what cannot be


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _name(path: str) -> str:
    """Return the last part of a path without `.git` or `.zip`: what a kit from there is called."""
    name = path.replace(":", "/").rpartition("/")[2]
    return name.removesuffix(".git").removesuffix(".zip").strip(". ")


def _portable(path: Path) -> str:
    """Return a path as a record keeps it: the user's home is `~`, whoever reads it."""
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):  # outside of it; nobody knows where it is
        return str(path)


def _looks_like_zip(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(2) == b"PK"


@contextmanager
def scratch() -> Iterator[Path]:
    """Give an empty folder of this run's own to the block, that nobody else may look into."""
    parent = Path(tempfile.gettempdir())
    sweep(parent)
    with orderly_stop():
        try:
            stage = Stage(parent, "kit").__enter__()
        except OSError as error:
            raise _explained(error) from None
        try:
            stage.folder.chmod(0o700)
            yield stage.folder
        finally:
            stage.__exit__(None, None, None)


def _explained(error: OSError) -> SourceRefused | WriteFailed:
    """Return what the disk said: of the kit, or of the place where it is unpacked."""
    file, reason = str(error.filename or ""), error.strerror or str(error)
    if file and not file.startswith(tempfile.gettempdir()):
        return SourceRefused(repr(file), f"cannot be read: {reason}.")
    return WriteFailed(
        f"The kit could not be unpacked in {tempfile.gettempdir()}: {reason}.",
        hint="Make room there, or name another folder in the variable TMPDIR.",
    )
