"""A small project on disk, and its `manage.py` run for real in processes of their own."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

MANAGE = """
import os, sys
from pathlib import Path
here = Path(__file__).resolve().parent
sys.path[:] = [p for p in sys.path if p and Path(p).resolve() != here] + [str(here.parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")
from mtvgen.runtime.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
SETTINGS = """
SECRET_KEY = "only for this test"
DEBUG = True
INSTALLED_APPS = ["mysite"]
ROOT_URLCONF = "mysite.urls"
"""
URLS = """
from mtvgen.runtime.urls import path
from . import views
urlpatterns = [path("", views.index, name="index"), path("slow/", views.slow)]
"""
VIEWS = """
import time
from mtvgen.runtime.http import HttpResponse
def index(request):
    return HttpResponse("version 1")
def slow(request):
    time.sleep(0.4)
    return HttpResponse("slow")
"""


def make_project(folder: Path) -> Path:
    """Write the project `mysite` into *folder*; return its own folder."""
    site = folder / "mysite"
    site.mkdir()
    files = {"manage": MANAGE, "settings": SETTINGS, "urls": URLS, "views": VIEWS, "__init__": ""}
    for name, text in files.items():
        (site / f"{name}.py").write_text(text, encoding="utf-8")
    return site


def environment() -> dict[str, str]:
    """Return this process's environment without what would change how a command behaves."""
    dropped = ("DJANGO_SETTINGS_MODULE", "NO_COLOR", "MTVGEN_LISTENER")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "PYTHONDONTWRITEBYTECODE": ""}


def run(site: Path, *words: str, stdin: str | None = None) -> "subprocess.CompletedProcess[str]":
    """Run `manage.py` with *words* to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=site,
        env=environment(),
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def _hear_signals() -> None:
    """Undo what a background job or nohup around the tests would pass on."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class RunServer:
    """`manage.py runserver` in a process, its words collected as they come.

    before: code that the process runs first.
    """

    opener = urllib.request.build_opener()

    def __init__(self, site: Path, *words: str, before: str = "", **variables: str) -> None:
        program = ["manage.py", "runserver", *(words or ("0",))]
        if before:
            code = (
                f"import runpy, sys; sys.argv = {program}\n{before}\n"
                "runpy.run_path('manage.py', run_name='__main__')\n"
            )
            program = ["-c", code]
        self.process = subprocess.Popen(
            [sys.executable, *program],
            cwd=site,
            env={**environment(), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=_hear_signals if os.name == "posix" else None,  # noqa: PLW1509  # it only sets handlers
        )
        self.said = ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        found = self.wait_for(r"(?:open|listening on) ((?:https?://|unix:)[^ ]+)")
        self.url = found[1]

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line

    def wait_for(self, pattern: str, timeout: float = 15) -> "re.Match[str]":
        """Return the match once the server has said *pattern*."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            found = re.search(pattern, self.said)
            if found:
                return found
            time.sleep(0.01)
        raise AssertionError(f"{pattern} was not said, but:\n{self.said}")

    def get(self, path: str = "") -> tuple[int, str]:
        """Return status and text of the page at *path*; a refused connection raises."""
        try:
            with self.opener.open(self.url + path, timeout=15) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def wait_until(self, text: str, timeout: float = 15) -> float:
        """Ask until the page holds *text*; return the seconds that took. Nothing is refused."""
        began = time.monotonic()
        while time.monotonic() - began < timeout:
            if text in self.get()[1]:
                return time.monotonic() - began
            time.sleep(0.01)
        raise AssertionError(f"The page never held {text!r}; the server said:\n{self.said}")

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Send the signal; return the exit code and the seconds that stopping took."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(15)
        took = time.monotonic() - began
        self._reader.join(15)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code, took
