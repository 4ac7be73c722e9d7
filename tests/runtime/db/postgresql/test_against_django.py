"""The same models, rows and questions through Django and through us, on PostgreSQL.

Django makes the tables and the rows; each framework then works in a process of its own.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.db.peer import documents, functions, inherited, querysets, questions

from . import facts
from .questions import MORE
from .server import PORT, Server

OURS, DJANGO = "mtvgen.runtime", "django"
READING = [*questions.READING, *inherited.READING, *documents.READING]
READING += [*functions.READING, *querysets.READING]
WRITING = {**questions.WRITING, **inherited.WRITING, **documents.WRITING, **querysets.WRITING}
PAIRS = {"shop_book_tags": "book_id, tag_id", "shop_place_tags": "place_id, tag_id"}
ASK = Path(__file__).parents[1] / "peer" / "ask.py"
# What EXPLAIN tells differs by the types of parameters, which Django writes into the SQL
# For digests Django needs the extension pgcrypto, and we do not
QUESTIONS = [one for one in (*READING, *MORE) if "explain" not in one and ".SHA" not in one]
STATEMENTS = [line for lines in WRITING.values() for line in lines]


def run(server: Server, root: str, name: str, step: str, lines: list[str] | None = None) -> Any:
    place = f"postgresql:{server.folder}:{PORT}:{name}"
    done = subprocess.run(
        [sys.executable, str(ASK), root, place, step],
        check=False, input=json.dumps(lines or []), capture_output=True, text=True,
        encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout else None


@pytest.fixture(scope="module")
def made_by_django(server: Server) -> str:
    """Return a database with the tables and rows that Django made."""
    name = server.create()
    run(server, DJANGO, name, "make")
    return name


@pytest.fixture(scope="module")
def answers(server: Server, made_by_django: str) -> dict[str, dict[str, object]]:
    return {root: run(server, root, made_by_django, "ask", QUESTIONS) for root in (OURS, DJANGO)}


def rows_of(server: Server, name: str) -> dict[str, list[Any]]:
    """Return every row of every table; of pairs without their numbers, which come from a set."""
    with server.connect(name) as witness:
        found = {}
        for (table,) in witness.execute(
            "SELECT tablename FROM pg_tables WHERE tablename ~ 'shop_'"
        ):
            columns = PAIRS.get(table, "*")
            rows = witness.execute(f'SELECT {columns} FROM "{table}"').fetchall()  # type: ignore[arg-type]
            found[str(table)] = sorted(rows, key=repr)
        return found


def ordered(question: str, answer: Any) -> Any:
    """Return an answer with the rows of a question without an order sorted: any order is right."""
    loose = isinstance(answer, list) and "order_by" not in question and not question.startswith("[")
    return sorted(answer, key=repr) if loose else answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_djangos_answer(question, answers):
    ours, theirs = (ordered(question, answers[root][question]) for root in (OURS, DJANGO))

    assert ours == theirs


def test_statements_leave_the_rows_that_django_leaves(server, made_by_django):
    told, left = {}, {}
    for root in (OURS, DJANGO):
        name = server.create(made_by_django)
        told[root] = list(zip(STATEMENTS, run(server, root, name, "do", STATEMENTS), strict=True))
        left[root] = rows_of(server, name)

    assert told[OURS] == told[DJANGO]
    assert left[OURS] == left[DJANGO]


def test_rows_that_we_make_in_our_tables_are_those_that_django_makes_in_its_own(
    server, made_by_django
):
    name = server.create()
    run(server, OURS, name, "make")

    assert rows_of(server, name) == rows_of(server, made_by_django)
    with server.connect(name) as ours, server.connect(made_by_django) as theirs:
        for table, known in facts.schema(lambda sql: theirs.execute(sql).fetchall()).items():
            made = facts.schema(lambda sql: ours.execute(sql).fetchall())[table]
            assert (table, made) == (table, known)


def test_django_reads_what_we_wrote_as_its_own(server, answers):
    name = server.create()
    run(server, OURS, name, "make")

    read = run(server, DJANGO, name, "ask", QUESTIONS)

    for question, answer in read.items():
        assert ordered(question, answer) == ordered(question, answers[DJANGO][question])
