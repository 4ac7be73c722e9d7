"""peewee."""

from pathlib import Path
from typing import Any

import peewee as pw

from . import shop
from .shop import MANY, START, UTC, Piece


class Moment(pw.DateTimeField):  # type: ignore[misc]
    """A moment in UTC, as the others read it: peewee's own way from text, and the zone."""

    def db_value(self, value: Any) -> Any:
        return shop.text(value)

    def python_value(self, value: Any) -> Any:
        return super().python_value(value).replace(tzinfo=UTC)


class Peewee:
    """peewee's models."""

    name = "peewee"

    def __init__(self, file: Path) -> None:
        self.file = file
        pragmas = dict(one.split("=") for one in shop.PRAGMAS)
        self.db = db = pw.SqliteDatabase(file, pragmas=pragmas)

        class Question(pw.Model):  # type: ignore[misc]
            question_text = pw.CharField(max_length=200)
            pub_date = Moment()

            class Meta:
                database = db
                table_name = "polls_question"

        class Choice(pw.Model):  # type: ignore[misc]
            question = pw.ForeignKeyField(Question, backref="choices")
            choice_text = pw.CharField(max_length=200)
            votes = pw.IntegerField(default=0)

            class Meta:
                database = db
                table_name = "polls_choice"

        self.question: Any = Question
        self.choice: Any = Choice
        self.doomed: list[Any] = []

    def close(self) -> None:
        self.db.close()

    def insert(self) -> int:
        for _ in range(MANY):
            one = self.question.create(question_text="New?", pub_date=START)
        return int(one.id)

    def bulk(self) -> int:
        make = self.question
        objects = [make(question_text=f"New {n}?", pub_date=START) for n in range(MANY)]
        with self.db.atomic():
            make.bulk_create(objects)
        return len(objects)

    def doom(self) -> None:
        self.insert()
        self.doomed = list(self.question.select().where(self.question.id > shop.QUESTIONS))

    def delete(self) -> int:
        count = 0
        for one in self.doomed:
            with self.db.atomic():
                count += one.delete_instance(recursive=True)
        return count

    def works(self) -> dict[str, Piece]:
        question, choice = self.question, self.choice
        kept = question.get_by_id(8)

        def save() -> str:
            kept.question_text = "Saved?"
            kept.save()
            return str(kept.question_text)

        def aggregate() -> tuple[Any, ...]:
            found = choice.select().where(choice.question == 7)
            told = (
                choice.select(pw.fn.SUM(choice.votes), pw.fn.MAX(choice.votes))
                .where(choice.question == 7)
                .tuples()
            )
            return found.count(), *told[0]

        clean = lambda: shop.clean(self.file)  # noqa: E731
        return {
            "get by pk": Piece(lambda: question.get_by_id(7).question_text),
            "filter 100 rows": Piece(
                lambda: [q.pub_date for q in question.select().where(question.id <= 100)]
            ),
            "latest five": Piece(
                lambda: [
                    q.question_text
                    for q in question.select().order_by(question.pub_date.desc()).limit(5)
                ]
            ),
            "10,000 rows": Piece(lambda: len(list(question.select()))),
            "values_list 10,000": Piece(
                lambda: len(list(question.select(question.id, question.question_text).tuples()))
            ),
            "select_related 100": Piece(
                lambda: [
                    c.question.question_text
                    for c in choice.select(choice, question)
                    .join(question)
                    .order_by(choice.id)
                    .limit(100)
                ]
            ),
            "prefetch 100": Piece(
                lambda: [
                    [c.votes for c in q.choices]
                    for q in pw.prefetch(question.select().where(question.id <= 100), choice)
                ]
            ),
            "count and aggregate": Piece(aggregate),
            "insert one by one": Piece(self.insert, after=clean),
            "bulk insert": Piece(self.bulk, after=clean),
            "update by pk": Piece(
                lambda: question.update(question_text="Set?").where(question.id == 5).execute()
            ),
            "update F()": Piece(
                lambda: choice.update(votes=choice.votes + 1).where(choice.id == 1).execute()
            ),
            "save()": Piece(save),
            "delete": Piece(self.delete, before=self.doom, after=clean),
        }
