"""plan_kit: a new kit that passes its check, ready to be changed."""

import json
import re
from pathlib import Path
from typing import Any

from ..errors import NameRefused
from .answers import Answers
from .kits import ABOUT, QUESTIONS, Kit
from .names import DEVICES
from .plan import Plan, PlannedFile
from .project import check_target
from .record import to_toml
from .tree import walk

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")

_ABOUT = """\
# What mtvgen tells about this kit. Every key: docs/reference/kits.md
format_version = 1
title = {title}
purpose = "Say in one sentence what a student learns with it."
version = "1"
{more}
# How a question of cookiecutter.json is asked, for example:
# [[question]]
# name = "colour"
# help = "It is the background of every page."
# choices = {{ red = "like fire", green = "like grass" }}

# What students are to find out lies outside of the project's folder; `mtvgen kit check` looks for leaks:
# solutions = ["solutions/*"]
"""

_README = """\
# {title}

A kit for mtvgen. A project is made of it with

```
mtvgen startproject mysite --kit {path}
```

| file | what it is for |
|---|---|
| `cookiecutter.json` | the questions, each with its default |
| `kit.toml` | title, purpose, next steps; how the questions are asked |
| `{template}/` | the project: `{{{{ cookiecutter.project_slug }}}}` becomes its name |
| `README.md` | this page, for whoever works on the kit; projects have their own |

1. Change the project's files until they are what you want to hand out.
2. `mtvgen kit check {path}` says what is not right yet, with file and line.
3. `mtvgen kit pack {path}` makes one file of it that students take: `--kit {name}.zip`
"""


def plan_kit(name: str, into: Path, like: Kit) -> Plan:
    """Return what `mtvgen kit new` would write: a kit called *name* with the project of *like*.

    Raises NameRefused, TargetTaken, WriteFailed and KitBroken.
    """
    _check_name(name)
    target = check_target(name, into)
    title = name.replace("_", " ").replace("-", " ").capitalize()
    more = [f"{key} = {to_toml(value)}\n" for key, value in _kept(like).items()]
    questions = dict(like.variables)
    if "project_name" in questions:
        questions["project_name"] = f"My {title.lower()}"
    texts = {
        QUESTIONS: json.dumps(questions, indent=2, ensure_ascii=False) + "\n",
        ABOUT: _ABOUT.format(title=to_toml(title), more="".join(more)),
        "README.md": _README.format(
            title=title, name=name, path=f"./{name}", template=like.template.name
        ),
    }
    files = [PlannedFile(path, text.encode()) for path, text in texts.items()]
    for top in ("templates", like.template.name):
        if (like.folder / top).is_dir():
            files += [
                PlannedFile(f"{top}/{place}", file.read_bytes(), bool(file.stat().st_mode & 0o100))
                for place, file in walk(like, like.folder / top, "")
            ]
    answers = Answers({}, frozenset())
    return Plan(name, target, like, answers, tuple(sorted(files, key=lambda one: one.path)))


def _check_name(name: str) -> None:
    reason = ""
    if not _NAME.fullmatch(name):
        reason = "small letters, digits, - and _ only, at most 40."
    elif name in DEVICES:
        reason = "Windows keeps this name for a device."
    if reason:
        near = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
        suggestion = near if _NAME.fullmatch(near) and near not in DEVICES else ""
        raise NameRefused(name, reason, suggestion=suggestion, what="a kit", example="shop")


def _kept(like: Kit) -> dict[str, Any]:
    """Return what the new kit.toml says as the old one does: what the project needs, and what is typed next."""
    kept: dict[str, Any] = {}
    if like.requires:
        kept["requires"] = like.requires
    kept["next_steps"] = like.next_steps
    return kept
