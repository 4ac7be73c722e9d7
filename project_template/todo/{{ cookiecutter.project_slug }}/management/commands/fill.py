"""`python manage.py fill`: something to do."""

from argparse import ArgumentParser
from datetime import timedelta

from mtvgen.runtime.core.management.base import BaseCommand
from mtvgen.runtime.db import transaction
from mtvgen.runtime.utils import timezone

from ...models import Task, tidy
from ...rules import change

# days from today (None: no day), what, list, tags, notes, whether it is done
SAMPLES = [
    (
        -2,
        "Take the books back to the library",
        "Errands",
        "town",
        "Two of them are under the bed.",
        False,
    ),
    (0, "Water the plants", "Home", "", "", False),
    (0, "Hand in the exercise sheet", "School", "python", "", False),
    (1, "Call grandmother", "", "family", "She wants to hear about the trip.", False),
    (5, "Write the tests first, for once", "School", "python", "", False),
    (
        12,
        "Buy a birthday present for Ada",
        "Errands",
        "family, town",
        "She likes old machines.",
        False,
    ),
    (None, "Learn to juggle", "", "", "", False),
    (-3, "Repair the bicycle", "Home", "", "The front tyre.", True),
    (None, "Read the README of this project", "School", "python", "", True),
]


class Command(BaseCommand):
    """Adds the sample tasks."""

    help = "Adds sample tasks on three lists; two of them are done."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what may stand behind the command's name."""
        parser.add_argument(
            "--clear", action="store_true", help="first delete every task, list and tag"
        )

    @transaction.atomic  # all of the samples, or none
    def handle(self, *args: object, clear: bool, **options: object) -> None:
        """Do it."""
        if clear:
            Task.objects.all().delete()
            tidy()
        added = 0
        for days, title, name, tags, notes, done in SAMPLES:
            if Task.objects.filter(title=title).exists():
                continue
            due = "" if days is None else str(timezone.localdate() + timedelta(days=days))
            sent = {"title": title, "notes": notes, "due": due, "list": name, "tags": tags}
            change(Task(), sent | {"done": done})
            added += 1
        if added:
            self.stdout.write(f"Added {added} of {len(SAMPLES)} tasks.")
        else:
            self.stdout.write("All sample tasks are there already; nothing was added.")
