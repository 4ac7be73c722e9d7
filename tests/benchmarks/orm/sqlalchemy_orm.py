"""SQLAlchemy's ORM: a session for each piece of work, as for each request."""

import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from . import shop
from .shop import MANY, START, Piece
from .sqlalchemy_core import Moment, engine_for


class Base(orm.DeclarativeBase):
    """Base of the two classes."""


class Question(Base):
    """A row of polls_question."""

    __tablename__ = "polls_question"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    question_text: orm.Mapped[str] = orm.mapped_column(sa.String(200))
    pub_date: orm.Mapped[datetime.datetime] = orm.mapped_column(Moment)
    choices: orm.Mapped[list["Choice"]] = orm.relationship(
        back_populates="question", cascade="all, delete-orphan"
    )


class Choice(Base):
    """A row of polls_choice."""

    __tablename__ = "polls_choice"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    question_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("polls_question.id"))
    choice_text: orm.Mapped[str] = orm.mapped_column(sa.String(200))
    votes: orm.Mapped[int]
    question: orm.Mapped[Question] = orm.relationship(back_populates="choices")


class ORM:
    """Objects of SQLAlchemy's ORM."""

    name = "SQLAlchemy ORM"

    def __init__(self, file: Path) -> None:
        self.file = file
        self.engine = engine_for(file)
        self.doomed: list[Any] = []

    def close(self) -> None:
        self.engine.dispose()

    def session(self) -> orm.Session:
        return orm.Session(self.engine, expire_on_commit=False)

    def read(self, statement: Any) -> list[Any]:
        with self.session() as session:
            return list(session.scalars(statement))

    def insert(self) -> int:
        for _ in range(MANY):
            with self.session() as session:
                one = Question(question_text="New?", pub_date=START)
                session.add(one)
                session.commit()
        return one.id

    def bulk(self) -> int:
        objects = [Question(question_text=f"New {n}?", pub_date=START) for n in range(MANY)]
        with self.session() as session:
            session.add_all(objects)
            session.commit()
        return len(objects)

    def doom(self) -> None:
        self.insert()
        self.doomed = self.read(sa.select(Question).where(Question.id > shop.QUESTIONS))

    def delete(self) -> int:
        for one in self.doomed:
            with self.session() as session:
                session.delete(one)
                session.commit()
        return len(self.doomed)

    def written(self, statement: Any) -> int:
        with self.session() as session:
            count = session.execute(statement).rowcount  # type: ignore[attr-defined]
            session.commit()
        return int(count)

    def works(self) -> dict[str, Piece]:
        kept = self.read(sa.select(Question).where(Question.id == 8))[0]

        def get() -> str:
            with self.session() as session:
                return session.get_one(Question, 7).question_text

        def save() -> str:
            with self.session() as session:
                session.add(kept)
                kept.question_text = "Saved?"
                orm.attributes.flag_modified(kept, "question_text")
                session.commit()
            return "Saved?"

        def aggregate() -> tuple[Any, ...]:
            mine = Choice.question_id == 7
            with self.session() as session:
                count = session.scalar(sa.select(sa.func.count()).select_from(Choice).where(mine))
                told = sa.select(sa.func.sum(Choice.votes), sa.func.max(Choice.votes)).where(mine)
                return count, *session.execute(told).one()

        def values() -> int:
            with self.session() as session:
                return len(session.execute(sa.select(Question.id, Question.question_text)).all())

        whole = sa.select(Question)
        clean = lambda: shop.clean(self.file)  # noqa: E731
        return {
            "get by pk": Piece(get),
            "filter 100 rows": Piece(
                lambda: [
                    q.pub_date for q in self.read(sa.select(Question).where(Question.id <= 100))
                ]
            ),
            "latest five": Piece(
                lambda: [
                    q.question_text
                    for q in self.read(
                        sa.select(Question).order_by(Question.pub_date.desc()).limit(5)
                    )
                ]
            ),
            "10,000 rows": Piece(lambda: len(self.read(whole))),
            "values_list 10,000": Piece(values),
            "select_related 100": Piece(
                lambda: [
                    c.question.question_text
                    for c in self.read(
                        sa.select(Choice)
                        .options(orm.joinedload(Choice.question, innerjoin=True))
                        .order_by(Choice.id)
                        .limit(100)
                    )
                ]
            ),
            "prefetch 100": Piece(
                lambda: [
                    [c.votes for c in q.choices]
                    for q in self.read(
                        sa.select(Question)
                        .options(orm.selectinload(Question.choices))
                        .where(Question.id <= 100)
                    )
                ]
            ),
            "count and aggregate": Piece(aggregate),
            "insert one by one": Piece(self.insert, after=clean),
            "bulk insert": Piece(self.bulk, after=clean),
            "update by pk": Piece(
                lambda: self.written(
                    sa.update(Question).where(Question.id == 5).values(question_text="Set?")
                )
            ),
            "update F()": Piece(
                lambda: self.written(
                    sa.update(Choice).where(Choice.id == 1).values(votes=Choice.votes + 1)
                )
            ),
            "save()": Piece(save),
            "delete": Piece(self.delete, before=self.doom, after=clean),
        }
