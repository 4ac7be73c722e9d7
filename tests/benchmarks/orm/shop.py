"""The tables and rows that every side works on, and the workloads' names."""

import datetime
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

UTC = datetime.UTC
START = datetime.datetime(2024, 1, 1, tzinfo=UTC)
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")
QUESTIONS = CHOICES = 10_000
CHOICES_EACH = 5
"""Of the first 2,000 questions; the others have none."""
MANY = 100
"""How many rows are written by one workload that writes several."""
Work = Callable[[], object]

REPEATS = {
    "get by pk": 400, "filter 100 rows": 40, "latest five": 150, "10,000 rows": 1,
    "values_list 10,000": 2, "select_related 100": 30, "prefetch 100": 15,
    "count and aggregate": 150, "insert one by one": 1, "bulk insert": 4, "update by pk": 200,
    "update F()": 200, "save()": 200, "delete": 1,
}  # fmt: skip
"""The workloads, each with how often a round does it."""
ROWS_PER_WORK = {"insert one by one": MANY, "delete": MANY}
"""Workloads that do one thing many times: the cost of one is shown."""


class Piece:
    """One workload on one side. before, after: done outside the measure."""

    def __init__(self, work: Work, before: Work | None = None, after: Work | None = None) -> None:
        self.work = work
        self.before = before or (lambda: None)
        self.after = after or (lambda: None)


def text(value: datetime.datetime) -> str:
    """Return a moment as the column keeps it."""
    return str(value.astimezone(UTC).replace(tzinfo=None))


def make(file: Path) -> None:
    """Make the tables and fill them."""
    db = sqlite3.connect(file, isolation_level=None)
    for pragma in PRAGMAS:
        db.execute(f"PRAGMA {pragma}")
    db.executescript(
        """
        CREATE TABLE polls_question (id INTEGER PRIMARY KEY AUTOINCREMENT,
            question_text varchar(200) NOT NULL, pub_date datetime NOT NULL);
        CREATE TABLE polls_choice (id INTEGER PRIMARY KEY AUTOINCREMENT,
            question_id bigint NOT NULL REFERENCES polls_question (id) DEFERRABLE INITIALLY DEFERRED,
            choice_text varchar(200) NOT NULL, votes integer NOT NULL);
        CREATE INDEX question_date ON polls_question (pub_date);
        CREATE INDEX choice_question ON polls_choice (question_id);
        """
    )
    db.execute("BEGIN")
    minute = datetime.timedelta(minutes=1)
    db.executemany(
        "INSERT INTO polls_question VALUES (?, ?, ?)",
        [(n, f"Question {n}?", text(START + n * minute)) for n in range(1, QUESTIONS + 1)],
    )
    db.executemany(
        "INSERT INTO polls_choice VALUES (?, ?, ?, ?)",
        [(n, (n - 1) // CHOICES_EACH + 1, f"Choice {n}", n % 7) for n in range(1, CHOICES + 1)],
    )
    db.execute("COMMIT")
    db.close()


def clean(file: Path) -> None:
    """Take away the rows that a workload has added."""
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("DELETE FROM polls_question WHERE id > ?", (QUESTIONS,))
    db.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'polls_question'", (QUESTIONS,))
    db.close()


def contents(file: Path) -> list[Any]:
    """Return every row: what all sides must have left alike."""
    db = sqlite3.connect(file)
    found = [
        *db.execute("SELECT * FROM polls_question ORDER BY id"),
        *db.execute("SELECT * FROM polls_choice ORDER BY id"),
    ]
    db.close()
    return found
