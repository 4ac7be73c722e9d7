"""What is generated in projects of both kits passes every tool, its own tests, and works when it is used."""

import ast
import http.cookiejar
import json
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mtvgen.errors import ChangeRefused, NameRefused
from mtvgen.scaffold.change import singles
from mtvgen.scaffold.change.apps import plan_app
from mtvgen.scaffold.change.edits import Change
from mtvgen.scaffold.change.facts import Facts, read_facts
from mtvgen.scaffold.change.journal import alone, apply
from mtvgen.scaffold.change.models import (
    IN_GENERATED_CODE,
    IN_SMALL_LETTERS,
    check_model_name,
)
from mtvgen.scaffold.change.resources import plan_model, plan_resource
from mtvgen.scaffold.locate import Project
from tests.kits.projects import environment, generate, manage, run

from .conftest import tree, write

POST = (
    "title:str:max=80", "body:text", "published:datetime?", "author:fk:Author", "editor:fk:Author?", "tags:m2m:Tag",
    "status:str:choices=draft,live:default=draft", "stars:int:default=0", "price:decimal?", "open:bool", "slug:slug!",
    "home:url?", "code:str!?:max=5", "entry:fk:mysite.Note?",
)  # fmt: skip
LONG = "abcdefghij_abcdefgh"
LONG_FIELDS = (
    f"{LONG}:str", f"{LONG}a:text", f"{LONG}b:slug!", f"{LONG}c:datetime", f"{LONG}d:decimal", f"{LONG}e:fk:Note?",
    f"{LONG}f:m2m:Category", f"{LONG}g:str?!", f"{LONG}h:fk:Note", f"{LONG}i:time?", f"{LONG}j:str",
)  # fmt: skip


def facts_of(folder: Path) -> Facts:
    return read_facts(Project(folder))


def make(folder: Path, change: Change) -> None:
    with alone(folder):
        apply(change)


def grow_a_little(folder: Path) -> None:
    """Generate an app with a resource that has every kind of field."""
    make(folder, plan_app("blog", facts_of(folder)))
    make(folder, plan_model(facts_of(folder), "", "Note", ("text:str",))[0])
    make(folder, plan_model(facts_of(folder), "blog", "Tag", ("name:str!:max=30",))[0])
    make(folder, plan_model(facts_of(folder), "blog", "Author", ("name:str", "email:email!"))[0])
    make(folder, plan_resource(facts_of(folder), "blog", "Post", POST, api=True)[0])


def grow(folder: Path) -> None:
    """Generate that, and one of everything else."""
    grow_a_little(folder)
    fields = ("title:str", "parent:fk:self?", "day:date", "at:time!", "weight:float?", "size:float")
    make(folder, plan_resource(facts_of(folder), "", "Category", fields)[0])
    fields = ("a:int?", "b:bool", "c:url?")
    make(folder, plan_resource(facts_of(folder), "", "Trifle", fields, api=True)[0])
    make(folder, plan_app(f"{LONG}_zz", facts_of(folder)))
    change, _ = plan_resource(
        facts_of(folder), f"{LONG}_zz", "AbcdefghijAbcdefghij", LONG_FIELDS, api=True
    )
    make(folder, change)
    for app in ("", "blog"):
        make(folder, singles.plan_view(facts_of(folder), app, "ping"))
        make(folder, singles.plan_page(facts_of(folder), app, "about_us"))
        make(folder, singles.plan_middleware(facts_of(folder), app, "timing"))
        make(folder, singles.plan_middleware(facts_of(folder), app, "counting"))
    make(folder, singles.plan_command(facts_of(folder), "blog", "greet"))


@pytest.mark.slow
@pytest.mark.parametrize("kit", ["default", "polls"])
def test_in_both_kits_every_tool_agrees_and_it_works_when_it_is_used(
    tmp_path: Path, kit: str
) -> None:
    # PERF: one test for all of it, as making the project is what costs; mypy reads the runtime for 5 s
    folder = generate(kit, tmp_path)
    (grow if kit == "polls" else grow_a_little)(folder)

    run("-m", "ruff", "check", "--no-cache", ".", cwd=folder)
    run("-m", "ruff", "format", "--no-cache", "--check", "--diff", ".", cwd=folder)
    assert "No changes" in manage(folder, "makemigrations", "--check")
    assert "OK" in manage(folder, "test")
    if kit == "polls":
        line = ["-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", "-p", "mysite"]
        run(*line, cwd=tmp_path)
    with served(folder) as visitor:
        use_from_the_first_form_to_the_delete(visitor)
        use_the_api(visitor)


