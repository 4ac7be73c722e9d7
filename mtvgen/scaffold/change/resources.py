"""plan_model and plan_resource: a model with its migration and tests, and the pages around it."""

import re

from ...errors import ChangeRefused
from .apps import base_template, routes
from .coding import fill_code, form_line, json_code, sample, sent_sample, shown
from .edits import Change
from .facts import Facts, parsed
from .fields import Field, read_fields
from .history import Made
from .imports import From, with_imports
from .models import Subject, add_migration, add_model, refuse_hidden_tests, subject, urls_of
from .rendering import piece
from .work import Work

_SORTED = frozenset(["str", "int", "float", "decimal", "date", "datetime", "time", "email", "slug"])
_MOST_IN_LIST = 3


def plan_model(
    facts: Facts, app: str, typed: str, texts: tuple[str, ...]
) -> tuple[Change, Subject]:
    """Return what `generate model` would do. Raises NameRefused, UsageError and ChangeRefused."""
    it = subject(facts, facts.app(app), typed, read_fields(texts))
    work = Work(facts, Made("model", it.model, it.app.label))
    add_model(work, it)
    _add_tests(work, it)
    add_migration(work, it)
    return work.finished(f"generate model {it.model}"), it


def plan_resource(
    facts: Facts,
    app: str,
    typed: str,
    texts: tuple[str, ...],
    *,
    several: str = "",
    api: bool = False,
) -> tuple[Change, Subject]:
    """Return what `generate resource` would do. Raises NameRefused, UsageError and ChangeRefused."""
    place = facts.app(app)
    it = subject(facts, place, typed, read_fields(texts), several=several, pages=True, api=api)
    work = Work(facts, Made("resource", it.model, it.app.label))
    add_model(work, it)
    _add_views(work, it)
    _add_urls(work, it)
    _add_templates(work, it)
    _add_tests(work, it)
    add_migration(work, it)
    return work.finished(f"generate resource {it.model}"), it


def _folder(it: Subject) -> str:
    """Return what the names of the app's templates begin with."""
    return f"{it.app.label}/" if it.app.folder else ""


def _searched(it: Subject) -> list[str]:
    return [one.name for one in it.fields if one.is_text and not one.choices and one.kind != "url"]


def _orders(it: Subject) -> list[Field]:
    return [one for one in it.fields if one.kind in _SORTED]


def _add_views(work: Work, it: Subject) -> None:
    path = it.app.path("views.py")
    single = [one.name for one in it.fields if one.kind == "fk"]
    names = ", ".join(f'"{name}"' for name in single)
    has_moments = any(one.kind == "datetime" for one in it.fields) and it.facts.uses_time_zones
    code = piece(
        "resource/views.py.jinja",
        **it.values(),
        folder=_folder(it),
        orders=[(one.name, one.label) for one in _orders(it)],
        searched=_searched(it),
        select=f"select_related({names})" if names else "all()",
        many_codes=", ".join(f'"{one.name}"' for one in it.fields if one.kind == "m2m"),
        plain=[one.name for one in it.fields if _is_plain(it, one)],
        fill_codes=[code for one in it.fields if (code := _timed(it, fill_code(it.name, one)))],
        json_codes=[
            (one.name, code)
            for one in it.fields
            if (code := json_code(it.name, one, has_moments=it.facts.uses_time_zones))
        ],
        has_moments=has_moments,
    )
    work.ensure_module(path, piece("single/views_file.py.jinja"))
    work.add_imports(path, _imports_of_views(it, has_moments=has_moments))
    work.add_code(path, code)


def _is_plain(it: Subject, one: Field) -> bool:
    """Return whether a field takes what JSON says as text, with nothing more to do."""
    return not json_code(it.name, one, has_moments=it.facts.uses_time_zones) and one.kind != "m2m"


