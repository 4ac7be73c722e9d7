"""`mtvgen kit`: new, list, show, check and pack, as they are typed."""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from mtvgen.cli.main import main
from mtvgen.scaffold.checking import tools
from tests.scaffold.conftest import write_kit

ADA = "/{}/ada".format("home")  # no file of ours names a path of a machine, not even this one
Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Type in an empty folder, where neither ruff nor mypy is installed; other tests are about them."""
    monkeypatch.chdir(place)
    monkeypatch.setattr(tools, "installed", lambda _module: False)
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture
def kit(place: Path) -> Path:
    return write_kit(
        place / "card", {"a.txt": "a", "run.sh": "#!/bin/sh\n"}, {"colour": ["red", "green"]}
    )


def document(output: Output) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output.readouterr().out)
    return found


def test_a_new_kit_makes_projects_at_once(place: Path, capsys: Output) -> None:
    assert main(["kit", "new", "shop"]) == 0
    assert "mtvgen kit check ./shop" in capsys.readouterr().out

    assert main(["startproject", "mysite", "--kit", "./shop", "--no-input", "--no-git"]) == 0
    assert "My shop" not in (place / "mysite" / "README.md").read_text(encoding="utf-8")


def test_a_new_kit_may_begin_like_another(place: Path, kit: Path) -> None:
    assert main(["kit", "new", "shop", "--like", "./card"]) == 0

    assert json.loads((place / "shop" / "cookiecutter.json").read_text())["colour"] == [
        "red",
        "green",
    ]
    assert (place / "shop" / "{{ cookiecutter.project_slug }}" / "a.txt").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [("My Kit", "Use 'my-kit' instead"), ("con", "Windows keeps"), ("../x", "Use 'x' instead"), ("", "for example 'shop'")],
)  # fmt: skip
def test_a_name_that_no_kit_can_have_is_refused(
    place: Path, capsys: Output, name: str, said: str
) -> None:
    assert main(["kit", "new", name]) == 1
    assert said in capsys.readouterr().err
    assert list(place.iterdir()) == []


def test_a_dry_run_writes_nothing(place: Path, capsys: Output) -> None:
    assert main(["kit", "new", "shop", "--dry-run", "--json"]) == 0
    assert document(capsys)["written"] is False
    assert list(place.iterdir()) == []


def test_kits_of_ones_own_are_listed_with_those_of_mtvgen(
    place: Path, kit: Path, capsys: Output
) -> None:
    (kit / "kit.toml").write_text('purpose = "Say who you are."', encoding="utf-8")
    write_kit(place / "broken", {"a.txt": "a"})
    (place / "broken" / "kit.toml").write_text("title = ", encoding="utf-8")

    assert main(["kit", "list", "."]) == 0

    said = capsys.readouterr()
    assert "default" in said.out
    assert "card: Say who you are." in said.out
    assert "broken" in said.err
    main(["kit", "list", ".", "--json"])
    assert document(capsys)["kits"][-1]["name"] == "card"


def test_show_tells_questions_files_and_what_would_run(kit: Path, capsys: Output) -> None:
    about = '[[question]]\nname = "colour"\nhelp = "Of the page."\n'
    (kit / "kit.toml").write_text(about, encoding="utf-8")
    (kit / "README.md").write_text("# The map\n", encoding="utf-8")
    (kit / "hooks").mkdir()
    (kit / "hooks" / "pre_prompt.py").write_text("raise SystemExit('I ran')\n", encoding="utf-8")

    assert main(["kit", "show", "./card"]) == 0

    said = capsys.readouterr().out
    for word in (
        "colour  colour [red] of red, green",
        "Of the page.",
        "a.txt  1 bytes",
        "# The map",
    ):
        assert word in said
    assert "hooks/pre_prompt.py (1 lines, 26 bytes): raise SystemExit('I ran')" in said


def test_show_as_a_document_has_every_fact(capsys: Output) -> None:
    assert main(["kit", "show", "polls", "--json"]) == 0

    told = document(capsys)
    assert told["name"] == "polls"
    assert told["programs"] == []
    assert len(told["content"]) == 64
    assert {"path", "size"} == told["files"][0].keys()


def test_check_names_the_place_and_what_to_do(kit: Path, capsys: Output) -> None:
    (kit / "{{ cookiecutter.project_slug }}" / "a.txt").write_text("{{ cookiecutter.color }}")

    assert main(["kit", "check", "./card", "--no-tests"]) == 1

    out = capsys.readouterr().out
    assert "a.txt:1: there is no variable 'color'. Did you mean 'colour'? [template]\n" in out
    assert "The kit card has 1 mistake." in out


def test_check_of_a_kit_that_cannot_be_read_is_a_finding(kit: Path, capsys: Output) -> None:
    (kit / "cookiecutter.json").write_text("{\n,}", encoding="utf-8")

    assert main(["kit", "check", "./card", "--json"]) == 1

    told = document(capsys)
    assert told["good"] is False
    assert [(one["file"], one["line"], one["code"]) for one in told["findings"]] == [
        ("cookiecutter.json", 2, "broken")
    ]


def test_tests_of_a_stranger_do_not_run(place: Path, capsys: Output, tmp_path: Path) -> None:
    source = write_kit(tmp_path / "card", {"manage.py": "raise SystemExit('I ran')\n"})
    shutil.make_archive(str(place / "card"), "zip", source.parent, "card")

    assert main(["kit", "check", "card.zip"]) == 0
    assert "tests: nobody allowed them to run" in capsys.readouterr().out


def test_a_packed_kit_is_the_same_to_the_byte_and_makes_projects(
    place: Path, kit: Path, capsys: Output
) -> None:
    (kit / "{{ cookiecutter.project_slug }}" / "run.sh").chmod(0o755)
    assert main(["kit", "pack", "./card"]) == 0
    first = (place / "card.zip").read_bytes()
    (kit / "cookiecutter.json").touch()
    (kit / "__pycache__").mkdir()

    assert main(["kit", "pack", "./card", "--out", "again.zip"]) == 0
    assert (place / "again.zip").read_bytes() == first
    assert main(["startproject", "shop", "--kit", "card.zip", "--no-input", "--no-git"]) == 0
    assert (place / "shop" / "run.sh").stat().st_mode & 0o100
    assert {one.date_time for one in zipfile.ZipFile("card.zip").infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


def test_solutions_stay_with_the_teacher(place: Path, kit: Path, capsys: Output) -> None:
    (kit / "kit.toml").write_text('solutions = ["solutions/*"]', encoding="utf-8")
    (kit / "solutions").mkdir()
    (kit / "solutions" / "a.py").write_text("x = 1\n", encoding="utf-8")

    assert main(["kit", "pack", "./card", "--json"]) == 0

    assert not any("solutions/" in name for name in zipfile.ZipFile("card.zip").namelist())
    number = document(capsys)["content"]
    assert main(["kit", "show", "card.zip", "--json"]) == 0
    assert document(capsys)["content"] == number


def test_a_file_that_is_there_is_not_replaced(place: Path, kit: Path, capsys: Output) -> None:
    (place / "card.zip").write_text("mine")

    assert main(["kit", "pack", "./card"]) == 1
    assert "exists already" in capsys.readouterr().err
    assert (place / "card.zip").read_text() == "mine"


def test_packing_the_same_again_is_no_mistake(kit: Path) -> None:
    assert [main(["kit", "pack", "./card"]), main(["kit", "pack", "./card"])] == [0, 0]


def test_what_check_refuses_is_not_packed(place: Path, kit: Path, capsys: Output) -> None:
    (kit / "{{ cookiecutter.project_slug }}" / "a.txt").write_text(f"{ADA}/x")

    assert main(["kit", "pack", "./card"]) == 1

    said = capsys.readouterr()
    assert f"a.txt:1: {ADA} is a path of one machine." in said.out
    assert "it was not packed" in said.err
    assert not (place / "card.zip").exists()


def test_a_dry_run_packs_nothing(place: Path, kit: Path, capsys: Output) -> None:
    assert main(["kit", "pack", "./card", "--dry-run", "--json"]) == 0
    assert document(capsys)["written"] is False
    assert not (place / "card.zip").exists()
