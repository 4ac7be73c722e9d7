"""CPU per query on one SQLite file: a hand-written sqlite3 loop, our models, Django's.

    python -m tests.benchmarks.orm_sqlite [--rounds 7] [--scale 1]

Every side has a file of its own with the same rows, the same pragmas and no network; its answers
are checked against the others' before anything is timed; rounds are interleaved; what counts is
CPU time of this process.
"""

import argparse
import datetime
import importlib
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .harness import Comparison, Side

UTC = datetime.UTC
START = datetime.datetime(2024, 1, 1, tzinfo=UTC)
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")
Work = Callable[[], Any]


class Raw:
    """The sqlite3 module, and plain objects made from its rows."""

    name = "raw sqlite3"

    def __init__(self, file: Path) -> None:
        self.db = sqlite3.connect(file, isolation_level=None)
        for pragma in PRAGMAS:
            self.db.execute(f"PRAGMA {pragma}")
        self.db.execute(
            "CREATE TABLE polls_question (id INTEGER PRIMARY KEY AUTOINCREMENT, question_text varchar(200) NOT NULL, pub_date datetime NOT NULL)"
        )
        self.db.execute(
            "CREATE TABLE polls_choice (id INTEGER PRIMARY KEY AUTOINCREMENT, question_id bigint NOT NULL REFERENCES polls_question (id), choice_text varchar(200) NOT NULL, votes integer NOT NULL)"
        )
        self.db.execute("CREATE INDEX choice_question ON polls_choice (question_id)")

        class Question:
            pass

        class Choice:
            pass

        self.question_class, self.choice_class = Question, Choice

    def fill(self, questions: int, choices: int) -> None:
        self.db.execute("BEGIN")
        self.db.executemany(
            "INSERT INTO polls_question VALUES (?, ?, ?)",
            [
                (n, f"Question {n}?", _text(START + datetime.timedelta(minutes=n)))
                for n in range(1, questions + 1)
            ],
        )
        self.db.executemany(
            "INSERT INTO polls_choice VALUES (?, ?, ?, ?)",
            [(n, (n - 1) % questions + 1, f"Choice {n}", n % 7) for n in range(1, choices + 1)],
        )
        self.db.execute("COMMIT")

    def _questions(self, sql: str, params: tuple[Any, ...] = ()) -> list[Any]:
        found = []
        parse, cls = datetime.datetime.fromisoformat, self.question_class
        for key, text, date in self.db.execute(sql, params).fetchall():
            one: Any = cls()
            one.id, one.question_text, one.pub_date = key, text, parse(date + "+00:00")
            found.append(one)
        return found

    def works(self) -> dict[str, Work]:
        columns = "SELECT id, question_text, pub_date FROM polls_question"
        execute = self.db.execute

        def related() -> list[Any]:
            found = []
            parse, choice, question = (
                datetime.datetime.fromisoformat,
                self.choice_class,
                self.question_class,
            )
            sql = "SELECT c.id, c.question_id, c.choice_text, c.votes, q.id, q.question_text, q.pub_date FROM polls_choice c INNER JOIN polls_question q ON c.question_id = q.id ORDER BY c.id LIMIT 100"
            for a, b, c, d, e, f, g in execute(sql).fetchall():
                one: Any = choice()
                one.id, one.question_id, one.choice_text, one.votes = a, b, c, d
                other: Any = question()
                other.id, other.question_text, other.pub_date = e, f, parse(g + "+00:00")
                one.question = other
                found.append(one)
            return found

        def save() -> str:
            one = self._questions(f"{columns} WHERE id = ?", (8,))[0]
            one.question_text = "Saved?"
            execute(
                "UPDATE polls_question SET question_text = ?, pub_date = ? WHERE id = ?",
                (one.question_text, _text(one.pub_date), one.id),
            )
            return str(one.question_text)

        def insert_delete() -> int:
            cursor = execute(
                "INSERT INTO polls_question (question_text, pub_date) VALUES (?, ?)",
                ("New?", _text(START)),
            )
            execute("DELETE FROM polls_choice WHERE question_id = ?", (cursor.lastrowid,))
            return execute("DELETE FROM polls_question WHERE id = ?", (cursor.lastrowid,)).rowcount

        return {
            "get by pk": lambda: self._questions(f"{columns} WHERE id = ?", (7,))[0].question_text,
            "filter 100 rows": lambda: [
                q.pub_date for q in self._questions(f"{columns} WHERE id <= ?", (100,))
            ],
            "latest five": lambda: [
                q.question_text
                for q in self._questions(f"{columns} ORDER BY pub_date DESC LIMIT 5")
            ],
            "10,000 rows": lambda: len(self._questions(columns)),
            "values_list 10,000": lambda: len(
                execute("SELECT id, question_text FROM polls_question").fetchall()
            ),
            "select_related 100": lambda: [c.question.question_text for c in related()],
            "count": lambda: execute(
                "SELECT COUNT(*) FROM polls_choice WHERE votes > ?", (3,)
            ).fetchone()[0],
            "update F()": lambda: (
                execute("UPDATE polls_choice SET votes = votes + 1 WHERE id = ?", (1,)).rowcount
            ),
            "get and save": save,
            "create and delete": insert_delete,
        }


