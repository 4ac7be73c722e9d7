"""Finding: what is wrong with a kit, where, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

CODES = {
    "broken": "the kit cannot be read",
    "template": "a template cannot be filled",
    "answers": "a question takes an answer that the project cannot hold",
    "quotes": "an answer with quotes or backslashes is refused (warning)",
    "syntax": "a file that is made is no valid Python, TOML or JSON",
    "name": "a name that some system cannot hold, or two that are one",
    "lint": "ruff finds something",
    "format": "ruff would format it otherwise (warning)",
    "types": "mypy finds something",
    "tests": "a test of the project fails",
    "solution": "a solution is in the project",
    "path": "a path of one machine",
    "secret": "what looks like a password or a key",
    "translation": "a text is not there in a language of the kit (warning), or is another one",
    "ignored": "git leaves the file out of the repository",
    "key": "kit.toml has a key that nobody reads (warning)",
}
"""Each kind of finding, and what it means. `skip` in kit.toml names them."""

WARNINGS = frozenset(["quotes", "format", "key"])


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong.

    file: from the kit's folder, with `/`; empty for the kit as a whole. line: 0 for the file as a
    whole. do: what to do about it. warns: a good kit may have it.
    """

    file: str
    line: int
    code: str
    what: str
    do: str = ""
    warns: bool = False

    @property
    def place(self) -> str:
        """The file and the line, as far as they are known."""
        return ":".join(filter(None, [self.file or "kit", str(self.line) if self.line else ""]))

    def __str__(self) -> str:
        return f"{self.place}: {self.what} {self.do}".rstrip()


def without(findings: Iterable[Finding], skip: Iterable[str]) -> list[Finding]:
    """Return the findings that *skip* does not name, each once, in the order of their places.

    skip: codes, or codes with a pattern of files behind a colon: `path:README.md`.
    """
    rules = [one.partition(":") for one in skip]
    left = {
        finding
        for finding in findings
        if not any(
            finding.code == code and (not colon or fnmatchcase(finding.file, pattern))
            for code, colon, pattern in rules
        )
    }
    return sorted(left)