class Visitor:
    """A browser of few words: it keeps cookies and sends forms with their token."""

    def __init__(self, root: str) -> None:
        self.root = root
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        with self.opener.open(self.root + path, timeout=20) as answer:
            return str(answer.read().decode())

    def send(self, path: str, **fields: str) -> tuple[str, str]:
        """Return where the form led to, and the page there."""
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path))[0]
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        with self.opener.open(self.root + path, data, timeout=20) as answer:
            return answer.url.removeprefix(self.root), answer.read().decode()

    def ask(self, method: str, path: str, data: object = None) -> tuple[int, object]:
        """Return the status and the JSON of an answer."""
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(self.root + path, body, method=method)
        try:
            with self.opener.open(request, timeout=20) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())


@contextmanager
def served(folder: Path) -> Iterator[Visitor]:
    """Serve the project, with a few authors and tags in it."""
    manage(folder, "migrate", "-v", "0")
    manage(folder, "seed", "blog.Author", "blog.Tag", "--rows", "3", "-v", "0")
    process = subprocess.Popen(
        [sys.executable, "-u", "manage.py", "runserver", "0", "--noreload"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                yield Visitor(found[0])
                break
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def use_from_the_first_form_to_the_delete(visitor: Visitor) -> None:
    sent = {"title": "A & B", "body": "One\nTwo", "author": "1", "status": "live", "stars": "3", "slug": "a-b"}  # fmt: skip

    _, refused = visitor.send("/blog/posts/new/", **(sent | {"published": "soon", "price": "dear"}))
    place, page = visitor.send(
        "/blog/posts/new/", **sent, published="2026-03-01T10:30", tags="2", price="1.50"
    )

    assert 'id="published-error"' in refused
    assert 'id="price-error"' in refused
    assert 'value="soon"' in refused
    assert re.fullmatch(r"/blog/posts/\d+/", place)
    for shown in ("A &amp; B", "2026-03-01 10:30", "Live", "1.50"):
        assert shown in page
    form = visitor.get(f"{place}edit/")
    assert 'value="2026-03-01T10:30"' in form
    assert form.count(" selected") == 3
    assert "A &amp; B" in visitor.get("/blog/posts/?q=two&order=-title&page=99")
    assert "There are no posts here" in visitor.get("/blog/posts/?q=three")
    assert visitor.send(f"{place}delete/")[0] == "/blog/posts/"
    assert "There are no posts here" in visitor.get("/blog/posts/")


def use_the_api(visitor: Visitor) -> None:
    good = {"title": "T", "body": "B", "author": 1, "tags": [1, 3, 99], "slug": "t", "published": "2026-03-01T10:30:00+02:00"}  # fmt: skip

    status, made = visitor.ask("POST", "/blog/api/posts/", good)

    assert status == 201
    assert isinstance(made, dict)
    assert (made["tags"], made["stars"], made["published"]) == ([3, 1], 0, "2026-03-01T08:30:00Z")
    one = f"/blog/api/posts/{made['id']}/"
    for odd in (
        {"published": "2026-02-30T10:00"}, {"published": 5}, {"published": ["x"]}, {"stars": "x"}, {"stars": [1]},
        {"stars": 10**30}, {"author": None}, {"author": {"a": 1}}, {"open": "maybe"}, {"title": None},
        {"title": "x" * 81}, {"price": "NaN"}, {"price": "1e999"}, {"status": "gone"}, [], "text", None, 3,
    ):  # fmt: skip
        assert visitor.ask("PATCH", one, odd)[0] == 400, odd
    assert visitor.ask("PATCH", one, {"tags": [], "unknown": 1})[1] == made | {"tags": []}
    assert visitor.ask("GET", "/blog/api/posts/99999999999999999999/")[0] == 404
    assert visitor.ask("DELETE", one) == (204, None)


MODELS = {
    "post": "like classes",
    "blog_post": "like classes",
    "Blog_Post": "like classes",
    "2Post": "begins with no digit",
    "Po-st": "letters, digits and _ only",
    "": "letters, digits and _ only",
    "None": "word of the Python language",
    "Class": "word of the Python language",
    "Con": "Windows keeps",
    "Model": "uses this name",
    "Request": "uses this name",
    "URL": "uses this name",
    "Q": "uses this name",
    "TestCase": "uses this name",
    "PostTests": "its tests",
    "A" * 31: "31 bytes",
    "文章": "small or capital",
}


@pytest.mark.parametrize("name", MODELS)
def test_a_name_that_no_model_can_have_is_refused(name: str) -> None:
    with pytest.raises(NameRefused, match=MODELS[name]):
        check_model_name(name)


# Variables of generated code that a model's own may have: its functions were tried with each.
PROVEN = frozenset({
    "first", "chosen", "cls", "counts", "form", "made", "moment", "number", "numbers", "one", "order",
    "other", "page", "pk", "results", "text", "words", "author", "author_choices", "tags_choices", "tags_chosen", "call_command",
    "reverse", "tags", "entry", "entry_choices", "editor_choices", "csrf_exempt", "require_http_methods",
    "require_safe", "get_object_or_404",
})  # fmt: skip


def test_no_model_takes_the_name_of_a_variable_of_the_code_around_it(folder: Path) -> None:
    models = "from mtvgen.runtime.db import models\n\n\nclass Author(models.Model):\n    x = 1\n"
    write(folder, {"settings.py": SETTINGS, "migrations/__init__.py": "", "models.py": models})
    write(folder, {"migrations/0001_initial.py": AUTHOR})
    fields = ("title:str", "at:datetime", "author:fk:Author", "tags:m2m:Author", "b:bool", "n:int")
    change, _ = plan_resource(facts_of(folder), "", "Zebra", fields, api=True)

    code = {edit.path: (edit.after or b"").decode() for edit in change.edits}
    trees = [ast.parse(code[path]) for path in ("views.py", "tests/test_zebra.py")]
    used = {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used |= {node.arg for tree in trees for node in ast.walk(tree) if isinstance(node, ast.arg)}
    small = {name for name in used if name.islower() and "zebra" not in name}

    assert small - PROVEN - IN_SMALL_LETTERS == set()
    assert {name for name in used if not name.islower()} - {"Author", "Zebra"} <= {
        *IN_GENERATED_CODE, "ZEBRA_ORDERS", "ZebraTests",
    }  # fmt: skip


AUTHOR = """\
from mtvgen.runtime.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Author",
            fields=[("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))],
        ),
    ]
"""

PARTS = {
    "About": "small letters",
    "aboutUs": "small letters",
    "_about": "small letters",
    "about-us": "letters, digits and _ only",
    "class": "word of the Python language",
    "nul": "Windows keeps",
    "path": "uses this name",
    "views": "uses this name",
    "a" * 31: "31 bytes",
    "关于": "small or capital",
    "": "letters, digits and _ only",
}


@pytest.mark.parametrize("name", PARTS)
def test_a_name_that_no_view_can_have_is_refused(name: str) -> None:
    with pytest.raises(NameRefused, match=PARTS[name]):
        singles.check_part_name(name, "view")


REFUSED = {
    "no fields": ("Post", (), {}, "has no fields"),
    "a model that is there": ("Entry", ("a:str",), {"models.py": "class Entry:\n    x = 1\n"}, "line 1, has 'Entry'"),
    "one that differs by case": ("ENTRY", ("a:str",), {"models.py": "class Entry:\n    x = 1\n"}, "line 1, has 'Entry'"),
    "no such target": ("Post", ("a:fk:Autor",), {"models.py": "class Author(Base):\n    x = 1\n"}, "no model 'Autor'"),
    "no such app": ("Post", ("a:fk:gone.Author",), {}, "no app 'gone'"),
    "a required one of itself": ("Post", ("a:fk:self",), {}, "could point to no other"),
    "a view that is there": ("Post", ("a:str",), {"views.py": "def post_list() -> None: ...\n"}, "has 'post_list' already"),
    "another Paginator": ("Post", ("a:str",), {"views.py": "Paginator = 1\n"}, "'Paginator' is something else"),
    "another models": ("Post", ("a:str",), {"models.py": "import models\n"}, "'models' is something else"),
    "a path that is taken": ("Post", ("a:str",), {"urls.py": 'urlpatterns = [path("posts/", v)]\n'}, "pattern for 'posts/'"),
    "a template that is there": ("Post", ("a:str",), {"templates/post_form.html": ""}, "post_form.html is there already"),
    "tests in one file": ("Post", ("a:str",), {"tests.py": ""}, "would be hidden"),
    "models that are no Python": ("Post", ("a:str",), {"models.py": "class"}, "not valid Python"),
    "a project that does not load": ("Post", ("a:str",), {"models.py": "import not_there_at_all\n"}, "makemigrations says"),
    "changes without a migration": (
        "Post", ("a:str",), {"models.py": "from mtvgen.runtime.db import models\n\nclass A(models.Model):\n    pass\n"},
        "no migration yet",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused_and_nothing_written(folder: Path, case: str) -> None:
    name, fields, files, reason = REFUSED[case]
    write(folder, {"settings.py": SETTINGS, "migrations/__init__.py": "", **files})
    before = tree(folder)

    with pytest.raises(ChangeRefused, match=reason) as refused:
        plan_resource(facts_of(folder), "", name, fields)
    assert "Nothing was written." in str(refused.value) or "no app" in str(refused.value)
    assert tree(folder) == before


SETTINGS = """\
SECRET_KEY = "x" * 50
INSTALLED_APPS = ["shop"]
ROOT_URLCONF = "shop.urls"
DATABASES = {"default": {"ENGINE": "mtvgen.runtime.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "mtvgen.runtime.db.models.BigAutoField"
"""
