"""The sqlite3 module, and plain objects made from its rows by hand: what the others add to."""

import datetime
import sqlite3
from pathlib import Path
from typing import Any

from . import shop
from .shop import MANY, START, Piece, text


class Question:
    """A row of polls_question."""


class Choice:
    """A row of polls_choice."""


class Raw:
    """A loop written for each query."""

    name = "raw sqlite3"

    def __init__(self, file: Path) -> None:
        self.file = file
        self.db = sqlite3.connect(file, isolation_level=None)
        for pragma in shop.PRAGMAS:
            self.db.execute(f"PRAGMA {pragma}")
        self.doomed: list[Any] = []

    def close(self) -> None:
        self.db.close()

    def questions(self, sql: str, params: tuple[Any, ...] = ()) -> list[Any]:
        found = []
        parse = datetime.datetime.fromisoformat
        for key, words, date in self.db.execute(sql, params).fetchall():
            one: Any = Question()
            one.id, one.question_text, one.pub_date = key, words, parse(date + "+00:00")
            found.append(one)
        return found

    def related(self) -> list[Any]:
        found = []
        parse = datetime.datetime.fromisoformat
        sql = "SELECT c.id, c.question_id, c.choice_text, c.votes, q.id, q.question_text, q.pub_date FROM polls_choice c INNER JOIN polls_question q ON c.question_id = q.id ORDER BY c.id LIMIT 100"
        for a, b, c, d, e, f, g in self.db.execute(sql).fetchall():
            one: Any = Choice()
            one.id, one.question_id, one.choice_text, one.votes = a, b, c, d
            other: Any = Question()
            other.id, other.question_text, other.pub_date = e, f, parse(g + "+00:00")
            one.question = other
            found.append(one)
        return found

    def prefetched(self, columns: str) -> list[Any]:
        found = self.questions(f"{columns} WHERE id <= ?", (100,))
        marks = ", ".join("?" * len(found))
        choices: dict[int, list[Any]] = {}
        sql = f"SELECT id, question_id, choice_text, votes FROM polls_choice WHERE question_id IN ({marks})"
        for a, b, c, d in self.db.execute(sql, [one.id for one in found]).fetchall():
            one: Any = Choice()
            one.id, one.question_id, one.choice_text, one.votes = a, b, c, d
            choices.setdefault(b, []).append(one)
        for question in found:
            question.choices = choices.get(question.id, [])
        return found

    def insert(self) -> int:
        for _ in range(MANY):
            one: Any = Question()
            one.question_text, one.pub_date = "New?", START
            sql = "INSERT INTO polls_question (question_text, pub_date) VALUES (?, ?)"
            one.id = self.db.execute(sql, (one.question_text, text(one.pub_date))).lastrowid
        return int(one.id)

    def bulk(self) -> int:
        objects = []
        for n in range(MANY):
            one: Any = Question()
            one.question_text, one.pub_date = f"New {n}?", START
            objects.append(one)
        values: list[str] = []
        for one in objects:
            values += one.question_text, text(one.pub_date)
        marks = ", ".join(["(?, ?)"] * len(objects))
        self.db.execute("BEGIN IMMEDIATE")
        sql = f"INSERT INTO polls_question (question_text, pub_date) VALUES {marks} RETURNING id"
        keys = self.db.execute(sql, values).fetchall()
        self.db.execute("COMMIT")
        for one, (key,) in zip(objects, keys, strict=True):
            one.id = key
        return len(objects)

    def doom(self) -> None:
        self.insert()
        self.doomed = self.questions(f"{COLUMNS} WHERE id > ?", (shop.QUESTIONS,))

    def delete(self) -> int:
        execute = self.db.execute
        count = 0
        for one in self.doomed:
            execute("BEGIN IMMEDIATE")
            count += execute("DELETE FROM polls_choice WHERE question_id = ?", (one.id,)).rowcount
            count += execute("DELETE FROM polls_question WHERE id = ?", (one.id,)).rowcount
            execute("COMMIT")
        return count

    def works(self) -> dict[str, Piece]:
        execute = self.db.execute
        kept = self.questions(f"{COLUMNS} WHERE id = ?", (8,))[0]

        def aggregate() -> tuple[Any, ...]:
            where = "FROM polls_choice WHERE question_id = ?"
            return (
                execute(f"SELECT COUNT(*) {where}", (7,)).fetchone()[0],
                *execute(f"SELECT SUM(votes), MAX(votes) {where}", (7,)).fetchone(),
            )

        def save() -> str:
            kept.question_text = "Saved?"
            execute(
                "UPDATE polls_question SET question_text = ?, pub_date = ? WHERE id = ?",
                (kept.question_text, text(kept.pub_date), kept.id),
            )
            return str(kept.question_text)

        clean = lambda: shop.clean(self.file)  # noqa: E731
        return {
            "get by pk": Piece(
                lambda: self.questions(f"{COLUMNS} WHERE id = ?", (7,))[0].question_text
            ),
            "filter 100 rows": Piece(
                lambda: [q.pub_date for q in self.questions(f"{COLUMNS} WHERE id <= ?", (100,))]
            ),
            "latest five": Piece(
                lambda: [
                    q.question_text
                    for q in self.questions(f"{COLUMNS} ORDER BY pub_date DESC LIMIT 5")
                ]
            ),
            "10,000 rows": Piece(lambda: len(self.questions(COLUMNS))),
            "values_list 10,000": Piece(
                lambda: len(execute("SELECT id, question_text FROM polls_question").fetchall())
            ),
            "select_related 100": Piece(lambda: [c.question.question_text for c in self.related()]),
            "prefetch 100": Piece(
                lambda: [[c.votes for c in q.choices] for q in self.prefetched(COLUMNS)]
            ),
            "count and aggregate": Piece(aggregate),
            "insert one by one": Piece(self.insert, after=clean),
            "bulk insert": Piece(self.bulk, after=clean),
            "update by pk": Piece(
                lambda: (
                    execute(
                        "UPDATE polls_question SET question_text = ? WHERE id = ?", ("Set?", 5)
                    ).rowcount
                )
            ),
            "update F()": Piece(
                lambda: (
                    execute("UPDATE polls_choice SET votes = votes + 1 WHERE id = ?", (1,)).rowcount
                )
            ),
            "save()": Piece(save),
            "delete": Piece(self.delete, before=self.doom, after=clean),
        }


COLUMNS = "SELECT id, question_text, pub_date FROM polls_question"
