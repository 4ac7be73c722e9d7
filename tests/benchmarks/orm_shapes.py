"""CPU of a query whose shape was never asked before, beside one that was, and beside Django's.

A shape is what a query is without its values. The first query of a shape is compiled by SQLAlchemy,
which has been imported by then; the plan is kept. Django compiles each query anew.
"""

import itertools
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mtvgen.runtime.db import plans

from .harness import Comparison, Limit, Side, Target
from .orm import shop
from .orm.models import Models


def queries(side: Models) -> list[Callable[[], Any]]:
    """Return queries of 240 shapes: conditions, orders and forms of rows, each with each."""
    models: Any = side.models
    questions, choices = side.question.objects, side.choice.objects
    q, f = models.Q, models.F
    conditions: list[Callable[[Any], Any]] = [
        lambda all_: all_.filter(pk__lt=3),
        lambda all_: all_.filter(choice_text__icontains="9", votes__gt=5),
        lambda all_: all_.filter(question__pub_date__year=1999),
        lambda all_: all_.filter(question__question_text__startswith="Question 12"),
        lambda all_: all_.exclude(votes__in=[0, 1, 2, 3, 4, 5]),
        lambda all_: all_.filter(q(votes=6) | q(pk=9), ~q(question=1)),
        lambda all_: all_.filter(votes__gt=f("question__id") + 3),
        lambda all_: all_.filter(
            question__in=questions.filter(pub_date__isnull=True).values("pk")
        ),
    ]  # fmt: skip
    orders: list[tuple[str, ...]] = [("-votes",), ("question__pub_date", "pk"), ("choice_text",),
                                     ("-question__question_text",), ("votes", "-pk")]  # fmt: skip
    forms: list[Callable[[Any], Any]] = [
        lambda found: found,
        lambda found: found.select_related("question"),
        lambda found: found.values_list("votes", "question__question_text"),
        lambda found: found.annotate(twice=f("votes") * 2).only("votes"),
        lambda found: found.values("question").annotate(most=models.Max("votes")),
        lambda found: found.distinct(),
    ]
    return [
        lambda c=c, o=o, w=w: list(w(c(choices.all()).order_by(*o))[:1])  # type: ignore[misc]
        for c, o, w in itertools.product(conditions, orders, forms)
    ]


def _timed(asked: list[Callable[[], Any]], before: Callable[[], None]) -> Callable[[], float]:
    def measure() -> float:
        before()
        started = time.process_time()
        for ask in asked:
            ask()
        return time.process_time() - started

    return measure


@contextmanager
def comparisons() -> Iterator[list[Comparison]]:
    """Yield the comparison, in a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp())
    shop.make(folder / "ours")
    shutil.copy(folder / "ours", folder / "theirs")
    ours, theirs = (
        Models(folder / "ours", "mtvgen.runtime"), Models(folder / "theirs", "django"),
    )  # fmt: skip
    for side in (ours, theirs):  # few rows: it is not the database that is measured
        with side.connection.cursor() as cursor:
            cursor.execute("DELETE FROM polls_choice WHERE id > 10")
            cursor.execute("DELETE FROM polls_question WHERE id > 10")
    try:
        asked, same = queries(ours), queries(theirs)

        def forget() -> None:
            plans.store.forget()
            for model in (ours.question, ours.choice):
                model._meta._expire_cache()

        yield [
            Comparison(
                f"A query of a new shape: the mean over {len(asked)}",
                [
                    Side("mtvgen, known shape", _timed(asked, lambda: None), len(asked)),
                    Side("mtvgen, new shape", _timed(asked, forget), len(asked)),
                    Side("Django, each time", _timed(same, lambda: None), len(same)),
                ],
                [Target("mtvgen, known shape", "Django, each time", 0.2)],
                limits=[Limit("mtvgen, new shape", 0.0007)],
            )
        ]
    finally:
        ours.close()
        theirs.close()
        shutil.rmtree(folder, ignore_errors=True)
