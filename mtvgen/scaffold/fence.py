"""Fence: the texts of a stranger's kit, rendered in a process of its own that can be ended.

A template is a program: it may run without end, or fill the memory before it has written a letter.
Python cannot stop that from within; a process can be ended from outside.
"""

import json
import os
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import IO, Any

from ..errors import KitBroken
from .kits import LONGEST_FILLED, Kit
from .processes import end, start

SECONDS_EACH = 10.0
"""Time that one text of a kit may take."""

SECONDS = 120.0
"""Time that all texts of a kit may take together."""

MOST_MEMORY = 1_000_000_000
"""Bytes of memory for the process that renders."""

_PATIENCE = 2.0  # seconds that the other side gets to tell the line before it is ended
_SECONDS_TO_START = 60.0
_LOOK_EVERY = 0.1
_CODE = "import sys; sys.path[:] = sys.argv[1:]; from mtvgen.scaffold.fenced import main; main()"
_KEPT = ("SYSTEMROOT", "LANG", "LC_ALL", "TZ")  # the rest of the environment is no kit's business


class Fence:
    """Fills texts like `KitEnvironment`, and matches patterns. Its process starts with the first."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._sent: dict[str, Any] | None = None
        self._left = SECONDS
        self._other: _Other | None = None

    def filled(self, source: str, values: Mapping[str, Any], place: str) -> str:
        """Return *source* rendered with *values* under the name `cookiecutter`. Raises KitBroken."""
        question: dict[str, Any] = {"source": source, "place": place}
        if self._sent is None or self._sent != values:
            self._sent = dict(values)
            question["values"] = self._sent
        text: str = self._asked(question, place)["text"]
        return text

    def matches(self, pattern: str, text: str, place: str) -> bool:
        """Return whether the whole of *text* matches. Raises KitBroken for a pattern that takes too long."""
        return bool(self._asked({"pattern": pattern, "text": text, "place": place}, place)["fits"])

    def close(self) -> None:
        """End the process."""
        if self._other is not None:
            self._other.close()
            self._other = None

    def _asked(self, question: Mapping[str, Any], place: str) -> dict[str, Any]:
        if self._other is None:
            self._other = _Other(self._kit)
            self._checked(self._other.ask(_order(self._kit), _SECONDS_TO_START), place)
        began = time.monotonic()
        said = self._other.ask(question, min(SECONDS_EACH, self._left) + _PATIENCE)
        self._left -= time.monotonic() - began
        return self._checked(said, place)

    def _checked(self, said: dict[str, Any] | None, place: str) -> dict[str, Any]:
        """Return what was said. Raises KitBroken for a problem, and for silence."""
        assert self._other is not None
        if said is None or self._left < 0:
            slow = self._other.was_slow or self._left < 0
            self.close()
            problem = (
                f"takes more than {SECONDS_EACH:g} seconds, or the kit more than {SECONDS:g}. It was stopped."
                if slow
                else f"ended the process that rendered it, perhaps for more than {MOST_MEMORY} bytes of memory."
            )
            raise KitBroken(
                self._kit.name, problem, place=place, hint="Look for a loop that does not end."
            )
        if "problem" in said:
            raise KitBroken(self._kit.name, said["problem"], place=said["place"], hint=said["hint"])
        return said


def _order(kit: Kit) -> dict[str, Any]:
    """Return the first thing that is said to the other side."""
    told = {
        "name": kit.name,
        "folder": str(kit.folder),
        "template": str(kit.template),
        "variables": dict(kit.variables),
        "trusted": kit.trusted,
    }
    return {
        "kit": told,
        "memory": MOST_MEMORY,
        "longest": LONGEST_FILLED,
        "seconds": SECONDS,
        "seconds_each": SECONDS_EACH,
    }


class _Other:
    """The process on the other side."""

    def __init__(self, kit: Kit) -> None:
        here = Path(__file__).resolve().parents[2]
        path = [str(here), *(entry for entry in sys.path if entry and entry != str(here))]
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        # -I -S -B: no settings, no start-up files, no current folder, nothing written; the path is ours.
        self._process = start(
            [sys.executable, "-I", "-S", "-B", "-c", _CODE, *path],
            cwd=kit.folder,
            env=environment,
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._questions: IO[bytes] = self._process.stdin
        self._answers: IO[bytes] = self._process.stdout
        self._watch = _Watch(self._process)
        self.close = weakref.finalize(self, _close, self._process, self._watch)

    @property
    def was_slow(self) -> bool:
        """Whether it was ended because it took too long."""
        return self._watch.fired

    def ask(self, question: Mapping[str, Any], seconds: float) -> dict[str, Any] | None:
        """Return the answer; None when the process ended, or was ended for taking too long."""
        with self._watch.limited(seconds):
            self._send(question)
            line = self._answers.readline()
        if not line.endswith(b"\n"):
            return None
        said: dict[str, Any] = json.loads(line)
        return said

    def _send(self, said: Mapping[str, Any]) -> None:
        try:
            self._questions.write(json.dumps(said).encode() + b"\n")
            self._questions.flush()
        except OSError:
            return  # it has ended; its answer, or that there is none, will tell


def _close(process: "subprocess.Popen[bytes]", watch: "_Watch") -> None:
    watch.done.set()
    end(process)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                continue  # what was still to be sent has no reader any more


class _Watch(Thread):
    """Ends a process when a question takes too long. Works where there are no alarms, too."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        super().__init__(daemon=True)
        self._process = process
        self._deadline = 0.0
        self.done = Event()
        self.fired = False
        self.start()

    def run(self) -> None:
        """Look at the clock until the process is closed."""
        while not self.done.wait(_LOOK_EVERY):
            if self._deadline and time.monotonic() > self._deadline:
                self.fired = True
                end(self._process)
                return

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """Let the block take so long."""
        self._deadline = time.monotonic() + seconds
        try:
            yield
        finally:
            self._deadline = 0.0
