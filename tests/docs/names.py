"""The public names of the runtime: those that Django has under the same dotted name.

    python -m tests.docs     brings the lists in docs/reference/names/ up to what there is

Each page of that folder documents the modules below some prefixes; each name stands once, in the
outermost module that offers it. What a name means is said by its docstring.
"""

import ast
import importlib
import pkgutil
import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "reference" / "names"
RUNTIME = "mtvgen.runtime"

PAGES = {
    "urls": ("urls", "conf.urls"),
    "http": ("http", "core.handlers"),
    "views": ("shortcuts", "views"),
    "template": ("template", "templatetags"),  # what templates themselves use: ../templates.md
    "middleware": ("middleware",),
    "models": ("db.models",),
    "db": ("db",),
    "conf": ("conf", "apps", "core.wsgi"),
    "forms": ("forms",),
    "sessions": ("contrib.sessions",),
    "messages": ("contrib.messages",),
    "auth": ("contrib.auth",),
    "admin": ("contrib.admin",),
    "staticfiles": ("contrib.staticfiles",),
    "core": ("core", "dispatch"),
    "management": ("core.management", "core.checks"),
    "test": ("test",),
    "utils": ("utils",),
}
"""Page → the modules that it documents, each with what lies below. The longest prefix wins."""

INSIDE = re.compile(
    r"(conf\.global_settings|core\.csrf|core\.management\.(?!base\b).+|contrib\..*\.(apps|management|migrations)\b.*"
    r"|db\.(backends|migrations|models)\.(?!functions$|signals$).+|http\.(?!multipartparser$).+"
    r"|test\.(html|testcases|signals|selenium)|utils\.(translation|_os|deconstruct|regex_helper)|core\.checks\..+"
    r"|commands.*|server.*|db\.migrations\.state|apps\..+|dispatch\..+|views\.debug.*|urls\.(base|conf)"
    r"|template\.filters.*)$"
)
"""Modules whose names are offered by the package above, or not meant for projects."""

DIRECTIVE = re.compile(
    r"(?P<head>\.\. automodule:: (?P<module>\S+)\n   :members: )(?P<names>[^\n]*)(?P<tail>\n```)"
)
SECTION = f"""
## `{{module}}`

```{{{{eval-rst}}}}
.. automodule:: {RUNTIME}.{{module}}
   :members: \n```
"""


def set_up() -> None:
    """Give both frameworks the settings that importing their modules takes."""
    for framework in (RUNTIME, "django"):
        settings = importlib.import_module(f"{framework}.conf").settings
        if settings.configured:
            continue
        apps = [f"{framework}.contrib.{app}" for app in ("sessions", "staticfiles")]
        settings.configure(INSTALLED_APPS=apps, SECRET_KEY="only to import", STATIC_URL="static/")
        importlib.import_module(framework).setup()


def modules() -> Iterator[str]:
    """Yield the modules for projects that Django has too, packages before what lies in them."""
    runtime = importlib.import_module(RUNTIME)
    found = [one.name for one in pkgutil.walk_packages(runtime.__path__, f"{RUNTIME}.")]
    names = [name.removeprefix(f"{RUNTIME}.") for name in found]
    for name in sorted(names, key=lambda name: (name.count("."), name)):
        if not INSIDE.fullmatch(name) and _import(f"django.{name}"):
            yield name


def _import(name: str) -> types.ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def offered() -> dict[str, list[str]]:
    """Return, for each module, the public names that it is the first to offer, in its own order."""
    seen: set[object] = set()
    found: dict[str, list[str]] = {}
    for name in modules():
        ours = importlib.import_module(f"{RUNTIME}.{name}")
        django = importlib.import_module(f"django.{name}")
        fresh = []
        for member in _declared(ours):
            value = getattr(ours, member, None)
            key = _identity(value, name, member)
            if not hasattr(django, member) or key is None or key in seen:
                continue
            seen.add(key)
            fresh.append(member)
        if fresh:
            found[name] = fresh
    return found


def _declared(module: types.ModuleType) -> list[str]:
    """Return the public names that a module defines or hands on on purpose (`import x as x`)."""
    assert module.__file__
    names: dict[str, None] = {}
    lines = ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body
    late = [  # what a module imports when it is asked for it stands there for the types
        node
        for one in lines
        if isinstance(one, ast.If) and ast.unparse(one.test) == "TYPE_CHECKING"
        for node in one.body
    ]
    inside = [node for one in lines if isinstance(one, ast.Try) for node in one.body]
    for node in [*lines, *inside, *late]:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names[node.name] = None
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names |= {a.name: None for a in node.names if a.asname == a.name}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {one.id: None for one in targets if isinstance(one, ast.Name)}
    return [name for name in names if not name.startswith("_") and name != "logger"]


def _identity(value: Any, module: str, member: str) -> object:
    """Return what two names of one thing have in common; None for what is not ours."""
    if isinstance(value, types.ModuleType):
        return None
    home = getattr(value, "__module__", None)
    if isinstance(value, type | types.FunctionType):
        if not str(home).startswith(RUNTIME):
            return None
        if value.__name__ != member:  # made by a call, or another name for something
            return (module, member)
        return (home, value.__qualname__)
    if value is None or isinstance(value, str | int | float | tuple | frozenset):
        return (module, member)
    return id(value)


def page_of(module: str) -> str:
    """Return the page that documents a module."""
    fitting = [
        (len(prefix), page)
        for page, prefixes in PAGES.items()
        for prefix in prefixes
        if module == prefix or module.startswith(f"{prefix}.")
    ]
    assert fitting, f"{module}: PAGES names no page for it"
    return max(fitting)[1]


def documented(page: Path) -> dict[str, list[str]]:
    """Return the modules of a page with the names that their directive lists."""
    text = page.read_text(encoding="utf-8")
    return {
        found["module"].removeprefix(f"{RUNTIME}."): found["names"].split(", ")
        for found in DIRECTIVE.finditer(text)
    }


def update() -> None:
    """Bring each page's lists up to what there is; new modules go to its end."""
    by_page: dict[str, dict[str, list[str]]] = {page: {} for page in PAGES}
    for module, names in offered().items():
        by_page[page_of(module)][module] = names
    for page, found in by_page.items():
        path = FOLDER / f"{page}.md"
        if not found and not path.exists():
            continue
        text = path.read_text(encoding="utf-8") if path.exists() else f"# {page.title()}\n"
        known = documented(path) if path.exists() else {}
        for module in known.keys() - found.keys():
            section = rf"\n## `{re.escape(module)}`\n.*?(?=\n## |\Z)"
            text = re.sub(section, "", text, flags=re.DOTALL)
        for module, names in found.items():
            if module not in known:
                text += SECTION.format(module=module)
            text = DIRECTIVE.sub(
                lambda match, module=module, names=names: (
                    f"{match['head']}{', '.join(names)}{match['tail']}"
                    if match["module"] == f"{RUNTIME}.{module}"
                    else match[0]
                ),
                text,
            )
        path.write_text(text, encoding="utf-8")
