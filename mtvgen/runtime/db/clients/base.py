"""A database's client: what to start, and what to say when it is not installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from ...core.exceptions import Explained
from ..utils import NotSupportedError


class MissingClient(Explained):
    """The program that speaks to the database is not installed."""


@dataclass(frozen=True)
class Call:
    """A program (the first of *programs* that is there), its arguments, and what it is told apart.

    environment: more variables, passwords among them. packages: what installs it, by system.
    """

    programs: tuple[str, ...]
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    packages: Mapping[str, str] = field(default_factory=dict)


def call_for(vendor: str, settings: Mapping[str, Any], parameters: Sequence[str]) -> Call:
    """Return how the client of a database is started. parameters: what was typed after `--`.

    vendor: "sqlite", "postgresql" or "mysql". Raises NotSupportedError for another.
    """
    try:
        room = import_module(f"{__package__}.{vendor}")
    except ModuleNotFoundError:
        raise NotSupportedError(f"No command-line client is known for {vendor}.") from None
    made: Call = room.call(settings, list(parameters))
    return made


def run(call: Call) -> int:
    """Start the client on this terminal, wait for its end, and return its exit code.

    Raises MissingClient with the package that brings it.
    """
    program = next((found for one in call.programs if (found := shutil.which(one))), None)
    if program is None:
        raise MissingClient(
            f"The program {call.programs[0]!r} is not installed, or not on the PATH.",
            hint="It comes with "
            + "; ".join(f"{how} ({system})" for system, how in call.packages.items())
            + ".",
        )
    before = signal.getsignal(signal.SIGINT)
    # Ctrl-C ends a query of the client's, not this program under it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run(  # noqa: S603  # the client's own name, the project's own settings
            [program, *call.arguments], env={**os.environ, **call.environment}, check=False
        ).returncode
    finally:
        signal.signal(signal.SIGINT, before)
