"""Start a framework, declare a model and ask it six questions: `six_queries.py ROOT FOLDER`."""

import importlib
import sys
from pathlib import Path

root, folder = sys.argv[1], Path(sys.argv[2])
settings = importlib.import_module(f"{root}.conf").settings
settings.configure(
    BASE_DIR=folder,
    DATABASES={"default": {"ENGINE": f"{root}.db.backends.sqlite3", "NAME": folder / "db.sqlite3"}},
    DEFAULT_AUTO_FIELD=f"{root}.db.models.BigAutoField",
    SECRET_KEY="only-for-benchmarks",
    TIME_ZONE="UTC",
    USE_TZ=True,
)
importlib.import_module(root).setup()
models = importlib.import_module(f"{root}.db.models")


class Cup(models.Model):  # type: ignore[misc,name-defined]
    """A cup of tea."""

    name = models.CharField(max_length=9)
    made = models.DateTimeField()

    class Meta:
        app_label = "tea"


print(
    [(cup.pk, cup.name, str(cup.made)) for cup in Cup.objects.filter(name__startswith="b")],
    Cup.objects.count(),
    Cup.objects.get(pk=1).name,
    list(Cup.objects.values_list("name", flat=True).order_by("-made")[:5]),
    Cup.objects.filter(pk__in=[1, 2]).update(name="blue"),
    Cup.objects.filter(name="blue").exists(),
)
