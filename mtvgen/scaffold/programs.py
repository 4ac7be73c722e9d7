"""Programs of a kit: what would run on the user's computer, and whether the user trusts it.

cookiecutter runs hooks and imports Jinja2 extensions as the user. Here both are off until the user
names the number of the kit's content (`digest.py`): he trusts what he has read, not an address whose
content may be another one tomorrow.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import KitUntrusted
from .digest import digest_of

HOOKS = frozenset(["pre_prompt", "pre_gen_project", "post_gen_project"])
"""The programs that the cookiecutter command would run, by the stem of their file (its documentation: "Hooks")."""

COOKIECUTTERS = {
    "jsonify": "cookiecutter.extensions.JsonifyExtension",
    "random_ascii_string": "cookiecutter.extensions.RandomStringExtension",
    "slugify": "cookiecutter.extensions.SlugifyExtension",
    "now": "cookiecutter.extensions.TimeExtension",
    "uuid4": "cookiecutter.extensions.UUIDExtension",
}
"""What every cookiecutter template may use, by the word that shows it (cookiecutter's documentation: "Template Extensions")."""

HARMLESS_EXTENSIONS = frozenset(
    ["jinja2.ext.do", "jinja2.ext.loopcontrols", *COOKIECUTTERS.values()]
)
"""What `_extensions` may name: they come with Jinja2 and cookiecutter and touch neither disk nor network."""

_LONGEST_LINE = 60
_MOST_READ = 100_000  # bytes of a program that are looked into for its first line


@dataclass(frozen=True)
class Program:
    """One file of a kit that would run. first: the first line that does something."""

    path: str
    lines: int
    size: int
    first: str

    def __str__(self) -> str:
        return f"{self.path} ({self.lines} lines, {self.size} bytes): {self.first}"


@dataclass(frozen=True)
class Programs:
    """All that would run of a kit: its hooks, the extensions that it names, and their own code."""

    hooks: tuple[Program, ...]
    extensions: tuple[str, ...]
    code: tuple[Program, ...]

    def __bool__(self) -> bool:
        return bool(self.hooks or self.extensions)

    @property
    def names(self) -> list[str]:
        """What is called: the hooks by their paths, the extensions."""
        return [*(hook.path for hook in self.hooks), *self.extensions]

    def told(self) -> list[str]:
        """Return one line for each."""
        return [
            *map(str, self.hooks),
            *(f"the Jinja2 extension {name}" for name in self.extensions),
            *map(str, self.code),
        ]


def programs_of(folder: Path, variables: Mapping[str, Any]) -> Programs:
    """Return what would run of the kit in *folder*. Raises OSError."""
    wanted = variables.get("_extensions", [])
    names = [str(name) for name in wanted] if isinstance(wanted, list) else [str(wanted)]
    foreign = tuple(name for name in names if name not in HARMLESS_EXTENSIONS)
    own = {name.partition(".")[0] for name in foreign}
    code = [
        _read(folder, file)
        for name in sorted(own)
        for file in (*_below(folder / name), folder / f"{name}.py")
        if file.is_file()
    ]
    return Programs(tuple(_read(folder, file) for file in hook_files(folder)), foreign, tuple(code))


def hook_files(folder: Path) -> list[Path]:
    """Return the hooks of a kit: files of `hooks/` with the names that cookiecutter knows."""
    hooks = folder / "hooks"
    if not hooks.is_dir():
        return []
    return sorted(
        file for file in hooks.iterdir() if file.stem in HOOKS and not file.name.endswith("~")
    )


def check_trust(kit: str, folder: Path, variables: Mapping[str, Any], trust: str) -> bool:
    """Return whether the programs of a kit may run; False when it has none.

    trust: the number of the content that the user trusts; empty when he said nothing.

    Raises KitUntrusted when it has programs and nothing was said, or something else lies there.
    """
    found = programs_of(folder, variables)
    if not found and not trust:
        return False
    content = digest_of(folder)
    if trust == content:
        return bool(found)
    raise KitUntrusted(kit, found.told(), content, trust)


def _below(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(
            file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts
        )


def _read(folder: Path, file: Path) -> Program:
    """Return the facts about one program; a link or a device has no lines."""
    path = file.relative_to(folder).as_posix()
    if file.is_symlink() or not file.is_file():
        return Program(path, 0, 0, "no plain file")
    size = file.stat().st_size
    with file.open("rb") as stream:
        lines = stream.read(_MOST_READ).decode(errors="replace").splitlines()
    doing = (line.strip() for line in lines)
    first = next((line for line in doing if line and not line.startswith(("#", '"""'))), "")
    shown = first if len(first) <= _LONGEST_LINE else f"{first[:_LONGEST_LINE]}…"
    return Program(path, len(lines), size, shown)
