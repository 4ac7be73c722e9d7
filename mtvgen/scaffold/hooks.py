"""Hooks of a trusted kit, run as cookiecutter runs them (its documentation: "Hooks").

`pre_prompt` runs in a copy of the kit before its questions are read; `pre_gen_project` in the empty
folder of the project, `post_gen_project` in the full one, both with their own text rendered.
What fails leaves no project.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import HookFailed
from .kits import Kit
from .processes import TooSlow, run
from .programs import hook_files
from .render import Renderer

TIME_LIMIT = 300.0
"""Seconds that one hook may take."""

_MOST_SHOWN = 20  # lines of what a hook says before it fails


def run_hooks(kit: Kit, stem: str, folder: Path, values: Mapping[str, Any]) -> list[str]:
    """Run the hooks of that name in *folder* and return what they said, a line each.

    values: what their text is rendered with. Raises HookFailed, and KitBroken for a text that
    cannot be rendered. A kit that is not trusted has no hooks here.
    """
    said: list[str] = []
    for file in hook_files(kit.folder) if kit.trusted else []:
        if file.stem == stem:
            said += _run(kit, file, folder, values)
    return said


def _run(kit: Kit, file: Path, folder: Path, values: Mapping[str, Any]) -> list[str]:
    place = f"hooks/{file.name}"
    program = file
    if file.stem != "pre_prompt":  # nothing is answered yet that it could be rendered with
        text = Renderer(kit, values).text(file.read_text(encoding="utf-8"), place)
        program = kit.folder.with_name(f"{kit.folder.name}.{file.name}")
        program.write_text(text, encoding="utf-8", newline="\n")
    program.chmod(0o700)
    words = [sys.executable, str(program)] if file.suffix == ".py" else [str(program)]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = run(words, cwd=folder, env=environment, seconds=TIME_LIMIT)
    except TooSlow:
        raise HookFailed(
            kit.name, place, f"took more than {TIME_LIMIT:.0f} seconds and was stopped."
        ) from None
    except OSError as error:
        reason = f"could not be started: {error.strerror}."
        if file.suffix != ".py":
            reason += " Its first line must name a program, such as #!/bin/sh."
        raise HookFailed(kit.name, place, reason) from None
    if done.code:
        lines = (done.complained.strip() or done.said.strip()).splitlines()[-_MOST_SHOWN:]
        raise HookFailed(kit.name, place, f"ended with code {done.code}.", lines)
    return [f"{place}: {line}" for line in done.said.splitlines() if line.strip()]
