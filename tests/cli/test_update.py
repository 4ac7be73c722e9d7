"""`mtvgen update` as its users call it."""

import json
import re
import shutil
from pathlib import Path

import pytest

from mtvgen.scaffold import kits
from tests.kits.projects import generate
from tests.scaffold.change.conftest import tree

from .conftest import Run


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the default kit; tests copy it."""
    return generate("default", tmp_path_factory.mktemp("first"))


@pytest.fixture
def project(place: Path, first: Path) -> Path:
    return shutil.copytree(first, place / "mysite")


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The default kit, some versions later: another setting, another page, a heading, a new file."""
    folder = tmp_path / "newer" / "default"
    shutil.copytree(kits.home() / "default", folder)
    about = (folder / "kit.toml").read_text("utf-8")
    (folder / "kit.toml").write_text(f'version = "99.0"\n{about}', "utf-8")
    (inside,) = folder.glob("*cookiecutter*/")
    for path, old, new in (
        ("settings.py", 'TIME_ZONE = "UTC"', 'TIME_ZONE = "Europe/Berlin"'),
        ("urls.py", '"""The addresses:', '"""All addresses:'),
        ("views.py", "from ", "# A line of the kit's.\nfrom "),
    ):
        text = (inside / path).read_text("utf-8")
        assert old in text
        (inside / path).write_text(text.replace(old, new, 1), "utf-8")
    (inside / "migrations" / "0002_nothing.py").write_text('"""Nothing."""\n', "utf-8")
    return folder


def test_a_new_project_is_up_to_date(run: Run, project: Path) -> None:
    before = tree(project)

    done = run("update", cwd=project / "templates")

    assert re.fullmatch(r"Already up to date: kit default, version \S+\.\n", done.stdout), (
        done.stderr
    )
    assert done.returncode == 0
    assert tree(project) == before


def test_an_update_is_shown_first_then_made_then_taken_back(
    run: Run, project: Path, newer: Path
) -> None:
    before = tree(project)
    line = ("update", "--kit", str(newer))

    first = run(*line, "--dry-run", "--diff", cwd=project)
    assert first.returncode == 0, first.stderr
    assert "  replace   settings.py\n" in first.stdout
    assert '+TIME_ZONE = "Europe/Berlin"' in first.stdout
    assert first.stdout.endswith("Nothing was written (--dry-run).\n")
    assert tree(project) == before

    done = run(*line, cwd=project)
    assert "  create    migrations/0002_nothing.py\n" in done.stdout
    assert "mtvgen migrate" in done.stdout
    assert "Europe/Berlin" in (project / "settings.py").read_text("utf-8")

    assert run("undo", cwd=project).returncode == 0
    assert tree(project) == before


def test_a_conflict_is_marked_and_listed_and_can_be_taken_back(
    run: Run, project: Path, newer: Path
) -> None:
    settings = project / "settings.py"
    settings.write_text(settings.read_text("utf-8").replace('"UTC"', '"Asia/Tokyo"'), "utf-8")
    mine = settings.read_bytes()

    done = run("update", "--kit", str(newer), cwd=project)

    assert done.returncode == 1
    number = mine.decode().splitlines().index('TIME_ZONE = "Asia/Tokyo"') + 1
    assert f"  conflict  settings.py     (line {number})\n" in done.stdout
    assert "1 file has a conflict" in done.stdout

    assert run("undo", cwd=project).returncode == 0
    assert settings.read_bytes() == mine

    done = run("update", "--kit", str(newer), "--theirs", "settings.py", "--mine", cwd=project)
    assert done.returncode == 0
    assert b"Europe/Berlin" in settings.read_bytes()


def test_what_generators_made_stays_and_can_still_be_destroyed(
    run: Run, project: Path, newer: Path
) -> None:
    run("startapp", "blog", cwd=project)

    done = run("update", "--kit", str(newer), "--json", cwd=project)
    said = json.loads(done.stdout)
    assert (done.returncode, said["conflicts"], said["to"]) == (0, [], "99.0")
    assert '"mysite.blog"' in (project / "settings.py").read_text("utf-8")

    assert run("destroy", "app", "blog", cwd=project).returncode == 0
    plain = generate("default", project.parent, slug="plain")
    ours = {path: text.replace(b"mysite", b"plain") for path, text in tree(project).items()}
    assert ours.keys() - tree(plain).keys() == {"migrations/0002_nothing.py"}
    assert b"blog" not in ours["settings.py"] + ours["urls.py"]


def test_json_tells_each_file_with_its_lines(run: Run, project: Path, newer: Path) -> None:
    done = run("update", "--kit", str(newer), "--dry-run", "--json", "--diff", cwd=project)

    said = json.loads(done.stdout)
    rows = {row["path"]: row for row in said["files"]}
    assert rows.keys() == {"migrations/0002_nothing.py", "settings.py", "urls.py", "views.py"}
    assert rows["views.py"]["change"] == "replace"
    assert "+# A line of the kit's." in rows["views.py"]["diff"]
    assert said["written"] is False


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--only", "view.py"], 1, "'view.py' is no file of the kit, old or new.\nDid you mean 'views.py'?"),
        (["--kit", "nothing"], 1, "No kit is named 'nothing'."),
        (["--mine", "a", "--theirs", "a"], 2, "a cannot be both --mine and --theirs."),
        (["--set", "x"], 2, "--set 'x' names no value."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_explained(
    run: Run, project: Path, arguments: list[str], code: int, words: str
) -> None:
    done = run("update", *arguments, cwd=project)

    assert words in done.stderr
    assert done.returncode == code


def test_outside_of_a_project_there_is_nothing_to_update(run: Run, place: Path) -> None:
    done = run("update")

    assert "is not inside a project that was made from a kit" in done.stderr
    assert done.returncode == 1


def test_a_kit_that_is_not_ours_has_to_be_named(run: Run, project: Path) -> None:
    record = project / ".mtvgen.toml"
    record.write_text(
        record.read_text("utf-8").replace('name = "default"', 'name = "card"'), "utf-8"
    )

    done = run("update", cwd=project)

    assert "made from the kit 'card', which does not come with mtvgen" in done.stderr
    assert "mtvgen update --kit PATH" in done.stderr


def test_the_newer_version_is_looked_for_where_the_kit_came_from(
    run: Run, place: Path, newer: Path
) -> None:
    folder = newer.rename(newer.with_name("card"))
    assert run("startproject", "mysite", "--kit", str(folder), "--no-git").returncode == 0
    (page,) = folder.glob("*cookiecutter*/views.py")
    page.write_text(page.read_text("utf-8") + "# The end.\n", "utf-8")

    done = run("update", cwd=place / "mysite")

    assert "  replace   views.py\n" in done.stdout, done.stderr
