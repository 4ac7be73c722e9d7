"""left_out_by_git: files of a kit that would not be in its repository, because .gitignore names them.

A project's `.gitignore` lies in the kit too, and git heeds it there: so `.env`, which each project
needs, is missing for whoever fetches the kit.
"""

import os
import shutil
from collections.abc import Iterator

from ..digest import LEFT_OUT
from ..kits import Kit
from ..processes import TooSlow, run
from .findings import Finding

_SECONDS = 30.0


def left_out_by_git(kit: Kit) -> Iterator[Finding]:
    """Yield the files of a kit in a repository that git ignores and nobody added nevertheless."""
    folders = (kit.folder, *kit.folder.parents)
    if shutil.which("git") is None or not any((folder / ".git").exists() for folder in folders):
        return
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    words = ["git", "-c", "core.fsmonitor=false", "ls-files", "-z", "--others", "--ignored"]
    try:
        done = run(
            [*words, "--exclude-standard", "--", "."],
            cwd=kit.folder,
            env=environment,
            seconds=_SECONDS,
        )
    except (OSError, TooSlow):
        return
    for path in filter(None, done.said.split("\0")):
        if LEFT_OUT.isdisjoint(path.split("/")) and not path.endswith(".pyc"):
            yield Finding(
                path, 0, "ignored", "git leaves this file out of the repository.",
                f"Add it nevertheless: git add --force '{path}'",
            )  # fmt: skip
