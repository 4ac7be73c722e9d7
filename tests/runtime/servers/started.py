"""`runserver --server NAME`, started for real in a process of its own."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).parent
PATIENCE = 30.0  # seconds


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without what would reach into a server's."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DJANGO_", "MTVGEN_", "PYTEST_")) and name not in {"DEBUG", "PORT"}
    }
    return {
        **kept,
        "NO_COLOR": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


class Started:
    """A server that runs; `said` is what it has printed so far."""

    def __init__(
        self, *words: str, folder: Path = HERE, ready: str = r"open (http://\S+)", **more: str
    ):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mtvgen.runtime", "runserver", "0", *words],
            cwd=folder,
            env=environment(**more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.wait_for(ready)
            self.port = int(self.wait_for(r"127\.0\.0\.1:(\d+)")[1])
        except BaseException:
            self.kill()
            raise

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.said += line
                self._news.notify_all()
        with self._news:
            self._news.notify_all()

    def wait_for(self, pattern: str) -> "re.Match[str]":
        """Return the match once the server has said *pattern*."""
        end = time.monotonic() + PATIENCE
        with self._news:
            while True:
                found = re.search(pattern, self.said)
                if found:
                    return found
                assert self.process.poll() is None, f"it ended:\n{self.said}"
                assert time.monotonic() < end, f"{pattern} was not said, but:\n{self.said}"
                self._news.wait(0.1)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal; return the exit code. Fails when a process of its group is left over."""
        self.process.send_signal(number)
        try:
            code = self.process.wait(PATIENCE)
            left = self._left_over()
        finally:
            self.kill()
        assert not left, f"left over: {left}"
        return code

    def _left_over(self) -> list[str]:
        """Return the processes of the server's group that are there after a moment's grace."""
        end = time.monotonic() + 3
        while True:
            try:
                os.killpg(self.process.pid, 0)
            except (ProcessLookupError, PermissionError):
                return []
            if time.monotonic() > end:
                return [str(self.process.pid)]
            time.sleep(0.02)

    def kill(self) -> None:
        """End everything at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join(5)
        assert self.process.stdout is not None
        self.process.stdout.close()
