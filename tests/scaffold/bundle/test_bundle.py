"""The runtime goes into a project and out of it; what was changed in it is known."""

import shutil
import subprocess
from pathlib import Path

import pytest

from mtvgen.errors import ChangeRefused
from mtvgen.scaffold.bundle.marker import read_bundle
from mtvgen.scaffold.bundle.plan import (
    PATCH,
    bundle_of,
    changes_in,
    plan_bundle,
    plan_unbundle,
)
from mtvgen.scaffold.bundle.runtime import ARCHIVE, NAME
from mtvgen.scaffold.change.apps import plan_app
from mtvgen.scaffold.change.edits import Draft
from mtvgen.scaffold.change.facts import Facts, read_facts
from mtvgen.scaffold.change.journal import alone, apply
from mtvgen.scaffold.change.takeback import plan_destroy, plan_undo
from mtvgen.scaffold.locate import find_project
from tests.scaffold.change.conftest import FILES, tree, write

REPOSITORY = Path(__file__).parents[3]
MORE = {
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["mtvgen"]\n\n[tool.mypy]\nstrict = true\n',
    "README.md": "mtvgen.runtime\n",
}


def facts_of(folder: Path) -> Facts:
    return read_facts(find_project(folder))


def own(folder: Path) -> dict[str, bytes]:
    """The project's files without the copy."""
    return {path: text for path, text in tree(folder).items() if not path.startswith(f"{NAME}/")}


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with an app and the runtime in it; tests copy it."""
    folder = tmp_path_factory.mktemp("bundled") / "shop"
    write(folder, FILES | MORE)
    for plan in (lambda facts: plan_app("blog", facts), lambda facts: plan_bundle(facts)[0]):
        with alone(folder):
            apply(plan(facts_of(folder)))
    return folder


@pytest.fixture
def project(bundled: Path, tmp_path: Path) -> Path:
    return shutil.copytree(bundled, tmp_path / "shop")


def test_the_runtime_lies_in_the_project_readable_and_with_its_licence(bundled: Path) -> None:
    copy = bundled / NAME

    assert (copy / "LICENSE").read_bytes() == (REPOSITORY / "LICENSE").read_bytes()
    assert (copy / "urls" / "__init__.py").read_bytes() == (
        REPOSITORY / "mtvgen/runtime/urls/__init__.py"
    ).read_bytes()
    assert not list(copy.rglob("*.pyc"))
    assert changes_in(bundled, bundle_of(facts_of(bundled))) == []


def test_one_word_changes_in_the_projects_own_files(bundled: Path) -> None:
    expected = {
        path: text.replace("mtvgen.runtime", "shop.mtv_runtime").encode()
        for path, text in FILES.items()
    }

    found = own(bundled)

    changed = {path for path in FILES if found[path] != expected[path]}
    assert changed == {"settings.py", "urls.py"}  # the app
    assert found["README.md"] == b"mtvgen.runtime\n"
    assert b"shop.mtv_runtime.urls" in found["blog/urls.py"]
    assert b'"shop.mtv_runtime.pytest_plugin"' in found["conftest.py"]


def test_a_second_copy_is_refused(project: Path) -> None:
    with pytest.raises(ChangeRefused, match=r"carries its runtime already: mtv_runtime/, version"):
        plan_bundle(facts_of(project))


def test_a_folder_of_that_name_is_not_taken_for_it(tmp_path: Path) -> None:
    write(tmp_path / "shop", FILES | {"mtv_runtime/x.txt": ""})
    facts = facts_of(tmp_path / "shop")

    with pytest.raises(ChangeRefused, match="is not what mtvgen bundle made"):
        plan_bundle(facts)
    with pytest.raises(ChangeRefused, match="does not carry its runtime"):
        plan_unbundle(facts, give_up_changes=False)


def test_out_of_the_project_again_everything_is_as_before(project: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain" / "shop"
    write(plain, FILES | MORE)
    apply_app(plain)

    change, notes = plan_unbundle(facts_of(project), give_up_changes=False)
    with alone(project):
        apply(change)

    assert notes == []
    assert tree(project) == tree(plain)
    assert not (project / NAME).exists()


def apply_app(folder: Path) -> None:
    with alone(folder):
        apply(plan_app("blog", facts_of(folder)))


def test_what_a_student_changed_is_shown_and_kept_in_a_patch(project: Path) -> None:
    copy = project / NAME
    for path, text in (("shortcuts.py", "# mine\n"), ("mine.py", "x = 1")):
        with (copy / path).open("a", encoding="utf-8") as file:
            file.write(text)
    (copy / "mounting.py").unlink()
    changed = {path: (copy / path).read_bytes() for path in ("shortcuts.py", "mine.py")}
    facts = facts_of(project)

    shown = {edit.path: edit.kind for edit in changes_in(project, bundle_of(facts))}
    assert shown == {
        f"{NAME}/mine.py": "create",
        f"{NAME}/mounting.py": "delete",
        f"{NAME}/shortcuts.py": "change",
    }
    with pytest.raises(ChangeRefused, match="3 files of mtv_runtime were changed"):
        plan_unbundle(facts, give_up_changes=False)
    with alone(project):
        apply(plan_unbundle(facts, give_up_changes=True)[0])
    with alone(project):
        apply(plan_bundle(facts_of(project))[0])
    subprocess.run(
        ["git", "apply", PATCH],
        cwd=project,
        check=True,
        env={"GIT_CEILING_DIRECTORIES": str(project.parent), "PATH": "/usr/bin:/bin"},
    )
    assert {path: (copy / path).read_bytes() for path in changed} == changed
    assert not (copy / "mounting.py").exists()


def test_line_ends_and_what_programs_keep_there_are_no_changes(project: Path) -> None:
    copy = project / NAME
    text = (copy / "shortcuts.py").read_bytes()
    (copy / "shortcuts.py").write_bytes(text.replace(b"\n", b"\r\n"))
    write(copy, {"__pycache__/x.pyc": "", ".ruff_cache/x": "", "http/.DS_Store": ""})

    assert changes_in(project, bundle_of(facts_of(project))) == []


def test_without_the_archive_the_installed_runtime_tells_what_changed(project: Path) -> None:
    (project / NAME / ARCHIVE).unlink()
    (project / NAME / "shortcuts.py").unlink()
    bundle = bundle_of(facts_of(project))

    assert [edit.path for edit in changes_in(project, bundle)] == [f"{NAME}/shortcuts.py"]
    record = project / ".mtvgen.toml"
    record.write_text(record.read_text("utf-8").replace(bundle.hash, "0" * 64), "utf-8")
    with pytest.raises(ChangeRefused, match="what it was is not known"):
        changes_in(project, bundle_of(facts_of(project)))


def test_what_generators_made_before_can_still_be_destroyed(project: Path) -> None:
    change, problems = plan_destroy(facts_of(project), "app", "blog", "")
    with alone(project):
        apply(change)

    assert problems == []
    assert (
        b"blog" not in (project / "settings.py").read_bytes() + (project / "urls.py").read_bytes()
    )
    assert not (project / "blog").exists()
    assert read_bundle(Draft(project)) is not None


def test_undo_takes_the_copy_out(project: Path) -> None:
    change, problems, _ = plan_undo(project)
    with alone(project):
        apply(change, keep=False)

    assert problems == []
    assert not (project / NAME).exists()
    assert b"from mtvgen.runtime" in (project / "urls.py").read_bytes()
