"""Many who write to the database of one site at once, and writers that are killed while they write.

`python -m tests.runtime.db.under_load` lets 30 clients of `runserver` and three more processes write
to one SQLite file for a minute, then kills the server 30 times, and prints what became of it all.
`--seconds` and `--rounds` say how long and how often, `--seed` which moments.
"""

import argparse
import http.client
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.runtime.server.project import RunServer, environment, make_project, run

MODELS = """
from mtvgen.runtime.db import models

class Counter(models.Model):
    number = models.IntegerField(default=0)

class Entry(models.Model):
    key = models.CharField(max_length=40, unique=True)
    counter = models.ForeignKey(Counter, on_delete=models.CASCADE)
"""
VIEWS = """
from mtvgen.runtime.db import transaction
from mtvgen.runtime.db.models import F
from mtvgen.runtime.http import HttpResponse
from .models import Counter, Entry

def write(how, key):
    if how == "f":
        Counter.objects.filter(pk=1).update(number=F("number") + 1)
    elif how == "lock":
        with transaction.atomic():
            counter = Counter.objects.select_for_update().get(pk=2)
            counter.number += 1
            counter.save()
    else:
        Entry.objects.create(key=key, counter_id=1)

def answer(request, how, key):
    write(how, key)
    return HttpResponse(key)
"""
URLS = """
from mtvgen.runtime.urls import path
from . import views
urlpatterns = [path("<str:how>/<str:key>/", views.answer)]
"""
SETTINGS = """
from pathlib import Path
DATABASES = {"default": {
    "ENGINE": "mtvgen.runtime.db.backends.sqlite3", "NAME": Path(__file__).parent / "db.sqlite3",
}}
DEFAULT_AUTO_FIELD = "mtvgen.runtime.db.models.BigAutoField"
"""
WRITER = """
import itertools, sys, threading, time, traceback
from pathlib import Path
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "mysite.settings"
import mtvgen.runtime
mtvgen.runtime.setup()
from mtvgen.runtime.db import connections
from mysite.views import write

who, threads, until = sys.argv[1], int(sys.argv[2]), time.time() + float(sys.argv[3])
lines = threading.Lock()

def work(number):
    for turn, how in enumerate(itertools.cycle(HOW)):
        if time.time() > until:
            return connections.close_all()
        key, began = f"{who}-{number}-{turn}", time.perf_counter()
        try:
            write(how, key)
        except Exception as error:
            said = f"failed {how} {key} {error!r}"
        else:
            said = f"done {how} {key} {time.perf_counter() - began}"
        with lines:
            print(said, flush=True)

for number in range(threads):
    threading.Thread(target=work, args=(number,)).start()
"""
HOW = ("f", "lock", "row")
"""A count with F(), one with select_for_update() in atomic(), and a new row."""


@dataclass
class Told:
    """What those who wrote were told."""

    done: Counter[str] = field(default_factory=Counter)
    keys: set[str] = field(default_factory=set)
    took: list[float] = field(default_factory=list)
    """Seconds of each write."""
    failed: list[str] = field(default_factory=list)

    def note(self, how: str, key: str, seconds: float) -> None:
        """Note one write that was acknowledged."""
        self.done[how] += 1
        self.took.append(seconds)
        if how == "row":
            self.keys.add(key)

    def line(self) -> str:
        """Return the figures for people."""
        took = sorted(self.took)
        return (
            f"{len(took)} writes ({dict(self.done)}), {len(self.failed)} failed; ms: median "
            f"{statistics.median(took) * 1000:.1f}, 99 of 100 within "
            f"{took[int(len(took) * 0.99)] * 1000:.1f}, longest {took[-1] * 1000:.1f}"
        )


