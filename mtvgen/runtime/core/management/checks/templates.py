"""Checks of the templates."""

from pathlib import Path
from typing import Any

from ....conf import settings
from ....utils.source import shown
from ...checks import CheckMessage, Error, Tags, register

_MARKS = frozenset({".html", ".htm", ".xml", ".txt", ".jinja", ".jinja2", ".j2"})


@register(Tags.templates)
def templates_compile(**_: Any) -> list[CheckMessage]:
    """Every template of the project can be compiled."""
    from jinja2 import TemplateSyntaxError

    from ....template import engines

    found: list[CheckMessage] = []
    for engine in engines.all():
        environment = getattr(engine, "env", None)
        if environment is None:
            continue
        for file in _template_files():
            try:
                environment.parse(file.read_text(encoding="utf-8"), filename=str(file))
            except TemplateSyntaxError as error:
                found.append(
                    Error(
                        error.message or "The template cannot be compiled.",
                        hint=f"Look at line {error.lineno}.",
                        obj=f"{shown(str(file))}:{error.lineno}",
                        id="templates.E101",
                    )
                )
            except UnicodeDecodeError:
                found.append(
                    Error(
                        "The file is not UTF-8 text.",
                        hint="Save it with the encoding UTF-8.",
                        obj=shown(str(file)),
                        id="templates.E102",
                    )
                )
    return found


def _template_files() -> list[Path]:
    from ....apps import apps

    folders = [Path(folder) for backend in settings.TEMPLATES for folder in backend.get("DIRS", ())]
    folders += [Path(config.path) / "templates" for config in apps.get_app_configs()]
    files = {
        file.resolve(): None
        for folder in folders
        if folder.is_dir()
        for file in sorted(folder.rglob("*"))
        if file.suffix in _MARKS and file.is_file()
    }
    return list(files)
