"""Ask a few queries in the project folder argv[1]; tell the answers, and whether SQLAlchemy was needed."""

import json
import sqlite3
import sys
from pathlib import Path

import mtvgen.runtime
from mtvgen.runtime.conf import settings

folder = Path(sys.argv[1])
database = folder / "db.sqlite3"
settings.configure(
    BASE_DIR=folder,
    DATABASES={"default": {"ENGINE": "mtvgen.runtime.db.backends.sqlite3", "NAME": database}},
    SECRET_KEY="only-for-tests",
    TIME_ZONE="UTC",
)
mtvgen.runtime.setup()
from mtvgen.runtime.db import models  # noqa: E402

if not database.exists():
    made = sqlite3.connect(database)
    made.execute(
        "CREATE TABLE tea_cup (id INTEGER PRIMARY KEY AUTOINCREMENT, name text, made datetime)"
    )
    made.execute("INSERT INTO tea_cup (name, made) VALUES ('blue', '2024-01-01 10:00:00')")
    made.commit()
    made.close()


class Cup(models.Model):
    name = models.CharField(max_length=9, null="changed" in sys.argv)
    made = models.DateTimeField()

    class Meta:
        app_label = "tea"


answers = [
    [(cup.pk, cup.name, str(cup.made)) for cup in Cup.objects.filter(name__startswith="b")],
    Cup.objects.count(),
    Cup.objects.get(pk=1).name,
    list(Cup.objects.values_list("name", flat=True).order_by("-made")[:5]),
    Cup.objects.filter(pk__in=[1, 2]).update(name="blue"),
    Cup.objects.aggregate(first=models.Min("made"))["first"].isoformat(),
]
json.dump({"answers": answers, "sqlalchemy": "sqlalchemy" in sys.modules}, sys.stdout)
