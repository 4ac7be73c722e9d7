import os
import sys
import unicodedata
from pathlib import Path

import pytest

from mtvgen.errors import NameRefused
from mtvgen.scaffold.names import MAX_BYTES, check_name


@pytest.mark.parametrize(
    "name", ["mysite", "MySite", "site2", "_hidden", "shop_2026", "seite_für_alle", "项目", "сайт"]
)
def test_a_python_name_is_taken_as_it_is(name: str) -> None:
    assert check_name(name) == unicodedata.normalize("NFKC", name)


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("my site", "my_site"),
        ("my-site", "my_site"),
        ("My  Great--Site!", "my_great_site"),
        ("2048", "my_2048"),
        ("3d", "my_3d"),
        ("class", "class_site"),
        ("None", "none_site"),
        ("async", "async_site"),
        ("match", "match_site"),
        ("test", "test_site"),
        ("json", "json_site"),
        ("site", "site_site"),
        ("django", "django_site"),
        ("mtvgen", "mtvgen_site"),
        ("jinja2", "jinja2_site"),
        ("templates", "templates_site"),
        ("Static", "static_site"),
        ("migrations", "migrations_site"),
        ("CON", "con_site"),
        ("lpt1", "lpt1_site"),
        ("shop/eu", "shop_eu"),
        ("../up", "up"),
        (" padded ", "padded"),
        ("a.b", "a_b"),
        ("x" * 60, "x" * MAX_BYTES),
        ("项" * 20, "项" * (MAX_BYTES // 3)),
        ("rm -rf *", "rm_rf"),
        ("Café Müller", "café_müller"),
    ],
)
def test_a_name_that_cannot_be_is_answered_with_one_that_can(typed: str, corrected: str) -> None:
    with pytest.raises(NameRefused) as refused:
        check_name(typed)

    assert refused.value.suggestion == corrected
    assert repr(corrected) in refused.value.hint
    assert check_name(corrected) == corrected


@pytest.mark.parametrize("typed", ["", "   ", "___", "…", "🎸", ".", "..", "/", "\x00"])
def test_where_nothing_is_near_an_example_is_given(typed: str) -> None:
    with pytest.raises(NameRefused, match="for example 'mysite'"):
        check_name(typed)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("my-site", "no spaces and no dashes"),
        ("2048", "begin with a digit"),
        ("class", "word of the Python language"),
        ("type", "word of the Python language"),
        ("email", "standard library"),
        ("cookiecutter", "installed package"),
        ("nul", "Windows keeps"),
        ("views", "every project has a part"),
        ("a/b", "--into"),
        ("__main", "two leading underscores"),
        ("x" * 41, "41 bytes"),
        ("\udcff", "not readable text"),
        ("a💥", "letters, digits and _ only"),
    ],
)
def test_the_reason_is_told(typed: str, reason: str) -> None:
    with pytest.raises(NameRefused) as refused:
        check_name(typed)

    assert reason in refused.value.message


def test_the_forms_of_one_unicode_name_are_one_name() -> None:
    decomposed = unicodedata.normalize("NFD", "café")

    assert check_name(decomposed) == "café"
    assert check_name("ｍｙｓｉｔｅ") == "mysite"


def test_a_folder_in_the_current_one_is_no_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corner_shop").mkdir()
    (tmp_path / "corner_shop" / "__init__.py").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(os.fspath(tmp_path))

    assert check_name("corner_shop") == "corner_shop"


def test_an_installed_package_is_found_without_importing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tripwire.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    monkeypatch.syspath_prepend(os.fspath(tmp_path))

    with pytest.raises(NameRefused, match="installed package"):
        check_name("tripwire")
    assert "tripwire" not in sys.modules
