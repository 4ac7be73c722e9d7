"""plan_app: a new app, with the two lines that wire it: in the settings and in the URLs."""

import ast
import os

from ...errors import ChangeRefused, NameRefused
from ..names import check_name
from .edits import Change
from .facts import Facts, parsed
from .history import Made
from .imports import From
from .rendering import piece
from .work import Work

WITH_DJANGO = frozenset(
    [
        "admin",
        "admindocs",
        "auth",
        "contenttypes",
        "flatpages",
        "gis",
        "humanize",
        "messages",
        "postgres",
        "redirects",
        "sessions",
        "sitemaps",
        "sites",
        "staticfiles",
        "syndication",
    ]
)
"""Labels of the apps that come with Django or with the runtime."""


def plan_app(typed: str, facts: Facts) -> Change:
    """Return what `startapp` would do. Raises NameRefused and ChangeRefused."""
    name = check_app_name(typed, facts)
    module = facts.module_in(name)
    work = Work(facts, Made("app", name))
    values = {
        "app": name,
        "title": name.replace("_", " ").strip().capitalize(),
        "runtime": facts.runtime,
        "base": base_template(facts, name),
    }
    for file in ("__init__.py", "models.py", "views.py", "urls.py"):
        work.create(f"{name}/{file}", piece(f"app/{file}.jinja", **values))
    work.create(f"{name}/migrations/__init__.py", piece("app/migrations.py.jinja"))
    work.create(f"{name}/tests/__init__.py", piece("app/tests.py.jinja", **values))
    work.create(f"{name}/tests/test_index.py", piece("app/test_index.py.jinja", **values))
    if values["base"] != "base.html":
        work.create(f"{name}/templates/{values['base']}", piece("base.html.jinja", **values))
    work.create(f"{name}/templates/{name}/index.html", piece("app/index.html.jinja", **values))
    if module not in facts.entries:
        work.add_element(facts.settings, "INSTALLED_APPS", f'"{module}"')
    urls = facts.urls
    _refuse_route(work, urls, f"{name}/")
    work.add_imports(urls, [From(f"{facts.runtime}.urls", ("include", "path"))])
    element = f'path("{name}/", include("{module}.urls"))'
    work.add_element(urls, "urlpatterns", element, before_catch_all=True)
    return work.finished(f"startapp {name}")


def check_app_name(typed: str, facts: Facts) -> str:
    """Return the name that an app may have in this project. Raises NameRefused."""
    name = check_name(typed, "an app", suffix="app")
    reason = ""
    folded = name.casefold()
    labels = {app.label.casefold() for app in facts.apps if app.module != facts.module_in(name)}
    if folded in labels or folded == facts.package.casefold():
        reason = "the project has an app of this name."
    elif folded in WITH_DJANGO:
        reason = "an app that comes with the framework has this name."
    elif there := _neighbour(facts, folded):
        reason = f"{there} is in the project already."
    if reason:
        raise NameRefused(typed, reason, what="an app", example="blog")
    return name


def _neighbour(facts: Facts, folded: str) -> str:
    """Return the file or folder that the app's folder would clash with; empty when there is none."""
    for entry in sorted(os.listdir(facts.folder)):  # noqa: PTH208 - names are all it takes
        if entry.casefold() in {folded, f"{folded}.py"}:
            return entry
    return ""


def base_template(facts: Facts, app: str) -> str:
    """Return the template that pages build on: the project's, or one that the app brings."""
    folders = {facts.folder, (facts.folder / facts.settings).parent}
    folders |= {facts.folder / one.folder for one in facts.apps}
    if any((folder / "templates" / "base.html").is_file() for folder in folders):
        return "base.html"
    return f"{app}/base.html"


def _refuse_route(work: Work, urls: str, route: str) -> None:
    """Refuse a path that has a pattern already: the new one would never be asked."""
    tree = parsed(work.draft.read(urls), urls)
    line = next((line for found, line in routes(tree) if found == route), 0)
    if line:
        raise ChangeRefused(
            f"{urls}, line {line}, has a pattern for {route!r} already. Nothing was written.",
            hint="Choose another name.",
        )


def routes(tree: ast.Module) -> list[tuple[str, int]]:
    """Return the routes that the list urlpatterns has in plain text, with their lines."""
    lists = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and any(isinstance(one, ast.Name) and one.id == "urlpatterns" for one in node.targets)
    ]
    return [
        (str(call.args[0].value), call.lineno)
        for value in lists
        for call in ast.walk(value)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "path"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]
