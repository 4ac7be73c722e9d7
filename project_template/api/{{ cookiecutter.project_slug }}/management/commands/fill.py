"""`python manage.py fill`: a few stations, and what they measured in the last two weeks."""

import math
from argparse import ArgumentParser
from datetime import timedelta
from random import Random

from mtvgen.runtime.core.management.base import BaseCommand
from mtvgen.runtime.db import transaction
from mtvgen.runtime.utils import timezone

from ...models import Reading, Station

# name, country, latitude, longitude, elevation in metres, the usual temperature
STATIONS = [
    ("Beijing", "CN", 39.93, 116.28, 55, 13.0),
    ("Bergen", "NO", 60.38, 5.33, 12, 8.0),
    ("Nairobi", "KE", -1.3, 36.75, 1798, 19.0),
    ("Quito", "EC", -0.14, -78.49, 2812, 14.0),
    ("Sonnblick", "AT", 47.05, 12.96, 3109, -5.0),
    ("Wellington", "NZ", -41.29, 174.77, 125, 13.5),
]
DAYS = 14


class Command(BaseCommand):
    """Adds the samples."""

    help = "Adds sample stations, each with four readings a day for two weeks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what may stand behind the command's name."""
        parser.add_argument("--clear", action="store_true", help="first delete everything there is")

    @transaction.atomic  # all of the samples, or none
    def handle(self, *args: object, clear: bool, **options: object) -> None:
        """Do it."""
        if clear:
            Reading.objects.all().delete()
            Station.objects.all().delete()
        if Station.objects.exists():
            self.stdout.write("There are stations already; nothing was added.")
            return
        chance = Random(7)
        now = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
        readings = []
        for name, country, latitude, longitude, elevation, usual in STATIONS:
            station = Station.objects.create(
                name=name,
                country=country,
                latitude=latitude,
                longitude=longitude,
                elevation=elevation,
            )
            for step in range(DAYS * 4):
                by_day = -4 * math.cos(math.pi / 2 * (step % 4))  # cold at midnight, warm at noon
                celsius = round(usual + by_day + chance.gauss(0, 1.5), 1)
                taken = now - timedelta(hours=6 * (DAYS * 4 - step))
                readings.append(Reading(station=station, taken=taken, celsius=celsius))
        Reading.objects.bulk_create(readings)
        self.stdout.write(f"Added {len(STATIONS)} stations, {len(readings)} readings.")
