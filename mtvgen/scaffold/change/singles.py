"""plan_view, plan_page, plan_middleware, plan_command: one part of an app, wired and with a test."""

import unicodedata

from ...errors import ChangeRefused, NameRefused
from ..names import DEVICES, WORDS_OF_PYTHON
from .apps import base_template, routes
from .edits import Change
from .facts import App, Facts, parsed
from .fields import LONGEST_NAME
from .history import Made
from .imports import From
from .models import namespace_of, refuse_hidden_tests, urls_of
from .rendering import piece
from .words import camel, snake
from .work import Work

_OF_MANAGE = frozenset(
    ["check", "dbshell", "deploy", "diffsettings", "dumpdata", "flush", "help", "inspectdb", "loaddata", "makemigrations", "migrate", "routes", "runserver", "seed", "servers", "shell", "showmigrations", "sqlmigrate", "squashmigrations", "test"]
)  # fmt: skip


def plan_view(facts: Facts, app: str, typed: str) -> Change:
    """Return what `generate view` would do. Raises NameRefused and ChangeRefused."""
    work, place, name = _begun(facts, app, typed, "view")
    http = From(f"{facts.runtime}.http", ("HttpRequest", "HttpResponse"))
    _add_view(work, place, name, "view", [http])
    return work.finished(f"generate view {name}")


def plan_page(facts: Facts, app: str, typed: str) -> Change:
    """Return what `generate page` would do. Raises NameRefused and ChangeRefused."""
    work, place, name = _begun(facts, app, typed, "page")
    folder = f"{place.label}/" if place.folder else ""
    base = base_template(facts, place.label)
    values = {"name": name, "title": _title(name), "base": base}
    if base != "base.html":
        work.ensure(place.path(f"templates/{base}"), piece("base.html.jinja", title=place.label))
    work.create(
        place.path(f"templates/{folder}{name}.html"), piece("single/page.html.jinja", **values)
    )
    imports = [
        From(f"{facts.runtime}.http", ("HttpRequest", "HttpResponse")),
        From(f"{facts.runtime}.shortcuts", ("render",)),
    ]
    _add_view(work, place, name, "page", imports)
    return work.finished(f"generate page {name}")


def _add_view(work: Work, app: App, name: str, kind: str, imports: list[From]) -> None:
    runtime = work.facts.runtime
    path, urls = app.path("views.py"), urls_of(work.facts, app)
    route = f"{name.replace('_', '-')}/"
    there = dict(routes(parsed(work.draft.read(urls), urls)))
    if route in there:
        raise ChangeRefused(
            f"{urls}, line {there[route]}, has a pattern for {route!r} already. Nothing was written.",
            hint="Choose another name.",
        )
    folder = f"{app.label}/" if app.folder else ""
    values = {
        "runtime": runtime,
        "name": name,
        "title": _title(name),
        "camel": camel(name),
        "folder": folder,
        "namespace": namespace_of(work.facts, app),
    }
    work.ensure_module(path, piece("single/views_file.py.jinja"))
    work.add_imports(path, [*imports, From(f"{runtime}.views.decorators.http", ("require_safe",))])
    work.add_code(path, piece(f"single/{kind}.py.jinja", **values))
    work.add_imports(urls, [From(f"{runtime}.urls", ("path",)), From(".", ("views",))])
    element = f'path("{route}", views.{name}, name="{name}")'
    work.add_element(urls, "urlpatterns", element, before_catch_all=True)
    _add_test(work, app, name, piece("single/test_view.py.jinja", **values))


def plan_middleware(facts: Facts, app: str, typed: str) -> Change:
    """Return what `generate middleware` would do. Raises NameRefused and ChangeRefused."""
    work, place, name = _begun(facts, app, typed, "middleware")
    path = place.path("middleware.py")
    values = {
        "runtime": facts.runtime,
        "name": name,
        "camel": camel(name),
        "header": f"X-{name.replace('_', '-').title()}",
    }
    work.ensure(path, piece("single/middleware_file.py.jinja"))
    imports = [
        From("collections.abc", ("Callable",)),
        From(f"{facts.runtime}.http", ("HttpRequest", "HttpResponse")),
    ]
    work.add_imports(path, imports)
    work.add_code(path, piece("single/middleware.py.jinja", **values))
    work.add_element(facts.settings, "MIDDLEWARE", f'"{place.module}.middleware.{name}"')
    _add_test(work, place, name, piece("single/test_middleware.py.jinja", **values))
    return work.finished(f"generate middleware {name}")


def plan_command(facts: Facts, app: str, typed: str) -> Change:
    """Return what `generate command` would do. Raises NameRefused and ChangeRefused."""
    work, place, name = _begun(facts, app, typed, "command")
    if name in _OF_MANAGE:
        raise NameRefused(
            typed, "manage.py has a command of this name.", what="a command", example="fill"
        )
    values = {"runtime": facts.runtime, "name": name, "camel": camel(name)}
    work.ensure(place.path("management/__init__.py"), piece("single/management.py.jinja"))
    work.ensure(place.path("management/commands/__init__.py"), piece("single/commands.py.jinja"))
    work.create(
        place.path(f"management/commands/{name}.py"), piece("single/command.py.jinja", **values)
    )
    _add_test(work, place, name, piece("single/test_command.py.jinja", **values))
    return work.finished(f"generate command {name}")


def _begun(facts: Facts, app: str, typed: str, kind: str) -> tuple[Work, App, str]:
    place = facts.app(app)
    name = check_part_name(typed, kind)
    return Work(facts, Made(kind, name, place.label)), place, name


def check_part_name(typed: str, kind: str) -> str:
    """Return the name that a view, a page, a middleware or a command may have. Raises NameRefused."""
    name = unicodedata.normalize("NFKC", typed)
    reason = ""
    if not name.isidentifier():
        reason = "a Python name holds letters, digits and _ only, and begins with no digit."
    elif name.casefold() in WORDS_OF_PYTHON:
        reason = "it is a word of the Python language."
    elif name.casefold() in DEVICES:
        reason = "Windows keeps this name for a device."
    elif name != snake(name) or name.startswith("_") or not name.strip("_"):
        reason = "functions are named in small letters, and begin with one."
    elif any(letter.isalpha() and not letter.islower() for letter in name):
        reason = "it needs letters that are small or capital."
    elif name in {"path", "views", "render", "require_safe", "models", "urlpatterns", "middleware"}:
        reason = "the code around it uses this name for something else."
    elif len(name.encode()) > LONGEST_NAME:
        reason = f"it is {len(name.encode())} bytes long; at most {LONGEST_NAME} are allowed."
    if reason:
        better = snake(camel(name))[:LONGEST_NAME].strip("_")
        fits = better.isidentifier() and better != name and better not in WORDS_OF_PYTHON
        raise NameRefused(
            typed, reason, suggestion=better if fits else "", what=f"a {kind}", example="about"
        )
    return name


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _add_test(work: Work, app: App, name: str, text: str) -> None:
    refuse_hidden_tests(work, app)
    work.ensure(app.path("tests/__init__.py"), piece("app/tests.py.jinja", app=app.label))
    work.create(app.path(f"tests/test_{name}.py"), text)
