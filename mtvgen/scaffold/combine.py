"""with_apps: several kits in one project. The first makes it; each other one becomes an app in it.

A kit fits when its kit.toml says which of its files make an app: `fits = ["models.py", …]`. It is
made under the app's name, its files go into a folder of that name, and the same two lines wire it
as `startapp` writes: in INSTALLED_APPS and in the project's urls.py.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from ..errors import ChangeRefused, KitBroken, KitsDoNotFit
from .bundle.needs import FILE as PYPROJECT
from .bundle.needs import with_requirements
from .change.history import Made, hash_of_text, table_of
from .change.imports import From, with_imports
from .change.source import Source, with_element
from .kits import ABOUT, Kit
from .names import check_name
from .originals import FILE as ORIGINALS
from .plan import Plan, PlannedFile
from .project import composed
from .record import FILE as RECORD
from .tree import folded

SETTINGS = "settings.py"
URLS = "urls.py"

_SHARED = ("templates/", "static/")
_RUNTIME = "mtvgen.runtime"


@dataclass
class _Project:
    """The project while kits are put into it: its files by path, and what says where they came from."""

    name: str
    files: dict[str, PlannedFile]
    tables: list[str]
    reasons: list[str]


def with_apps(plan: Plan, kits: Iterable[Kit]) -> Plan:
    """Return the plan of a project with each of *kits* as an app in it.

    Raises KitsDoNotFit with every reason, AnswerRefused and KitBroken.
    """
    kits = list(kits)
    own = {one.path: one for one in plan.files if one.path in {RECORD, ORIGINALS}}
    files = {one.path: one for one in plan.files if one.path not in own}
    project = _Project(plan.name, files, [], [])
    for kit in kits:
        if kit.fits:
            _add(project, kit, plan.language if plan.language in kit.languages else "")
        else:
            project.reasons.append(
                f"{kit.name} does not say that it fits beside another kit: its {ABOUT} has no 'fits'."
            )
    if project.reasons:
        raise KitsDoNotFit(project.reasons)
    tables = "\n".join(project.tables).encode()
    own[RECORD] = replace(own[RECORD], content=own[RECORD].content + b"\n" + tables)
    everything = sorted([*files.values(), *own.values()], key=lambda one: one.path)
    needs = dict.fromkeys(one for kit in (plan.kit, *kits) for one in kit.requires)
    return replace(plan, files=tuple(everything), kit=replace(plan.kit, requires=tuple(needs)))


def _add(project: _Project, kit: Kit, language: str) -> None:
    """Put one kit into the project as an app, or say why not."""
    app = check_name(kit.name, "an app", suffix="app")
    made = composed(
        kit,
        app,
        {"project_name": app.replace("_", " ").capitalize()}
        if "project_name" in kit.variables
        else {},
        language=language,
    )
    inside = {one.path: one for one in made.files if _is_part(one.path, kit.fits)}
    reasons = [*_reasons(project, kit, app, inside)]
    if reasons:
        project.reasons += reasons
        return
    record = Made("app", app)
    for path in ("__init__.py", *inside):
        one = inside.get(path, PlannedFile(path, f'"""The app {app}."""\n'.encode()))
        place = f"{app}/{path}"
        project.files[place] = replace(one, path=place)
        if (text := _text(one.content)) is not None:
            record.files[place] = hash_of_text(text)
    try:
        _wire(project, app, record)
    except ChangeRefused as refusal:
        project.reasons.append(f"{kit.name}: {refusal.message} {refusal.hint}")
        return
    _require(project, kit)
    project.tables.append(table_of(record))


def _is_part(path: str, fits: tuple[str, ...]) -> bool:
    return any(path == one or path.startswith(f"{one.rstrip('/')}/") for one in fits)


def _reasons(
    project: _Project, kit: Kit, app: str, inside: dict[str, PlannedFile]
) -> Iterator[str]:
    """Yield what keeps a kit from being an app of this project."""
    there = {folded(path): path for path in project.files}
    tops = {path.split("/")[0] for path in there}
    if folded(app) == folded(project.name) or not tops.isdisjoint(
        {folded(app), f"{folded(app)}.py"}
    ):
        yield f"{kit.name} would be the app {app}, and the project has something of this name."
    for part in kit.fits:
        if not any(_is_part(path, (part,)) for path in inside):
            yield f"{kit.name} says that {part} makes it an app, and has no such file."
    for path in sorted(inside):
        begin = next((one for one in _SHARED if path.startswith(one)), "")
        if not begin:
            continue
        twin = next((other for other in project.files if _inner(other) == folded(path)), "")
        if twin:
            yield f"{path} is in {kit.name}, and the project has {twin}: only one would ever be found."
    urls = _text(inside[URLS].content) if URLS in inside else None
    if urls is not None and "app_name" not in Source(URLS, urls).defined():
        yield f"{kit.name}: its {URLS} has no app_name, so that its patterns would be taken for the project's."


def _inner(path: str) -> str:
    """Return a template's or static file's path as it is looked for; that of an app without the app."""
    parts = folded(path).split("/")
    shared = {one.rstrip("/") for one in _SHARED}
    return "/".join(parts[1:] if len(parts) > 2 and parts[1] in shared else parts)


def _wire(project: _Project, app: str, record: Made) -> None:
    """Name the app in the settings and its patterns in the URLs. Raises ChangeRefused."""
    element = f'"{project.name}.{app}"'
    _edit(project, SETTINGS, lambda text: with_element(text, SETTINGS, "INSTALLED_APPS", element))
    record.elements.append((SETTINGS, "INSTALLED_APPS", element))
    if f"{app}/{URLS}" not in project.files:
        return
    module = f"{_RUNTIME}.urls"
    before = Source(URLS, _text(project.files[URLS].content) or "").defined()
    wanted = [From(module, ("include", "path"))]
    _edit(project, URLS, lambda text: with_imports(text, URLS, wanted))
    record.imports += [(URLS, module, one) for one in ("include", "path") if one not in before]
    pattern = f'path("{app}/", include("{project.name}.{app}.urls"))'
    _edit(
        project,
        URLS,
        lambda text: with_element(text, URLS, "urlpatterns", pattern, before_catch_all=True),
    )
    record.elements.append((URLS, "urlpatterns", pattern))


def _edit(project: _Project, path: str, edit: Callable[[str], str]) -> None:
    one = project.files.get(path)
    text = _text(one.content) if one is not None else None
    if one is None or text is None:
        raise ChangeRefused(f"the project's kit has no {path} that an app could be named in.")
    project.files[path] = replace(one, content=edit(text).encode())


def _require(project: _Project, kit: Kit) -> None:
    """Name what the kit's code needs in the project's pyproject.toml, where it has one."""
    one = project.files.get(PYPROJECT)
    if not kit.requires or one is None:
        return
    text = with_requirements(one.content.decode(), kit.requires)
    if text is None:
        raise KitBroken(
            kit.name, f"needs packages, and the project's {PYPROJECT} has no plain list for them."
        )
    project.files[PYPROJECT] = replace(one, content=text.encode())


def _text(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None
