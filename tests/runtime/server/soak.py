"""Soak and slowloris: a long time of good and hostile clients, and what the server holds afterwards.

python -m tests.runtime.server.soak [--requests 200000] [--clients 8] [--seed 1]

`runserver` in a process of its own serves a project with forms, uploads, streams and files. Half
of the requests are hostile or broken: cases of the protocol with bytes changed, garbage, uploads
that stop, connections cut while an answer is under way. Every good one is checked. In the end the
process must hold as many threads, descriptors and temporary files as after a short while of the
same, and not much more memory. (Linux: it is read from /proc.)
"""

import argparse
import contextlib
import random
import socket
import statistics
import struct
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .project import RunServer, make_project
from .protocol import CASES
from .wire import Wire, chunked, get, post

VIEWS = """
import json
from mtvgen.runtime.http import HttpResponse, JsonResponse, StreamingHttpResponse

def index(request):
    return HttpResponse("hello")

def slow(request): pass

def form(request):
    return JsonResponse({name: request.POST.getlist(name) for name in request.POST})

def upload(request):
    return JsonResponse({name: len(file.read()) for name, file in request.FILES.items()})

def stream(request):
    return StreamingHttpResponse(b"x" * 10_000 for _ in range(100))

def data(request):
    return JsonResponse({"length": len(json.dumps(json.loads(request.body)))})

def error(request):
    raise RuntimeError("on purpose")
"""
URLS = """
from mtvgen.runtime.urls import path
from . import views
urlpatterns = [path("", views.index)] + [
    path(f"{view.__name__}/", view)
    for view in (views.form, views.upload, views.stream, views.data, views.error)
]
"""
FORM = "Content-Type: application/x-www-form-urlencoded"
BOUNDARY = "Content-Type: multipart/form-data; boundary=soak"
SENDS = [piece for case in CASES for piece in (case.send if isinstance(case.send, tuple) else [case.send]) if piece]  # fmt: skip
SENDS = [piece for piece in SENDS if len(piece) < 20_000]


def upload(size: int) -> bytes:
    """Return a form with a file of that size; from 2.5 MB on it is kept in a temporary file."""
    head = b'--soak\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n'
    return post(head + b"x" * size + b"\r\n--soak--\r\n", BOUNDARY, path="/upload/")


@dataclass
class Held:
    """What a process holds."""

    threads: int
    descriptors: int
    files: int
    kilobytes: int

    @classmethod
    def by(cls, pid: int, folder: Path) -> "Held":
        """Return what the process *pid* holds, its temporary files in *folder* included."""
        status = Path(f"/proc/{pid}/status").read_text()
        facts = dict(line.split(":", 1) for line in status.splitlines())
        return cls(
            int(facts["Threads"]),
            sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir()),
            sum(1 for _ in folder.iterdir()),
            int(facts["VmRSS"].split()[0]),
        )

    def holds_no_more_than(self, other: "Held") -> bool:
        """Return whether no thread, descriptor or file has been left; memory is another matter."""
        return (
            self.threads <= other.threads
            and self.descriptors <= other.descriptors
            and self.files <= other.files
        )


