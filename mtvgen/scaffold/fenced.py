"""The other side of the fence: a process that renders the texts of one kit and can do little else.

`fence.py` starts it, asks over its input, one JSON document a line, and ends it. Here it is held
to a time for each text, to memory, and (where the kit brings no code of its own) to writing nothing.
"""

import json
import os
import re
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO

from ..errors import KitBroken
from .environment import Halted, KitEnvironment
from .kits import Kit

if sys.platform != "win32":
    import resource


def main() -> None:
    """Answer what comes on the standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this process ends it
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what an extension prints is no answer
    questions = sys.stdin.buffer
    order = json.loads(questions.readline())
    kit = _kit(order["kit"])
    _limit(order["memory"], order["seconds"], writes=kit.trusted)
    if kit.trusted:
        # SAFETY: compiled files beside a kit's code could say something else than the code.
        sys.pycache_prefix = str(kit.folder.parent / "there-is-no-such-folder")
        sys.path.append(str(kit.folder))  # cookiecutter's documentation: "Local Extensions"
    try:
        environment = KitEnvironment(kit, order["longest"])
    except KitBroken as error:
        _say(answers, _told(error))
        return
    _say(answers, {"ready": True})
    _serve(questions, answers, environment, order["seconds_each"])


def _kit(told: Mapping[str, Any]) -> Kit:
    """Return what the environment needs of the kit."""
    return Kit(
        name=told["name"],
        folder=Path(told["folder"]),
        template=Path(told["template"]),
        variables=told["variables"],
        titles={},
        purposes={},
        version="",
        next_steps=(),
        trusted=told["trusted"],
    )


def _serve(
    questions: BinaryIO, answers: BinaryIO, environment: KitEnvironment, seconds: float
) -> None:
    values: Mapping[str, Any] = {}
    while line := questions.readline():
        asked = json.loads(line)
        values = asked.get("values", values)
        try:
            with _alarm(seconds):
                if "pattern" in asked:
                    said: dict[str, Any] = {
                        "fits": bool(re.fullmatch(asked["pattern"], asked["text"]))
                    }
                else:
                    said = {"text": environment.filled(asked["source"], values, asked["place"])}
        except KitBroken as error:
            said = _told(error)
        except Halted as error:
            said = {"problem": str(error), "place": asked["place"], "hint": ""}
        _say(answers, said)


def _told(error: KitBroken) -> dict[str, Any]:
    return {"problem": error.problem, "place": error.place, "hint": error.hint}


def _say(answers: BinaryIO, said: Mapping[str, Any]) -> None:
    answers.write(json.dumps(said).encode() + b"\n")
    answers.flush()


def _limit(memory: int, seconds: float, *, writes: bool) -> None:
    """Ask the system to hold this process to *memory* bytes and *seconds* of CPU; no file may grow."""
    if sys.platform == "win32":
        return  # there the time limit of `fence.py` stands alone
    limits = {resource.RLIMIT_AS: memory, resource.RLIMIT_CPU: int(seconds) + 1}
    limits[resource.RLIMIT_CORE] = 0
    if not writes:
        limits[resource.RLIMIT_FSIZE] = 0
    for which, most in limits.items():
        with suppress(ValueError, OSError):  # lower already, or not on this system
            resource.setrlimit(which, (most, most))


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise Halted in the block when it takes too long, so that the line is known where it stood."""
    if sys.platform == "win32":
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise Halted(f"takes more than {seconds:g} seconds.")

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
