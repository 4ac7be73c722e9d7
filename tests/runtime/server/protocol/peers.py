"""Other servers, each started on the cases' application in a process of its own."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
_APPLICATION = "from tests.runtime.server.protocol.application import application\n"

_STARTS = {
    "mtvgen": """
import sys
from mtvgen.runtime.server.listening import listen
from mtvgen.runtime.server.serve import serve
serve(application, listen("127.0.0.1", int(sys.argv[1])))
""",
    "wsgiref": """
import sys
from wsgiref.simple_server import make_server
make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
""",
    "Django runserver": """
import sys
from django.conf import settings
settings.configure(DEBUG=True, SECRET_KEY="x", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"],
                   WSGI_APPLICATION="__main__.application")
urlpatterns = []
from django.core.management import execute_from_command_line
execute_from_command_line(["x", "runserver", "--noreload", "--skip-checks", "127.0.0.1:" + sys.argv[1]])
""",
    "Werkzeug": """
import sys
from werkzeug.serving import run_simple
run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=True)
""",
    "waitress": """
import sys
from waitress import serve
serve(application, host="127.0.0.1", port=int(sys.argv[1]), threads=8)
""",
    "cheroot": """
import sys
from cheroot.wsgi import Server
Server(("127.0.0.1", int(sys.argv[1])), application).safe_start()
""",
    "gunicorn": """
import sys
from gunicorn.app.wsgiapp import WSGIApplication
address = "127.0.0.1:" + sys.argv[1]
sys.argv[1:] = ["-k", "gthread", "--threads", "8", "-b", address,
                "tests.runtime.server.protocol.application:application"]
WSGIApplication().run()
""",
}
_PACKAGES = {"Django runserver": "django", "Werkzeug": "werkzeug"}


def installed() -> list[str]:
    """Return the names of the servers that can be started here; ours is the first."""
    own = {"mtvgen", "wsgiref"}
    return [name for name in _STARTS if name in own or find_spec(_PACKAGES.get(name, name))]


def is_there(address: tuple[str, int]) -> bool:
    """Return whether somebody listens at *address*."""
    try:
        socket.create_connection(address, timeout=1).close()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def running(name: str) -> Iterator[tuple[str, int]]:
    """Give the address of the server *name* while the block runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = probe.getsockname()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", _APPLICATION + _STARTS[name], str(address[1])],
        cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and process.poll() is None:
            if is_there(address):
                break
            time.sleep(0.05)
        else:
            raise SystemExit(f"{name} does not start.")
        yield address
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
