"""A file from one place to another, whole or not at all."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any


def file_move_safe(
    old_file_name: Any,
    new_file_name: Any,
    chunk_size: int = 64 * 2**10,
    allow_overwrite: bool = False,
) -> None:
    """Move a file, by copying it where the system cannot rename it (to another disk).

    chunk_size: bytes that are copied at a time. Raises FileExistsError when there is a file of
    the new name and *allow_overwrite* is False.
    """
    old, new = Path(old_file_name), Path(new_file_name)
    with suppress(OSError):
        if new.samefile(old):
            return
    if not allow_overwrite and os.path.lexists(new):
        raise FileExistsError(
            f"Destination file {new_file_name} exists and allow_overwrite is False."
        )
    try:
        if allow_overwrite:
            old.replace(new)
        else:
            # SAFETY: unlike a rename, a link never takes the place of a file made meanwhile
            new.hardlink_to(old)
            old.unlink()
    except FileExistsError:
        raise
    except OSError:
        _copy(old, new, chunk_size, allow_overwrite)


def _copy(old: Path, new: Path, chunk_size: int, allow_overwrite: bool) -> None:
    with old.open("rb") as source, new.open("wb" if allow_overwrite else "xb") as target:
        try:
            shutil.copyfileobj(source, target, chunk_size)
        except BaseException:
            target.close()
            new.unlink()
            raise
    try:
        shutil.copystat(old, new)
    except PermissionError:  # some network drives keep no times
        with suppress(PermissionError):
            shutil.copymode(old, new)
    with suppress(PermissionError):  # Windows deletes an open file when it is closed
        old.unlink()
