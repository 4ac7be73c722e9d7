import json
from pathlib import Path

import pytest

from mtvgen.errors import KitBroken, KitNotFound
from mtvgen.scaffold import kits

from .conftest import FOLDER, KitMaker, write_kit


def test_the_kits_that_come_with_mtvgen_are_listed_and_load() -> None:
    names = kits.shipped()

    assert {"default", "polls"} <= set(names)
    assert all(kits.find(name).purpose for name in names)


def test_a_typo_in_a_kits_name_is_answered_with_the_near_name() -> None:
    with pytest.raises(KitNotFound, match="Did you mean 'polls'"):
        kits.find("pols")


@pytest.mark.parametrize("name", ["", "nothing-like-it", ".", "default/..", "/etc"])
def test_what_is_no_kit_is_refused(name: str) -> None:
    with pytest.raises((KitNotFound, KitBroken)):
        kits.find(name)


def test_a_path_names_a_kit_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_kit(tmp_path / "mine", {"a.txt": "a"})
    monkeypatch.chdir(tmp_path)

    assert kits.find("./mine").name == "mine"


def test_shipped_kits_tell_their_next_steps_in_one_style() -> None:
    steps = [step for name in kits.shipped() for step in kits.find(name).next_steps]

    assert len(steps) >= 5
    assert [step for step in steps if not step.startswith("mtvgen ")] == []


def test_kit_toml_tells_title_purpose_and_next_steps(tmp_path: Path) -> None:
    folder = write_kit(tmp_path / "shop", {"a.txt": "a"})
    about = 'purpose = "Sell."\nversion = "2"\nnext_steps = ["mtvgen check"]\n[title]\nzh = "店"\nen = "Shop"\n'
    (folder / "kit.toml").write_text(about, encoding="utf-8")

    kit = kits.load(folder)

    assert (kit.title, kit.purpose, kit.version) == ("Shop", "Sell.", "2")
    assert kit.next_steps == ("mtvgen check",)


def test_without_kit_toml_a_kit_is_called_after_its_folder(make_kit: KitMaker) -> None:
    kit = make_kit({"a.txt": "a"})

    assert kit.title == kit.name == "small"
    assert kit.next_steps == kits.DEFAULT_NEXT_STEPS


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("cookiecutter.json", '{\n"a": \n}', "cookiecutter.json:3: not valid JSON"),
        ("cookiecutter.json", "[]", "holds no JSON object"),
        ("cookiecutter.json", "[" * 100_000, "nested too deeply"),
        ("cookiecutter.json", '{"templates": {}}', "several kits"),
        ("kit.toml", "title = ", "kit.toml: not valid TOML"),
        ("kit.toml", "format_version = 99", "this mtvgen reads 1"),
        ("kit.toml", 'next_steps = "mtvgen run"', "no list of commands"),
        ("hooks/post_gen_project.py", "", "hooks/post_gen_project.py"),
        ("hooks/pre_prompt.sh", "", "would run programs on your computer"),
        ("{{cookiecutter.other}}/b.txt", "", "exactly one folder"),
    ],
)
def test_a_kit_that_cannot_be_used_is_refused_with_the_place(
    tmp_path: Path, file: str, text: str, problem: str
) -> None:
    folder = write_kit(tmp_path / "bad", {"a.txt": "a"})
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(text, encoding="utf-8")

    with pytest.raises(KitBroken) as refused:
        kits.load(folder)

    assert problem in refused.value.message


def test_a_kit_in_another_encoding_is_refused(tmp_path: Path) -> None:
    folder = write_kit(tmp_path / "bad", {"a.txt": "a"})
    (folder / "cookiecutter.json").write_bytes('{"a": "ä"}'.encode("latin-1"))

    with pytest.raises(KitBroken, match=r"cookiecutter\.json: not UTF-8 \(byte 7\)"):
        kits.load(folder)


def test_a_folder_without_questions_is_no_kit(tmp_path: Path) -> None:
    with pytest.raises(KitBroken, match=r"has no cookiecutter\.json"):
        kits.load(tmp_path)


def test_a_kit_whose_project_is_a_link_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "linked"
    folder.mkdir()
    (folder / "cookiecutter.json").write_text(json.dumps({"project_slug": "x"}), encoding="utf-8")
    (folder / FOLDER).symlink_to(tmp_path, target_is_directory=True)

    with pytest.raises(KitBroken, match="exactly one folder"):
        kits.load(folder)
