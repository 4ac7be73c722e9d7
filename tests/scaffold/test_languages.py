"""Kits in several languages: which one a project gets, and in which one kits are listed."""

import tomllib
from pathlib import Path

import pytest

from mtvgen.errors import KitBroken, LanguageRefused
from mtvgen.scaffold import kits
from mtvgen.scaffold.languages import in_language, lookup, reader
from mtvgen.scaffold.needs import missing
from mtvgen.scaffold.project import plan_project

from .conftest import FOLDER, write_kit

TWO = 'languages = ["en", "zh"]\n'


def two_languages(folder: Path, about: str = TWO, **translated: str) -> Path:
    """Write a kit with files in English and Chinese; *translated*: more Chinese files of it."""
    write_kit(folder, {"a.txt": "Hello {{ cookiecutter.project_name }}", "b.txt": "plain"})
    (folder / "kit.toml").write_text(about, encoding="utf-8")
    chinese = folder / "languages" / "zh"
    chinese.mkdir(parents=True)
    for name, text in {"a.txt": "你好 {{ cookiecutter.project_name }}", **translated}.items():
        (chinese / name).write_text(text, encoding="utf-8")
    return folder


def planned(kit: kits.Kit, place: Path, language: str = "") -> dict[str, str]:
    plan = plan_project("shop", place, kit, language=language)
    return {one.path: one.content.decode(errors="replace") for one in plan.files}


def test_a_translated_file_takes_the_place_of_the_kits_own(tmp_path: Path, place: Path) -> None:
    made = planned(kits.load(two_languages(tmp_path / "two")), place, "zh")

    assert (made["a.txt"], made["b.txt"]) == ("你好 shop", "plain")
    assert tomllib.loads(made[".mtvgen.toml"])["kit"]["language"] == "zh"


def test_without_a_wish_a_project_is_in_the_kits_own_language(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")

    made = planned(kits.load(two_languages(tmp_path / "two")), place)

    assert made["a.txt"] == "Hello shop"
    assert tomllib.loads(made[".mtvgen.toml"])["kit"]["language"] == "en"


def test_a_language_that_the_kit_does_not_have_is_refused_with_those_it_has(
    tmp_path: Path, place: Path
) -> None:
    kit = kits.load(two_languages(tmp_path / "two"))

    with pytest.raises(LanguageRefused, match=r"language 'fr'\. Choose from: en, zh\."):
        plan_project("shop", place, kit, language="fr")


def test_a_kit_that_names_no_language_is_had_without_one_only(tmp_path: Path, place: Path) -> None:
    kit = kits.load(write_kit(tmp_path / "small", {"a.txt": "a"}))

    assert "language" not in tomllib.loads(planned(kit, place)[".mtvgen.toml"])["kit"]
    with pytest.raises(LanguageRefused, match="names no languages"):
        plan_project("shop", place, kit, language="en")


def test_a_translation_of_nothing_is_refused(tmp_path: Path, place: Path) -> None:
    kit = kits.load(two_languages(tmp_path / "two", **{"c.txt": "x"}))

    with pytest.raises(KitBroken, match=r"languages/zh/c\.txt: the project has no file of this"):
        plan_project("shop", place, kit, language="zh")


def test_a_translated_file_is_as_executable_as_the_one_it_replaces(
    tmp_path: Path, place: Path
) -> None:
    folder = two_languages(tmp_path / "two")
    (folder / FOLDER / "a.txt").chmod(0o755)

    plan = plan_project("shop", place, kits.load(folder), language="zh")

    assert [one.path for one in plan.files if one.executable] == ["a.txt"]


@pytest.mark.parametrize("linked", ["languages", "languages/zh", "languages/zh/a.txt"])
def test_links_among_the_translations_are_refused(tmp_path: Path, place: Path, linked: str) -> None:
    folder = two_languages(tmp_path / "two")
    (folder / linked).rename(tmp_path / "elsewhere")
    (folder / linked).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(KitBroken, match="is a link"):
        plan_project("shop", place, kits.load(folder), language="zh")


@pytest.mark.parametrize(
    ("about", "problem"),
    [
        ('languages = "en"', "languages is no list of texts"),
        ('languages = ["en", "../zh"]', "'../zh' names no language"),
        ('languages = ["en", "ZH"]', "'ZH' names no language"),
        ('languages = ["en", "fr"]', "'fr' has no folder languages/fr"),
        ('requires = "nh3"', "requires is no list of texts"),
        ('requires = ["--index-url=x"]', "is no name of a package"),
        ('requires = ["x @ https://example.org/x.zip"]', "is no name of a package"),
        ("requires = ['x\"; rm -rf ~; \"']", "is no name of a package"),
    ],
)
def test_what_kit_toml_cannot_mean_is_refused(tmp_path: Path, about: str, problem: str) -> None:
    folder = two_languages(tmp_path / "two", about)

    with pytest.raises(KitBroken) as refused:
        kits.load(folder)

    assert problem in refused.value.message


@pytest.mark.parametrize("requirement", ["nh3", "nh3>=0.2", "a.b_c[d,e] >= 1.0, <2", "x==1.*"])
def test_packages_with_versions_may_be_required(tmp_path: Path, requirement: str) -> None:
    folder = two_languages(tmp_path / "two", f"requires = ['{requirement}']")

    assert kits.load(folder).requires == (requirement,)


def test_what_is_required_and_not_installed_is_named() -> None:
    assert missing(["click>=8", "no-such-package-here>=1"]) == ("no-such-package-here>=1",)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("zh_CN.UTF-8", "zh"),
        ("zh-Hans-CN", "zh"),
        ("EN", "en"),
        ("pt", "pt-br"),
        ("pt_BR@latin", "pt-br"),
        ("e", ""),
        ("", ""),
        ("C.UTF-8", ""),
    ],
)
def test_a_language_is_looked_up_as_rfc_4647_says(wanted: str, found: str) -> None:
    assert lookup(wanted, ("en", "zh", "pt-br")) == found


@pytest.mark.parametrize(
    ("environ", "languages"),
    [
        ({}, ()),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, ("zh_CN.UTF-8",)),
        ({"LANG": "de_DE", "LC_MESSAGES": "fr_FR", "LC_ALL": ""}, ("fr_FR",)),
        ({"LANG": "de_DE", "LANGUAGE": "zh:en"}, ("zh", "en", "de_DE")),
        ({"LC_ALL": "C", "LANG": "de_DE", "LANGUAGE": "zh"}, ()),
    ],
)
def test_what_the_reader_reads_is_found_as_gettext_finds_it(
    environ: dict[str, str], languages: tuple[str, ...]
) -> None:
    assert reader(environ) == languages


def test_texts_are_told_in_the_first_language_that_there_is_else_english() -> None:
    texts = {"zh": "店", "en": "Shop"}

    assert in_language(texts, ("fr", "zh_CN")) == "店"
    assert in_language(texts, ("fr",)) == "Shop"
    assert in_language({"zh": "店"}, ("fr",)) == "店"
    assert in_language({}, ("fr",)) == ""
