"""What the runtime needs: packages that mtvgen would have brought, in the project's pyproject.toml.

The file is edited where it stands: comments and order stay. What cannot be edited surely is left,
and what to write is said instead.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, requires
from typing import Any

from ..record import to_toml

FILE = "pyproject.toml"

_GENERATORS = frozenset(
    ["click", "cookiecutter", "markdown-it-py", "rich"]
)  # the runtime does without
_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?")
_LIST = re.compile(r"""^dependencies[ \t]*=[ \t]*\[(?:[^\]"']|"[^"]*"|'[^']*')*\]""", re.MULTILINE)
_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")
_WIDTH = 100


def needs_of(extras: Iterable[str] = ()) -> list[str]:
    """Return the requirements of the runtime, as pip takes them.

    extras: those of mtvgen that the project asked for. Empty when mtvgen's own list is not known.
    """
    wanted = set(extras)
    found: dict[str, str] = {}
    try:
        rows = requires("mtvgen") or []
    except PackageNotFoundError:
        return []
    todo = [row for row in rows if not _EXTRA.search(row)]
    while wanted:
        extra = wanted.pop()
        todo += [row for row in rows if (match := _EXTRA.search(row)) and match[1] == extra]
    for row in todo:
        requirement, _, marker = (part.strip() for part in row.partition(";"))
        name, more = _split(requirement)
        if name == "mtvgen":  # one extra that stands for others
            found |= {_split(one)[0]: one for one in needs_of(more)}
        elif name not in _GENERATORS:
            rest = re.sub(r"\s*(?:and\s+)?extra\s*==\s*[\"'][^\"']+[\"']", "", marker).strip()
            found[name] = f"{requirement}; {rest}" if rest else requirement
    return [found[name] for name in sorted(found)]


def with_needs(text: str, package: str) -> tuple[str, list[str], list[str]]:
    """Return pyproject.toml for a project with the runtime in it.

    Also return the requirements of mtvgen that stood there, and those that stand there instead.
    """
    ours, others = _parted(text)
    if not ours:
        return text, [], []
    extras = [extra for one in ours for extra in _split(one)[1]]
    there = {_split(one)[0] for one in others}
    needs = [one for one in needs_of(extras) if _split(one)[0] not in there]
    changed = _with_list(text, [*others, *needs])
    if changed is None or not needs:
        return text, [], []
    if "[tool.mypy]" in changed:
        changed = f"{changed.rstrip()}\n{_for_mypy(package)}"
    return changed, ours, needs


def without_needs(text: str, package: str, ours: list[str], needs: list[str]) -> str | None:
    """Return pyproject.toml as it was before; None when the list is not to be found any more."""
    text = text.replace(_for_mypy(package), "") if _for_mypy(package) in text else text
    if not ours:
        return text
    _, others = _parted(text)
    left = [one for one in others if one not in needs]
    return _with_list(text, [*ours, *left])


def with_requirements(text: str, more: Iterable[str]) -> str | None:
    """Return pyproject.toml with more dependencies; None when that cannot be done surely."""
    ours, others = _parted(text)
    there = {_split(one)[0] for one in (*ours, *others)}
    new = [one for one in more if _split(one)[0] not in there]
    return _with_list(text, [*ours, *others, *new]) if new else text


def _for_mypy(package: str) -> str:
    return f"""
# The framework is typed, but its doors to web servers name packages that are not installed here.
[[tool.mypy.overrides]]
module = "{package}.*"
ignore_errors = true
"""


def _parted(text: str) -> tuple[list[str], list[str]]:
    """Return the dependencies of a project: those on mtvgen, and the others."""
    try:
        project: Mapping[str, Any] = tomllib.loads(text).get("project", {})
        rows = [str(one) for one in project.get("dependencies", [])]
    except (tomllib.TOMLDecodeError, AttributeError, TypeError):
        return [], []
    ours = [one for one in rows if _split(one)[0] == "mtvgen"]
    return ours, [one for one in rows if one not in ours]


def _split(requirement: str) -> tuple[str, list[str]]:
    """Return the name of a requirement, and its extras."""
    match = _REQUIREMENT.match(requirement)
    if match is None:
        return requirement, []
    extras = [one.strip() for one in (match[2] or "").split(",") if one.strip()]
    return re.sub(r"[-_.]+", "-", match[1]).lower(), extras


def _with_list(text: str, rows: list[str]) -> str | None:
    """Return the text with other dependencies; None when that cannot be done surely."""
    line = f"dependencies = {to_toml(rows)}"
    if len(line) > _WIDTH:
        line = "dependencies = [\n" + "".join(f"  {to_toml(one)},\n" for one in rows) + "]"
    match = _LIST.search(text)
    if match is None or "#" in match[0]:
        return None
    changed = text[: match.start()] + line + text[match.end() :]
    try:
        before, after = tomllib.loads(text), tomllib.loads(changed)
    except tomllib.TOMLDecodeError:
        return None
    before["project"]["dependencies"] = rows
    return changed if before == after else None
