"""describe: what a kit is, for somebody who thinks of using it. Nothing of it runs."""

from collections.abc import Iterator
from typing import Any

from .digest import digest_of
from .kits import Kit
from .languages import in_language
from .programs import programs_of
from .tree import walk

_README = "README.md"
_LONGEST_README = 20_000


def describe(kit: Kit, read: tuple[str, ...]) -> dict[str, Any]:
    """Return everything that a kit says about itself, in the first of the languages *read* that it has.

    Raises KitBroken and OSError.
    """
    origin = kit.origin
    return {
        "name": kit.name,
        "title": kit.title_in(read),
        "purpose": kit.purpose_in(read),
        "version": kit.version,
        "source": origin.source if origin is not None else "",
        "commit": origin.commit if origin is not None else "",
        "content": digest_of(kit.folder),
        "languages": list(kit.languages),
        "requires": list(kit.requires),
        "next": list(kit.next_steps),
        "questions": [
            _question(kit, key, read) for key in kit.variables if not key.startswith("_")
        ],
        "files": [
            {"path": place, "size": file.stat().st_size}
            for place, file in sorted(walk(kit, kit.template, ""))
        ],
        "programs": programs_of(kit.folder, kit.variables).told(),
        "readme": _readme(kit),
    }


def _question(kit: Kit, key: str, read: tuple[str, ...]) -> dict[str, Any]:
    """Return one question: its words, its default, its choices, and under which answers it is asked."""
    default = kit.variables[key]
    words = kit.variables.get("__prompts__", {})
    said = words.get(key, key) if isinstance(words, dict) else key
    text = said.get("__prompt__", key) if isinstance(said, dict) else str(said)
    row: dict[str, Any] = {
        "name": key,
        "text": text,
        "default": default[0] if isinstance(default, list) and default else default,
        "choices": list(default) if isinstance(default, list) else [],
    }
    if rule := kit.rules.get(key):
        row["text"] = in_language(rule.text, read) or text
        row["help"] = in_language(rule.help, read)
        row["when"] = {name: list(values) for name, values in rule.when.items()}
        row["kind"] = rule.kind or rule.pattern
    return row


def _readme(kit: Kit) -> str:
    """Return the kit's own README, else that of its projects, as it lies; empty when there is none."""
    for file in (kit.folder / _README, kit.template / _README):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as stream:
                return stream.read(_LONGEST_README).decode(errors="replace")
    return ""


def lines_of(told: dict[str, Any]) -> Iterator[str]:
    """Yield a description as lines to read."""
    yield f"{told['title']}: {told['purpose']}".rstrip(": ")
    for name in ("source", "commit", "content"):
        if told[name]:
            yield f"{name + ':':10}{told[name]}"
    for name in ("languages", "requires", "next"):
        if told[name]:
            yield f"{name + ':':10}{', '.join(told[name])}"
    yield ""
    yield "Questions:"
    for row in told["questions"]:
        yield _told(row)
        if row.get("help"):
            yield f"      {row['help']}"
    yield ""
    yield f"Files ({len(told['files'])}):"
    yield from (f"  {row['path']}  {row['size']} bytes" for row in told["files"])
    yield ""
    yield "Would run on your computer:" if told["programs"] else "It brings no programs."
    yield from (f"  {line}" for line in told["programs"])
    if told["readme"]:
        yield ""
        yield from told["readme"].rstrip().splitlines()


def _told(row: dict[str, Any]) -> str:
    asked = f", asked when {_listed(row['when'])}" if row.get("when") else ""
    choices = f" of {', '.join(map(str, row['choices']))}" if row["choices"] else ""
    return f"  {row['name']}  {row['text']} [{row['default']}]{choices}{asked}"


def _listed(when: dict[str, list[Any]]) -> str:
    return " and ".join(
        f"{name} is {' or '.join(map(str, values))}" for name, values in when.items()
    )
