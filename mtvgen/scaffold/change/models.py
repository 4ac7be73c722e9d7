"""The part of a plan that concerns the model: its name, its relations, its class and its migration."""

import ast
import re
import unicodedata
from dataclasses import dataclass

from ...errors import ChangeRefused, NameRefused, nearest
from ..names import DEVICES, WORDS_OF_PYTHON
from .coding import Target, default_code, field_code
from .edits import Draft
from .facts import App, Facts, parsed
from .fields import IN_EVERY_MODEL, LONGEST_NAME, Field
from .imports import From
from .migration import new_migration
from .rendering import piece
from .source import Source
from .words import article, camel, plural, snake
from .work import Work

IN_GENERATED_CODE = frozenset({
    *("Client", "Decimal", "HttpRequest", "HttpResponse", "JsonResponse", "Manager", "Meta", "Model"),
    *("Paginator", "Q", "QuerySet", "RecursionError", "TestCase", "TextChoices", "UTC", "ValueError", "ValidationError"),
})  # fmt: skip
"""Names that generated code uses for something else."""


IN_SMALL_LETTERS = frozenset({
    *("by", "changed", "classmethod", "context", "csrf_input", "make", "date", "datetime", "dict", "error", "errors", "field", "found"),
    *("getattr", "int", "isinstance", "json", "list", "map", "nothing", "parse_datetime", "path", "redirect"),
    *("render", "request", "response", "self", "sent", "setattr", "static", "status", "str", "time"),
    *("timezone", "url", "value", "views", "range", "len", "bool", "object"),
})  # fmt: skip
"""The same for variables: a model `Request` would need one called `request`, as every view has already."""


@dataclass(frozen=True)
class Subject:
    """What is being made: a model, in the words that the code and the pages have for it.

    name: in small letters, `blog_post`. plural: the same for several. namespace: what stands
    before the names of the app's URLs, `blog:`. pages: whether it has pages, api: and an API.
    """

    facts: Facts
    app: App
    model: str
    fields: tuple[Field, ...]
    targets: dict[str, Target]
    name: str
    plural: str
    namespace: str
    pages: bool
    api: bool

    @property
    def words(self) -> str:
        """What people call one."""
        return self.name.replace("_", " ")

    @property
    def plural_words(self) -> str:
        """What people call several."""
        return self.plural.replace("_", " ")

    @property
    def title(self) -> str:
        """The field that one is known by: its first text that is always there; empty without one."""
        for one in self.fields:
            if one.kind in {"str", "slug", "email"} and not one.optional and not one.choices:
                return one.name
        return ""

    @property
    def relations(self) -> list[Field]:
        """The fields that point to other models."""
        return [one for one in self.fields if one.kind in {"fk", "m2m"}]

    def values(self) -> dict[str, object]:
        """Return what every piece may use."""
        return {
            "runtime": self.facts.runtime,
            "model": self.model,
            "fields": self.fields,
            "targets": self.targets,
            "relations": self.relations,
            "name": self.name,
            "words": self.words,
            "plural": self.plural,
            "plural_words": self.plural_words,
            "a_noun": article(self.words),
            "namespace": self.namespace,
            "title": self.title,
            "pages": self.pages,
            "api": self.api,
        }


def subject(
    facts: Facts,
    app: App,
    typed: str,
    fields: list[Field],
    *,
    several: str = "",
    pages: bool = False,
    api: bool = False,
) -> Subject:
    """Return the subject. several: the word for several, when English makes it in another way.

    Raises NameRefused and ChangeRefused.
    """
    draft = Draft(facts.folder)
    model = check_model_name(typed)
    if not fields:
        raise ChangeRefused(
            f"{model} has no fields. Nothing was written.",
            hint=f"Name them behind it, like: {model} title:str body:text",
        )
    path = app.path("models.py")
    # a module that is not there yet is made; in the place of a package it is refused
    is_there = draft.exists(path) or (facts.folder / path).with_suffix("").is_dir()
    there = Source(path, draft.read(path)).defined() if is_there else {}
    twin = next((name for name in there if name.casefold() == model.casefold()), "")
    if twin:
        raise ChangeRefused(
            f"{path}, line {there[twin]}, has {twin!r} already. Nothing was written.",
            hint="Choose another name.",
        )
    targets = {
        one.name: _target(facts, app, model, one) for one in fields if one.kind in {"fk", "m2m"}
    }
    name = snake(model)
    words = snake(camel(several)) if several else plural(name)
    namespace = namespace_of(facts, app) if pages else ""
    return Subject(
        facts, app, model, tuple(fields), targets, name, words, namespace, pages, pages and api
    )


