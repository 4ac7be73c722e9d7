"""`mtvgen generate`, `destroy` and `undo` as their users call them."""

import json
from pathlib import Path

import pytest

from tests.scaffold.change.conftest import FILES, tree, write

from .conftest import Run
from .test_completion import complete


@pytest.fixture
def shop(place: Path) -> Path:
    """A small project, made without a process."""
    write(place / "shop", FILES)
    return place / "shop"


def test_what_was_generated_is_destroyed_and_that_is_undone(run: Run, shop: Path) -> None:
    before = tree(shop)

    made = run("generate", "page", "about_us", cwd=shop)
    there = tree(shop)
    gone = run("destroy", "page", "about_us", "--json", cwd=shop)

    assert made.returncode == gone.returncode == 0
    assert "  create  templates/about_us.html\n" in made.stdout
    kinds = {row["path"]: row["change"] for row in json.loads(gone.stdout)["files"]}
    assert kinds["templates/about_us.html"] == "delete"
    left = tree(shop)
    assert b"[[made]]" not in left.pop(".mtvgen.toml")
    assert left == before
    assert run("undo", cwd=shop).returncode == 0
    assert tree(shop) == there


def test_what_was_edited_since_is_kept_unless_forced(run: Run, shop: Path) -> None:
    run("generate", "view", "ping", cwd=shop)
    views = shop / "views.py"
    views.write_text(views.read_text(encoding="utf-8").replace("text.", "mine."), encoding="utf-8")
    before = tree(shop)

    refused = run("destroy", "view", "ping", cwd=shop)
    undone = run("undo", cwd=shop)

    assert refused.returncode == undone.returncode == 1
    assert "  views.py: ping was edited since.\n" in refused.stderr
    assert "--force" in undone.stderr
    assert tree(shop) == before
    assert run("destroy", "view", "ping", "--force", cwd=shop).returncode == 0
    assert "ping" not in views.read_text(encoding="utf-8")


def test_a_dry_run_of_a_destroy_shows_what_would_go(run: Run, shop: Path) -> None:
    run("generate", "view", "ping", cwd=shop)
    before = tree(shop)

    done = run("destroy", "view", "ping", "--dry-run", "--diff", cwd=shop)

    assert done.returncode == 0
    assert "-def ping(request: HttpRequest) -> HttpResponse:" in done.stdout
    assert tree(shop) == before


def test_a_wrong_field_is_shown_with_its_place(run: Run, shop: Path) -> None:
    done = run("generate", "resource", "Post", "title:str", "at:datetme?", cwd=shop)

    assert done.returncode == 2
    assert "  at:datetme?\n     ^\nDid you mean 'datetime'?\n" in done.stderr


@pytest.mark.parametrize("kind", ["resource", "model", "view", "page", "middleware", "command"])
def test_each_kind_explains_itself_with_an_example(run: Run, kind: str) -> None:
    done = run("generate", kind, "--help")

    assert done.returncode == 0
    assert f"mtvgen generate {kind} " in done.stdout


def test_kinds_apps_types_models_and_names_are_completed(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(shop, {"models.py": "class Author(Model):\n    pass\n"})
    run("startapp", "blog", cwd=shop)
    run("generate", "view", "ping", cwd=shop)

    def at(*words: str) -> list[str]:
        def call(**options: object) -> object:
            return run(cwd=shop, **options)

        return complete(call, *words)  # type: ignore[arg-type]

    assert at("generate", "mi") == ["middleware"]
    assert at("generate", "view", "x", "--app", "b") == ["blog"]
    assert at("generate", "model", "Post", "at:date") == ["at:date", "at:datetime"]
    assert at("generate", "model", "Post", "author:fk:Au") == ["author:fk:Author"]
    assert at("destroy", "vi") == ["view"]
    assert at("destroy", "view", "p") == ["ping"]
