"""Recorded: what `.mtvgen.toml` and `.mtvgen.originals` say that a project was made from."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ...errors import ChangeRefused
from ..change.edits import Draft
from ..originals import FILE as ORIGINALS
from ..originals import Original, unpacked
from ..record import FILE
from .texts import unix

_HEADING = re.compile(r"^\[+([^\]]+)\]+[ \t]*$", re.MULTILINE)
_REWRITTEN = frozenset(["kit", "answers", "files"])


@dataclass(frozen=True)
class Recorded:
    """What a project was made from.

    hashes: the SHA-256 of each file as it was written. originals: those whose text is kept.
    rest: the tables of the record that other commands wrote, as they stand.
    """

    folder: Path
    kit: Mapping[str, Any]
    answers: Mapping[str, Any]
    hashes: Mapping[str, str]
    originals: Mapping[str, Original]
    rest: str

    @property
    def kit_name(self) -> str:
        """The kit's name."""
        return str(self.kit.get("name", ""))

    @property
    def version(self) -> str:
        """The version of the kit that the project has now."""
        return str(self.kit.get("version", ""))

    def base(self, path: str, ours: bytes | None) -> bytes | None:
        """Return a file as the kit made it: from the archive, or from the project when it is untouched."""
        known = self.hashes[path]
        for text in (ours, None if ours is None else unix(ours)):
            if text is not None and sha256(text).hexdigest() == known:
                return text
        original = self.originals.get(path)
        if original is None:
            return None
        # SAFETY: an archive of another state than the record's would make changes of nobody.
        is_masked = b"{{ cookiecutter." in original.content
        fits = is_masked or sha256(original.content).hexdigest() == known
        return original.content if fits else None


def find_recorded(start: Path) -> Path:
    """Return the folder of the project around *start*: the nearest one with a record of its kit.

    Raises ChangeRefused when there is none.
    """
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise ChangeRefused(
        f"{start} is not inside a project that was made from a kit: no {FILE} here or above.",
        hint="Go into your project's folder, or make one: mtvgen startproject mysite",
    )


def read_recorded(draft: Draft) -> Recorded:
    """Return the record of the project that *draft* is of. Raises ChangeRefused."""
    text = draft.read(FILE)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ChangeRefused(
            f"{FILE} is not valid TOML: {error}. Nothing was written.",
            hint="Take back what was edited in it: mtvgen writes this file itself.",
        ) from None
    kit, answers, hashes = (tables.get(name) for name in ("kit", "answers", "files"))
    if not isinstance(kit, dict) or not isinstance(hashes, dict):
        raise ChangeRefused(
            f"{draft.folder / FILE} does not say which kit the project was made from.",
            hint="Only what mtvgen startproject has made can be updated.",
        )
    return Recorded(
        draft.folder,
        kit,
        answers if isinstance(answers, dict) else {},
        {str(path): str(hash_) for path, hash_ in hashes.items()},
        unpacked(draft.folder / ORIGINALS),
        _rest(text),
    )


def _rest(text: str) -> str:
    """Return the record's text without the tables that an update writes anew."""
    starts = [*_HEADING.finditer(text)]
    ends = [match.start() for match in starts[1:]] + [len(text)]
    kept = [
        text[match.start() : end]
        for match, end in zip(starts, ends, strict=True)
        if match[1].strip() not in _REWRITTEN
    ]
    return "".join(kept).strip()
