"""The first commit of a new project. What fails here is a warning: the project stands without it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from .plan import Plan

TIME_LIMIT = 20.0
"""Seconds that one git command may take."""

_NOBODY = ("-c", "user.name=mtvgen", "-c", "user.email=mtvgen@localhost")

# SAFETY: no hook, no signing program, no editor and no background job of the user's set-up may run
# inside a folder that is about to be renamed; line endings stay as they were hashed.
_PLAIN = (
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "commit.gpgSign=false"),
    *("-c", "core.autocrlf=false"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
    *("-c", "init.defaultBranch=main"),
)


def is_wanted(target: Path) -> bool:
    """Return whether a new project gets a repository unasked: git is there, and none is around it."""
    return shutil.which("git") is not None and repository_around(target) is None


def repository_around(target: Path) -> Path | None:
    """Return the folder of the repository that a project lies in, or is itself; None for none."""
    folders = (target, *target.parents)
    return next((folder for folder in folders if (folder / ".git").exists()), None)


def first_commit(folder: Path, plan: Plan) -> str:
    """Make *folder* a repository on the branch `main` with everything but private files committed.

    Returns a warning when git would not; then the folder holds no repository.
    """
    commit = [
        "commit",
        "--quiet",
        "--no-verify",
        "--message",
        f"Create {plan.name} from the kit {plan.kit.name}",
    ]
    try:
        _git(folder, "init", "--quiet", "--template=")
        _keep_out(folder, plan)
        _git(folder, "add", "--all", "--", ".")
        try:
            _git(folder, "-c", "user.useConfigOnly=true", *commit)
        except subprocess.CalledProcessError as refusal:
            if b"user.useConfigOnly" not in refusal.stderr and b"user.email" not in refusal.stderr:
                raise
            _git(folder, *_NOBODY, *commit)
    except (OSError, subprocess.SubprocessError) as error:
        from .stage import remove

        remove(folder / ".git")
        return f"git made no repository: {_reason(error)} The project is there without one."
    return ""


def _keep_out(folder: Path, plan: Plan) -> None:
    """Exclude private files in the repository itself, whatever the kit's .gitignore says."""
    private = [re.sub(r"([\\\s*?\[\]!#])", r"\\\1", one.path) for one in plan.files if one.private]
    info = folder / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "exclude").write_text("".join(f"/{path}\n" for path in private), encoding="utf-8")


def _git(folder: Path, *arguments: str) -> None:
    """Run one git command in *folder*, deaf to every repository that the environment names."""
    environment = {
        name: value for name, value in os.environ.items() if not _is_about_a_repository(name)
    }
    environment |= {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    subprocess.run(  # noqa: S603 - a fixed program, arguments after `--` or of our own
        ["git", *_PLAIN, *arguments],  # noqa: S607 - the user's own git
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=TIME_LIMIT,
    )


def _is_about_a_repository(name: str) -> bool:
    """Return whether an environment variable belongs to one repository (`git rev-parse --local-env-vars`).

    What tells who the user is and how git runs on this computer stays.
    """
    kept = (
        "GIT_AUTHOR_",
        "GIT_COMMITTER_",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
    )
    return name.startswith("GIT_") and not name.startswith((*kept, "GIT_EXEC_PATH", "GIT_SSL"))


def _reason(error: BaseException) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it took more than {TIME_LIMIT:.0f} seconds."
    if isinstance(error, subprocess.CalledProcessError):
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        return f"{lines[-1].rstrip('.')}." if lines else f"it ended with code {error.returncode}."
    return f"{error}."