def _timed(it: Subject, code: str) -> str:
    """Return the code as it is without time zones, where the settings have none."""
    if it.facts.uses_time_zones:
        return code
    return re.sub(rf"_{it.name}_moment\((.*)\)$", r"\1 or None", code)


def _imports_of_views(it: Subject, *, has_moments: bool) -> list[From]:
    runtime = it.facts.runtime
    http = ["HttpRequest", "HttpResponse"]
    found = [
        From(f"{runtime}.core.exceptions", ("ValidationError",)),
        From(f"{runtime}.core.paginator", ("Paginator",)),
        From(f"{runtime}.shortcuts", ("get_object_or_404", "redirect", "render")),
        From(f"{runtime}.views.decorators.http", ("require_http_methods", "require_safe")),
        From(".models", (it.model,)),
    ]
    if len(_searched(it)) > 1:
        found.append(From(f"{runtime}.db.models", ("Q",)))
    if has_moments:
        found.append(From("datetime", ("datetime",)))
        found.append(From(f"{runtime}.utils", ("timezone",)))
        found.append(From(f"{runtime}.utils.dateparse", ("parse_datetime",)))
    if it.api:
        http.append("JsonResponse")
        found.append(From("json", ()))
        found.append(From(f"{runtime}.views.decorators.csrf", ("csrf_exempt",)))
    found.append(From(f"{runtime}.http", tuple(http)))
    return found + _imports_of_targets(it)


def _imports_of_targets(it: Subject, depth: str = "") -> list[From]:
    """Return the imports of the models that are pointed to, seen from a file *depth* folders down."""
    targets = [one for one in it.targets.values() if one.module]
    return [
        From(f"{depth}{one.module}", (one.model,))
        if one.module.startswith(".")
        else From(one.module, (one.model,), own=True)
        for one in dict.fromkeys(targets)
    ]


def _add_urls(work: Work, it: Subject) -> None:
    path = urls_of(it.facts, it.app)
    route, name = it.plural.replace("_", "-"), it.name
    there = dict(routes(parsed(work.draft.read(path), path)))
    if f"{route}/" in there:
        raise ChangeRefused(
            f"{path}, line {there[f'{route}/']}, has a pattern for '{route}/' already. Nothing was written.",
            hint="Give it another name, or another word for several with --plural.",
        )
    work.add_imports(path, [From(f"{it.facts.runtime}.urls", ("path",)), From(".", ("views",))])
    patterns = [
        (f"{route}/", f"{name}_list"),
        (f"{route}/new/", f"{name}_create"),
        (f"{route}/<int:pk>/", f"{name}_detail"),
        (f"{route}/<int:pk>/edit/", f"{name}_edit"),
        (f"{route}/<int:pk>/delete/", f"{name}_delete"),
    ]
    if it.api:
        patterns += [
            (f"api/{route}/", f"{name}_api"),
            (f"api/{route}/<int:pk>/", f"{name}_api_detail"),
        ]
    for pattern, view in patterns:
        element = f'path("{pattern}", views.{view}, name="{view}")'
        work.add_element(path, "urlpatterns", element, before_catch_all=True)


def _add_templates(work: Work, it: Subject) -> None:
    folder = _folder(it)
    base = base_template(it.facts, it.app.label)
    style = f"{it.app.label}/pages.css" if it.app.folder else "css/pages.css"
    values = it.values() | {
        "folder": folder,
        "base": base,
        "has_head": _has_head(it, base),
        "style": style,
        "orders": [one.name for one in _orders(it)],
        "searched": _searched(it),
        "plural_title": it.plural_words.capitalize(),
        "in_list": _in_list(it),
        "facts": [(one, shown(it.name, one)) for one in it.fields if one.name != it.title],
        "form_lines": [form_line(it.name, one) for one in it.fields],
    }
    if base != "base.html":
        work.ensure(it.app.path(f"templates/{base}"), piece("base.html.jinja", title=it.app.label))
    work.ensure(it.app.path(f"static/{style}"), piece("resource/pages.css.jinja"))
    work.ensure(it.app.path(f"templates/{folder}fields.html"), piece("resource/fields.html.jinja"))
    for page in ("list", "detail", "form", "delete"):
        text = piece(f"resource/{page}.html.jinja", **values)
        work.create(it.app.path(f"templates/{folder}{it.name}_{page}.html"), text)


