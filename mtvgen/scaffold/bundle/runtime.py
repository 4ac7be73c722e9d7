"""The runtime as it is installed with this mtvgen: a folder that is read, never imported."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from ...errors import ChangeRefused
from ..leftovers import LEFTOVERS

INSTALLED = "mtvgen.runtime"
NAME = "mtv_runtime"
"""The folder of the copy in a project, and the last part of the name that it is imported by."""

ARCHIVE = ".originals"
"""In the copy: its files as they were copied, in the form of `.mtvgen.originals`."""

SETTINGS_OF_RUFF = """\
# The framework's files have a style of their own; what is looked for here are mistakes.
line-length = 100

[lint]
select = ["E9", "F"]
"""


def files_of_runtime() -> dict[str, bytes]:
    """Return the files of the runtime by their paths in it, and what goes into a copy beside them.

    Raises ChangeRefused when this mtvgen was installed without them.
    """
    home = Path(__file__).resolve().parents[2] / "runtime"
    found = {
        file.relative_to(home).as_posix(): file.read_bytes()
        for file in sorted(home.rglob("*"))
        if file.is_file() and not _is_left_over(file)
    }
    if "__init__.py" not in found:
        raise ChangeRefused(
            f"{home} is missing.", hint="Install mtvgen again: its runtime is gone."
        )
    return {**found, "ruff.toml": SETTINGS_OF_RUFF.encode()}


def hash_of(files: Mapping[str, bytes]) -> str:
    """Return one SHA-256 for all files: the same for every kind of line end."""
    total = sha256()
    for path in sorted(files):
        total.update(f"{path}\0{sha256(plain(files[path])).hexdigest()}\n".encode())
    return total.hexdigest()


def plain(content: bytes) -> bytes:
    """Return a text with plain line ends, as it was before git or an editor changed them."""
    return content.replace(b"\r\n", b"\n")


def files_in(folder: Path, *, with_archive: bool = False) -> dict[str, bytes]:
    """Return the files of a copy by their paths in it, without what programs keep there for themselves.

    with_archive: also the one that holds the files as they were copied.

    Raises ChangeRefused for a link. SAFETY: it may lead out of the project.
    """
    found = {}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if _is_left_over(file) or (path == ARCHIVE and not with_archive):
            continue
        if file.is_symlink():
            raise ChangeRefused(f"{folder.name}/{path} is a link.", hint="Take it away first.")
        if file.is_file():
            found[path] = file.read_bytes()
    return found


def _is_left_over(file: Path) -> bool:
    """Return whether Python, a tool or a file manager made the file."""
    return not LEFTOVERS.isdisjoint(file.parts) or file.suffix == ".pyc"
