"""What generators did is taken back to the letter, and what was added since stays."""

import shutil
import subprocess
from pathlib import Path

import pytest

from mtvgen.errors import ChangeRefused
from mtvgen.scaffold.change import singles
from mtvgen.scaffold.change.apps import plan_app
from mtvgen.scaffold.change.edits import Change
from mtvgen.scaffold.change.facts import Facts, read_facts
from mtvgen.scaffold.change.journal import alone, apply
from mtvgen.scaffold.change.resources import plan_model, plan_resource
from mtvgen.scaffold.change.takeback import plan_destroy, plan_undo
from mtvgen.scaffold.locate import Project
from mtvgen.scaffold.stage import remove

from .conftest import FILES, tree, write

SETTINGS = """\
SECRET_KEY = "x" * 50
INSTALLED_APPS = ["shop"]
MIDDLEWARE = [
    "mtvgen.runtime.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "shop.urls"
DATABASES = {"default": {"ENGINE": "mtvgen.runtime.db.backends.sqlite3", "NAME": __file__[:-11] + "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "mtvgen.runtime.db.models.BigAutoField"
"""
URLS = """\
from mtvgen.runtime.urls import path

urlpatterns = []
"""


OWN = {
    "settings.py": SETTINGS,
    "urls.py": URLS,
    "migrations/__init__.py": "",
    ".mtvgen.toml": '# The record.\n\nformat = 1\n\n[files]\n"a" = "b"\n',
}


@pytest.fixture
def shop(folder: Path) -> Path:
    """A project that loads."""
    write(folder, OWN)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, bytes]]]:
    """A project with one of everything, and what it was before each."""
    folder = tmp_path_factory.mktemp("made") / "shop"
    write(folder, FILES | OWN)
    return folder, grow(folder)


@pytest.fixture
def grown(made: tuple[Path, list[dict[str, bytes]]], tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made[0], tmp_path / "copy" / "shop"))


@pytest.fixture
def states(made: tuple[Path, list[dict[str, bytes]]]) -> list[dict[str, bytes]]:
    return made[1]


def facts_of(folder: Path) -> Facts:
    return read_facts(Project(folder))


def make(folder: Path, change: Change, *, keep: bool = True) -> None:
    with alone(folder):
        apply(change, keep=keep)


def destroy(folder: Path, kind: str, name: str, app: str = "") -> list[str]:
    change, problems = plan_destroy(facts_of(folder), kind, name, app)
    make(folder, change)
    return problems


def undo(folder: Path) -> list[str]:
    change, problems, place = plan_undo(folder)
    make(folder, change, keep=False)
    remove(place)
    return problems


def grow(folder: Path) -> list[dict[str, bytes]]:
    """Make one of everything; return what the project was before each."""
    states = []
    for plan in (
        lambda facts: plan_app("blog", facts),
        lambda facts: plan_model(facts, "", "Author", ("name:str",))[0],
        lambda facts: plan_resource(
            facts, "blog", "Post", ("title:str", "at:datetime?", "author:fk:Author"), api=True
        )[0],
        lambda facts: plan_resource(facts, "blog", "Note", ("text:text",))[0],
        lambda facts: singles.plan_view(facts, "blog", "ping"),
        lambda facts: singles.plan_page(facts, "", "about"),
        lambda facts: singles.plan_middleware(facts, "", "timing"),
        lambda facts: singles.plan_middleware(facts, "", "counting"),
        lambda facts: singles.plan_command(facts, "blog", "greet"),
    ):
        states.append(tree(folder))
        make(folder, plan(facts_of(folder)))
    return states


THINGS = [
    ("app", "blog", ""),
    ("model", "Author", "shop"),
    ("resource", "Post", "blog"),
    ("resource", "Note", "blog"),
    ("view", "ping", "blog"),
    ("page", "about", "shop"),
    ("middleware", "timing", "shop"),
    ("middleware", "counting", "shop"),
    ("command", "greet", "blog"),
]


def test_destroyed_from_the_last_to_the_first_each_state_comes_back(
    grown: Path, states: list[dict[str, bytes]]
) -> None:
    for thing, state in zip(reversed(THINGS), reversed(states), strict=True):
        assert destroy(grown, *thing) == []
        assert tree(grown) == state


def test_undone_one_by_one_each_state_comes_back(
    grown: Path, states: list[dict[str, bytes]]
) -> None:
    last = tree(grown)
    destroy(grown, *THINGS[-1])

    assert undo(grown) == []
    assert tree(grown) == last
    for state in reversed(states):
        assert undo(grown) == []
        assert tree(grown) == state
    with pytest.raises(ChangeRefused, match="nothing to undo"):
        plan_undo(grown)


