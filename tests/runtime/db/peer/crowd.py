"""Threads that count up one row of the file argv[1]: argv[2] of them, argv[3] times each.

argv[4]: "atomic" reads, thinks and writes inside atomic(); "f" lets the database count.
"""

import json
import sys
import threading
import time

import mtvgen.runtime
from mtvgen.runtime.conf import settings

settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "mtvgen.runtime.db.backends.sqlite3",
            "NAME": sys.argv[1],
            "OPTIONS": {"timeout": 30},
        }
    },
    SECRET_KEY="only-for-tests",
)
mtvgen.runtime.setup()
from mtvgen.runtime.db import connection, models, transaction  # noqa: E402


class Counter(models.Model):
    number = models.IntegerField(default=0)

    class Meta:
        app_label = "crowd"


THREADS, TURNS, HOW = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
if TURNS == 0:
    with connection.schema_editor() as editor:
        editor.create_model(Counter)
    Counter.objects.create()
failed: list[str] = []


def count() -> None:
    try:
        for _ in range(TURNS):
            if HOW == "f":
                Counter.objects.update(number=models.F("number") + 1)
                continue
            with transaction.atomic():
                one = Counter.objects.get()
                time.sleep(0.002)
                one.number += 1
                one.save()
    except Exception as error:
        failed.append(repr(error))
    finally:
        connection.close()


threads = [threading.Thread(target=count) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
json.dump({"failed": failed, "count": Counter.objects.get().number}, sys.stdout)
