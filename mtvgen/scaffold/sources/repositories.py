"""fetch_kit: the files of one commit of a git repository, nothing checked out.

SAFETY: git fetches into a bare repository of our own, and the files are read out of it with
`git cat-file`. Nothing is checked out, so no hook, no filter (LFS), no submodule, no link and no
setting of the repository takes part. What the environment or the user's settings could add
(programs, other protocols, prompts) is switched off.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ...errors import KitBroken, SourceRefused
from ..processes import Done, TooSlow, conversation, run
from ..tree import MOST_FILES
from .addresses import Repository
from .unpacking import Unpacking, shortened

TIME_LIMIT = 120.0
"""Seconds that fetching a repository may take."""

MOST_FETCHED = 200_000_000
"""Bytes that git may fetch."""

_LINK, _SUBMODULE, _EXECUTABLE = "120000", "160000", "100755"

_ELSEWHERE = b"version https://git-lfs.github.com/spec/"

_OFF = (
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.askPass="),
    *("-c", "core.alternateRefsCommand="),
    *("-c", "credential.interactive=false"),
    *("-c", "fetch.recurseSubmodules=false"),
    *("-c", "fetch.writeCommitGraph=false"),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
    *("-c", "http.lowSpeedLimit=500"),
    *("-c", "http.lowSpeedTime=30"),
    *("-c", "protocol.allow=never"),
)
_KEPT = ("GIT_SSL_CAINFO", "GIT_SSL_CAPATH")  # schools have certificates of their own
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
    "GCM_INTERACTIVE": "never",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oConnectTimeout=20",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "LC_ALL": "C",
}

_UNREACHABLE = re.compile(
    "Could not resolve|Couldn't resolve|Name or service not known|name resolution|Failed to connect"
    "|Connection refused|timed out|Network is unreachable|No route to host|Couldn't connect|Connection reset",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    "terminal prompts disabled|could not read (Username|Password)|Authentication failed"
    "|Permission denied|access rights|error: 40[13]|Repository not found",
    re.IGNORECASE,
)
_NOTHING_THERE = re.compile(
    "does not exist|not found|does not appear to be a git repository|not a git repository",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Entry:
    """One file of the commit. name: of its object."""

    path: str
    size: int
    name: str
    executable: bool


def fetch_kit(address: Repository, folder: Path, scratch: Path) -> str:
    """Write the files of the commit that *address* names into *folder*; return the commit's name.

    folder: empty. scratch: an empty folder of this run's own, for git. Raises SourceRefused and KitBroken.
    """
    if shutil.which("git") is None:
        raise SourceRefused(
            address.shown,
            "git is not installed on this computer.",
            hint="Install it (https://git-scm.com), or download the kit as a zip file: --kit kit.zip",
        )
    git = _Git(address, scratch)
    git.ask("init", "--quiet", "--bare", "--template=", ".")
    commit = _fetched(git, address)
    unpacking = Unpacking(folder, address.shown)
    entries = list(_entries(git, address, commit))
    for entry in entries:
        unpacking.check(entry.path, entry.size)
    git.write(entries, unpacking)
    return commit


def _fetched(git: "_Git", address: Repository) -> str:
    """Fetch the commit that the address names, alone where the server lets us, and return its name."""
    done = git.fetch("--depth=1", address.ref or "HEAD")
    if done.code and address.is_commit:
        # A server that gives no single commits gives all of its branches and tags.
        done = git.fetch("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
    if done.code:
        raise _explained(address, done.complained)
    named = address.ref if address.is_commit else "FETCH_HEAD"
    found = git.call("rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}")
    if found.code:
        raise SourceRefused(address.shown, f"has no commit {address.ref!r}.")
    return found.said.strip()


def _explained(address: Repository, complained: str) -> SourceRefused:
    """Return what git complained of in our words."""
    place = address.host or "the disk"
    if "couldn't find remote ref" in complained or "no matching remote head" in complained:
        if not address.ref:
            return SourceRefused(address.shown, "the repository is empty.")
        hint = (
            "Write all 40 letters of the commit."
            if address.is_short_commit
            else "Look for a typo behind the @."
        )
        return SourceRefused(
            address.shown, f"there is no branch, tag or commit {address.ref!r}.", hint=hint
        )
    if "dubious ownership" in complained:
        return SourceRefused(
            address.shown,
            "the repository belongs to another user, and git does not read it for you.",
            hint="Name the folder or a zip file of the kit instead, or copy the repository.",
        )
    if "Host key verification failed" in complained:
        return SourceRefused(
            address.shown,
            f"this computer has not met {place} yet.",
            hint=f"Type once: ssh {place}",
        )
    if _UNREACHABLE.search(complained):
        return SourceRefused(
            address.shown,
            f"{place} cannot be reached from here.",
            hint="Without internet, use a folder or a zip file: --kit kit.zip",
        )
    if _CLOSED.search(complained) and address.scheme != "file":
        return SourceRefused(
            address.shown,
            f"{place} has no such repository, or asks who you are; mtvgen types no passwords.",
            hint="Look for a typo. For a private one, fetch it with git yourself and name its folder.",
        )
    if _NOTHING_THERE.search(complained):
        return SourceRefused(address.shown, "there is no repository.", hint="Look for a typo.")
    lines = [line for line in complained.strip().splitlines() if line.strip()]
    last = lines[-1].removeprefix("fatal: ").rstrip(".") if lines else "no reason"
    return SourceRefused(address.shown, f"git says: {last}.")


def _entries(git: "_Git", address: Repository, commit: str) -> Iterator[_Entry]:
    """Yield the files below the folder that the address names. Raises KitBroken for what is no file."""
    tree = f"{commit}:{address.inside}" if address.inside else f"{commit}^{{tree}}"
    if git.call("cat-file", "-e", tree).code:
        raise SourceRefused(address.shown, f"has no folder {address.inside!r}.")
    for count, row in enumerate(git.rows(tree)):
        if count > MOST_FILES:
            raise KitBroken(address.shown, f"holds more than {MOST_FILES} files.")
        facts, _, name = row.partition(b"\t")
        mode, _kind, found, size = facts.decode().split()
        try:
            path = name.decode()
        except UnicodeDecodeError:
            raise KitBroken(address.shown, f"the name {name!r} is not in UTF-8.") from None
        if mode == _LINK:
            raise KitBroken(
                address.shown, "is a link; a kit holds plain files only.", place=shortened(path)
            )
        if mode == _SUBMODULE:
            raise KitBroken(
                address.shown,
                "is a submodule, which mtvgen does not fetch.",
                place=shortened(path),
                hint="Put its files into the kit.",
            )
        yield _Entry(path, int(size), found, mode == _EXECUTABLE)


class _Git:
    """Calls of git inside the repository of our own."""

    def __init__(self, address: Repository, scratch: Path) -> None:
        self._address = address
        self._scratch = scratch
        schemes = {"https", "ssh", address.scheme}  # a user's `insteadOf` may lead to the other
        allowed = [("-c", f"protocol.{scheme}.allow=always") for scheme in sorted(schemes)]
        self._start = ["git", *_OFF, *(word for pair in allowed for word in pair)]
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if not name.upper().startswith("GIT_") or name in _KEPT
        } | _ENVIRONMENT

    def fetch(self, *words: str) -> Done:
        """Fetch what the words name: options first, then what is asked for."""
        options = [word for word in words if word.startswith("--")]
        wanted = [word for word in words if not word.startswith("--")]
        return self.call(
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-recurse-submodules",
            "--no-auto-maintenance",
            *options,
            "--",
            self._address.url,
            *wanted,
        )

    def call(self, *words: str) -> Done:
        """Run one command and return how it ended."""
        try:
            return run(
                [*self._start, *words],
                cwd=self._scratch,
                env=self._environment,
                seconds=TIME_LIMIT,
                watch=self._watch,
            )
        except TooSlow:
            raise self._too_slow() from None

    def rows(self, tree: str) -> Iterator[bytes]:
        """Yield what `git ls-tree` says of each file below *tree*, as it comes."""
        with self._conversation("ls-tree", "-r", "-z", "-l", "--full-tree", tree) as (_, output):
            rest = b""
            while piece := output.read(1 << 16):
                *rows, rest = (rest + piece).split(b"\0")
                yield from rows
            if rest:
                raise self._too_slow()

    def write(self, entries: list[_Entry], unpacking: Unpacking) -> None:
        """Write the files. Their sizes were checked before, so each may be held in memory."""
        with self._conversation("cat-file", "--batch") as (questions, answers):
            for entry in entries:
                questions.write(f"{entry.name}\n".encode())
                questions.flush()
                said = answers.readline().split()
                if len(said) != 3 or said[1] != b"blob" or int(said[2]) != entry.size:
                    raise self._too_slow()
                content = answers.read(entry.size + 1)[:-1]
                if len(content) != entry.size:
                    raise self._too_slow()
                if content.startswith(_ELSEWHERE):
                    raise KitBroken(
                        self._address.shown,
                        "lies in a store beside the repository (Git LFS), which mtvgen does not fetch.",
                        place=shortened(entry.path),
                        hint="Put the file itself into the kit.",
                    )
                unpacking.write(entry.path, content, executable=entry.executable)

    def _conversation(self, *words: str) -> AbstractContextManager[tuple[IO[bytes], IO[bytes]]]:
        return conversation(
            [*self._start, *words],
            cwd=self._scratch,
            env=self._environment,
            seconds=TIME_LIMIT,
        )

    def _too_slow(self) -> SourceRefused:
        return SourceRefused(
            self._address.shown,
            f"git took more than {TIME_LIMIT:.0f} seconds and was stopped.",
            hint="Try again later, or use a folder or a zip file.",
        )

    def ask(self, *words: str) -> str:
        """Run one command that should not fail, and return what it says."""
        done = self.call(*words)
        if done.code:
            raise _explained(self._address, done.complained)
        return done.said

    def _watch(self) -> None:
        """Stop a fetch that brings too much."""
        total = 0
        for folder, _folders, files in os.walk(self._scratch):
            for name in files:
                try:
                    total += os.lstat(os.path.join(folder, name)).st_size  # noqa: PTH118 - PERF: often
                except OSError:
                    continue  # git has renamed it meanwhile
        if total > MOST_FETCHED:
            raise SourceRefused(
                self._address.shown, f"git brought more than {MOST_FETCHED} bytes and was stopped."
            )
