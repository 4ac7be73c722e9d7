"""ruff, mypy and the kit's own tests, each in a process of its own with a clean environment."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ..processes import Done, TooSlow, run
from .findings import Finding

SECONDS = 300.0
"""Time that each of them may take."""

_KEPT = ("PATH", "SYSTEMROOT", "COMSPEC", "PATHEXT", "LANG", "LC_ALL", "TZ")
_MYPY = re.compile(r"(?P<file>.+?):(?P<line>\d+): error: (?P<what>.+)")
_UNFORMATTED = re.compile(
    r"^Would reformat: (?P<old>.+)$|^ *--> (?P<new>.+?):\d+:\d+$", re.MULTILINE
)
_BLOCK = re.compile(r"^(?P<kind>FAIL|ERROR): (?P<test>.+)$", re.MULTILINE)
_FRAME = re.compile(r'File "(?P<file>.+?)", line (?P<line>\d+)')


@dataclass(frozen=True)
class Project:
    """A project that was made of a kit.

    folder: where it lies. scratch: a folder for what tools leave behind. comes_from: the file of
    the kit for each file of the project.
    """

    folder: Path
    scratch: Path
    comes_from: Mapping[str, str]

    def place(self, file: str) -> str:
        """Return the file of the kit for a path that a tool names."""
        path = os.path.relpath(self.folder.parent / file, self.folder).replace(os.sep, "/")
        return self.comes_from.get(path, path)

    def run(self, *words: str, cwd: Path | None = None) -> Done:
        """Run Python with the words. Raises TooSlow."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        own = {
            name: str(self.scratch)
            for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME")
        }
        environment = kept | own | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
        words = (sys.executable, *words)
        return run(words, cwd=cwd or self.folder, env=environment, seconds=SECONDS)


def installed(module: str) -> bool:
    """Return whether this Python has the tool."""
    return find_spec(module) is not None


def lint(project: Project) -> Iterator[Finding]:
    """Yield what ruff finds with the project's own settings."""
    done = project.run("-m", "ruff", "check", "--no-cache", "--output-format", "json", ".")
    try:
        rows = json.loads(done.said)
    except ValueError:
        yield _silent("lint", "ruff", done)
        return
    for row in rows:
        yield Finding(
            project.place(row["filename"]), row["location"]["row"], "lint",
            f"{row['message'].rstrip('.')} ({row['code']}).", "Type in a project of the kit: ruff check",
        )  # fmt: skip
    done = project.run("-m", "ruff", "format", "--no-cache", "--check", ".")
    for match in _UNFORMATTED.finditer(done.said):
        file = str(project.folder / (match["old"] or match["new"]))
        yield Finding(
            project.place(file), 0, "format", "ruff would format this file otherwise.",
            "Type in a project of the kit: ruff format", warns=True,
        )  # fmt: skip


def types(project: Project) -> Iterator[Finding]:
    """Yield what mypy finds with the project's own settings."""
    settings = project.folder / "pyproject.toml"
    words = ["--no-error-summary", "--no-color-output", "--show-absolute-path"]
    words += ["--cache-dir", str(project.scratch / "mypy")]
    words += ["--config-file", str(settings) if settings.is_file() else os.devnull]
    is_package = (project.folder / "__init__.py").is_file()
    what = ["-p", project.folder.name] if is_package else [str(project.folder)]
    done = project.run("-m", "mypy", *words, *what, cwd=project.folder.parent)
    found = False
    for match in _MYPY.finditer(done.said):
        found = True
        yield Finding(
            project.place(match["file"]), int(match["line"]), "types", f"{match['what']}.",
            "Type in a project of the kit: mypy .",
        )  # fmt: skip
    if done.code and not found:
        yield _silent("types", "mypy", done)


def test(project: Project) -> Iterator[Finding]:
    """Yield the tests of the project that fail."""
    done = project.run("manage.py", "test")
    if not done.code:
        return
    whole = f"{done.said}\n{done.complained}"
    starts = [*_BLOCK.finditer(whole)]
    if not starts:
        yield _silent("tests", "python manage.py test", done)
        return
    for start, after in zip(starts, [*starts[1:], None], strict=True):
        block = whole[start.start() : after.start() if after else len(whole)]
        frames = [
            match
            for match in _FRAME.finditer(block)
            if Path(match["file"]).is_relative_to(project.folder)
        ]
        file, line = (
            (project.place(frames[-1]["file"]), int(frames[-1]["line"])) if frames else ("tests", 0)
        )
        kind = "fails" if start["kind"] == "FAIL" else "ends with an error"
        yield Finding(
            file, line, "tests", f"the test {start['test']} {kind}.",
            "Type in a project of the kit: mtvgen test. Tests that students are to make pass: --no-tests",
        )  # fmt: skip


def guarded(
    tool: Callable[[Project], Iterator[Finding]], project: Project, code: str
) -> list[Finding]:
    """Return what a tool finds; that it takes too long is a finding, too."""
    try:
        return list(tool(project))
    except TooSlow:
        return [Finding("", 0, code, f"took more than {SECONDS:.0f} seconds and was stopped.")]


def _silent(code: str, tool: str, done: Done) -> Finding:
    """Return that a tool ended with an error and named no place."""
    lines = (done.complained.strip() or done.said.strip()).splitlines()[-8:]
    said = " / ".join(line.strip() for line in lines)
    return Finding("", 0, code, f"{tool} ended with code {done.code}: {said}")