def test_what_was_made_in_an_app_goes_with_it(grown: Path) -> None:
    other = (
        'dependencies = [("shop", "0001_initial")]\n'  # the app that goes has one of that name too
    )
    write(grown, {"migrations/0002_mine.py": other})

    assert destroy(grown, "app", "blog") == []

    assert not (grown / "blog").exists()
    assert "blog" not in (grown / "settings.py").read_text(encoding="utf-8")
    assert "blog" not in (grown / ".mtvgen.toml").read_text(encoding="utf-8")
    assert "timing" in (grown / "settings.py").read_text(encoding="utf-8")


def test_the_first_of_two_goes_and_the_second_stays_whole(shop: Path) -> None:
    make(shop, plan_app("blog", facts_of(shop)))
    for name in ("Post", "Note"):
        make(shop, plan_resource(facts_of(shop), "blog", name, ("title:str",))[0])

    _, problems = plan_destroy(facts_of(shop), "resource", "Post", "blog")
    assert problems == ["blog/migrations/0002_note.py builds on 0001_initial of blog."]
    destroy(shop, "resource", "Post", "blog")

    views = (shop / "blog" / "views.py").read_text(encoding="utf-8")
    assert "post_" not in views
    assert "def note_list(" in views
    assert "from .models import Note\n" in views
    assert (shop / "blog" / "templates" / "blog" / "fields.html").is_file()
    compile(views, "views.py", "exec")


def test_what_was_added_since_stays(shop: Path) -> None:
    make(shop, singles.plan_view(facts_of(shop), "", "ping"))
    views, urls = shop / "views.py", shop / "urls.py"
    mine = '\n\ndef mine(request: HttpRequest) -> None:\n    """Mine."""\n'
    views.write_text(views.read_text(encoding="utf-8") + mine, encoding="utf-8")
    text = urls.read_text(encoding="utf-8")
    urls.write_text(text.replace("]", ', path("mine/", views.mine)]'), encoding="utf-8")

    assert destroy(shop, "view", "ping") == []

    assert mine in views.read_text(encoding="utf-8")
    assert "import HttpRequest\n" in views.read_text(encoding="utf-8")
    assert 'urlpatterns = [path("mine/", views.mine)]' in urls.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("views.py", "line of text", "word", "views.py: ping was edited since."),
        ("tests/test_ping.py", "Its answer", "Mine", "tests/test_ping.py was edited since."),
        ("urls.py", '"ping/"', '"pong/"', "urls.py: urlpatterns does not hold path("),
    ],
)
def test_what_was_edited_since_is_named(
    shop: Path, file: str, old: str, new: str, problem: str
) -> None:
    make(shop, singles.plan_view(facts_of(shop), "", "ping"))
    path = shop / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    _, problems = plan_destroy(facts_of(shop), "view", "ping", "")
    _, edited, _ = plan_undo(shop)

    assert len(problems) == 1
    assert problems[0].startswith(problem)
    assert edited == [f"{file} was edited since."]


def test_a_model_that_is_used_is_named(grown: Path) -> None:
    _, problems = plan_destroy(facts_of(grown), "model", "Author", "")

    assert "blog/views.py uses Author." in problems
    assert any("builds on" in one for one in problems)


def test_a_migration_that_is_applied_is_named_with_what_to_type(shop: Path) -> None:
    make(shop, plan_model(facts_of(shop), "", "Author", ("name:str",))[0])
    python = facts_of(shop).project.python()
    subprocess.run([python, "manage.py", "migrate", "-v", "0"], cwd=shop, check=True)

    _, problems = plan_destroy(facts_of(shop), "model", "Author", "")

    assert problems == [
        "The database has applied 0001_initial; first type: mtvgen migrate shop zero"
    ]
    assert plan_undo(shop)[1] == problems


def test_a_file_that_nobody_generated_is_named(shop: Path) -> None:
    make(shop, plan_app("blog", facts_of(shop)))
    write(shop, {"blog/notes.txt": "mine"})

    assert destroy(shop, "app", "blog") == ["blog/notes.txt is yours, and would stay there."]
    assert [file.name for file in (shop / "blog").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("kind", "name", "hint"),
    [("view", "pin", "'ping'"), ("page", "ping", "view ping of shop"), ("view", "x", "view ping")],
)
def test_what_was_never_generated_is_refused(shop: Path, kind: str, name: str, hint: str) -> None:
    make(shop, singles.plan_view(facts_of(shop), "", "ping"))

    with pytest.raises(ChangeRefused, match="was generated here") as refused:
        plan_destroy(facts_of(shop), kind, name, "")
    assert hint in refused.value.hint


def test_a_record_that_was_damaged_is_refused(shop: Path) -> None:
    make(shop, singles.plan_view(facts_of(shop), "", "ping"))
    record = shop / ".mtvgen.toml"
    text = record.read_text(encoding="utf-8")

    for damaged in (text + "[[made", text.replace('kind = "view"\n', "")):
        record.write_text(damaged, encoding="utf-8")
        with pytest.raises(ChangeRefused, match=r"\.mtvgen\.toml"):
            plan_destroy(facts_of(shop), "view", "ping", "")
