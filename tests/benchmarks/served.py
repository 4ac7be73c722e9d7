"""Servers in processes of their own: started, asked, and what they use measured from outside."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

HEADERS = (
    "Host: 127.0.0.1\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8\r\n"
    "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n"
    "Upgrade-Insecure-Requests: 1\r\nSec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\n"
)


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def request(path: str, *, close: bool) -> bytes:
    """Return a GET with the headers of a browser."""
    connection = "close" if close else "keep-alive"
    return f"GET {path} HTTP/1.1\r\nConnection: {connection}\r\n{HEADERS}\r\n".encode()


class Server:
    """A command that serves on a port, in a session of its own.

    command: its words, `{port}` where the port goes. word: ends the page at *path*.
    """

    def __init__(
        self, name: str, command: Sequence[str], *, path: str = "/", word: bytes, cwd: Path | None = None,
    ) -> None:  # fmt: skip
        self.name, self.path, self.word = name, path, word
        self.port = free_port()
        self.process = subprocess.Popen(
            [one.replace("{port}", str(self.port)) for one in command],
            cwd=cwd,
            # compiled modules are kept, as they are wherever nobody forbids it
            env={**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": ""},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 30
        while self.word not in (page := self.page() or b""):
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.stop()
                raise SystemExit(f"{name} does not serve: {page!r}")
            time.sleep(0.01)

    def page(self, path: str | None = None) -> bytes | None:
        """Return the whole answer to one request; None when the connection is refused or cut."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=10) as client:
                client.sendall(request(path or self.path, close=True))
                return b"".join(iter(lambda: client.recv(65_536), b"")) or None
        except OSError:
            return None

    def cpu(self) -> float:
        """Return the CPU seconds that the processes of its session have used so far."""
        return sum(map(_cpu_of, self._processes()))

    def _processes(self) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                with contextlib.suppress(OSError):
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                    if int(fields[3]) == self.process.pid:  # the session
                        found.append(int(entry.name))
        return found

    def keep_alive(self, connections: int, requests: int, path: str | None = None) -> None:
        """Make that many requests over that many connections, one on each of them at a time."""
        clients: list[socket.socket] = []
        asked = request(path or self.path, close=False)
        for _ in range(requests // connections):
            while len(clients) < connections:
                clients.append(socket.create_connection(("127.0.0.1", self.port), timeout=10))
            for client in clients:
                client.sendall(asked)
            clients = [client for client in clients if self._read(client)]
        for client in clients:
            client.close()

    def _read(self, client: socket.socket) -> bool:
        """Read one answer; return whether the connection stays."""
        data = b""
        while not data.rstrip().endswith(self.word):
            piece = client.recv(65_536)
            if not piece:
                raise SystemExit(f"{self.name} gave a wrong answer: {data!r}")
            data += piece
        if data.startswith(b"HTTP/1.0") or b"\r\nConnection: close" in data:
            client.close()
            return False
        return True

    def closing(self, requests: int, at_once: int = 1) -> None:
        """Make that many requests, each over a connection of its own, some of them at once."""
        asked = request(self.path, close=True)
        for _ in range(requests // at_once):
            clients = [
                socket.create_connection(("127.0.0.1", self.port), timeout=10)
                for _ in range(at_once)
            ]
            for client in clients:
                client.sendall(asked)
            for client in clients:
                with client:
                    if self.word not in b"".join(iter(lambda c=client: c.recv(65_536), b"")):  # type: ignore[misc]
                        raise SystemExit(f"{self.name} gave a wrong answer.")

    def stop(self) -> None:
        """End every process of its session."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(3)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _cpu_of(pid: int) -> float:
    try:
        return time.clock_gettime((~pid << 3) | 2)  # CPUCLOCK_SCHED of that process: Linux
    except OSError:
        return 0.0  # it has just ended


class Projects:
    """A folder for projects of the peers, gone in the end."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.path = Path(self._folder.name)

    def write(self, name: str, files: dict[str, str]) -> Path:
        """Write *files*, text by path, below a new folder *name*; return it."""
        for path, text in files.items():
            file = self.path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return self.path / name

    def close(self) -> None:
        """Delete it."""
        self._folder.cleanup()


def python(code: str) -> list[str]:
    """Return the command that runs *code*; its port is the first argument."""
    return [sys.executable, "-W", "ignore", "-c", code, "{port}"]
