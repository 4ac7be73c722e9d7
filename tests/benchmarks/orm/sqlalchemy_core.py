"""SQLAlchemy's Core: statements made of tables, answers as rows; statements are built each time."""

import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from . import shop
from .shop import MANY, START, Piece


class Moment(sa.TypeDecorator[datetime.datetime]):
    """A moment in UTC, as the others read it."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return shop.text(value)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return datetime.datetime.fromisoformat(value + "+00:00")


def engine_for(file: Path) -> sa.Engine:
    """Return an engine with one connection and everybody's pragmas."""
    engine = sa.create_engine(f"sqlite:///{file}", poolclass=sa.pool.StaticPool)

    @sa.event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _: Any) -> None:
        for pragma in shop.PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine


class Core:
    """Rows of SQLAlchemy's Core."""

    name = "SQLAlchemy Core rows"

    def __init__(self, file: Path) -> None:
        self.file = file
        self.engine = engine_for(file)
        kept = sa.MetaData()
        self.question = sa.Table(
            "polls_question", kept, sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("question_text", sa.String(200)), sa.Column("pub_date", Moment),
        )  # fmt: skip
        self.choice = sa.Table(
            "polls_choice", kept, sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("question_id", sa.ForeignKey("polls_question.id")),
            sa.Column("choice_text", sa.String(200)), sa.Column("votes", sa.Integer),
        )  # fmt: skip
        self.doomed: list[Any] = []

    def close(self) -> None:
        self.engine.dispose()

    def read(self, statement: Any) -> Any:
        with self.engine.connect() as connection:
            return connection.execute(statement).all()

    def write(self, statement: Any, *params: Any) -> Any:
        with self.engine.begin() as connection:
            return connection.execute(statement, *params)

    def insert(self) -> int:
        for _ in range(MANY):
            done = self.write(sa.insert(self.question).values(question_text="New?", pub_date=START))
        return int(done.inserted_primary_key[0])

    def bulk(self) -> int:
        rows = [{"question_text": f"New {n}?", "pub_date": START} for n in range(MANY)]
        self.write(sa.insert(self.question), rows)
        return len(rows)

    def doom(self) -> None:
        self.insert()
        self.doomed = self.read(sa.select(self.question).where(self.question.c.id > shop.QUESTIONS))

    def delete(self) -> int:
        count = 0
        for one in self.doomed:
            with self.engine.begin() as connection:
                choices = sa.delete(self.choice).where(self.choice.c.question_id == one.id)
                count += connection.execute(choices).rowcount
                itself = sa.delete(self.question).where(self.question.c.id == one.id)
                count += connection.execute(itself).rowcount
        return count

    def prefetched(self) -> list[Any]:
        q, c = self.question.c, self.choice.c
        found = self.read(sa.select(self.question).where(q.id <= 100))
        choices: dict[int, list[Any]] = {one.id: [] for one in found}
        for one in self.read(sa.select(self.choice).where(c.question_id.in_(list(choices)))):
            choices[one.question_id].append(one.votes)
        return list(choices.values())

    def works(self) -> dict[str, Piece]:
        question, choice = self.question, self.choice
        q, c = question.c, choice.c
        kept = self.read(sa.select(question).where(q.id == 8))[0]

        def save() -> str:
            values = {"question_text": "Saved?", "pub_date": kept.pub_date}
            self.write(sa.update(question).where(q.id == kept.id).values(values))
            return "Saved?"

        def aggregate() -> tuple[Any, ...]:
            mine = c.question_id == 7
            count = sa.select(sa.func.count()).select_from(choice).where(mine)
            told = sa.select(sa.func.sum(c.votes), sa.func.max(c.votes)).where(mine)
            return self.read(count)[0][0], *self.read(told)[0]

        def related() -> list[Any]:
            both = sa.select(choice, question).join_from(choice, question)
            return [one.question_text for one in self.read(both.order_by(c.id).limit(100))]

        clean = lambda: shop.clean(self.file)  # noqa: E731
        return {
            "get by pk": Piece(
                lambda: self.read(sa.select(question).where(q.id == 7))[0].question_text
            ),
            "filter 100 rows": Piece(
                lambda: [one.pub_date for one in self.read(sa.select(question).where(q.id <= 100))]
            ),
            "latest five": Piece(
                lambda: [
                    one.question_text
                    for one in self.read(sa.select(question).order_by(q.pub_date.desc()).limit(5))
                ]
            ),
            "10,000 rows": Piece(lambda: len(self.read(sa.select(question)))),
            "values_list 10,000": Piece(lambda: len(self.read(sa.select(q.id, q.question_text)))),
            "select_related 100": Piece(related),
            "prefetch 100": Piece(self.prefetched),
            "count and aggregate": Piece(aggregate),
            "insert one by one": Piece(self.insert, after=clean),
            "bulk insert": Piece(self.bulk, after=clean),
            "update by pk": Piece(
                lambda: (
                    self.write(
                        sa.update(question).where(q.id == 5).values(question_text="Set?")
                    ).rowcount
                )
            ),
            "update F()": Piece(
                lambda: (
                    self.write(
                        sa.update(choice).where(c.id == 1).values(votes=c.votes + 1)
                    ).rowcount
                )
            ),
            "save()": Piece(save),
            "delete": Piece(self.delete, before=self.doom, after=clean),
        }
