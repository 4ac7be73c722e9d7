"""The blocks of a page of the documentation that can be run, and how each kind is.

A page runs from top to bottom in an empty folder of its own:

- `console`: lines after "$ " are commands; the lines after one are what it must print, line for
  line, "…" standing for anything within a line (with the columns' spaces in front of it), and alone
  on a line for any lines. A command must end with 0, or with what a comment behind it says:
  `# exit code 1`. The next one runs in the folder where it ended. What serves (`runserver`,
  `serve.py`) goes on in the background until a line `^C` or the end of the page; pages say port
  8000 and the runner takes a free one.
- any language with a first line that names a file (`# mysite/a.py`, `{# mysite/a.html #}`,
  `/* a.css */`): the lines below it are written to that file of the page's folder; with
  "(at the end)" behind the name they are added to it.
- `diff` with a first line `--- mysite/models.py`: the lines that begin with a space or "-" must
  stand there, once; those with a space or "+" take their place.
- `python` without a file: run in the page's project, models imported, as `mtvgen shell` has it;
  `>>>` blocks are doctests.
- `text` is shown, not run.

And comments that readers do not see:

- `<!-- project: polls -->`: the page starts in a project `mysite` of that kit, migrated.
- `<!-- GET /about/ 200: Hello -->`: the server in the background answers that, with this text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(
    r"^(?P<fence>`{3,}|:{3,})(?P<language>[\w{}-]*)[^\n]*\n(?P<text>.*?)^(?P=fence)\s*$"
    r"|^<!-- (?P<word>project|GET)\b:? ?(?P<rest>.*?) -->$",
    re.M | re.S,
)
NAMED = re.compile(
    r"^(?:#|<!--|/\*|\{#|//)\s*(?P<path>(?:[\w./-]|\{\{ [\w.]+ \}\})+\.\w+|[\w./-]*\.env)(?P<end> \(at the end\))?"
    r"\s*(?:-->|\*/|#\})?\s*$"
)
KINDS = frozenset({"console", "python", "html", "css", "diff", "toml", "json", "ini", "text"})
"""The languages that a block may have; those in braces are Sphinx's."""


@dataclass(frozen=True)
class Block:
    """One code block or comment: where it stands, its language (or word), its text."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def _name(self) -> "re.Match[str] | None":
        return NAMED.match(self.text.partition("\n")[0])

    @property
    def file(self) -> str | None:
        """The file that the first line names, if it does."""
        return self._name["path"] if self._name else None

    @property
    def is_added(self) -> bool:
        """Whether the text goes to the end of that file."""
        return bool(self._name and self._name["end"])

    @property
    def content(self) -> str:
        """What stands below the first line."""
        return self.text.partition("\n")[2]

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks_of(page: Path) -> Iterator[Block]:
    """Yield the blocks and the comments of *page* in order."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        if found["word"]:
            yield Block(page, line, found["word"], found["rest"])
        else:
            yield Block(page, line, found["language"], found["text"])


def commands_of(block: Block) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console block with the lines that it must print."""
    command, shown = "", list[str]()
    for line in block.text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line[2:], []
        elif command.endswith("\\"):
            command += f"\n{line}"
        else:
            assert command, f"{block}: what prints {line!r}?"
            shown.append(line)
    if command:
        yield command, shown


def patched(text: str, block: Block) -> str:
    """Return *text* changed as a diff block shows. The lines that it shows must stand there once."""
    lines = block.content.splitlines()
    assert all(line[:1] in {" ", "+", "-", ""} for line in lines), f"{block}: no sign before a line"
    before = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
    after = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
    assert text.count(before) == 1, f"{block}: these lines stand there {text.count(before)} times"
    return text.replace(before, after)


def unlike(shown: list[str], printed: list[str]) -> str:
    """Return what tells two outputs apart; empty when *printed* is what is *shown*."""
    pattern = "".join(
        r"(?:[^\n]*\n)*?" if line.strip() == "…" else f"{_line(line)}\n" for line in shown
    )
    text = "".join(f"{line.rstrip()}\n" for line in printed)
    if re.fullmatch(pattern, text):
        return ""
    return f"shown:\n{chr(10).join(shown)}\n\nprinted:\n{text}"


def _line(shown: str) -> str:
    return "[^\n]*".join(re.escape(part) for part in re.split(" {2,}…|…", shown.rstrip()))
