"""packed: a kit as one zip file, the same to the byte whenever and wherever it is made.

Nothing of the computer is in it: files stand in the order of their names, dated 1980, uncompressed
(what a compressor makes differs from version to version), under one folder of the kit's name.
"""

import io
import zipfile
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from ..errors import TargetTaken
from .digest import LEFT_OUT, Digest
from .kits import Kit

_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip file knows
_UNIX = 3


def packed(kit: Kit, left_out: Sequence[str] = ()) -> tuple[bytes, str]:
    """Return the zip file of a kit that `checking` finds nothing wrong with, and its content's number.

    left_out: patterns of files that stay with whoever packs: the solutions.
    """
    files = sorted(
        (file.relative_to(kit.folder).as_posix(), file)
        for file in kit.folder.rglob("*")
        if file.is_file() and LEFT_OUT.isdisjoint(file.relative_to(kit.folder).parts)
    )
    digest, stream = Digest(), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, file in files:
            if any(fnmatchcase(path, pattern) for pattern in left_out):
                continue
            entry = zipfile.ZipInfo(f"{kit.name}/{path}", _DATE)
            entry.create_system = _UNIX
            mode = 0o755 if file.stat().st_mode & 0o100 else 0o644
            entry.external_attr = (0o100000 | mode) << 16
            content = file.read_bytes()
            digest.add(path, content)
            archive.writestr(entry, content)
    return stream.getvalue(), digest.hexdigest()


def check_free(file: Path, content: bytes = b"") -> bool:
    """Return whether *file* is there already with the same bytes. Raises TargetTaken for others."""
    if not file.exists() and not file.is_symlink():
        return False
    if content and file.is_file() and file.read_bytes() == content:
        return True
    raise TargetTaken(
        f"{file} exists already. Nothing was written.", hint="Name another file with --out."
    )
