"""`.mtvgen.originals`: the project's texts as its kit made them, so that `mtvgen update` can tell your changes from the kit's.

A gzipped tar archive (POSIX.1-1988, "ustar"): `tar -tzf .mtvgen.originals` lists it. It is the same
for the same files on every day and computer, so version control sees no change where there is none.
PERF: written here because tarfile costs 19 ms of CPU to import, and this 1 ms in all.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .answers import Answers
from .plan import PlannedFile

FILE = ".mtvgen.originals"
MOST_BYTES = 1_000_000
"""Texts longer than this are known by their hash only."""

MOST_UNPACKED = 200_000_000
"""Bytes of all originals together; an archive that holds more was not written by mtvgen."""

_BLOCK = 512
_GZIP = 31  # zlib's number for gzip's form, with its largest window
_LONG_NAME = "././@LongLink"  # GNU tar's way to hold a name of more than 100 bytes


def originals(answers: Answers, files: Iterable[PlannedFile]) -> PlannedFile:
    """Return the archive as one more file of the project.

    Left out are files that are no text, as they cannot be merged by lines. SAFETY: so are the values
    of secrets; the archive is under version control.
    """
    parts: list[bytes] = []
    for one in files:
        if is_text(one.content):
            content = masked(one.content, answers) if one.private else one.content
            parts += _entry(one.path.encode(), content, one.mode)
    return PlannedFile(FILE, _closed(parts))


def packed(files: Iterable[PlannedFile]) -> bytes:
    """Return such an archive of *files*, as they are."""
    return _closed(
        [part for one in files for part in _entry(one.path.encode(), one.content, one.mode)]
    )


@dataclass(frozen=True)
class Original:
    """One file as it was when it was packed."""

    content: bytes
    executable: bool


def unpacked(file: Path) -> dict[str, Original]:
    """Return what an archive holds, by path; nothing when it is missing or damaged.

    SAFETY: nothing is unpacked to the disk; names are only compared. Sizes have a limit.
    """
    import io
    import tarfile  # PERF: 19 ms; new projects are only packed

    found: dict[str, Original] = {}
    try:
        content = zlib.decompressobj(wbits=_GZIP).decompress(file.read_bytes(), MOST_UNPACKED)
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            for one in archive:
                held = archive.extractfile(one) if one.isreg() and one.size <= MOST_BYTES else None
                if held is not None:
                    found[one.name] = Original(held.read(), bool(one.mode & 0o100))
    except (OSError, zlib.error, tarfile.TarError, ValueError, EOFError):
        return {}
    return found


def is_text(content: bytes) -> bool:
    """Return whether a file's bytes are lines that can be merged: no byte 0, and not too many."""
    return len(content) <= MOST_BYTES and b"\0" not in content


def masked(content: bytes, answers: Answers) -> bytes:
    """Return a file's bytes with the name of each secret in the place of its value."""
    for key in sorted(answers.secrets):
        if value := str(answers.values[key]).encode():
            content = content.replace(value, mark(key))
    return content


def mark(key: str) -> bytes:
    """Return what stands for a secret: what the kit's template says in its place."""
    return f"{{{{ cookiecutter.{key} }}}}".encode()


def _closed(parts: list[bytes]) -> bytes:
    packer = zlib.compressobj(wbits=_GZIP)
    return packer.compress(b"".join([*parts, bytes(2 * _BLOCK)])) + packer.flush()


def _entry(name: bytes, content: bytes, mode: int) -> list[bytes]:
    parts = []
    if len(name) > 100:
        parts += [_header(_LONG_NAME.encode(), len(name) + 1, 0, b"L"), _padded(name + b"\0")]
    return [*parts, _header(name[:100], len(content), mode, b"0"), _padded(content)]


def _header(name: bytes, size: int, mode: int, kind: bytes) -> bytes:
    """Return the 512 bytes before a file's content: its name, mode and size, and their sum."""
    head = name + bytes(100 - len(name))
    head += b"%07o\0%07o\0%07o\0%011o\0%011o\0" % (mode, 0, 0, size, 0)
    head += b" " * 8 + kind + bytes(100) + b"ustar\x0000"
    head += bytes(_BLOCK - len(head))
    return head[:148] + b"%06o\0 " % sum(head) + head[156:]


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % _BLOCK)
