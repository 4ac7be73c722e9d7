"""Where a template was looked for, and which others it extends, includes and imports."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes

from ..utils.source import shown

_MOST = 50
_HOW: tuple[tuple[type[nodes.Node], str], ...] = (
    (nodes.Extends, "extends"),
    (nodes.Include, "include"),
    (nodes.Import, "import"),
    (nodes.FromImport, "import"),
)


def candidates(template: Any) -> list[dict[str, Any]]:
    """Return each file that a template of this name could be, up to the one that it is."""
    file, name = template.origin.name, template.name
    if not name or not file or file.startswith("<"):
        return []
    found = []
    page = name.partition("#")[0]
    for folder in template.backend.template_dirs:
        path = Path(folder, page)
        same = path == Path(file)
        found.append({"file": shown(str(path)), "found": same})
        if same:
            return found
    return [{"file": shown(file), "found": True}]


def chain(template: Any) -> list[dict[str, str]]:
    """Return the templates that this one names, and those that they name, in the order of reading."""
    found: list[dict[str, str]] = []
    name = template.name
    if name:
        _add(template.backend.env, name.partition("#")[0], found, {name})
    return found


def _add(env: Any, name: str, found: list[dict[str, str]], seen: set[str]) -> None:
    try:
        source, file, _ = env.loader.get_source(env, name)
    except (jinja2.TemplateError, AttributeError, TypeError):
        return
    for how, other in _named(source, file or name, env):
        if len(found) >= _MOST:
            return
        found.append({"name": other, "how": how})
        if other not in seen:
            seen.add(other)
            _add(env, other, found, seen)


@lru_cache(maxsize=200)
def _named(source: str, _file: str, env: Any) -> tuple[tuple[str, str], ...]:
    try:
        tree = env.parse(source)
    except jinja2.TemplateError:
        return ()
    found = []
    kinds = tuple(kind for kind, _ in _HOW)
    for node in tree.find_all(kinds):
        how = next(word for kind, word in _HOW if isinstance(node, kind))
        found += [(node.lineno, how, name) for name in _names(node.template)]
    return tuple((how, name) for _, how, name in sorted(found, key=lambda one: one[0]))


def _names(node: Any) -> list[str]:
    """Return the names that stand there as texts; of what is worked out while filling, nothing."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, (nodes.List, nodes.Tuple)):
        return [name for item in node.items for name in _names(item)]
    return []