@dataclass
class Soak:
    """Clients of the server at *url* until *requests* have been made."""

    url: str
    requests: int
    seed: int
    done: int = 0
    good: int = 0
    wrong: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        host, _, port = self.url.removeprefix("http://").rstrip("/").rpartition(":")
        self.address = (host, int(port))
        self._lock = threading.Lock()

    def run(self, clients: int) -> None:
        """Let *clients* clients do what comes into their heads."""
        threads = [threading.Thread(target=self._client, args=[n]) for n in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _client(self, number: int) -> None:
        chance = random.Random(self.seed * 1000 + number)
        while self.done < self.requests and len(self.wrong) < 20:
            count, name = 1, "hostile"
            try:
                if chance.random() < 0.22:  # each makes several, so that half of all are good
                    name = "good"
                    count = self._be_good(chance)
                else:
                    self._be_hostile(chance)
            except Exception as error:  # a good client must get its answer
                if name == "good":
                    self.wrong.append(f"{type(error).__name__}: {error}"[:500])
            with self._lock:
                self.done += count
                self.good += count if name == "good" else 0

    def _be_good(self, chance: random.Random) -> int:
        """Make some requests over one connection, each checked; return how many."""
        count = chance.randint(1, 6)
        with Wire(self.address, timeout=30) as wire:
            for _ in range(count):
                self._ask(chance.randrange(12), chance, wire)
        return count

    def _ask(self, kind: int, chance: random.Random, wire: Wire) -> None:
        if kind == 0:
            answer = wire.ask(post(b"a=1&b=2&a=3", FORM, path="/form/"))
            assert answer.json == {"a": ["1", "3"], "b": ["2"]}, answer
        elif kind == 1:
            size = chance.choice([10, 5_000, 100_000])
            assert wire.ask(upload(size)).json == {"f": size}
        elif kind == 2 and chance.random() < 0.02:
            assert wire.ask(upload(3_000_000)).json == {"f": 3_000_000}
        elif kind == 3 and chance.random() < 0.2:
            assert len(wire.ask(get("/stream/")).body) == 1_000_000
        elif kind == 4:
            answer = wire.ask(chunked(b"[1, ", b"2]", path="/data/"))
            assert answer.json == {"length": 6}, answer
        elif kind == 5:
            assert wire.ask(get("/nowhere/")).status == 404
        elif kind == 6:
            assert wire.ask(get(method="HEAD"), head=True).status == 200
        else:
            answer = wire.ask(get())
            assert (answer.status, answer.body) == (200, b"hello"), answer

    def _be_hostile(self, chance: random.Random) -> None:
        data = bytearray(chance.choice(SENDS))
        kind = chance.randrange(8)
        if kind == 0:
            data = bytearray(chance.randbytes(chance.randint(1, 500)))
        elif kind == 1:
            for _ in range(chance.randint(1, 5)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        elif kind == 2:
            data = data[: chance.randrange(len(data))]
        elif kind == 3:
            data = bytearray(upload(chance.choice([1_000, 300_000])))
            data = data[: chance.randrange(len(data))]
        elif kind == 4:
            data = bytearray(get("/stream/") if chance.random() < 0.1 else get("/error/"))
        elif kind == 5:
            data = data * chance.randint(1, 10)
        with socket.create_connection(self.address, timeout=30) as client:
            with contextlib.suppress(OSError):
                client.sendall(data)
            if chance.random() < 0.5:  # cut at once, with a reset
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            client.settimeout(0.02)
            with contextlib.suppress(OSError):
                said = client.recv(chance.choice([1, 100, 10_000]))
                self.answers[said[9:12].decode("latin-1")] += 1


@contextlib.contextmanager
def serving(folder: Path) -> Any:
    """Serve the soak's project, its temporary files in a folder of their own; give both."""
    site = make_project(folder)
    (site / "views.py").write_text(VIEWS, encoding="utf-8")
    (site / "urls.py").write_text(URLS, encoding="utf-8")
    temporary = folder / "temporary"
    temporary.mkdir()
    server = RunServer(site, "0", "--noreload", TMPDIR=str(temporary), MALLOC_ARENA_MAX="1")
    try:
        yield server, temporary
    finally:
        server.stop()


def settled(pid: int, folder: Path, least: Held | None = None, patience: float = 20) -> Held:
    """Return what the process holds once it holds no more than *least*, or that time is over."""
    deadline = time.monotonic() + patience
    while True:
        held = Held.by(pid, folder)
        if least is None or held.holds_no_more_than(least) or time.monotonic() > deadline:
            return held
        time.sleep(0.2)


def slowloris(address: Any, sockets: int, requests: int) -> list[float]:
    """Return the seconds that each of *requests* took beside *sockets* clients that never finish."""
    slow = [socket.create_connection(address, timeout=30) for _ in range(sockets)]
    times = []
    try:
        for number, client in enumerate(slow):
            client.sendall(post(b"x" * 1_000)[:-900] if number % 2 else get()[:-2])
        for number in range(requests):
            client = slow[number % sockets]
            with contextlib.suppress(OSError):
                client.sendall(b"x")  # one byte now and then, so that it looks alive
            began = time.perf_counter()
            with Wire(address, timeout=30) as wire:
                assert wire.ask(get()).status == 200
            times.append(time.perf_counter() - began)
    finally:
        for client in slow:
            client.close()
    return times


def main() -> int:
    """Run it and print the figures; 1 when something is held that should not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        serving(Path(name)) as (server, temporary),
    ):
        pid = server.process.pid
        Soak(server.url, options.requests // 10, options.seed).run(options.clients)
        time.sleep(12)  # threads that have nothing to do go after ten seconds
        before = settled(pid, temporary)
        began = time.monotonic()
        soak = Soak(server.url, 0, options.seed + 1)
        megabytes: list[float] = []
        for _ in range(10):
            soak.requests += options.requests // 10
            soak.run(options.clients)
            megabytes.append(Held.by(pid, temporary).kilobytes / 1000)
        took = time.monotonic() - began
        after = settled(pid, temporary, before)
        times = slowloris(soak.address, 500, 300)
        last = settled(pid, temporary, before)
    print(f"{soak.done} requests, {soak.good} of them good, in {took:.0f} s")
    print(f"memory after each tenth, MB: {', '.join(f'{one:.0f}' for one in megabytes)}")
    print(f"answers that hostile clients read: {dict(soak.answers.most_common())}")
    for label, held in (("before", before), ("after", after), ("after slowloris", last)):
        print(
            f"{label:16} {held.threads} threads, {held.descriptors} descriptors, "
            f"{held.files} temporary files, {held.kilobytes / 1000:.1f} MB"
        )
    print(
        f"a request beside 500 slow clients: median {statistics.median(times) * 1e3:.1f} ms, "
        f"worst {max(times) * 1e3:.1f} ms"
    )
    for wrong in soak.wrong:
        print(f"a good client got a wrong answer: {wrong}")
    kept = (
        not soak.wrong
        and last.holds_no_more_than(before)
        and last.kilobytes / 1000 < megabytes[4] * 1.1 + 5  # flat from the middle on
        and statistics.median(times) < 0.05
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
