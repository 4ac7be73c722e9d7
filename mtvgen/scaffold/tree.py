"""The files of a kit, rendered, under names that stay inside the project on every system."""

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import KitBroken
from .answers import Answers
from .kits import QUESTIONS, Kit
from .languages import FOLDER
from .leftovers import LEFTOVERS
from .names import DEVICES
from .plan import PlannedFile
from .render import Renderer
from .sound import Soundness

if TYPE_CHECKING:
    from .digest import Digest

MOST_FILES = 20_000
MOST_BYTES = 200_000_000
"""Limits of a kit: beyond them it is a mistake or an attack."""

LONGEST_PATH = 1_000
"""Bytes of a file's path in a project, and in a kit."""

_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')
# PERF: compiled when a name has such letters; most have none.
_UNREADABLE = "[\x80-\x9f\u2028\u2029\ud800-\udfff]"
_WITHOUT_WIDTH = "[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
_MAX_NAME_BYTES = 255


def files(
    kit: Kit,
    answers: Answers,
    language: str = "",
    told: Callable[[int], None] | None = None,
    digest: "Digest | None" = None,
) -> list[PlannedFile]:
    """Return the project's files, rendered, in the order of their paths. Raises KitBroken.

    language: one of the kit's; what lies in its folder takes the place of the file of the same path.
    told: called after each file with the number of those that are rendered. digest: takes in each
    file as it is read.
    """
    try:
        return _rendered_files(kit, answers, _translated(kit, language), told, digest)
    except OSError as error:
        raise KitBroken(kit.name, f"{error.filename} cannot be read: {error.strerror}.") from None


def _translated(kit: Kit, language: str) -> dict[str, Path]:
    """Return the files of one language of the kit by the place of the file that each replaces."""
    if language in ("", *kit.languages[:1]):
        return {}
    folder = kit.folder / FOLDER / language
    if folder.is_symlink() or folder.parent.is_symlink():
        raise KitBroken(
            kit.name, "is a link; a kit holds plain files only.", place=f"{FOLDER}/{language}"
        )
    return dict(walk(kit, folder, ""))


def _rendered_files(
    kit: Kit,
    answers: Answers,
    translated: dict[str, Path],
    told: Callable[[int], None] | None,
    digest: "Digest | None",
) -> list[PlannedFile]:
    renderer = Renderer(kit, answers.values)
    secrets = [str(answers.values[key]).encode() for key in answers.secrets if answers.values[key]]
    copied = patterns(kit)
    soundness = Soundness(kit, answers.values)
    planned: dict[str, PlannedFile] = {}
    total = 0
    for place, base in walk(kit, kit.template, ""):
        file = translated.pop(place, base)
        path = renderer.text(place, place)
        if not all(path.split("/")) and _is_left_out(renderer, place):
            continue
        _check_path(kit, place, path)
        total += file.stat().st_size  # before it is read: it may be larger than the memory
        _check_size(kit, place, total)
        content = file.read_bytes()
        total -= len(content)
        if digest is not None:
            digest.add(file.relative_to(kit.folder).as_posix(), content)
        if not is_copied(place, copied):
            source, content = content, _rendered(kit, renderer, place, content)
            if content is not source:
                soundness.check(path, source, content)
        total += len(content)
        _check_size(kit, place, total)
        _refuse_twin(kit, place, path, planned)
        planned[folded(path)] = PlannedFile(
            path,
            content,
            executable=bool(base.stat().st_mode & 0o100),
            private=any(secret in content for secret in secrets),
        )
        if told is not None:
            told(len(planned))
    _refuse_translations(kit, translated)
    _refuse_file_as_folder(kit, planned)
    return sorted(planned.values(), key=lambda one: one.path)


def _refuse_translations(kit: Kit, left: dict[str, Path]) -> None:
    """Refuse what lies in a language's folder and took no file's place."""
    if left:
        place, file = min(left.items())
        raise KitBroken(
            kit.name,
            "the project has no file of this path, so there is nothing to translate.",
            place=file.relative_to(kit.folder).as_posix(),
            hint=f"Name it like a file of the kit's project folder, or put {place} there too.",
        )


