"""CPU per request of the development server, beside plain wsgiref and Django's runserver.

    python tests/benchmarks/server_hello.py [--requests 4000] [--rounds 3]

Each server runs the same bare WSGI function in a process of its own; the answer is checked before
anything is timed; rounds are interleaved; what counts is the CPU time of the server's process
(Linux: /proc/PID/stat). Peers that are not installed are left out.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

REQUEST = (
    b"GET /hello/?a=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: %b\r\n"
    b"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
    b"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8\r\n"
    b"Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n"
    b"Cookie: csrftoken=abcdefghijklmnopqrstuvwxyz; sessionid=0123456789abcdef\r\n"
    b"Upgrade-Insecure-Requests: 1\r\nSec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\n\r\n"
)

APPLICATION = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "13")])
    return [b"Hello, world!"]
"""

SERVERS = {
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
    "django runserver": """
import sys
import django
from django.conf import settings
settings.configure(DEBUG=True, SECRET_KEY="x", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"],
                   WSGI_APPLICATION="__main__.application")
urlpatterns = []
from django.core.management import execute_from_command_line
execute_from_command_line(["x", "runserver", "--noreload", "--skip-checks", "127.0.0.1:" + sys.argv[1]])
""",
    "waitress": """
import sys
from waitress import serve
serve(application, host="127.0.0.1", port=int(sys.argv[1]), threads=16)
""",
}
NEEDS = {"django runserver": "django", "waitress": "waitress"}


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server, started in its own process."""

    def __init__(self, name: str) -> None:
        self.port = free_port()
        code = APPLICATION + SERVERS[name]
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", code, str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                answer = self.ask_once()
            except OSError:
                time.sleep(0.05)
                continue
            assert answer.endswith(b"Hello, world!"), answer
            return
        raise SystemExit(f"{name} did not start")

    def ask_once(self) -> bytes:
        """Return the answer to one request, the connection closed after it."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=3) as client:
            client.sendall(REQUEST % b"close")
            return b"".join(iter(lambda: client.recv(65536), b""))

    def cpu(self) -> float:
        """Return the seconds of CPU that the process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def keep_alive(self, connections: int, requests: int) -> None:
        """Make *requests* requests over that many connections, all of them in flight at once."""
        clients: list[socket.socket] = []
        request = REQUEST % b"keep-alive"
        for _ in range(requests // connections):
            while len(clients) < connections:
                clients.append(socket.create_connection(("127.0.0.1", self.port), timeout=3))
            for client in clients:
                client.sendall(request)
            clients = [client for client in clients if self._read(client)]
        for client in clients:
            client.close()

    def _read(self, client: socket.socket) -> bool:
        data = b""
        while not data.endswith(b"Hello, world!"):
            piece = client.recv(65536)
            assert piece, data
            data += piece
        if data.startswith(b"HTTP/1.0") or b"\r\nConnection: close" in data:
            client.close()
            return False
        return True

    def closing(self, requests: int) -> None:
        """Make *requests* requests, each over a connection of its own."""
        for _ in range(requests):
            assert self.ask_once().endswith(b"Hello, world!")

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()


def main() -> None:
    """Measure and print the table: µs of CPU per request, requests per second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="Names of servers to run.")
    options = parser.parse_args()
    names = [name for name in SERVERS if name not in NEEDS or find_spec(NEEDS[name])]
    names = [name for name in names if not options.only or name in options.only]
    loads = {"1 conn": 1, "16 conn": 16, "64 conn": 64, "close": 0}
    servers = {name: Server(name) for name in names}
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    try:
        for _ in range(options.rounds):
            for load, connections in loads.items():
                for name, server in servers.items():
                    count = (
                        options.requests if name != "django runserver" else options.requests // 8
                    )
                    cpu, began = server.cpu(), time.perf_counter()
                    try:
                        if connections:
                            server.keep_alive(connections, count)
                        else:
                            server.closing(count)
                    except OSError:  # its queue of five is full: it loses connections
                        continue
                    took = time.perf_counter() - began
                    used = (server.cpu() - cpu) / count * 1e6
                    found.setdefault((name, load), []).append((used, count / took))
    finally:
        for server in servers.values():
            server.stop()
    print(f"{'':18}" + "".join(f"{load:>22}" for load in loads))
    for name in names:
        cells = []
        for load in loads:
            rounds = found.get((name, load))
            if not rounds:
                cells.append("loses connections")
                continue
            used = statistics.median(one for one, _ in rounds)
            rate = statistics.median(one for _, one in rounds)
            cells.append(f"{used:9.0f} µs {rate:7.0f}/s")
        print(f"{name:18}" + "".join(f"{cell:>22}" for cell in cells))


if __name__ == "__main__":
    main()
