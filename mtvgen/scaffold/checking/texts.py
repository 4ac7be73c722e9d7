"""Secrets, paths of one machine, and leaked solutions in the files of a kit."""

import os
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from ..digest import LEFT_OUT
from ..kits import Kit
from ..languages import FOLDER
from .findings import Finding

LARGEST = 1_000_000
"""Bytes of a file that is looked into."""

_PATH = re.compile(
    r"(?<![\w.~])(?:/home/[a-z_][\w.-]*|/Users/(?!Shared\b)[A-Za-z_][\w.-]*|[A-Za-z]:[\\/]+Users[\\/]+(?!Public\b)[\w.-]+)(?=[\\/\"'\s:]|$)"
)
_KEYS = re.compile(
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36,}\b"
    r"|\bgithub_pat_\w{40,}|\bglpat-[\w-]{20,}|\bxox[abprs]-[\w-]{10,}|\bsk_live_\w{16,}|\bAIza[\w-]{35}\b"
)
_ASSIGNED = re.compile(
    r"(?i)\b\w*(?:secret|token|passw(?:or)?d|api_?key)\w*\s*[=:]\s*[\"']?(?P<value>[^\s\"'{}<>]{12,})"
)
_PRIVATE = (
    "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "*.pem", "*.p12", "*.pfx", ".netrc", ".pypirc",
    "*.sqlite3", "*.sqlite3-wal", ".git-credentials",
)  # fmt: skip
_SOLUTION_FILE = re.compile(
    r"(^|[_.-])(solutions?|answer_?key|musterl[oö]sung)([_.-]|$)", re.IGNORECASE
)
_SOLUTION_MARK = re.compile(
    r"(?:#|//|/\*|<!--|\{#|--)\s*(?:begin\s+|end\s+)?(?:(?i:solution)|SOLUTION|答案|参考答案)\b\s*[:：.(]?"
)
_APART = 'Keep solutions outside of the project\'s folder, and name them in kit.toml: solutions = ["solutions/*"]'
_TELLING = 20  # letters of a line that tells something
_LONGEST_LINE = 2_000
_RUN = 3  # such lines, one after the other, that two files do not have by chance


def looked_at(kit: Kit, solutions: Iterable[str]) -> Iterator[Finding]:
    """Yield what should not be in the files of the kit.

    solutions: patterns of files of the kit that hold what students are to find out.
    """
    patterns = list(solutions)
    texts = dict(_texts(kit.folder))
    runs = {
        run: path
        for path, text in texts.items()
        if _is_listed(path, patterns)
        for run in _runs(text).values()
    }
    project = kit.template.name + "/"
    for path, text in texts.items():
        shown = path.removeprefix(project)
        yield from _private(shown)
        is_given = path.startswith((project, f"{FOLDER}/"))
        if is_given and _is_listed(path, patterns):
            yield Finding(shown, 0, "solution", "kit.toml names this file as a solution.", _APART)
        elif is_given:
            yield from _solution(shown, text, runs)
        yield from _lines(shown, text)


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file; no text of one that is large or has none."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
        for name in sorted(files):
            file = Path(place) / name
            if name in LEFT_OUT or file.is_symlink() or not file.is_file():
                continue
            text = ""
            if file.stat().st_size <= LARGEST:
                content = file.read_bytes()
                text = "" if b"\0" in content else content.decode(errors="replace")
            yield file.relative_to(folder).as_posix(), text


def _private(path: str) -> Iterator[Finding]:
    name = PurePosixPath(path).name
    if any(fnmatchcase(name, pattern) for pattern in _PRIVATE):
        yield Finding(
            path,
            0,
            "secret",
            f"{name} is a file for one person's eyes.",
            "Leave it out of the kit.",
        )


def _lines(path: str, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > _LONGEST_LINE:
            continue  # packed by a program; and a pattern could look for hours
        if match := _PATH.search(line):
            yield Finding(
                path,
                number,
                "path",
                f"{match[0]} is a path of one machine.",
                "Write a path from the project's folder.",
            )
        if _KEYS.search(line):
            yield Finding(
                path,
                number,
                "secret",
                "this looks like a key.",
                "Take it out, and make a new one: this one is known.",
            )
        elif (match := _ASSIGNED.search(line)) and _is_secret(match["value"]):
            yield Finding(
                path, number, "secret", "this looks like a password or a key.",
                "Make one for each project: {{ random_ascii_string(64) }} in cookiecutter.json.",
            )  # fmt: skip


def _is_secret(value: str) -> bool:
    """Return whether a value looks made by chance: letters in both cases, or digits among them, and no words of code."""
    if re.search(r"[()\[\]$%*/\\]|\.{2}|^[a-z_.]+$|^[A-Z_]+$|example|change", value):
        return False
    kinds = [any(map(test, value)) for test in (str.isdigit, str.islower, str.isupper)]
    return sum(kinds) >= 2 and any(letter.isdigit() for letter in value)


def _solution(path: str, text: str, runs: dict[tuple[str, ...], str]) -> Iterator[Finding]:
    do = _APART
    if _SOLUTION_FILE.search(PurePosixPath(path).stem):
        yield Finding(
            path, 0, "solution", "this file is a solution, and students would get it.", do
        )
        return
    for number, line in enumerate(text.splitlines(), 1):
        if _SOLUTION_MARK.search(line):
            yield Finding(path, number, "solution", "this is marked as a solution.", do)
    for number, run in _runs(text).items():
        if run in runs:
            yield Finding(
                path,
                number,
                "solution",
                f"these lines stand in {runs[run]}, too, which is a solution.",
                do,
            )
            return


def _is_listed(path: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def _runs(text: str) -> dict[int, tuple[str, ...]]:
    """Return each run of telling lines by the number of its first line."""
    told = [
        (number, line.strip())
        for number, line in enumerate(text.splitlines(), 1)
        if len(line.strip()) >= _TELLING
        and not line.lstrip().startswith(("import ", "from ", "#", '"""'))
    ]
    return {
        told[start][0]: tuple(line for _, line in told[start : start + _RUN])
        for start in range(len(told) - _RUN + 1)
    }
