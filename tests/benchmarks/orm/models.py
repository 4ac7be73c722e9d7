"""Models with Django's names: ours, or Django's own. Each runs the very same lines."""

import importlib
import sys
import types
from pathlib import Path
from typing import Any

from . import shop
from .shop import MANY, START, Piece


class Models:
    """The models of one of the two frameworks."""

    def __init__(self, file: Path, root: str) -> None:
        self.file, self.root = file, root
        settings = importlib.import_module(f"{root}.conf").settings
        polls = types.ModuleType(f"polls_on_{root.partition('.')[0]}")
        polls.__file__ = __file__
        polls.__path__ = []
        sys.modules[polls.__name__] = polls
        pragmas = ";".join(f"PRAGMA {one}" for one in shop.PRAGMAS)
        settings.configure(
            DATABASES={
                "default": {
                    "ENGINE": f"{root}.db.backends.sqlite3",
                    "NAME": file,
                    "OPTIONS": {"init_command": pragmas},
                }
            },
            INSTALLED_APPS=[polls.__name__],
            DEFAULT_AUTO_FIELD=f"{root}.db.models.BigAutoField",
            TIME_ZONE="UTC",
            USE_TZ=True,
            SECRET_KEY="only-for-benchmarks",
        )
        # An installed app, or Django does not see that choices depend on questions
        config = importlib.import_module(f"{root}.apps").AppConfig
        polls.Polls = type(  # type: ignore[attr-defined]
            "Polls", (config,), {"name": polls.__name__, "label": "polls", "path": str(file.parent)}
        )
        settings.INSTALLED_APPS = [f"{polls.__name__}.Polls"]
        importlib.import_module(root).setup()
        self.models: Any = importlib.import_module(f"{root}.db.models")
        self.connection: Any = importlib.import_module(f"{root}.db").connection
        models = self.models

        class Question(models.Model):  # type: ignore[misc,name-defined]
            question_text = models.CharField(max_length=200)
            pub_date = models.DateTimeField(db_index=True)

            class Meta:
                app_label = "polls"

        class Choice(models.Model):  # type: ignore[misc,name-defined]
            question = models.ForeignKey(Question, on_delete=models.CASCADE)
            choice_text = models.CharField(max_length=200)
            votes = models.IntegerField(default=0)

            class Meta:
                app_label = "polls"

        self.question: Any = Question
        self.choice: Any = Choice
        self.doomed: list[Any] = []

    @property
    def name(self) -> str:
        return "Django" if self.root == "django" else "mtvgen"

    def close(self) -> None:
        self.connection.close()

    def insert(self) -> int:
        for _ in range(MANY):
            one = self.question.objects.create(question_text="New?", pub_date=START)
        return int(one.pk)

    def bulk(self) -> int:
        make = self.question
        objects = [make(question_text=f"New {n}?", pub_date=START) for n in range(MANY)]
        return len(make.objects.bulk_create(objects))

    def doom(self) -> None:
        self.insert()
        self.doomed = list(self.question.objects.filter(pk__gt=shop.QUESTIONS))

    def delete(self) -> int:
        return sum(one.delete()[0] for one in self.doomed)

    def works(self) -> dict[str, Piece]:
        questions, choices, models = self.question.objects, self.choice.objects, self.models
        kept = questions.get(pk=8)

        def save() -> str:
            kept.question_text = "Saved?"
            kept.save()
            return str(kept.question_text)

        def aggregate() -> tuple[Any, ...]:
            found = choices.filter(question_id=7)
            told = found.aggregate(models.Sum("votes"), models.Max("votes"))
            return found.count(), told["votes__sum"], told["votes__max"]

        clean = lambda: shop.clean(self.file)  # noqa: E731
        return {
            "get by pk": Piece(lambda: questions.get(pk=7).question_text),
            "filter 100 rows": Piece(lambda: [q.pub_date for q in questions.filter(pk__lte=100)]),
            "latest five": Piece(
                lambda: [q.question_text for q in questions.order_by("-pub_date")[:5]]
            ),
            "10,000 rows": Piece(lambda: len(questions.all())),
            "values_list 10,000": Piece(lambda: len(questions.values_list("id", "question_text"))),
            "select_related 100": Piece(
                lambda: [
                    c.question.question_text
                    for c in choices.select_related("question").order_by("pk")[:100]
                ]
            ),
            "prefetch 100": Piece(
                lambda: [
                    [c.votes for c in q.choice_set.all()]
                    for q in questions.filter(pk__lte=100).prefetch_related("choice_set")
                ]
            ),
            "count and aggregate": Piece(aggregate),
            "insert one by one": Piece(self.insert, after=clean),
            "bulk insert": Piece(self.bulk, after=clean),
            "update by pk": Piece(lambda: questions.filter(pk=5).update(question_text="Set?")),
            "update F()": Piece(lambda: choices.filter(pk=1).update(votes=models.F("votes") + 1)),
            "save()": Piece(save),
            "delete": Piece(self.delete, before=self.doom, after=clean),
        }
