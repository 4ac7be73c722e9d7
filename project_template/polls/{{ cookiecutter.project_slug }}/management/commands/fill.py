"""`python manage.py fill`: something to vote on."""

from argparse import ArgumentParser
from datetime import timedelta

from mtvgen.runtime.core.management.base import BaseCommand
from mtvgen.runtime.db import transaction
from mtvgen.runtime.utils import timezone

from ...models import Question

# days from today (0: just now; 1: tomorrow), question, choices
SAMPLES = [
    (-9, "Tabs or spaces?", ["Tabs", "Spaces", "Whatever the formatter does"]),
    (-2, "What do you read first in a new project?", ["The README", "The tests", "The models"]),
    (0, "Which letter of MTV do you like best?", ["M: models", "T: templates", "V: views"]),
    (1, "Was this question hidden until today?", ["Yes, it was", "No, I saw it"]),
]


class Command(BaseCommand):
    """Adds the sample questions."""

    help = "Adds sample questions with choices; one of them is hidden until tomorrow."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what may stand behind the command's name."""
        parser.add_argument(
            "--clear", action="store_true", help="first delete every question, and all votes"
        )

    @transaction.atomic  # all of the samples, or none
    def handle(self, *args: object, clear: bool, **options: object) -> None:
        """Do it."""
        if clear:
            Question.objects.all().delete()
        added = 0
        for days, text, choices in SAMPLES:
            date = timezone.now() + timedelta(days=days)
            question, new = Question.objects.get_or_create(
                question_text=text, defaults={"pub_date": date}
            )
            if new:
                added += 1
                for choice in choices:
                    question.choice_set.create(choice_text=choice)
        if added:
            self.stdout.write(f"Added {added} of {len(SAMPLES)} questions.")
        else:
            self.stdout.write("All sample questions are there already; nothing was added.")
