"""Pony: a session for each piece of work, as for each request.

It has no statement that changes rows which were not read, and none that inserts several. It writes
nothing when a value stays the same: each change sets another one than the last.
"""

import datetime
import itertools
import operator
from pathlib import Path
from typing import Any

from pony import orm
from pony.orm.dbproviders.sqlite import SQLiteDatetimeConverter

from . import shop
from .shop import MANY, START, UTC, Piece


class Moment(SQLiteDatetimeConverter):  # type: ignore[misc]
    """A moment in UTC, as the others read it."""

    def sql2py(self, val: Any) -> Any:
        return datetime.datetime.fromisoformat(val).replace(tzinfo=UTC)

    def py2sql(self, val: Any) -> Any:
        return shop.text(val)


class Pony:
    """Pony's entities."""

    name = "Pony"

    def __init__(self, file: Path) -> None:
        self.file = file
        self.db = db = orm.Database()

        @db.on_connect(provider="sqlite")  # type: ignore[untyped-decorator]
        def set_pragmas(_: Any, connection: Any) -> None:
            for pragma in shop.PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")

        db.bind(provider="sqlite", filename=str(file))
        db.provider.converter_classes = [
            (kind, Moment if kind is datetime.datetime else converter)
            for kind, converter in db.provider.converter_classes
        ]

        class Question(db.Entity):  # type: ignore[misc, name-defined]
            _table_ = "polls_question"
            question_text = orm.Required(str, 200)
            pub_date = orm.Required(datetime.datetime)
            choices = orm.Set("Choice")

        class Choice(db.Entity):  # type: ignore[misc, name-defined]
            _table_ = "polls_choice"
            question = orm.Required(Question, column="question_id")
            choice_text = orm.Required(str, 200)
            votes = orm.Required(int, default=0)

        db.generate_mapping()
        self.question: Any = Question
        self.choice: Any = Choice
        self.doomed: list[int] = []

    def close(self) -> None:
        self.db.disconnect()

    def insert(self) -> int:
        for _ in range(MANY):
            with orm.db_session:
                one = self.question(question_text="New?", pub_date=START)
                orm.commit()
        return int(one.id)

    def bulk(self) -> int:
        with orm.db_session:
            objects = [
                self.question(question_text=f"New {n}?", pub_date=START) for n in range(MANY)
            ]
        return len(objects)

    def doom(self) -> None:
        last = self.insert()
        self.doomed = list(range(last - MANY + 1, last + 1))

    def delete(self) -> int:
        for key in self.doomed:
            with orm.db_session:
                self.question[key].delete()
        return len(self.doomed)

    def works(self) -> dict[str, Piece]:  # one function for each workload
        question, choice, session = self.question, self.choice, orm.db_session
        by_key = operator.attrgetter("id")  # its collections have no order
        saved, other = itertools.cycle(("Saved?", "Saved!")), itertools.cycle(("Set?", "Set!"))

        @session  # type: ignore[untyped-decorator]
        def get() -> str:
            return str(question[7].question_text)

        @session  # type: ignore[untyped-decorator]
        def narrowed() -> list[Any]:
            return [q.pub_date for q in orm.select(q for q in question if q.id <= 100)]

        @session  # type: ignore[untyped-decorator]
        def latest() -> list[str]:
            return [
                q.question_text for q in question.select().order_by(orm.desc(question.pub_date))[:5]
            ]

        @session  # type: ignore[untyped-decorator]
        def values() -> int:
            return len(orm.select((q.id, q.question_text) for q in question)[:])

        @session  # type: ignore[untyped-decorator]
        def related() -> list[str]:
            found = choice.select().prefetch(question).order_by(choice.id)[:100]
            return [c.question.question_text for c in found]

        @session  # type: ignore[untyped-decorator]
        def prefetched() -> list[list[int]]:
            found = orm.select(q for q in question if q.id <= 100).prefetch(question.choices)
            return [[c.votes for c in sorted(q.choices, key=by_key)] for q in found]

        @session  # type: ignore[untyped-decorator]
        def aggregate() -> tuple[Any, ...]:
            count = orm.count(c for c in choice if c.question.id == 7)
            told = orm.select(
                (orm.sum(c.votes), orm.max(c.votes)) for c in choice if c.question.id == 7
            )
            return count, *told.first()

        @session  # type: ignore[untyped-decorator]
        def update() -> int:
            question[5].question_text = next(other)
            return 1

        @session  # type: ignore[untyped-decorator]
        def add_one() -> int:
            choice[1].votes += 1
            return 1

        @session  # type: ignore[untyped-decorator]
        def save() -> str:
            question[8].question_text = next(saved)
            return "Saved?"

        clean = lambda: shop.clean(self.file)  # noqa: E731
        return {
            "get by pk": Piece(get),
            "filter 100 rows": Piece(narrowed),
            "latest five": Piece(latest),
            "10,000 rows": Piece(session(lambda: len(question.select()[:]))),
            "values_list 10,000": Piece(values),
            "select_related 100": Piece(related),
            "prefetch 100": Piece(prefetched),
            "count and aggregate": Piece(aggregate),
            "insert one by one": Piece(self.insert, after=clean),
            "bulk insert": Piece(self.bulk, after=clean),
            "update by pk": Piece(update),
            "update F()": Piece(add_one),
            "save()": Piece(save),
            "delete": Piece(self.delete, before=self.doom, after=clean),
        }
