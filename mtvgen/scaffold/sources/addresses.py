"""parse: what the text behind `--kit` names. Facts only; nothing is opened yet."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from ...errors import SourceRefused

LONGEST_ADDRESS = 2_000
"""Letters that the address of a kit may have."""

SCHEMES = ("https", "ssh", "file")
"""The ways to a git repository: encrypted, or on this computer."""

_SHORT = {
    "gh:": "https://github.com/",
    "gl:": "https://gitlab.com/",
    "bb:": "https://bitbucket.org/",
}  # cookiecutter's documentation: "Works directly with git and hg"

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)(://|::)")
_AT_HOST = re.compile(r"(?P<user>[^@/:\s]+)@(?P<host>[^@/:\s]+|\[[^\]/]*\]):(?P<path>(?!//).*)")
_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# What git-check-ref-format(1) leaves over, and nothing that reads as an option.
_NOT_IN_A_REF = re.compile(r"^[-/.{]|[\s~^:?*\[\\]|\.\.|//|/\.|@\{|\.lock(/|$)|[/.]$|^@$")
_SHORTEST_COMMIT, _COMMIT = (
    re.compile(r"[0-9a-f]{7,39}"),
    re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?"),
)


@dataclass(frozen=True)
class Shipped:
    """The name of a kit that comes with mtvgen."""

    name: str


@dataclass(frozen=True)
class Local:
    """A folder or a zip file on this computer. inside: the folder of the kit in it."""

    path: Path
    inside: str = ""


@dataclass(frozen=True)
class Repository:
    """A git repository.

    url: as git takes it. ref: branch, tag or commit; empty for what the repository shows first.
    shown: the address without a password, for messages and records.
    """

    url: str
    scheme: str
    host: str
    ref: str
    inside: str
    shown: str

    @property
    def is_commit(self) -> bool:
        """Whether the ref is a whole commit name."""
        return _COMMIT.fullmatch(self.ref) is not None

    @property
    def is_short_commit(self) -> bool:
        """Whether the ref may be the beginning of a commit's name."""
        return _SHORTEST_COMMIT.fullmatch(self.ref) is not None


Address = Shipped | Local | Repository


def parse(text: str) -> Address:
    """Return what *text* names. Raises SourceRefused for what cannot be, and what git would not be given."""
    if len(text) > LONGEST_ADDRESS:
        raise SourceRefused(
            f"{text[:40]!r}…", f"has {len(text)} letters; at most {LONGEST_ADDRESS} are allowed."
        )
    if code := _UNREADABLE.search(text):
        raise SourceRefused(repr(text), f"holds {code[0]!r}, which no address does.")
    for short, long in _SHORT.items():
        if text.startswith(short):
            text = long + text.removeprefix(short)
    if scheme := _SCHEME.match(text):
        return _url(text, scheme[1].lower(), scheme[2])
    if match := _AT_HOST.fullmatch(text):
        return _at_host(text, match)
    return _on_this_computer(text)


def _on_this_computer(text: str) -> Shipped | Local:
    path, inside = _path(text), ""
    if not os.path.lexists(path) and "#" in text:
        before, _, inside = text.rpartition("#")
        path = _path(before)
        _check_inside(text, inside)
        text = before
    is_path = os.sep in text or (os.altsep is not None and os.altsep in text)
    if is_path or text in {os.curdir, os.pardir} or text.lower().endswith(".zip"):
        return Local(path, inside)
    return Shipped(text)


def _path(text: str) -> Path:
    return Path(os.path.expanduser(text))  # noqa: PTH111 - leaves an unknown ~user as it is


def _url(text: str, scheme: str, mark: str) -> Repository:
    if mark == "::" or scheme not in SCHEMES:
        raise SourceRefused(
            repr(_without_password(text)),
            f"{scheme!r} is no way to a kit that mtvgen goes.",
            hint="Use https://…, ssh://…, git@host:path or file:///….",
        )
    address, _, inside = text.partition("#")
    _check_inside(text, inside)
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises ValueError for what is none
    except ValueError as error:
        raise SourceRefused(repr(_without_password(text)), f"is no address: {error}.") from None
    if parts.path.lower().endswith(".zip"):
        raise SourceRefused(
            repr(_without_password(text)),
            "is a file to download, not a repository.",
            hint="Download it, then name the file: --kit kit.zip",
        )
    path, ref = _without_ref(parts.path)
    _check_host(text, scheme, parts, path)
    _check_ref(text, ref)
    url = parts._replace(scheme=scheme, path=path, fragment="").geturl()
    shown = _without_password(url)
    return Repository(url, scheme, parts.hostname or "", ref, inside, shown)


def _at_host(text: str, match: re.Match[str]) -> Repository:
    before, _, inside = match["path"].partition("#")
    _check_inside(text, inside)
    path, ref = _without_ref(before)
    if (
        not _USER.fullmatch(match["user"])
        or not _HOST.fullmatch(match["host"].strip("[]"))
        or not path.strip("/")
        or path.startswith("-")
    ):
        raise SourceRefused(
            repr(text),
            "is no address of a repository.",
            hint="Write it like git@host:group/kit.git",
        )
    _check_ref(text, ref)
    url = f"{match['user']}@{match['host']}:{path}"
    return Repository(url, "ssh", match["host"], ref, inside, url)


def _without_ref(path: str) -> tuple[str, str]:
    """Return a repository's path and what stands behind its last `@`."""
    before, at, ref = path.rpartition("@")
    return (before, ref) if at and before else (path, "")


def _check_host(text: str, scheme: str, parts: SplitResult, path: str) -> None:
    """Refuse a host, a user or a path that git or ssh might take for an option of theirs."""
    shown = repr(_without_password(text))
    host = parts.hostname or ""
    if scheme == "file":
        if parts.netloc not in {"", "localhost"} or not path.startswith("/"):
            raise SourceRefused(
                shown, "names no path of this computer.", hint="Write three slashes: file:///…"
            )
        return
    if not _HOST.fullmatch(host):
        raise SourceRefused(shown, f"{host!r} is no name of a host.", hint="Look for a typo.")
    if parts.username is not None and not _USER.fullmatch(parts.username):
        raise SourceRefused(shown, f"{parts.username!r} is no name of a user.")
    if not path.strip("/") or path.lstrip("/").startswith("-"):
        raise SourceRefused(shown, "names no repository on that host.")


def _check_ref(text: str, ref: str) -> None:
    if _NOT_IN_A_REF.search(ref) or len(ref) > 200:
        raise SourceRefused(
            repr(_without_password(text)),
            f"{ref!r} names no branch, tag or commit.",
            hint="Write it behind an @, for example @main.",
        )


def _check_inside(text: str, inside: str) -> None:
    parts = inside.split("/")
    if inside and (
        any(part in {"", ".", ".."} for part in parts) or "\\" in inside or ":" in inside
    ):
        raise SourceRefused(
            repr(_without_password(text)),
            f"{inside!r} is no folder inside it.",
            hint="Write the folder's path from the top, for example #kits/polls.",
        )


def _without_password(address: str) -> str:
    """Return an address with what stands between `//` and `@` cut down to the user's name."""
    return re.sub(r"(?<=://)([^/@:]*):[^/@]*@", r"\1@", address)
