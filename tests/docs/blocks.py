"""The code blocks of a page of the documentation, and how each kind is run.

- `console`: lines after "$ " are commands; the lines after one are what it must print, line for
  line, "…" standing for anything (alone on a line: for any lines). A block's commands run in the
  folder where the block before it ended. A `runserver` goes on in the background until the page
  ends.
- `python` with a first line `# mysite/views.py`: written to that file of the page's folder.
  Without one: run in a Python that has the page's project, if it has one; `>>>` blocks are doctests.
- any language with a first line that names a file (`# a.py`, `<!-- a.html -->`, `/* a.css */`): written.
- `text` and blocks without a language are shown, not run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<language>[\w{}-]*)[^\n]*\n(?P<text>.*?)^(?P=fence)\s*$", re.M | re.S
)
NAMED = re.compile(
    r"^(?:#|<!--|/\*|\{#|//)\s*(?:file: )?(?P<path>[\w./-]+\.\w+|[\w./-]*\.env)\s*(?:-->|\*/|#\})?\s*$"
)


@dataclass(frozen=True)
class Block:
    """One code block: where it stands, its language, its text."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def file(self) -> str | None:
        """The file that the first line names, if it does."""
        found = NAMED.match(self.text.partition("\n")[0])
        return found["path"] if found else None

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks_of(page: Path) -> Iterator[Block]:
    """Yield the code blocks of *page* in order."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(page, line, found["language"], found["text"])