class Models:
    """Models of a framework with Django's names."""

    def __init__(self, file: Path, root: str) -> None:
        self.root = root
        settings = importlib.import_module(f"{root}.conf").settings
        settings.configure(
            DATABASES={"default": {"ENGINE": f"{root}.db.backends.sqlite3", "NAME": file, "OPTIONS": {"init_command": ";".join(f"PRAGMA {p}" for p in PRAGMAS)}}},
            TIME_ZONE="UTC",
            USE_TZ=True,
            SECRET_KEY="only-for-benchmarks",
        )  # fmt: skip
        importlib.import_module(root).setup()
        models: Any = importlib.import_module(f"{root}.db.models")
        self.F = models.F

        class Question(models.Model):
            question_text = models.CharField(max_length=200)
            pub_date = models.DateTimeField()

            class Meta:
                app_label = "polls"

        class Choice(models.Model):
            question = models.ForeignKey(Question, on_delete=models.CASCADE)
            choice_text = models.CharField(max_length=200)
            votes = models.IntegerField(default=0)

            class Meta:
                app_label = "polls"

        self.question, self.choice = Question, Choice
        if root == "django":
            # Without an installed app Django does not see that choices depend on questions
            sys.modules[__name__].__dict__.setdefault("_kept", []).append(Question)

    @property
    def name(self) -> str:
        return "Django" if self.root == "django" else "mtvgen"

    def works(self) -> dict[str, Work]:
        questions, choices, add = self.question.objects, self.choice.objects, self.F

        def save() -> str:
            one = questions.get(pk=8)
            one.question_text = "Saved?"
            one.save()
            return str(one.question_text)

        return {
            "get by pk": lambda: questions.get(pk=7).question_text,
            "filter 100 rows": lambda: [q.pub_date for q in questions.filter(pk__lte=100)],
            "latest five": lambda: [q.question_text for q in questions.order_by("-pub_date")[:5]],
            "10,000 rows": lambda: len(questions.all()),
            "values_list 10,000": lambda: len(questions.values_list("id", "question_text")),
            "select_related 100": lambda: [
                c.question.question_text
                for c in choices.select_related("question").order_by("pk")[:100]
            ],
            "count": lambda: choices.filter(votes__gt=3).count(),
            "update F()": lambda: choices.filter(pk=1).update(votes=add("votes") + 1),
            "get and save": save,
            "create and delete": lambda: questions.create(
                question_text="New?", pub_date=START
            ).delete()[0],
        }


TIMES = {"10,000 rows": 1, "values_list 10,000": 2, "filter 100 rows": 50, "select_related 100": 30}


def _text(value: datetime.datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _timed(work: Work, times: int) -> Callable[[], float]:
    def measure() -> float:
        started = time.process_time()
        for _ in range(times):
            work()
        return time.process_time() - started

    return measure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "raw.sqlite3"
        raw = Raw(file)
        raw.fill(10_000, 10_000)
        sides: list[Any] = [raw]
        for root in ("mtvgen.runtime", "django"):
            copy = Path(folder) / f"{root}.sqlite3"
            with sqlite3.connect(copy) as target:
                raw.db.backup(target)
            sides.append(Models(copy, root))
        works = {side.name: side.works() for side in sides}
        ratios: dict[str, list[float]] = {"raw": [], "Django": []}
        print(
            f"{'':22}{'raw':>10}{'mtvgen':>10}{'Django':>10}{'mtvgen/raw':>12}{'Django/mtvgen':>15}"
        )
        for title in works[raw.name]:
            answers = [works[side.name][title]() for side in sides]
            assert all(one == answers[0] for one in answers), (title, answers)
            times = max(1, int(TIMES.get(title, 300) * given.scale))
            compared = Comparison(
                title,
                [Side(side.name, _timed(works[side.name][title], times), times) for side in sides],
                unit="µs",
            )
            result = compared.run(given.rounds, lambda _: None)
            costs = [statistics.median(result.times[side.name]) * 1e6 for side in sides]
            to_raw = result.ratio("mtvgen", raw.name)
            to_django = result.ratio("Django", "mtvgen")
            ratios["raw"].append(to_raw)
            ratios["Django"].append(to_django)
            print(
                f"{title:22}"
                + "".join(f"{cost:>8.1f}µs" for cost in costs)
                + f"{to_raw:>12.2f}{to_django:>15.1f}"
            )
        print(
            f"{'geometric mean':52}{statistics.geometric_mean(ratios['raw']):>12.2f}{statistics.geometric_mean(ratios['Django']):>15.1f}"
        )


if __name__ == "__main__":
    main()
