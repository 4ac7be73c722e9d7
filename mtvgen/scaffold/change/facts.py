"""Facts: where a project's settings, URLs and apps are. Read from its files; none of its code runs."""

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ...errors import ChangeRefused, nearest
from ..locate import Project
from .edits import Draft

_DOTTED = re.compile(r"\w+(\.\w+)+")
_RUNTIME = re.compile(r"^[ \t]*from[ \t]+([\w.]+)\.core\.management[ \t]+import\b", re.MULTILINE)


@dataclass(frozen=True)
class App:
    """One app of the project's own.

    module: the name that it is imported under. folder: from the project's folder, with `/`; empty
    when the project's folder is the app.
    """

    label: str
    module: str
    folder: str

    def path(self, name: str) -> str:
        """Return the path of a file of the app, from the project's folder."""
        return f"{self.folder}/{name}" if self.folder else name


@dataclass(frozen=True)
class Facts:
    """What a generator has to know about a project.

    runtime: the package that it imports Django's names from. settings: the path of the settings
    file, from the project's folder. base: the folder that imports start from.
    """

    project: Project
    runtime: str
    settings_module: str
    settings: str
    base: Path

    @property
    def folder(self) -> Path:
        """The project's folder."""
        return self.project.folder

    @property
    def package(self) -> str:
        """The package that the project's folder is; empty when it is none."""
        return self.folder.name if self.base != self.folder else ""

    def path_of(self, module: str) -> str:
        """Return the path of a module or package from the project's folder; empty when it has none."""
        place = self.base.joinpath(*module.split("."))
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if file.is_file() and file.is_relative_to(self.folder):
                return file.relative_to(self.folder).as_posix()
        return ""

    def module_in(self, name: str) -> str:
        """Return the full name of a module that lies directly in the project's folder."""
        return f"{self.package}.{name}" if self.package else name

    @cached_property
    def values(self) -> dict[str, ast.expr]:
        """What the settings file assigns on its top level, unread."""
        return dict(_assigned(parsed(Draft(self.folder).read(self.settings), self.settings)))

    def text(self, name: str) -> str:
        """Return a setting that is plain text; empty when it is missing or computed."""
        node = self.values.get(name)
        return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""

    @property
    def urls(self) -> str:
        """The path of the project's URLs. Raises ChangeRefused when it cannot be told."""
        module = self.text("ROOT_URLCONF")
        path = self.path_of(module) if module else ""
        if not path:
            raise ChangeRefused(
                f"{self.settings} does not say in plain text, as ROOT_URLCONF, where the project's URLs are.",
                hint='Write it like: ROOT_URLCONF = "mysite.urls"',
            )
        return path

    @property
    def entries(self) -> list[str]:
        """The apps that the settings name in plain text."""
        tree = parsed(Draft(self.folder).read(self.settings), self.settings)
        nodes = [value for name, value in _all_assigned(tree) if name == "INSTALLED_APPS"]
        return [
            one.value
            for node in nodes
            for one in ast.walk(node)
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]

    @property
    def apps(self) -> list[App]:
        """The project's own apps, in the order of the settings."""
        return [app for entry in self.entries if (app := self._app(entry)) is not None]

    def _app(self, entry: str) -> App | None:
        module = entry
        if entry.rpartition(".")[2][:1].isupper():  # blog.apps.BlogConfig
            module = ".".join(entry.split(".")[:-2])
        place = self.base.joinpath(*module.split("."))
        if not module or not place.is_dir() or not place.is_relative_to(self.folder):
            return None
        folder = "" if place == self.folder else place.relative_to(self.folder).as_posix()
        return App(module.rpartition(".")[2], module, folder)

    def app(self, label: str) -> App:
        """Return the project's app of that label; without one, the project itself or its first app."""
        apps = self.apps
        if not label:
            if apps:
                return next((app for app in apps if not app.folder), apps[0])
            raise ChangeRefused(
                f"{self.settings} names no app of this project in INSTALLED_APPS.",
                hint="Make one first: mtvgen startapp blog",
            )
        known = {app.label: app for app in apps}
        if label not in known:
            guess = nearest(label, known)
            raise ChangeRefused(
                f"The project has no app {label!r}.",
                hint=f"Did you mean {guess!r}?"
                if guess
                else f"Its apps: {', '.join(known) or 'none'}. Make one with: mtvgen startapp {label}",
            )
        return known[label]

    @property
    def uses_time_zones(self) -> bool:
        """Whether moments carry their time zone (USE_TZ; on unless the settings say False)."""
        node = self.values.get("USE_TZ")
        return not (isinstance(node, ast.Constant) and node.value is False)


def read_facts(project: Project) -> Facts:
    """Return the facts of a project. Raises ChangeRefused when its settings are not to be found."""
    text = Draft(project.folder).read("manage.py")
    found = _RUNTIME.search(text)
    runtime = found[1] if found else "mtvgen.runtime"
    chosen = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    named = [chosen] if chosen else []
    named += [
        node.value
        for node in ast.walk(parsed(text, "manage.py"))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _DOTTED.fullmatch(node.value)
    ]
    for module in named:
        inside = module.split(".")[0] == project.folder.name
        for base in (project.folder.parent, project.folder) if inside else (project.folder,):
            facts = Facts(project, runtime, module, "", base)
            if path := facts.path_of(module):
                return Facts(project, runtime, module, path, base)
    raise ChangeRefused(
        f"{project.manage} names no settings module that lies in the project.",
        hint='It should say, as a new project does: settings = "mysite.settings"',
    )


def parsed(text: str, path: str) -> ast.Module:
    """Return the tree of a Python file. Raises ChangeRefused, with the line, when it is none."""
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise ChangeRefused(
            f"{path}, line {error.lineno}, is not valid Python: {error.msg}. Nothing was written.",
            hint="Mend it, then type the command again.",
        ) from None
    except (ValueError, RecursionError) as error:
        raise ChangeRefused(
            f"{path} cannot be read as Python: {error}. Nothing was written."
        ) from None


def _assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a file's top level gives a value, and the value."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def _all_assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the same wherever it stands, also with `+=` and `.append`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value
        elif isinstance(node, ast.AnnAssign | ast.AugAssign) and isinstance(node.target, ast.Name):
            if node.value is not None:
                yield node.target.id, node.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            for argument in node.args:
                yield node.func.value.id, argument
