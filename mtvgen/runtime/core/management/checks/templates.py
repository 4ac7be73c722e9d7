"""Checks of the templates: each compiles, and what it includes or extends is there."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ....conf import settings
from ....utils.source import shown
from ...checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  # Django's name

_MARKS = frozenset({".html", ".htm", ".xml", ".txt", ".jinja", ".jinja2", ".j2"})


@register(Tags.templates)
def templates_compile(**_: Any) -> list[CheckMessage]:
    """Compile every template of the project: unknown filters and tests come out by that too."""
    from ....template import engines

    found: list[CheckMessage] = []
    for engine in engines.all():
        for file in _template_files():
            found += _faults(engine, file)
    return found


def _faults(engine: Any, file: Path) -> Iterator[CheckMessage]:
    from jinja2 import TemplateSyntaxError

    from ....template.explain import syntax_error

    try:
        text = file.read_text(encoding="utf-8")
        engine.env.compile(text, filename=str(file), raw=True)
        yield from _missing(engine, text, file)
        yield from _unknown_in_branches(engine.env, text, file)
    except TemplateSyntaxError as error:
        explained = syntax_error(error, engine.name, engine.env)
        yield Error(
            error.message or "The template cannot be compiled.",
            hint=explained.hint or f"Look at line {error.lineno}.",
            obj=f"{shown(str(file))}:{error.lineno}",
            id="templates.E101",
        )
    except UnicodeDecodeError:
        yield Error(
            "The file is not UTF-8 text.",
            hint="Save it with the encoding UTF-8.",
            obj=shown(str(file)),
            id="templates.E102",
        )


def _missing(engine: Any, text: str, file: Path) -> Iterator[CheckMessage]:
    """Yield what is said of templates that this one names, as a text, and that are not there."""
    from jinja2 import nodes

    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    for node in engine.env.parse(text).find_all(kinds):
        named = node.template
        if not isinstance(named, nodes.Const) or not isinstance(named.value, str):
            continue  # known only when the page is filled
        if getattr(node, "ignore_missing", False) or not hasattr(engine.env.loader, "get_source"):
            continue
        if not _is_there(engine.env, named.value):
            error = engine.does_not_exist(named.value)
            yield Warning(
                f"No template is named {named.value!r}.",
                hint=error.hint,
                obj=f"{shown(str(file))}:{node.lineno}",
                id="templates.W103",
            )


def _is_there(env: Any, name: str) -> bool:
    """Return whether there is a template of that name, or the page before its "#block"."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError

    for one in filter(None, (name, name.rpartition("#")[0])):
        with suppress(TemplateNotFound):
            with suppress(TemplateSyntaxError):  # it is no text: said of that file itself
                env.loader.get_source(env, one)
            return True
    return False


def _unknown_in_branches(env: Any, text: str, file: Path) -> Iterator[CheckMessage]:
    """Yield filters and tests that are not there inside an if, where Jinja2 looks when it runs."""
    from jinja2 import nodes

    from ....template.explain import helper_hint

    for kind, known in ((nodes.Filter, env.filters), (nodes.Test, env.tests)):
        for node in env.parse(text).find_all(kind):
            if node.name not in known:
                message = f"No {kind.__name__.lower()} named {node.name!r}."
                yield Warning(
                    message,
                    hint=helper_hint(message, env) or "Take it out, or register it.",
                    obj=f"{shown(str(file))}:{node.lineno}",
                    id="templates.W104",
                )


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
