"""CPU from `runserver --noreload` to the first answer, beside Django's.

    python tests/benchmarks/server_startup.py [--rounds 7]

Both projects are what their own `startproject` makes (ours: the folder given, or a small one that
is written here); the answer is checked; rounds are interleaved (Linux: /proc/PID/stat).
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETTINGS = """
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent
SECRET_KEY = "only for this measurement"
DEBUG = True
INSTALLED_APPS = ["mysite"]
ROOT_URLCONF = "mysite.urls"
MIDDLEWARE = [
    "mtvgen.runtime.middleware.security.SecurityMiddleware",
    "mtvgen.runtime.middleware.common.CommonMiddleware",
    "mtvgen.runtime.middleware.csrf.CsrfViewMiddleware",
    "mtvgen.runtime.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [{"BACKEND": "mtvgen.runtime.template.backends.jinja2.Jinja2",
              "DIRS": [BASE_DIR / "templates"], "APP_DIRS": True, "OPTIONS": {}}]
"""
URLS = """
from {name}.shortcuts import render
from {name}.urls import path
def index(request):
    return render(request, "page.html", {{"title": "Hello"}})
urlpatterns = [path("", index)]
"""
PAGE = "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>\n"
MANAGE = """
import os, sys
from pathlib import Path
here = Path(__file__).resolve().parent
sys.path[:] = [p for p in sys.path if p and Path(p).resolve() != here] + [str(here.parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")
from mtvgen.runtime.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""


def ours(folder: Path) -> Path:
    """Write a project of the runtime; return the folder of its manage.py."""
    site = folder / "ours" / "mysite"
    (site / "templates").mkdir(parents=True)
    texts = {"settings.py": SETTINGS, "urls.py": URLS.format(name="mtvgen.runtime")}
    texts |= {"manage.py": MANAGE, "__init__.py": "", "templates/page.html": PAGE}
    for name, text in texts.items():
        (site / name).write_text(text, encoding="utf-8")
    return site


def djangos(folder: Path) -> Path:
    """Make a project with Django's own command, with the same page; return its folder."""
    admin = [sys.executable, "-m", "django", "startproject", "mysite", str(folder / "django")]
    (folder / "django").mkdir()
    subprocess.run(admin, check=True)
    site = folder / "django"
    (site / "mysite" / "urls.py").write_text(URLS.format(name="django"), encoding="utf-8")
    (site / "templates").mkdir()
    (site / "templates" / "page.html").write_text(PAGE, encoding="utf-8")
    settings = site / "mysite" / "settings.py"
    text = settings.read_text(encoding="utf-8").replace("'DIRS': []", "'DIRS': ['templates']")
    settings.write_text(text, encoding="utf-8")
    return site


def start_once(site: Path, cache: Path) -> float:
    """Return the seconds of CPU from the start of the process to its first answer.

    cache: where compiled modules are kept, so that both sides have theirs after the first round.
    """
    environ = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache)}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", str(port)],
        cwd=site,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
                    client.sendall(
                        b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    )
                    answer = b"".join(iter(lambda: client.recv(65536), b""))
            except OSError:
                time.sleep(0.01)
                continue
            assert b" 200 OK\r\n" in answer and b"<h1>" in answer, answer  # noqa: PT018
            fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        raise SystemExit(f"{site} did not start")
    finally:
        process.kill()
        process.wait()


def main() -> None:
    """Measure and print milliseconds of CPU, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--project", type=Path, help="Folder of a generated project to measure.")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        sites = {"mtvgen": options.project or ours(folder), "django": djangos(folder)}
        found: dict[str, list[float]] = {name: [] for name in sites}
        for number in range(options.rounds + 1):
            for name, site in sites.items():
                used = start_once(site, folder / "cache")
                if number:  # the first compiles the modules
                    found[name].append(used * 1000)
    finally:
        shutil.rmtree(folder)
    medians = {name: statistics.median(times) for name, times in found.items()}
    for name, median in medians.items():
        print(f"{name:10} {median:6.0f} ms of CPU to the first answer")
    print(f"ratio      {medians['mtvgen'] / medians['django']:6.2f}")


if __name__ == "__main__":
    main()
