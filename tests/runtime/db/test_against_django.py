"""The same models, rows and questions through Django and through us: the answers must be the same.

Django makes the tables and the rows; both frameworks then work on that one SQLite file, each in a
process of its own.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from .peer import documents, functions, inherited, querysets, questions
from .peer.chains import chains

OURS, DJANGO = "mtvgen.runtime", "django"
READING = [*questions.READING, *inherited.READING, *documents.READING]
READING += [*functions.READING, *querysets.READING]
WRITING = {**questions.WRITING, **inherited.WRITING, **documents.WRITING, **querysets.WRITING}
PAIRS = {"shop_book_tags": "book_id, tag_id", "shop_place_tags": "place_id, tag_id"}
ASK = Path(__file__).parent / "peer" / "ask.py"


def run(root: str, database: Path, step: str, lines: list[str] | None = None) -> object:
    done = subprocess.run(
        [sys.executable, str(ASK), root, str(database), step],
        check=False,
        input=json.dumps(lines or []),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout else None


@cache
def made_by(root: str) -> Path:
    """Return a database with the tables and rows that *root* made."""
    database = Path(mkdtemp(prefix="peer-")) / "shop.sqlite3"
    run(root, database, "make")
    return database


@cache
def made_by_us_in_djangos_tables() -> Path:
    """Return a database with tables that Django made and rows that we made."""
    database = Path(mkdtemp(prefix="peer-")) / "shop.sqlite3"
    run(DJANGO, database, "tables")
    run(OURS, database, "rows")
    return database


def rows_of(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, just as it is stored, with the type of each value.

    Of pairs their own numbers are left out: they are added in the order of a set.
    """
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'shop_%'"
    with closing(sqlite3.connect(database)) as connection:
        found = {}
        for (name,) in connection.execute(names).fetchall():
            columns = PAIRS.get(name, "*")
            rows = connection.execute(f'SELECT {columns} FROM "{name}"').fetchall()
            found[name] = sorted(rows, key=repr)
        return found


@cache
def answers(root: str, maker: str) -> dict[str, object]:
    found = run(root, made_by(maker), "ask", READING)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("question", READING)
def test_a_question_has_djangos_answer(question):
    assert answers(OURS, DJANGO)[question] == answers(DJANGO, DJANGO)[question]


@pytest.mark.parametrize("group", WRITING)
def test_statements_leave_the_rows_that_django_leaves(group, tmp_path):
    told, left = {}, {}
    for root in (OURS, DJANGO):
        database = tmp_path / f"{root}.sqlite3"
        shutil.copy(made_by(DJANGO), database)
        results = run(root, database, "do", WRITING[group])
        told[root] = list(zip(WRITING[group], results, strict=True))
        left[root] = rows_of(database)

    assert told[OURS] == told[DJANGO]
    for table, rows in left[DJANGO].items():
        assert left[OURS][table] == rows, table


def test_rows_that_we_make_are_rows_that_django_makes():
    ours, theirs = rows_of(made_by_us_in_djangos_tables()), rows_of(made_by(DJANGO))

    assert ours == theirs


def test_django_reads_what_we_wrote_as_its_own():
    database = made_by_us_in_djangos_tables()

    assert run(DJANGO, database, "ask", READING) == answers(DJANGO, DJANGO)


@pytest.mark.parametrize(
    ("subject", "seed"), [*(("Book", n) for n in range(3)), ("Restaurant", 3), ("Dog", 14)]
)
def test_chains_made_by_chance_have_djangos_answers(subject, seed):
    asked = chains(seed, 150, subject)
    ours, theirs = (run(root, made_by(DJANGO), "ask", asked) for root in (OURS, DJANGO))

    assert isinstance(ours, dict)
    assert isinstance(theirs, dict)
    assert {one: ours[one] for one in asked} == theirs
