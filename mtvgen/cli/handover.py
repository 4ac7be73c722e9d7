"""Commands that run inside a project: found from any folder in it, handed over to its manage.py.
A few need no project, or none with a certain option; outside of one the runtime itself runs them.

The project's own interpreter runs them, in place of this process where the system can do that.
"""

import os
from pathlib import Path

from ..errors import NoProject
from ..scaffold.locate import Project, find_project
from . import console
from .commands import Command

_ANY = "manage"


def hand_over(entry: Command, arguments: list[str]) -> int:
    """Run a command of the project around the current folder; return its exit code.

    Raises NoProject outside a project, except for a call for help, which is answered here.
    """
    try:
        project = find_project(_here())
    except NoProject:
        if not {"--help", "-h"}.isdisjoint(arguments):
            console.say(_help(entry))
            return 0
        if not _works_alone(entry, arguments):
            raise
        python = Project(_here()).python()
        # SAFETY: -P keeps modules of the current folder from standing in for ours
        return _become([python, "-P", "-m", "mtvgen.runtime", entry.name, *arguments])
    return _run(project, arguments if entry.name == _ANY else [entry.name, *arguments])


def _works_alone(entry: Command, arguments: list[str]) -> bool:
    """Return whether a command, called so, needs no project."""
    if entry.alone in {"", "*"}:
        return bool(entry.alone)
    return any(word.partition("=")[0] in entry.alone.split() for word in arguments)


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise NoProject(
            "The current folder does not exist any more.", hint="Go to another one with: cd"
        ) from None


def _run(project: Project, arguments: list[str]) -> int:
    """Become the project's manage.py, once a change that was interrupted is finished or taken back."""
    if os.path.isdir(project.folder / ".mtvgen" / "journal"):  # noqa: PTH112 - PERF: one look, each time
        from ..scaffold.change.journal import alone

        with alone(project.folder) as said:
            if said:
                console.warn(said)
    return _become([project.python(), str(project.manage), *arguments])


def _become(line: list[str]) -> int:
    """Become another program: signals, terminal and exit code are its own from here on.

    Windows cannot replace a process; there this one waits.
    """
    console.flush()
    if os.name != "nt":
        os.execv(line[0], line)  # noqa: S606 - the project's own interpreter and manage.py
    return _wait(line)


def _wait(line: list[str]) -> int:
    """Run a program and return its exit code. Ctrl-C is for the program; it ends this one too."""
    import subprocess

    with subprocess.Popen(line) as process:  # noqa: S603 - as above
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def _help(entry: Command) -> str:
    """Return a handed-over command's help where there is no project to ask for the full one."""
    return "\n".join(
        [
            f"Usage: mtvgen {entry.name} {entry.usage}".rstrip(),
            "",
            f"  {entry.help}",
            "",
            "  Works in any folder of a project, and is what its `python manage.py` does;",
            "  there, --help lists every option.",
            "",
            "Example:",
            "  cd mysite",
            f"  mtvgen {entry.example or entry.name}",
        ]
    )
