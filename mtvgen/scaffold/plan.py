"""What would be written: facts only, made before the first byte reaches the disk."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from .answers import Answers
from .kits import Kit


@dataclass(frozen=True)
class PlannedFile:
    """One file of the project.

    path: from the project's folder, with `/`. private: for the owner's eyes only (mode 0600),
    and never under version control.
    """

    path: str
    content: bytes
    executable: bool = False
    private: bool = False

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.content)

    @property
    def hash(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return sha256(self.content).hexdigest()

    @property
    def mode(self) -> int:
        """Permissions before the user's umask."""
        if self.private:
            return 0o600
        return 0o777 if self.executable else 0o666


@dataclass(frozen=True)
class Plan:
    """One project: where it goes, what it is made from, and its files in the order of their paths.

    language: the one its texts are in; empty when the kit does not say.
    """

    name: str
    target: Path
    kit: Kit
    answers: Answers
    files: tuple[PlannedFile, ...]
    language: str = ""
