"""Threads that read, think and write: `python -m tests.benchmarks.orm.crowd ROOT FILE`.

Prints what became of their transactions: how long each took, which failed, where the count stands.
"""

import importlib
import json
import sqlite3
import sys
import threading
import time
from typing import Any

from .shop import PRAGMAS

THREADS, EACH = 32, 20
THINK = 0.01
"""Seconds between reading and writing, inside the transaction."""


def counter(root: str, file: str) -> Any:
    """Return the model of the one row that all count on. root: ours, or Django."""
    options: dict[str, Any] = {"init_command": ";".join(f"PRAGMA {one}" for one in PRAGMAS)}
    if root == "django":
        options["transaction_mode"] = "IMMEDIATE"
    settings = importlib.import_module(f"{root}.conf").settings
    place = {"ENGINE": f"{root}.db.backends.sqlite3", "NAME": file, "OPTIONS": options}
    settings.configure(
        DATABASES={"default": place}, INSTALLED_APPS=[], USE_TZ=True,
        DEFAULT_AUTO_FIELD=f"{root}.db.models.BigAutoField",
    )  # fmt: skip
    importlib.import_module(root).setup()
    models: Any = importlib.import_module(f"{root}.db.models")

    class Counter(models.Model):  # type: ignore[misc]
        votes = models.IntegerField()

        class Meta:
            app_label = "crowd"
            db_table = "counter"

    return Counter


def main() -> None:
    """Let them all begin at once, and tell when all have ended."""
    root, file = sys.argv[1:]
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE counter (id INTEGER PRIMARY KEY, votes integer NOT NULL)")
    database.execute("INSERT INTO counter VALUES (1, 0)")
    database.commit()
    model = counter(root, file)
    db: Any = importlib.import_module(f"{root}.db")
    model.objects.get(pk=1)
    took: list[float] = []
    failed: list[str] = []
    begin = threading.Barrier(THREADS)

    def work() -> None:
        begin.wait()
        for _ in range(EACH):
            started = time.perf_counter()
            try:
                with db.transaction.atomic():
                    row = model.objects.get(pk=1)
                    time.sleep(THINK)
                    row.votes += 1
                    row.save()
            except db.Error as error:
                failed.append(str(error))
            else:
                took.append(time.perf_counter() - started)
        db.connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    count = database.execute("SELECT votes FROM counter").fetchone()[0]
    database.close()
    print(json.dumps({"took": took, "failed": failed, "count": count}))


if __name__ == "__main__":
    main()