def check_model_name(typed: str) -> str:
    """Return the name that a model may have. Raises NameRefused."""
    name = unicodedata.normalize("NFKC", typed)
    reason = ""
    if not name.isidentifier():
        reason = "a Python name holds letters, digits and _ only, and begins with no digit."
    elif name.casefold() in WORDS_OF_PYTHON:
        reason = "it is a word of the Python language."
    elif name.casefold() in DEVICES:
        reason = "Windows keeps this name for a device."
    elif "_" in name or name[0] != name[0].upper():
        reason = "models are named like classes: a capital for each word, no underscores."
    elif any(letter.isalpha() and not letter.islower() for letter in snake(name)):
        reason = "it needs letters that are small or capital."
    elif name in IN_GENERATED_CODE or snake(name) in IN_EVERY_MODEL | IN_SMALL_LETTERS:
        reason = "the code of every app uses this name for something else."
    elif len(name.encode()) > LONGEST_NAME:
        reason = f"it is {len(name.encode())} bytes long; at most {LONGEST_NAME} are allowed."
    elif name.endswith("Tests"):
        reason = "its tests would have the same name."
    if reason:
        better = camel(re.sub(r"^\d+", "", name))[:LONGEST_NAME]
        fits = better.isidentifier() and better != name and better.casefold() not in WORDS_OF_PYTHON
        raise NameRefused(
            typed, reason, suggestion=better if fits else "", what="a model", example="Post"
        )
    return name


def _target(facts: Facts, app: App, model: str, one: Field) -> Target:
    """Return the model that a relation points to. Raises ChangeRefused when there is none."""
    if one.target in {"self", model}:
        if one.kind == "fk" and not one.optional:
            raise ChangeRefused(
                f"{one.name}: the first {model} could point to no other. Nothing was written.",
                hint=f"Leave it open: {one.name}:fk:self?",
            )
        return Target(model, "", f"{app.label}.{model}", is_here=True)
    label, _, name = one.target.rpartition(".")
    places = [facts.app(label)] if label else [app, *(one for one in facts.apps if one != app)]
    known: list[str] = []
    for place in places:
        names = models_of(facts, place)
        known += names
        if name in names:
            module = ".models" if place == app else _module(facts, app, place)
            return Target(name, module, f"{place.label}.{name}", is_here=place == app)
    guess = nearest(name, known)
    raise ChangeRefused(
        f"{one.name}: there is no model {one.target!r}. Nothing was written.",
        hint=f"Did you mean {guess!r}?"
        if guess
        else f"Make it first: mtvgen generate model {name or 'Author'} name:str",
    )


def models_of(facts: Facts, app: App) -> list[str]:
    """Return the classes of an app's models.py that build on something, as models do."""
    draft = Draft(facts.folder)
    path = app.path("models.py")
    if not draft.exists(path):
        return []
    tree = parsed(draft.read(path), path)
    return [node.name for node in tree.body if isinstance(node, ast.ClassDef) and node.bases]


def _module(facts: Facts, app: App, other: App) -> str:
    """Return where the models of another app are imported from; relative inside one package."""
    if not facts.package:
        return f"{other.module}.models"
    dots = "." * len(app.module.split("."))
    inside = other.module.removeprefix(facts.package).lstrip(".")
    return f"{dots}{inside}.models" if inside else f"{dots}models"


def namespace_of(facts: Facts, app: App) -> str:
    """Return `blog:` where the app's urls.py names itself; empty for the project's own URLs."""
    path = urls_of(facts, app)
    for node in parsed(Draft(facts.folder).read(path), path).body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "app_name" for target in node.targets
        ):
            if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
                return f"{node.value.value}:"
            raise ChangeRefused(
                f"{path}, line {node.lineno}: app_name is no plain text. Nothing was written."
            )
    return ""


def urls_of(facts: Facts, app: App) -> str:
    """Return the file that has an app's URL patterns; the project's own for the project itself."""
    path = app.path("urls.py")
    return facts.urls if not app.folder and not (facts.folder / path).is_file() else path


def refuse_hidden_tests(work: Work, app: App) -> None:
    """Refuse to make a folder tests/ beside a tests.py: Python would not find that any more."""
    path = app.path("tests.py")
    if work.draft.exists(path):
        raise ChangeRefused(
            f"{path} would be hidden by a folder tests/. Nothing was written.",
            hint="Make a folder of it: tests/__init__.py and tests/test_….py",
        )


def add_model(work: Work, it: Subject) -> None:
    """Add the class, and its migration."""
    path = it.app.path("models.py")
    imports = [From(f"{it.facts.runtime}.db", ("models",))]
    if it.pages:
        imports.append(From(f"{it.facts.runtime}.urls", ("reverse",)))
    if any(one.kind == "decimal" and default_code(one) for one in it.fields):
        imports.append(From("decimal", ("Decimal",)))
    work.ensure_module(path, piece("app/models.py.jinja"))
    work.add_imports(path, imports)
    shown_as = f"self.{it.title}" if it.title else f'f"{it.words.capitalize()} {{self.pk}}"'
    code = piece(
        "resource/model.py.jinja",
        **it.values(),
        field_codes=[
            field_code(one, it.targets.get(one.name), _back(it, one)) for one in it.fields
        ],
        shown_as=shown_as,
    )
    work.add_code(path, code)


def add_migration(work: Work, it: Subject) -> None:
    """Add the migration; call it when everything else of the change is there."""
    change = work.draft.finished("")
    for file, text in new_migration(it.facts, it.app, change, it.model).items():
        work.create(file, text)


def _back(it: Subject, one: Field) -> str:
    """Return a name for the way back, needed where two fields point to the same model."""
    target = it.targets.get(one.name)
    twins = [other for other in it.targets.values() if other == target]
    return f"{it.name}_{one.name}_set" if target is not None and len(twins) > 1 else ""
