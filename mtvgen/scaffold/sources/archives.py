"""unpack_zip: the files of a zip file, or why it is refused.

A zip file says everything twice, in its directory at the end and in front of each file, and a
hostile one says it differently. Nothing is believed: names, sizes and places are checked before
the first byte is written, and what comes out is counted (APPNOTE.TXT of PKWARE, sections 4.3 and 4.4).
"""

import stat
import struct
import zipfile
import zlib
from pathlib import Path

from ...errors import KitBroken, SourceRefused
from ..tree import MOST_FILES
from .unpacking import Unpacking, problem_of, shortened

MOST_ZIPPED = 100_000_000
"""Bytes of a zip file."""

MOST_RATIO = 100
"""How many times larger than the zip file its files may be, together or one by one, beyond MIN_BOMB bytes."""

MIN_BOMB = 1_000_000

MOST_DIRECTORY = 10_000_000
"""Bytes of the directory at the end of a zip file."""

_ENCRYPTED, _UTF8 = 0x1, 0x800
_KNOWN_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_HEADER = 30  # bytes in front of a file's name, at least (4.3.7)
_PIECE = 1 << 16
_END = b"PK\5\6"  # what the record at the end begins with (4.3.16)
_LONGEST_END = 22 + 65_535  # its bytes, with a comment
_UNSOUND = (
    zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, zlib.error, struct.error, ValueError,
    OverflowError, RuntimeError,
)  # fmt: skip
# What the packing programs of macOS put beside the files.
_LEFTOVERS = ("__MACOSX", ".DS_Store", "Thumbs.db")


def unpack_zip(file: Path, folder: Path) -> None:
    """Write the files of the zip file into *folder*, which is empty.

    Raises SourceRefused when it is no zip file, and KitBroken for what a kit may not hold.
    """
    try:
        size = _size(file)
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not _is_leftover(entry)]
            unpacking = Unpacking(folder, file.name)
            _check(file.name, entries, size)
            files = [entry for entry in entries if not entry.is_dir()]
            for entry in files:
                unpacking.check(entry.orig_filename, entry.file_size)
            for entry in files:
                content = _content(file.name, archive, entry)
                executable = bool(entry.external_attr >> 16 & 0o100)
                unpacking.write(entry.orig_filename, content, executable=executable)
    except NotImplementedError as error:
        raise SourceRefused(repr(str(file)), f"cannot be read: {error}.") from None
    except _UNSOUND as error:
        raise SourceRefused(
            repr(str(file)),
            f"is no sound zip file: {str(error).rstrip('.') or type(error).__name__}.",
            hint="Download or copy it again.",
        ) from None


def _size(file: Path) -> int:
    """Return the bytes of a zip file. Raises SourceRefused when it, or its directory, is too large."""
    if not file.is_file():  # a pipe would wait without end
        raise SourceRefused(repr(str(file)), "is no file.")
    size = file.stat().st_size
    if size > MOST_ZIPPED:
        raise SourceRefused(repr(str(file)), f"is larger than {MOST_ZIPPED} bytes.")
    with file.open("rb") as stream:
        stream.seek(max(0, size - _LONGEST_END))
        tail = stream.read()
    start = tail.rfind(_END)
    if start >= 0 and len(tail) >= start + 16:
        directory = int.from_bytes(tail[start + 12 : start + 16], "little")
        if directory > MOST_DIRECTORY:
            raise SourceRefused(
                repr(str(file)), f"has a directory of more than {MOST_DIRECTORY} bytes."
            )
    return size


def _is_leftover(entry: zipfile.ZipInfo) -> bool:
    return any(part in _LEFTOVERS for part in entry.orig_filename.split("/"))


def _check(label: str, entries: list[zipfile.ZipInfo], size: int) -> None:
    """Look at what the directory says of every entry. Raises KitBroken."""
    if len(entries) > 2 * MOST_FILES:  # folders count, too
        raise KitBroken(label, f"holds more than {MOST_FILES} files.")
    for entry in entries:
        name = entry.orig_filename
        place = shortened(name)
        if problem := _problem(entry):
            raise KitBroken(label, problem, place=place)
        if entry.is_dir() and (problem := problem_of(name.rstrip("/"))):
            raise KitBroken(label, problem, place=place)
        if entry.file_size > max(MIN_BOMB, MOST_RATIO * entry.compress_size):
            raise KitBroken(
                label,
                f"would grow from {entry.compress_size} to {entry.file_size} bytes; "
                f"{MOST_RATIO} times is the limit.",
                place=place,
            )
    total = sum(entry.file_size for entry in entries)
    if total > max(MIN_BOMB, MOST_RATIO * size):
        raise KitBroken(
            label, f"{size} bytes would grow to {total}; {MOST_RATIO} times is the limit."
        )
    _refuse_overlaps(label, entries, size)


def _problem(entry: zipfile.ZipInfo) -> str:
    """Return why one entry may not be there; empty when it may."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "is a link; a kit holds plain files only."
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "is a device, a pipe or a socket; a kit holds plain files only."
    if (kind == stat.S_IFDIR) != entry.is_dir() and kind:
        return "says that it is a file and a folder."
    if entry.flag_bits & _ENCRYPTED:
        return "is locked with a password."
    if entry.compress_type not in _KNOWN_METHODS:
        return f"is compressed by method {entry.compress_type}, not stored or deflated."
    if not entry.flag_bits & _UTF8 and not entry.orig_filename.isascii():
        return "the name is not in UTF-8. Pack it again: mtvgen kit pack"
    if entry.is_dir() and entry.file_size:
        return "is a folder with bytes of its own."
    return ""


def _refuse_overlaps(label: str, entries: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse entries that share bytes of the file: a bomb of the kind that David Fifield described."""
    end, before = 0, ""
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            raise KitBroken(
                label,
                f"shares bytes with {shortened(before)!r}.",
                place=shortened(entry.orig_filename),
            )
        end = entry.header_offset + _HEADER + entry.compress_size
        before = entry.orig_filename
    if end > size:
        raise KitBroken(label, "reaches beyond the end of the file.", place=shortened(before))


def _content(label: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return the bytes of one file. Raises KitBroken when there are more or fewer than it says."""
    pieces: list[bytes] = []
    count = 0
    # SAFETY: zipfile stops at the size in the directory; one piece more shows whether it lied.
    said, entry.file_size = entry.file_size, entry.file_size + 1
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(_PIECE):
                count += len(piece)
                if count > said:
                    break
                pieces.append(piece)
    finally:
        entry.file_size = said
    if count != said:
        more = "more" if count > said else "fewer"
        raise KitBroken(
            label,
            f"holds {more} bytes than the {said} that its directory says.",
            place=shortened(entry.orig_filename),
        )
    return b"".join(pieces)
