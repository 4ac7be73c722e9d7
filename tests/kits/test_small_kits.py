"""The kits `minimal` and `empty`: small, and ready to grow."""

import shutil

import pytest

from mtvgen.scaffold.change import singles
from mtvgen.scaffold.change.apps import plan_app
from mtvgen.scaffold.change.facts import read_facts
from mtvgen.scaffold.change.journal import alone, apply
from mtvgen.scaffold.change.resources import plan_resource
from mtvgen.scaffold.change.takeback import plan_undo
from mtvgen.scaffold.locate import Project
from mtvgen.scaffold.stage import remove
from tests.scaffold.change.test_generated import make

from .projects import files, manage, run


def test_the_letters_of_minimal_have_fewer_than_60_lines_together(generated):
    project = generated("minimal")
    letters = [*project.glob("*s.py"), *project.glob("templates/*")]

    assert sorted(path.name for path in letters) == [
        "index.html", "models.py", "settings.py", "urls.py", "views.py",
    ]  # fmt: skip
    lines = {path.name: len(path.read_text("utf-8").splitlines()) for path in letters}
    assert sum(lines.values()) - lines["settings.py"] < 60
    assert max(len(line) for path in letters for line in path.read_text("utf-8").splitlines()) < 240


@pytest.mark.parametrize("name", ["minimal", "empty"])
def test_a_small_kit_grows_by_the_generator_and_shrinks_again(name, generated, tmp_path):
    project = shutil.copytree(generated(name), tmp_path / "mysite")
    before = files(project)
    plans = (
        lambda facts: plan_app("shop", facts),
        lambda facts: plan_resource(facts, "shop", "Product", ("name:str",))[0],
        lambda facts: plan_resource(facts, "", "Note", ("text:str",))[0],
        lambda facts: singles.plan_page(facts, "", "about"),
    )

    for plan in plans:
        make(project, plan(read_facts(Project(project))))

    if name == "empty":  # PERF: where files had to be made that `minimal` has
        run("-m", "ruff", "check", "--no-cache", ".", cwd=project)
        run("-m", "ruff", "format", "--no-cache", "--check", "--diff", ".", cwd=project)
        assert "OK" in manage(project, "test")
    for _ in plans:
        change, problems, place = plan_undo(project)
        assert problems == []
        with alone(project):
            apply(change, keep=False)
        remove(place)
    assert files(project) == before
