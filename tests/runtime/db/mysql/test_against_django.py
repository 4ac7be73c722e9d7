"""The same models, rows and questions through Django and through us, on MariaDB.

Django makes the tables and the rows; each framework then works in a process of its own.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.db.peer import documents, functions, inherited, querysets, questions
from tests.runtime.db.peer.chains import chains
from tests.runtime.db.postgresql.questions import MORE

from . import facts
from .server import Server

OURS, DJANGO = "mtvgen.runtime", "django"
READING = [*questions.READING, *inherited.READING, *documents.READING, *functions.READING]
READING += querysets.READING
WRITING = {**questions.WRITING, **inherited.WRITING, **documents.WRITING, **querysets.WRITING}
PAIRS = {"shop_book_tags": "book_id, tag_id", "shop_place_tags": "place_id, tag_id"}
ASK = Path(__file__).parents[1] / "peer" / "ask.py"
# Where Django's answer on this server is not the one that it gives on others, or is one of several
ODD = {
    # Rows that are alike in what they are ordered by stand in any order
    "Book.objects.values_list('pk', 'title').union(Loan.objects.values_list('pk', 'book__title')).order_by('pk')[:4]",
    # Django cuts a moment to its week and keeps the time of day: the same Monday comes twice
    "Book.objects.dates('published', 'week')",
    # Django takes the server's XOR, which knows no answer where a value is missing
    "Book.objects.filter(models.Q(pages__gt=50) ^ models.Q(in_print=True)).order_by('pk')",
    # Django compares a text in JSON with its quotes here
    "Dog.objects.filter(data__in=[17, 'text']).order_by('pk')",
    "Dog.objects.exclude(data__in=[17, 'text']).order_by('pk')",
    "Dog.objects.filter(~models.Q(data__in=[17, 'text']) | models.Q(pk=1)).count()",
    # Django does not ask for keys among the first rows of a query here
    "Book.objects.filter(pk__in=Book.objects.order_by('-pk')[:2]).order_by('pk')",
    # Django lets the server ignore every error of a new pair, also that one of the two is not there
    "Book.objects.get(pk=1).tags.add('web', 'new')",
    "Tag.objects.get(pk='new').book_set.set([1, 2])",
}
QUESTIONS = [one for one in (*READING, *MORE) if one not in ODD]
STATEMENTS = [line for lines in WRITING.values() for line in lines if line not in ODD]


def run(server: Server, root: str, name: str, step: str, lines: list[str] | None = None) -> Any:
    place = f"mysql:{server.socket}:{name}"
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
    found = {}
    for (table,) in server.run("SHOW TABLES LIKE 'shop_%'", name):
        columns = PAIRS.get(table, "*")
        found[str(table)] = sorted(server.run(f"SELECT {columns} FROM `{table}`", name), key=repr)
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
    ours = facts.schema(lambda sql: server.run(sql, name))
    theirs = facts.schema(lambda sql: server.run(sql, made_by_django))
    for table, known in theirs.items():
        assert (table, ours[table]) == (table, known)


def test_django_reads_what_we_wrote_as_its_own(server, answers):
    name = server.create()
    run(server, OURS, name, "make")

    read = run(server, DJANGO, name, "ask", QUESTIONS)

    for question, answer in read.items():
        assert ordered(question, answer) == ordered(question, answers[DJANGO][question])


def test_chains_made_by_chance_have_djangos_answers(server, made_by_django):
    asked = [one for one in chains(7, 200) if "^" not in one]  # see ODD
    ours, theirs = (run(server, root, made_by_django, "ask", asked) for root in (OURS, DJANGO))

    assert {one: ours[one] for one in asked} == theirs
