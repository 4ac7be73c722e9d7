"""Client CPU per query on a PostgreSQL server: psycopg by hand, our models, Django's.

Each side is a process of its own, with a database of its own that holds the same rows; only the
client's CPU counts. Its answers are checked against those by hand before anything is timed.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.runtime.db.postgresql.server import Server, binaries, running

from .harness import ROOT, Comparison, Side, Target
from .orm_sqlite import OverAll

WORKS = {
    "get by pk": 300, "filter 100 rows": 60, "latest five": 200, "10,000 rows": 1,
    "values_list 10,000": 2, "select_related 100": 40, "count": 200, "update by pk": 200,
    "update F()": 200, "save()": 200, "insert and delete": 100, "bulk insert 500": 2,
}  # fmt: skip
"""The workloads, each with how often a round does it."""
ROOTS = {"raw psycopg": "raw", "mtvgen": "mtvgen.runtime", "Django": "django"}


class Client:
    """A process that works on one database and says how much CPU it took."""

    def __init__(self, name: str, server: Server, database: str) -> None:
        self.name = name
        place = json.dumps(server.settings(database, ROOTS[name]))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.orm.postgresql_side", ROOTS[name], place],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def ask(self, title: str, times: int) -> Any:
        """Return [CPU seconds, last answer] of doing one workload *times* times."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([title, times]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def measured(self, title: str, times: int) -> Callable[[], float]:
        """Return what measures one round."""
        return lambda: float(self.ask(title, times)[0])

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)


@contextmanager
def comparisons() -> Iterator[list[Comparison]]:
    """Yield the comparison, on a server that is gone afterwards."""
    programs = binaries()
    if programs is None:
        raise SystemExit("No PostgreSQL server is installed here: apt-get install postgresql")
    with running(programs) as server:
        clients = [Client(name, server, server.create()) for name in ROOTS]
        try:
            parts = []
            for title, times in WORKS.items():
                answers = [client.ask(title, 1)[1] for client in clients]
                if any(answer != answers[0] for answer in answers):
                    raise SystemExit(f"{title}: the sides answer {answers!r}.")
                parts.append(
                    Comparison(
                        title,
                        [Side(one.name, one.measured(title, times), times) for one in clients],
                        [Target("mtvgen", "Django", 1.0)],
                        unit="µs",
                    )
                )
            targets = [Target("mtvgen", "raw psycopg", 1.3), Target("mtvgen", "Django", 0.2)]
            yield [OverAll(parts, targets)]
        finally:
            for client in clients:
                client.close()