def walk(kit: Kit, folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    """Yield each file of the kit with its place in it, in the order of the names.

    SAFETY: links, pipes and devices are refused: through them a kit would read what is not its own.
    """
    stack = [(prefix, folder)]
    count = 0
    while stack:
        prefix, folder = stack.pop()
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                place = f"{prefix}{entry.name}"
                if entry.name in LEFTOVERS or entry.name.endswith(".pyc"):
                    continue
                count += 1
                if count > MOST_FILES:
                    raise KitBroken(kit.name, f"holds more than {MOST_FILES} files.", place=prefix)
                if entry.is_dir(follow_symlinks=False):
                    stack.append((f"{place}/", Path(entry.path)))
                elif entry.is_file(follow_symlinks=False):
                    yield place, Path(entry.path)
                else:
                    raise KitBroken(
                        kit.name,
                        "is a link or a device; a kit holds plain files only.",
                        place=place,
                    )


def patterns(kit: Kit) -> list[str]:
    """Return the patterns of `_copy_without_render`."""
    found: Any = kit.variables.get("_copy_without_render", [])
    if not isinstance(found, list) or not all(isinstance(pattern, str) for pattern in found):
        raise KitBroken(
            kit.name, "is no list of patterns.", place=f"{QUESTIONS}, '_copy_without_render'"
        )
    return found


def is_copied(place: str, wanted: list[str]) -> bool:
    """Return whether the file, or a folder that holds it, is to be copied as it is."""
    if not wanted:
        return False
    parts = place.split("/")
    return any(
        fnmatchcase("/".join(parts[:depth]), pattern)
        for pattern in wanted
        for depth in range(1, len(parts) + 1)
    )


def _rendered(kit: Kit, renderer: Renderer, place: str, content: bytes) -> bytes:
    """Return a file's bytes with its text rendered; bytes that are no text come back as they are.

    Lines keep the ending that the first one has, unless the kit's `_new_lines` names another.
    """
    if b"{" not in content and "_new_lines" not in kit.variables:
        return content
    if b"\0" in content:
        return content
    try:
        source = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    text = renderer.text(source, place)
    ending = kit.variables.get("_new_lines") or _first_ending(source)
    if ending not in {"\n", "\r\n", "\r"}:
        raise KitBroken(kit.name, f"{ending!r} ends no line.", place=f"{QUESTIONS}, '_new_lines'")
    try:
        return (text if ending == "\n" else text.replace("\n", ending)).encode("utf-8")
    except UnicodeEncodeError:  # half a letter, which JSON can write and UTF-8 cannot
        raise KitBroken(kit.name, "is not readable text once it is filled.", place=place) from None


def _first_ending(text: str) -> str:
    match = re.search("\r\n|\r|\n", text)
    return match[0] if match else "\n"


def _is_left_out(renderer: Renderer, place: str) -> bool:
    """Return whether a folder or the file is named by nothing: so a kit leaves it out."""
    return not all(renderer.text(part, place) for part in place.split("/"))


def _check_size(kit: Kit, place: str, total: int) -> None:
    if total > MOST_BYTES:
        raise KitBroken(
            kit.name, f"the project would be larger than {MOST_BYTES} bytes.", place=place
        )


def _check_path(kit: Kit, place: str, path: str) -> None:
    """Refuse a path that leaves the project, or that some file system cannot hold."""
    if path.startswith("/"):
        raise KitBroken(kit.name, f"{path!r} begins at the root of the disk.", place=place)
    for part in path.split("/"):
        problem = problem_of(part)
        if problem:
            raise KitBroken(kit.name, f"the name {part!r} {problem}.", place=place)
    if len(path.encode()) > LONGEST_PATH:
        raise KitBroken(kit.name, f"the path is longer than {LONGEST_PATH} bytes.", place=place)


def problem_of(part: str) -> str:
    """Return why no file and no folder may have this name; empty when it may."""
    if part == "..":
        return "leaves its folder"
    if part in {"", "."}:
        return "is no name"
    seen = part
    if not part.isascii():
        if match := re.search(_UNREADABLE, part):
            return f"holds {match[0]!r}, which no name should"
        seen = re.sub(_WITHOUT_WIDTH, "", part)
    if match := _NOT_ON_WINDOWS.search(part):
        return f"holds {match[0]!r}, which Windows does not allow in a name"
    if part[-1] in ". ":
        return "ends in a dot or a space, which Windows cuts off"
    if part.split(".", 1)[0].strip().casefold() in DEVICES:
        return "is a name that Windows keeps for a device"
    if len(part.encode()) > _MAX_NAME_BYTES:
        return f"is longer than {_MAX_NAME_BYTES} bytes"
    # macOS passes over letters without a width; NTFS has short names (git's CVE-2014-9390).
    if seen.casefold() in {".git", "git~1"}:
        return "is where git keeps its own files"
    return ""


def folded(path: str) -> str:
    """Return what two paths have in common that a file system may take for one."""
    return unicodedata.normalize("NFC", path).casefold()


def _refuse_twin(kit: Kit, place: str, path: str, planned: dict[str, PlannedFile]) -> None:
    twin = planned.get(folded(path))
    if twin is not None:
        raise KitBroken(
            kit.name, f"{path!r} and {twin.path!r} are one file on some systems.", place=place
        )


def _refuse_file_as_folder(kit: Kit, planned: dict[str, PlannedFile]) -> None:
    for folded, one in planned.items():
        parts = folded.split("/")
        for depth in range(1, len(parts)):
            other = planned.get("/".join(parts[:depth]))
            if other is not None:
                raise KitBroken(
                    kit.name, f"{other.path!r} would be both a file and a folder.", place=one.path
                )
