"""One page of the documentation, followed by a reader who does what it says."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.kits.projects import environment

from .blocks import Block, commands_of, patched, unlike

INSIDE = Path(__file__).with_name("inside.py")
PATIENCE = 60.0  # seconds
SERVES = re.compile(r"\b(?:runserver|serve\.py)\b")
EXIT_CODE = re.compile(r"#\s*exit code (\d+)")


class Reader:
    """A folder, a terminal in it, and perhaps a server that runs in another terminal."""

    def __init__(self, folder: Path, prepared: Path) -> None:
        self.folder = folder
        self.here = folder
        self.prepared = prepared
        self.server: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.home = folder.parent / f"{folder.name}-home"
        self.home.mkdir()
        tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = environment(
            PATH=tools, HOME=str(self.home), COLUMNS="100", PYTHONDONTWRITEBYTECODE="1"
        )

    def follow(self, block: Block) -> None:
        """Do what a block says. Fails when that has another outcome than the page shows."""
        if block.language == "project":
            self.start_in(block.text)
        elif block.language == "GET":
            self.look_at(block)
        elif block.language == "console":
            for command, shown in commands_of(block):
                self.type(command, shown, block)
        elif block.language == "diff":
            self.change(block)
        elif block.file:
            self.write(block)
        elif block.language == "python":
            self.try_out(block)

    def start_in(self, kit: str) -> None:
        """Go into a project `mysite` of that kit, with its tables."""
        shutil.copytree(self.prepared / kit / "mysite", self.folder / "mysite")
        self.here = self.folder / "mysite"

    def write(self, block: Block) -> None:
        """Write the file that a block shows, or its end."""
        assert block.file
        path = self.folder / block.file
        before = path.read_text(encoding="utf-8") if block.is_added else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(before + block.content, encoding="utf-8")

    def change(self, block: Block) -> None:
        """Change a file as a diff block shows."""
        first = block.text.partition("\n")[0]
        assert first.startswith("--- "), f"{block}: names no file"
        path = self.folder / first[4:].strip()
        path.write_text(patched(path.read_text(encoding="utf-8"), block), encoding="utf-8")

    def try_out(self, block: Block) -> None:
        """Run Python in the page's project, or without one."""
        project = next((path.parent for path in sorted(self.folder.glob("*/manage.py"))), None)
        done = subprocess.run(
            [sys.executable, "-W", "error", str(INSIDE), str(project or "")],
            input=block.text.encode(),
            cwd=self.here,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"{block}:\n{done.stdout.decode()}"

    def type(self, command: str, shown: list[str], block: Block) -> None:
        """Run one command line, and compare what it prints with what is shown."""
        place = f"{block}: {command}"
        if SERVES.search(command):
            self.serve(command, shown, place)
            return
        where = self.home / "where"
        line = f"cd {_quoted(self.here)} && {{ {command}\n}}; code=$?; pwd -P > {_quoted(where)}; exit $code"
        done = subprocess.run(
            ["sh", "-c", line],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
        said = done.stdout.decode()
        wanted = EXIT_CODE.search(command)
        assert done.returncode == int(wanted[1] if wanted else 0), (
            f"{place}\nended with {done.returncode}:\n{said}"
        )
        difference = unlike(shown, said.splitlines())
        assert not difference, f"{place}\n{difference}"
        self.here = Path(where.read_text(encoding="utf-8").strip())

    def serve(self, command: str, shown: list[str], place: str) -> None:
        """Start a server in the background, on a free port; wait until it says what is shown."""
        self.stop()
        self.port = free_port()
        line = command.replace("8000", str(self.port))
        if str(self.port) not in line:
            line += f" {self.port}"
        ends = "^C" in shown
        shown = [text for text in shown if text != "^C"]
        log = self.home / "server"
        with log.open("wb") as output:
            self.server = subprocess.Popen(
                ["sh", "-c", f"exec env {line}"],
                cwd=self.here,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        difference = "nothing"
        end = time.monotonic() + PATIENCE
        while difference and time.monotonic() < end and self.server.poll() is None:
            time.sleep(0.05)
            said = log.read_text(encoding="utf-8").replace(str(self.port), "8000")
            difference = unlike(shown, said.splitlines())
        assert not difference, f"{place}\n{difference}"
        self.answer("/")
        if ends:
            self.stop()

    def answer(self, path: str) -> tuple[int, str]:
        """Return status and text of a page of the server in the background."""
        assert self.server, f"GET {path}: nothing serves"
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, error.read().decode()
            except OSError:  # it restarts
                assert time.monotonic() < end, f"GET {path}: silence"
                assert self.server.poll() is None, f"GET {path}: the server has ended"
                time.sleep(0.05)

    def look_at(self, block: Block) -> None:
        """Ask the server for a page, as a comment says; a change of the files needs a moment."""
        request, _, wanted = block.text.partition(":")
        path, _, status = request.partition(" ")
        wanted = wanted.strip()
        end = time.monotonic() + 10
        while True:
            found, text = self.answer(path)
            if found == int(status or 200) and wanted in text:
                return
            assert time.monotonic() < end, f"{block}: GET {path} is {found}:\n{text}"
            time.sleep(0.1)

    def stop(self) -> None:
        """End the server with Ctrl-C."""
        if self.server and self.server.poll() is None:
            os.killpg(self.server.pid, signal.SIGINT)
            try:
                self.server.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(self.server.pid, signal.SIGKILL)
                self.server.wait()
        self.server = None


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _quoted(path: Path) -> str:
    return f"'{path}'"
