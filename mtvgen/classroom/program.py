"""A student's program as a child process: a port of its own, limits on time and output, ended on every path.

It runs in a copy of its folder and is started as `python server.py PORT`. Nothing of it is imported
here. Whatever it does (hangs, floods its output, never listens, listens elsewhere, dies, forks), the
check learns it in words, and its whole process group is gone afterwards.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from .words import Text, filled

SECONDS_TO_LISTEN = 8.0
"""How long a program may take until it listens on its port."""
SECONDS_TO_END = 30.0
"""How long a command may take that runs before the program."""
MOST_OUTPUT = 2_000_000
"""Bytes that a program may print in one run; one that prints more is ended."""
KEPT_OUTPUT = 20_000
"""Bytes of its output that are kept: the first half and the last half."""

STARTS = 3
"""How often a program is started whose port somebody else took in the moment before it did."""

_PORT_IS_TAKEN = re.compile(r"\[(Errno (48|98)|WinError 10048)\]")
_USUAL_PORTS = (8000, 8080, 8888, 9000, 5000, 3000, 80)
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".git", ".venv", "node_modules")
_MARK = "MTVGEN_LESSON"
"""Names the run in its environment: a process that left the group is found by it."""

NEVER_LISTENS = {
    "en": "The program runs, but after {seconds:g} seconds it does not listen on port {port}, which it was given as its first argument.",
    "zh": "程序在运行，但 {seconds:g} 秒后仍未监听端口 {port}（作为第一个参数传给它的端口）。",
}
WRONG_PORT = {
    "en": "The program listens on port {found}, and not on port {port}, which it was given as its first argument (sys.argv[1]).",
    "zh": "程序监听的是端口 {found}，而不是作为第一个参数（sys.argv[1]）传给它的端口 {port}。",
}
DIED = {
    "en": "The program ended by itself (exit code {code}) before it answered.",
    "zh": "程序在回答之前自己结束了（退出码 {code}）。",
}
FLOODS = {
    "en": "The program printed more than {most:,} bytes and was ended: does it print in an endless loop?",
    "zh": "程序输出超过 {most:,} 字节，已被终止：是否在无限循环中打印？",
}
FORKS = {
    "en": "The program started another process and ended itself. It has to stay: one program, in the foreground.",
    "zh": "程序启动了另一个进程后自己结束了。它必须留在前台：一个程序。",
}
NEVER_ENDS = {
    "en": "'{command}' did not end within {seconds:g} seconds.",
    "zh": "'{command}' 在 {seconds:g} 秒内没有结束。",
}
COMMAND_FAILED = {
    "en": "'{command}' failed (exit code {code}).",
    "zh": "'{command}' 失败（退出码 {code}）。",
}
UNREADABLE = {
    "en": "{name} cannot be read: {why}.",
    "zh": "无法读取 {name}：{why}。",
}
MISSING = {
    "en": "There is no file {name} in this stage's folder.",
    "zh": "本阶段的文件夹中没有文件 {name}。",
}


class ProgramFault(Exception):
    """The program did something that makes every answer of it impossible.

    text: what, in every language. output: what it printed last.
    """

    def __init__(self, text: Text, output: str = "") -> None:
        super().__init__(next(iter(text.values())))
        self.text = text
        self.output = output


class Program:
    """One run of the program in *folder*: `with Program(folder, "server.py") as program:`.

    python: the interpreter. arguments: what stands before the port. code: run this text instead of a
    file of the folder. extra: files to lay into the copy, by path. before: commands of Python that run to
    their end in the copy first.
    """

    def __init__(
        self,
        folder: Path,
        entry: str,
        *,
        python: str = sys.executable,
        arguments: Sequence[str] = (),
        code: str = "",
        extra: Mapping[str, str | bytes] | None = None,
        environment: Mapping[str, str] | None = None,
        before: Sequence[Sequence[str]] = (),
    ) -> None:
        self._source = folder
        self._entry = entry
        self._python = python
        self._arguments = list(arguments)
        self._code = code
        self._extra = dict(extra or {})
        self._mark = os.urandom(16).hex()
        self._environment = {**_environment(environment or {}), _MARK: self._mark}
        self._before = before
        self._process: subprocess.Popen[bytes] | None = None
        self._readers: list[threading.Thread] = []
        self._output = _Output()
        self.port = 0
        self.folder = folder
        """The copy in which it runs."""

    def __enter__(self) -> Self:
        self._place = tempfile.TemporaryDirectory(
            prefix="mtvgen-lesson-", ignore_cleanup_errors=True
        )
        try:
            self.folder = Path(self._place.name, self._source.name)
            self._copy()
            for name, content in self._extra.items():
                file = self.folder / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content if isinstance(content, bytes) else content.encode())
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _copy(self) -> None:
        """Copy the student's folder. Raises ProgramFault for what cannot be read."""
        try:
            shutil.copytree(self._source, self.folder, ignore=_left_out)
        except shutil.Error as error:
            name, _, why = error.args[0][0]
            told = filled(UNREADABLE, name=name, why=why)
        except OSError as error:
            told = filled(UNREADABLE, name=self._source, why=error.strerror)
        else:
            return
        raise ProgramFault(told)

    def _start(self) -> None:
        if not self._code and not (self.folder / self._entry).is_file():
            raise ProgramFault(filled(MISSING, name=self._entry))
        for command in self._before:
            self._run_before(command)
        open_before = {port for port in _USUAL_PORTS if _is_open(port)}
        for number in range(1, STARTS + 1):
            self._spawn()
            try:
                self._wait_until_it_listens(open_before)
            except ProgramFault:
                if number == STARTS or not _PORT_IS_TAKEN.search(self._output.text()):
                    raise
                self._end()
                self._output = _Output()
            else:
                return

    def _spawn(self) -> None:
        self.port = _free_port(other_than=self.port)
        what = ["-c", self._code] if self._code else [self._entry]
        self._process = subprocess.Popen(  # noqa: S603 - to run it is what is asked for
            [self._python, "-u", *what, *self._arguments, str(self.port)],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=os.name != "nt",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        assert self._process.stdout is not None
        reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        reader.start()
        self._readers.append(reader)

    def _run_before(self, command: Sequence[str]) -> None:
        try:
            done = subprocess.run(  # noqa: S603 - a command of the student's own program
                [self._python, *command],
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS_TO_END,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ProgramFault(
                filled(NEVER_ENDS, command=" ".join(command), seconds=SECONDS_TO_END)
            ) from None
        if done.returncode:
            output = (done.stdout + done.stderr)[-KEPT_OUTPUT:].decode("utf-8", "replace")
            told = filled(COMMAND_FAILED, command=" ".join(command), code=done.returncode)
            raise ProgramFault(told, output.replace(str(self.folder), str(self._source)))

    def _wait_until_it_listens(self, open_before: set[int]) -> None:
        end = time.monotonic() + SECONDS_TO_LISTEN
        while time.monotonic() < end:
            if _is_taken(self.port) and _is_listening(self.port):
                return
            self.check()
            time.sleep(0.02)
        elsewhere = [port for port in _USUAL_PORTS if port not in open_before and _is_open(port)]
        if elsewhere:
            raise ProgramFault(filled(WRONG_PORT, found=elsewhere[0], port=self.port), self.output)
        told = filled(NEVER_LISTENS, seconds=SECONDS_TO_LISTEN, port=self.port)
        raise ProgramFault(told, self.output)

    def check(self, grace: float = 0.0) -> None:
        """Raise ProgramFault when the program has ended, now or within *grace* seconds, or printed too much."""
        if self._output.total > MOST_OUTPUT:
            raise ProgramFault(filled(FLOODS, most=MOST_OUTPUT), self.output)
        assert self._process is not None
        try:
            code = self._process.wait(grace)
        except subprocess.TimeoutExpired:
            return
        if code == 0 and _is_open(self.port):
            raise ProgramFault(FORKS, self.output)
        for reader in self._readers:
            reader.join(0.5)  # a child of its own may hold the pipe open
        raise ProgramFault(filled(DIED, code=code), self.output)

    @property
    def output(self) -> str:
        """What it printed so far; long output without its middle, paths as the student knows them."""
        return self._output.text().replace(str(self.folder), str(self._source))

    def wait_for_output(self, text: str, seconds: float = 3.0) -> bool:
        """Return whether the program has printed *text*, now or within *seconds*."""
        end = time.monotonic() + seconds
        while text not in self._output.text():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def stop(self) -> None:
        """End the program and everything that it started; remove its copy."""
        self._end()
        self._place.cleanup()

    def _end(self) -> None:
        if self._process is not None:
            _end_group(self._process)
            _end_marked(self._mark)
            for reader in self._readers:
                reader.join(1)
            if self._process.stdout is not None and not any(
                one.is_alive() for one in self._readers
            ):
                self._process.stdout.close()

    def _read(self, stream: IO[bytes]) -> None:
        with suppress(OSError, ValueError):
            while piece := os.read(stream.fileno(), 65536):
                self._output.add(piece)
                if self._output.total > MOST_OUTPUT and self._process is not None:
                    _end_group(self._process)
                    return


class _Output:
    """The beginning and the end of what was printed, and how much it was."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._first = b""
        self._last = b""
        self.total = 0

    def add(self, piece: bytes) -> None:
        half = KEPT_OUTPUT // 2
        with self._lock:
            self.total += len(piece)
            room = half - len(self._first)
            self._first += piece[:room]
            self._last = (self._last + piece[room:])[-half:]

    def text(self) -> str:
        with self._lock:
            left_out = self.total - len(self._first) - len(self._last)
            middle = f"\n… {left_out} bytes …\n".encode() if left_out else b""
            return (self._first + middle + self._last).decode("utf-8", "replace")


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """Return our environment without what would change how Python finds or runs the program."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    own = {"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return {**kept, **own, **more}


def _left_out(folder: str, names: list[str]) -> set[str]:
    """Return what of a folder does not belong to the program: pipes, links that lead nowhere or round in a circle."""
    found = _LEFT_OUT(folder, names)
    for name in names:
        path = Path(folder, name)
        if path.is_dir():
            circle = path.is_symlink() and Path(folder).resolve().is_relative_to(path.resolve())
        else:
            circle = not path.is_file()
        if circle:
            found.add(name)
    return found


def _end_marked(mark: str) -> None:
    """End the processes that left the group of their run (setsid), where the system shows whose they are."""
    wanted = f"{_MARK}={mark}".encode()
    for _ in range(5):  # one may start another meanwhile
        ended = False
        for place in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                if wanted in place.read_bytes():
                    os.kill(int(place.parent.name), signal.SIGKILL)
                    ended = True
        if not ended:
            return


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    """End the process and all that it started, at once."""
    if os.name == "nt":
        subprocess.run(  # noqa: S603
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],  # noqa: S607
            check=False,
            capture_output=True,
        )
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(OSError):
        process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)


def _free_port(other_than: int) -> int:
    """Return a port that nobody has, and not the one that was tried already."""
    while True:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
        if port != other_than:
            return port


def _is_taken(port: int) -> bool:
    """Return whether somebody has the port, without connecting: a connection would be a request to the program."""
    with socket.socket() as one:
        if os.name == "nt":
            one.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", 0), 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return True
        return False


def _is_listening(port: int) -> bool:
    """Return whether a port that is taken is listened on: bound alone it refuses, and a passing connection may have it too.

    Linux tells; elsewhere that it is taken has to do.
    """
    end = f":{port:04X}"
    for file in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(file).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            if file == "/proc/net/tcp":
                return True
            continue
        # place 1 is the local address, place 3 the state: 0A is LISTEN
        rows = [line.split() for line in lines if end in line]
        if any(row[1].endswith(end) and row[3] == "0A" for row in rows):
            return True
    return False


def _is_open(port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(0.2)
        return one.connect_ex(("127.0.0.1", port)) == 0