def make_site(folder: Path) -> Path:
    """Write the project, its tables and its two counters into *folder*; return its own folder."""
    site = make_project(folder)
    for name, text in {"models": MODELS, "views": VIEWS, "urls": URLS}.items():
        (site / f"{name}.py").write_text(text, encoding="utf-8")
    settings = site / "settings.py"
    settings.write_text(settings.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
    writer = WRITER.replace("HOW", repr(HOW))
    (site / "writer.py").write_text(writer, encoding="utf-8")
    for words in (["makemigrations", "mysite"], ["migrate"]):
        done = run(site, *words)
        assert done.returncode == 0, done.stderr
    with sqlite3.connect(site / "db.sqlite3") as file:
        file.execute("INSERT INTO mysite_counter (id, number) VALUES (1, 0), (2, 0)")
    file.close()
    return site


def clients(
    server: RunServer, told: Told, name: str, threads: int, until: float
) -> list[threading.Thread]:
    """Start threads that ask the server to write, one write after the other, until *until*.

    until: as time.monotonic() counts. A server that goes away ends them too.
    """
    address = urlsplit(server.url).netloc

    def work(number: int) -> None:
        line = http.client.HTTPConnection(address, timeout=30)
        turn = 0
        while time.monotonic() < until:
            how, key = HOW[turn % len(HOW)], f"{name}-{number}-{turn}"
            began, turn = time.perf_counter(), turn + 1
            try:
                line.request("POST", f"/{how}/{key}/")
                answer = line.getresponse()
                text = answer.read().decode()
            except (OSError, http.client.HTTPException) as error:
                told.failed.append(f"{how} {key} {error!r}")
                break
            if (answer.status, text) == (200, key):
                told.note(how, key, time.perf_counter() - began)
            else:
                told.failed.append(f"{how} {key} {answer.status} {text[:300]}")
        line.close()

    made = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for thread in made:
        thread.start()
    return made


def crowd(site: Path, seconds: float, threads: int = 30, others: int = 3) -> tuple[Told, Told]:
    """Let clients of `runserver` and *others* more processes write; return what each were told."""
    asked, alone = Told(), Told()
    server = RunServer(site, "0", "--noreload")
    try:
        processes = [
            subprocess.Popen(
                [sys.executable, "writer.py", f"other{n}", "2", str(seconds)],
                cwd=site, env=environment(), stdout=subprocess.PIPE, encoding="utf-8",
            )
            for n in range(others)
        ]  # fmt: skip
        working = clients(server, asked, "client", threads, time.monotonic() + seconds)
        said = [process.communicate()[0] for process in processes]
        for thread in working:
            thread.join()
    finally:
        server.stop()
    for line in "".join(said).splitlines():
        word, how, key, rest = line.split(maxsplit=3)
        if word == "done":
            alone.note(how, key, float(rest))
        else:
            alone.failed.append(line)
    return asked, alone


def kill(site: Path, told: Told, name: str, seconds: float, threads: int = 8) -> None:
    """Start the server, let clients write, and kill it *seconds* after one was told of a row."""
    server = RunServer(site, "0", "--noreload")
    working = clients(server, told, name, threads, time.monotonic() + 30)
    known, deadline = len(told.keys), time.monotonic() + 15
    while len(told.keys) == known and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(seconds)
    server.stop(signal.SIGKILL)
    for thread in working:
        thread.join()


def facts(site: Path) -> tuple[str, int, int, set[str]]:
    """Return what SQLite says of the file's health, the two counters, and the keys of the rows."""
    file = sqlite3.connect(site / "db.sqlite3")
    try:
        health = file.execute("PRAGMA integrity_check").fetchone()[0]
        numbers = file.execute("SELECT number FROM mysite_counter ORDER BY id").fetchall()
        keys = {key for (key,) in file.execute("SELECT key FROM mysite_entry")}
    finally:
        file.close()
    return health, numbers[0][0], numbers[1][0], keys


def main() -> None:
    """Run both, and print the figures; ends with 1 when anything failed or was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.runtime.db.under_load")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder))
        asked, alone = crowd(site, given.seconds)
        print("clients:", asked.line())
        print("other processes:", alone.line())
        print(*asked.failed[:5], *alone.failed[:5], sep="\n")
        health, f, lock, keys = facts(site)
        done, sent = asked.done + alone.done, asked.keys | alone.keys
        whole = (health, f, lock, keys) == ("ok", done["f"], done["lock"], sent)
        print(f"health {health}; lost: f {done['f'] - f}, lock {done['lock'] - lock}, "
              f"rows {len(sent - keys)}")  # fmt: skip
        whole = whole and not asked.failed and not alone.failed
    with tempfile.TemporaryDirectory() as folder:
        site, told, pick = make_site(Path(folder)), Told(), random.Random(given.seed)
        for number in range(given.rounds):
            kill(site, told, f"round{number}", pick.uniform(0, 0.6))
            health, f, lock, keys = facts(site)
            missing = told.keys - keys
            held = health == "ok" and not missing and f >= told.done["f"]
            held = held and lock >= told.done["lock"]
            if not held:
                print(f"round {number}: {health}, missing {sorted(missing)[:5]}")
            whole = whole and held
        print(f"{given.rounds} kills: {len(told.keys)} rows acknowledged, {len(keys)} found, "
              f"counters {f} and {lock} of {told.done['f']} and {told.done['lock']}")  # fmt: skip
    sys.exit(not whole)


if __name__ == "__main__":
    main()
