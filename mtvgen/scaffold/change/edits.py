"""Draft and Change: which files of a project would hold which bytes. Nothing is written here."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import ChangeRefused

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Edit:
    """One file, before and after.

    path: from the project's folder, with `/`. before, after: its bytes; None where there is no file.
    mode: the permissions that it gets, which the umask narrows for a new file; None for the usual.
    """

    path: str
    before: bytes | None
    after: bytes | None
    mode: int | None = None

    @property
    def kind(self) -> str:
        """What happens to the file: create, change or delete."""
        if self.before is None:
            return "create"
        return "delete" if self.after is None else "change"

    def diff(self) -> Iterator[str]:
        """Yield the lines of the unified diff, without line ends."""
        import difflib  # PERF: 4 ms; only where a diff is shown

        before, after = (_lines(content) for content in (self.before, self.after))
        old = f"a/{self.path}" if self.before is not None else "/dev/null"
        new = f"b/{self.path}" if self.after is not None else "/dev/null"
        if b"\0" in (self.before or b"") + (self.after or b""):
            yield f"Binary files {old} and {new} differ"
            return
        yield from difflib.unified_diff(before, after, old, new, lineterm="")


def _lines(content: bytes | None) -> list[str]:
    return (content or b"").decode("utf-8", "replace").splitlines()


@dataclass(frozen=True)
class Change:
    """What one command does to a project: all of it or nothing.

    title: the command, as it was meant. folder: the project's.
    """

    title: str
    folder: Path
    edits: tuple[Edit, ...]


@dataclass
class Draft:
    """A change that is being put together. Files are read once, as text with `\\n` at the line ends."""

    folder: Path
    _before: dict[str, bytes | None] = field(default_factory=dict)
    _after: dict[str, str | None] = field(default_factory=dict)

    def exists(self, path: str) -> bool:
        """Return whether the file is there, as the draft has it."""
        if path in self._after:
            return self._after[path] is not None
        return os.path.lexists(self.folder / path)

    def read(self, path: str) -> str:
        """Return the text of a file, as the draft has it. Raises ChangeRefused when it has none."""
        if path not in self._after:
            self._load(path)
        text = self._after[path]
        if text is None:
            raise ChangeRefused(f"There is no file {path}.", hint=_UNTOUCHED)
        return text

    def create(self, path: str, text: str) -> None:
        """Add a new file. Raises ChangeRefused when there is one, under this name or one like it."""
        if self.exists(path) or self._has_twin(path):
            raise ChangeRefused(
                f"{path} is there already. Nothing was written.",
                hint="Choose another name, or move that file away first.",
            )
        self._before.setdefault(path, None)
        self._after[path] = text

    def change(self, path: str, text: str) -> None:
        """Give a file, that `read` has read, another text."""
        self._after[path] = text

    def delete(self, path: str) -> None:
        """Take a file away."""
        self.read(path)
        self._after[path] = None

    def finished(self, title: str) -> Change:
        """Return the change, its files in the order of their paths."""
        edits = []
        for path in sorted(self._after):
            before, text = self._before[path], self._after[path]
            after = None if text is None else _encoded(text, before)
            if after != before:
                edits.append(Edit(path, before, after))
        return Change(title, self.folder, tuple(edits))

    def _load(self, path: str) -> None:
        file = self.folder / path
        if not os.path.lexists(file):
            self._before[path] = self._after[path] = None
            return
        # SAFETY: through a link a file outside the project would be changed.
        if file.is_symlink() or not file.is_file():
            raise ChangeRefused(
                f"{path} is no plain file; mtvgen does not edit it.", hint=_UNTOUCHED
            )
        try:
            content = file.read_bytes()
            text = content.removeprefix(_BOM).decode("utf-8")
        except OSError as error:
            raise ChangeRefused(
                f"{path} cannot be read: {error.strerror}.", hint=_UNTOUCHED
            ) from None
        except UnicodeDecodeError as error:
            raise ChangeRefused(
                f"{path} is not UTF-8 (byte {error.start}).", hint=_UNTOUCHED
            ) from None
        self._before[path], self._after[path] = content, text.replace("\r\n", "\n")

    def _has_twin(self, path: str) -> bool:
        """Return whether a neighbour's name differs by case only: on some systems it is the same file."""
        folder = (self.folder / path).parent
        name = Path(path).name
        if not folder.is_dir():
            return False
        return any(entry.casefold() == name.casefold() for entry in os.listdir(folder))  # noqa: PTH208 - names are all it takes


_UNTOUCHED = "Nothing was written."


def _encoded(text: str, before: bytes | None) -> bytes:
    """Return the bytes of *text*, with the line ends and the mark that the file had."""
    if before is None:
        return text.encode()
    if b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    return (_BOM if before.startswith(_BOM) else b"") + text.encode()
