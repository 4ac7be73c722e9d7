"""`.mtvgen.originals`: the project's texts as its kit made them, so that `mtvgen update` can tell your changes from the kit's.

A gzipped tar archive (POSIX.1-1988, "ustar"): `tar -tzf .mtvgen.originals` lists it. It is the same
for the same files on every day and computer, so version control sees no change where there is none.
PERF: written here because tarfile costs 19 ms of CPU to import, and this 1 ms in all.
"""

import zlib
from collections.abc import Iterable

from .answers import Answers
from .plan import PlannedFile

FILE = ".mtvgen.originals"
MOST_BYTES = 1_000_000
"""Texts longer than this are known by their hash only."""

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
    parts.append(bytes(2 * _BLOCK))
    packer = zlib.compressobj(wbits=_GZIP)
    return PlannedFile(FILE, packer.compress(b"".join(parts)) + packer.flush())


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
