"""`python -m tests.benchmarks | python -m tests.docs.tables`: put the tables into the documentation.

Those of suites that were not run (`python -m tests.benchmarks orm_sqlite | …`) stay as they are.
What was promised and whether it was kept stays in the terminal; the page shows what was measured.
"""

import re
import sys
from importlib.metadata import version
from platform import python_version

from .names import ROOT

PAGE = ROOT / "docs" / "explanation" / "performance.md"
START, END = "<!-- tables -->\n", "<!-- end of the tables -->"
PEERS = (
    "django", "flask", "bottle", "falcon", "cookiecutter", "jinja2", "sqlalchemy", "peewee", "pony",
    "psycopg",
)  # fmt: skip


def sections(text: str) -> dict[tuple[str, str], str]:
    """Return the tables of *text*, each with its heading, by heading and what it is compared with."""
    found = {}
    for part in re.split(r"^(?=### )", text, flags=re.M)[1:]:
        beside = re.search(r"× ([^|]+?) \|", part)
        found[part.splitlines()[0], beside[1] if beside else ""] = part.strip()
    return found


def put(text: str) -> None:
    """Replace the tables of the page by those in *text*."""
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(START)
    before, _, tail = rest.partition(END)
    text = re.sub(r"^- (?:kept|MISSED): .*\n", "", text, flags=re.M)
    tables = "\n\n".join({**sections(before), **sections(text)}.values())
    names = ", ".join(f"{name} {version(name)}" for name in PEERS)
    versions = f"Measured on Python {python_version()} with {names}."
    PAGE.write_text(f"{head}{START}\n{versions}\n\n{tables}\n\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    put(sys.stdin.read())
