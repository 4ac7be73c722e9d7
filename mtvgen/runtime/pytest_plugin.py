"""What pytest loads of the runtime: it looks for a project, and only there brings the fixtures.

A project's tests run by plain `pytest` in its folder, nothing to be written or configured. Where
no `manage.py` of this runtime lies at or above what is tested, nothing happens: a `manage.py` is
looked for, and nothing else is imported. `-p no:mtvgen` switches it off.

Imported by pytest alone, which is no dependency of the runtime.
"""

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

_RUNTIME = __name__.rpartition(".")[0]
_VARIABLE = "DJANGO_SETTINGS_MODULE"


class Project(NamedTuple):
    """A project to be tested: its folder, and the settings that its manage.py names."""

    folder: Path
    settings: str


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Find the project and make it ready, before a conftest.py may import of it."""
    if early_config.pluginmanager.has_plugin("mtvgen-fixtures"):
        return
    words = early_config.known_args_namespace.file_or_dir
    here = Path(early_config.invocation_params.dir)
    starts = [here / word.partition("::")[0] for word in words] or [here]
    found = {project for start in starts if (project := find_project(start)) is not None}
    if not found:
        return
    if len(found) > 1:
        folders = ", ".join(sorted(str(project.folder) for project in found))
        raise pytest.UsageError(
            f"These tests belong to several projects: {folders}. A process has one project's "
            "settings: run pytest once for each."
        )
    _make_ready(found.pop(), early_config)


@pytest.hookimpl
def pytest_plugin_registered(plugin: object, manager: pytest.PytestPluginManager) -> None:
    """Make the project ready at once where its conftest.py names this plugin, as with a copied runtime."""
    if plugin is not sys.modules[__name__] or manager.get_name(plugin) != __name__:
        return  # with mtvgen installed it comes under another name, and early enough
    config = manager.get_plugin("pytestconfig")
    if isinstance(config, pytest.Config) and hasattr(config, "known_args_namespace"):
        pytest_load_initial_conftests(config)


def find_project(start: Path) -> Project | None:
    """Return the project at or above *start*; None where its manage.py is none of this runtime's."""
    start = start.resolve()
    for folder in (start, *start.parents):
        manage = folder / "manage.py"
        if manage.is_file():
            text = manage.read_text(encoding="utf-8", errors="replace")
            if f"{_RUNTIME}.core.management" not in text:
                return None  # Django's, or another's
            return Project(folder, settings_named(text) or f"{folder.name}.settings")
    return None


def settings_named(text: str) -> str | None:
    """Return the settings module that a manage.py sets as its default; None if it cannot be read."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    names: dict[str, str] = {}
    wanted: ast.expr | None = None
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                names[name] = text
            case ast.Call(
                func=ast.Attribute(attr="setdefault"), args=[ast.Constant(value=key), value]
            ) if key == _VARIABLE:
                wanted = value
    match wanted:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return names.get(name)
    return None


def _make_ready(project: Project, config: pytest.Config) -> None:
    other = config.pluginmanager.get_plugin("django")
    if other is not None:  # pytest-django would set Django up with these settings
        config.pluginmanager.unregister(other)
    # as manage.py does: the project is imported by its name, from the folder above it
    sys.path[:] = [one for one in sys.path if Path(one or ".").resolve() != project.folder]
    sys.path.append(str(project.folder.parent))
    os.environ.setdefault(_VARIABLE, project.settings)
    from . import setup
    from .core.exceptions import Explained

    try:
        setup()
    except Explained as error:
        raise pytest.UsageError(f"The project in {project.folder}: {error}") from error
    from .test import fixtures

    config.pluginmanager.register(fixtures.Databases(config), "mtvgen-databases")
    config.pluginmanager.register(fixtures, "mtvgen-fixtures")


def pytest_report_header(config: pytest.Config) -> Iterator[str]:
    """Say whose tests these are."""
    if config.pluginmanager.has_plugin("mtvgen-fixtures"):
        yield f"mtvgen: settings {os.environ[_VARIABLE]}"
