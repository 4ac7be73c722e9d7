"""Ready files for the public: each recipe is a folder of templates below `recipes/`.

In the path of a template, `NAME` is the project's name; `_next.txt` is not written but told: what
to type next. Files `*.env` hold what one machine alone knows: only their owner may read them, and
one that is there is never written again.
"""

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.exceptions import Explained

RECIPES = {
    "gunicorn-nginx": "gunicorn behind nginx, kept running by systemd (Linux)",
    "waitress-windows": "waitress as a service of Windows",
    "uwsgi": "uWSGI behind nginx (Linux)",
    "mod_wsgi": "Apache with mod_wsgi",
    "docker": "a Dockerfile, and a compose file with PostgreSQL",
    "gae": "Google App Engine: app.yaml, main.py, requirements.txt",
    "cgi": "a script for a CGI host",
}
"""Recipe → what it is for, in one line."""

_FOLDER = Path(__file__).parent / "recipes"
_NEXT = "_next.txt.j2"


class DeployRefused(Explained):
    """The files cannot be written as asked. The hint says what to do."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is deployed, and where.

    name: of the project or module. target: of the application, as gunicorn takes it from *folder*.
    static_root, static_url: the folder and the address of static files; empty without any.
    """

    name: str
    folder: Path
    target: str
    is_project: bool
    host: str
    port: int
    python: str
    prefix: str
    static_root: str = ""
    static_url: str = "/static/"

    def words(self) -> dict[str, Any]:
        """Return what templates know."""
        module, _, expression = self.target.partition(":")
        if self.is_project:  # files of Python import it by its whole name, from the folder above
            module = f"{self.name}.{module}"
        runtime = __name__.rpartition(".servers.")[0]
        home = Path(__file__).resolve().parents[runtime.count(".") + 2]
        root = Path(self.static_root or ".")
        inside = root.relative_to(self.folder) if root.is_relative_to(self.folder) else root
        return {
            **{name: getattr(self, name) for name in self.__slots__},
            "folder": str(self.folder),
            "search": str(self.folder.parent if self.is_project else self.folder),
            "module": module,
            "expression": expression,
            "name_in_module": expression.partition("(")[0].strip(),
            "secret": secrets.token_urlsafe(50),
            "password": secrets.token_urlsafe(16),
            "user": "www-data",
            "static_root_inside": inside.as_posix(),
            "runtime": runtime,
            "runtime_home": str(home),
        }


@dataclass(frozen=True, slots=True)
class Planned:
    """A file to be written. path: below the site's folder."""

    path: str
    text: str

    @property
    def is_secret(self) -> bool:
        """Whether it holds what only this machine may know."""
        return self.path.endswith(".env")

    @property
    def mode(self) -> int:
        """Who may do what with it."""
        if self.is_secret or "SECRET_KEY" in self.text:
            return 0o600
        return 0o755 if self.path.endswith(".cgi") else 0o644


def check(recipe: str) -> None:
    """Raise DeployRefused, with the near name, when there is no such recipe."""
    if not recipe:
        raise DeployRefused("Name a recipe.", hint=f"Known: {', '.join(RECIPES)}.")
    if recipe not in RECIPES:
        from difflib import get_close_matches  # PERF: only an error needs it

        near = get_close_matches(recipe, RECIPES, n=1)
        raise DeployRefused(
            f"There is no recipe {recipe!r}.",
            hint=f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(RECIPES)}.",
        )


def plan(recipe: str, site: Site) -> tuple[list[Planned], str]:
    """Return the files of *recipe* for *site*, and what to type next. Raises DeployRefused."""
    check(recipe)
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # noqa: S701  # none of these files is HTML
        loader=FileSystemLoader(_FOLDER / recipe),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"pystr": repr, "jsonstr": json.dumps}
    words = site.words()
    texts = {
        name: environment.get_template(name).render(words)
        for name in environment.list_templates(extensions=["j2"])
    }
    told = texts.pop(_NEXT)
    files = [
        Planned(name.removesuffix(".j2").replace("NAME", site.name), text)
        for name, text in sorted(texts.items())
    ]
    return files, told


def write(files: Iterable[Planned], folder: Path, *, force: bool) -> dict[str, str]:
    """Write *files* into *folder*; return what became of each: "written", "unchanged", "kept".

    Raises DeployRefused, with nothing written, when others are in the way and *force* is False.
    """
    fates = {one: _fate(one, folder / one.path) for one in files}
    taken = [one.path for one, fate in fates.items() if fate == "taken"]
    if taken and not force:
        raise DeployRefused(
            f"Already there, and not the same: {', '.join(taken)}. Nothing was written.",
            hint="Move them away, or overwrite them with --force.",
        )
    for one, fate in fates.items():
        if fate in {"taken", "written"}:
            _write(one, folder / one.path)
    return {one.path: "overwritten" if fate == "taken" else fate for one, fate in fates.items()}


def _fate(one: Planned, path: Path) -> str:
    if not os.path.lexists(path):
        return "written"
    if one.is_secret:
        return "kept"
    if path.is_file() and path.read_bytes() == one.text.encode():
        return "unchanged"
    return "taken"


def _write(one: Planned, path: Path) -> None:
    """Write a file beside its place, then move it there: nobody finds half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, one.mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(one.text.encode())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