def _in_list(it: Subject) -> list[str]:
    """Return what a line of the list shows beside the title."""
    short = [
        one for one in it.fields if one.kind not in {"text", "m2m", "url"} and one.name != it.title
    ]
    return [shown(it.name, one) for one in short[:_MOST_IN_LIST]]


def _has_head(it: Subject, base: str) -> bool:
    """Return whether the base template has a block in its head for style sheets."""
    for folder in (it.facts.folder, it.facts.folder / it.app.folder):
        file = folder / "templates" / base
        if file.is_file():
            return "{% block head %}" in file.read_text(encoding="utf-8", errors="replace")
    return False


def _add_tests(work: Work, it: Subject) -> None:
    refuse_hidden_tests(work, it.app)
    work.ensure(it.app.path("tests/__init__.py"), piece("app/tests.py.jinja", app=it.app.label))
    work.create(it.app.path(f"tests/test_{it.name}.py"), _tests(it))


def _tests(it: Subject) -> str:
    needed = [
        one
        for one in it.fields
        if one.kind != "m2m" and (not one.optional or one.name == it.title) and one.kind != "bool"
    ]
    needed = [one for one in needed if "default" not in one.options]
    samples = [(one.name, _sample(it, one)) for one in needed]
    asked = [one for one in it.fields if one.kind not in {"m2m", "bool"} and not one.optional]
    form_items = [(one.name, sent_sample(one, it.targets.get(one.name))) for one in asked]
    seeded = sorted({it.targets[one.name].label for one in asked if one.name in it.targets})
    uses_number = any("number" in code for _, code in samples)
    title = next((one for one in it.fields if one.name == it.title), None)
    values = it.values() | {
        "samples": samples,
        "form_items": form_items,
        "seeded": seeded,
        "uses_number": uses_number,
        "many": uses_number,
        "searched": _searched(it),
        "orders": [one.name for one in _orders(it)],
        "escaped": title is not None
        and title.kind == "str"
        and title.max_length >= len("<script>"),
    }
    text = piece("resource/test.py.jinja", **values, imports="IMPORTS")
    head, _, body = text.partition("IMPORTS\n")
    imports = _imports_of_tests(it, body, seeded=bool(seeded))
    return with_imports(f"{head.rstrip()}\n", "", imports) + f"\n\n{body.lstrip()}"


def _sample(it: Subject, one: Field) -> str:
    code = sample(one, it.targets.get(one.name))
    return code if it.facts.uses_time_zones else code.replace(", tzinfo=UTC", "")


def _imports_of_tests(it: Subject, body: str, *, seeded: bool) -> list[From]:
    runtime = it.facts.runtime
    found = [From(f"{runtime}.test", ("TestCase",)), From("..models", (it.model,))]
    words = set(re.findall(r"\w+", body))
    if dates := tuple(
        name for name in ("UTC", "date", "datetime", "time") if re.search(rf"\b{name}\b[(,)]", body)
    ):
        found.append(From("datetime", dates))
    if "Decimal" in words:
        found.append(From("decimal", ("Decimal",)))
    if seeded:
        found.append(From(f"{runtime}.core.management", ("call_command",)))
    if it.pages:
        found.append(From(f"{runtime}.urls", ("reverse",)))
    used = {name for name, one in it.targets.items() if f"{one.model}.objects.get()" in body}
    seen = _imports_of_targets(it, ".")
    models = {it.targets[name].model for name in used}
    return found + [one for one in seen if one.names[0] in models]
