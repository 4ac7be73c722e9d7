"""From starting a development server to its first answer: the guestbook, here and on Django.

The same project on both sides: Django's is ours with one word swapped. Its page asks the
database for its entries and fills a template.
"""

import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.kits.projects import bake, environment, manage
from tests.kits.test_django import swap

from .harness import Comparison, Side, Target, children_cpu


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _first_answer(project: Path) -> Callable[[], float]:
    def measure() -> float:
        port = _free_port()
        before = children_cpu()
        server = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload"],
            cwd=project, env=environment(PYTHONDONTWRITEBYTECODE=""), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            page = _wait_for(f"http://127.0.0.1:{port}/")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
        spent = children_cpu() - before
        if "written before" not in page:
            raise SystemExit(f"{project} served a wrong page:\n{page}")
        return spent

    return measure


def _wait_for(url: str) -> str:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.005)
    raise SystemExit(f"{url} did not answer within 30 s.")


_FILL = (
    "from mysite.models import Entry; "
    "[Entry.objects.create(author=f'Ada {n}', text='written before') for n in range(12)]"
)


@contextmanager
def comparisons() -> Iterator[list[Comparison]]:
    """Yield the comparison, in a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp())
    try:
        ours, theirs = bake("default", folder / "ours"), bake("default", folder / "theirs")
        swap(theirs)
        for project in (ours, theirs):
            manage(project, "migrate")
            manage(project, "shell", "-c", _FILL)
        yield [
            Comparison(
                "From start to the first answer (runserver --noreload)",
                [Side("mtvgen", _first_answer(ours)), Side("Django", _first_answer(theirs))],
                [Target("mtvgen", "Django", 0.5)],
            )
        ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
