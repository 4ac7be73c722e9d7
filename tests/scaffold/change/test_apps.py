"""A new app: its name, its files, and the two lines that wire it."""

import unicodedata
from pathlib import Path

import pytest

from mtvgen.errors import ChangeRefused, NameRefused
from mtvgen.scaffold.change.apps import plan_app
from mtvgen.scaffold.change.edits import Change
from mtvgen.scaffold.change.facts import Facts, read_facts
from mtvgen.scaffold.locate import Project

from .conftest import FILES, SETTINGS, URLS, write


def text_of(change: Change, path: str) -> str:
    return next((edit.after or b"").decode() for edit in change.edits if edit.path == path)


def added(change: Change, path: str) -> list[str]:
    edit = next(edit for edit in change.edits if edit.path == path)
    return [line for line in edit.diff() if line[:1] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize("name", ["blog", "Blog2", "_hidden", "seite_für_alle", "项目", "a" * 20])
def test_an_app_is_files_and_two_lines(facts: Facts, name: str) -> None:
    change = plan_app(name, facts)

    made = [edit.path for edit in change.edits if edit.kind == "create"]
    assert made == sorted(
        [
            ".mtvgen.toml",
            *(f"{name}/{file}.py" for file in ("__init__", "models", "urls", "views")),
            f"{name}/migrations/__init__.py",
            f"{name}/tests/__init__.py",
            f"{name}/tests/test_index.py",
            f"{name}/templates/{name}/index.html",
        ]
    )
    assert added(change, "settings.py") == [f'+    "shop.{name}",']
    assert f'+    path("{name}/", include("shop.{name}.urls")),' in added(change, "urls.py")


BAD = {
    "": "is empty",
    "my blog": "no spaces",
    "my-blog": "no spaces",
    "2blog": "digit",
    "blog.py": "letters, digits and _ only",
    "a/b": "holds a path",
    "../blog": "holds a path",
    "🎸": "letters, digits and _ only",
    "class": "word of the Python language",
    "None": "word of the Python language",
    "async": "word of the Python language",
    "match": "word of the Python language",
    "CON": "Windows keeps",
    "lpt1": "Windows keeps",
    "json": "standard library",
    "email": "standard library",
    "jinja2": "installed package",
    "sqlalchemy": "installed package",
    "django": "Django's name",
    "mtvgen": "generator's own name",
    "templates": "part of this name",
    "migrations": "part of this name",
    "static": "part of this name",
    "models": "part of this name",
    "__blog": "two leading underscores",
    "___": "no letters",
    "a" * 41: "41 bytes",
    "\udcff": "not readable",
    "shop": "project has an app",
    "Shop": "project has an app",
    "sessions": "comes with the framework",
    "staticfiles": "comes with the framework",
    "auth": "comes with the framework",
    "cart": "cart is in the project already",
    "Cart": "cart is in the project already",
    "tools": "tools.py is in the project already",
    "news": "project has an app",
}


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_cannot_be_is_refused_with_the_reason(folder: Path, name: str) -> None:
    write(folder, {"cart/x.txt": "", "tools.py": "", "apps2/news/__init__.py": ""})
    settings = SETTINGS.replace('"shop",', '"shop",\n    "shop.apps2.news",')
    write(folder, {"settings.py": settings})

    with pytest.raises(NameRefused, match=BAD[name]) as refused:
        plan_app(name, read_facts(Project(folder)))
    assert "cannot name an app" in refused.value.message
    assert refused.value.hint


def test_the_forms_of_one_unicode_name_are_one_app(facts: Facts) -> None:
    change = plan_app(unicodedata.normalize("NFD", "café"), facts)

    assert any(edit.path == unicodedata.normalize("NFC", "café/urls.py") for edit in change.edits)


def test_settings_that_cannot_be_edited_are_refused_with_the_line(folder: Path) -> None:
    write(folder, {"settings.py": SETTINGS.replace("[\n", "some(\n", 1).replace("]\n", ")\n", 1)})

    with pytest.raises(ChangeRefused, match=r"settings\.py computes INSTALLED_APPS") as refused:
        plan_app("blog", read_facts(Project(folder)))
    assert '"shop.blog",' in refused.value.hint


def test_an_app_that_was_added_by_hand_before_is_not_added_twice(folder: Path) -> None:
    text = 'INSTALLED_APPS = some("shop") + list(["shop.blog"])\nROOT_URLCONF = "shop.urls"\n'
    write(folder, {"settings.py": text})

    change = plan_app("blog", read_facts(Project(folder)))

    assert "settings.py" not in [edit.path for edit in change.edits]


def test_a_path_that_is_taken_is_refused(folder: Path) -> None:
    write(folder, {"urls.py": URLS.replace('path("",', 'path("blog/",')})

    with pytest.raises(ChangeRefused, match=r"urls\.py, line 6, has a pattern for 'blog/'"):
        plan_app("blog", read_facts(Project(folder)))


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ("x = (", "line 1, is not valid Python"),
        ("INSTALLED_APPS = []\n", "ROOT_URLCONF"),
        ('INSTALLED_APPS = []\nROOT_URLCONF = "shop." + "urls"\n', "ROOT_URLCONF"),
        ('INSTALLED_APPS = []\nROOT_URLCONF = "shop.gone"\n', "ROOT_URLCONF"),
    ],
)
def test_settings_that_cannot_be_read_are_told(folder: Path, settings: str, reason: str) -> None:
    write(folder, {"settings.py": settings})

    with pytest.raises(ChangeRefused, match=reason):
        plan_app("blog", read_facts(Project(folder)))


def test_a_manage_py_without_settings_is_told(folder: Path) -> None:
    write(folder, {"manage.py": FILES["manage.py"].replace("shop.settings", "shop.nowhere")})

    with pytest.raises(ChangeRefused, match="names no settings module"):
        read_facts(Project(folder))


def test_line_ends_and_the_mark_of_windows_stay(folder: Path) -> None:
    (folder / "settings.py").write_bytes(b"\xef\xbb\xbf" + SETTINGS.replace("\n", "\r\n").encode())

    change = plan_app("blog", read_facts(Project(folder)))

    after = next(edit.after for edit in change.edits if edit.path == "settings.py")
    assert after is not None
    assert after.startswith(b"\xef\xbb\xbfINSTALLED_APPS")
    assert after.count(b"\n") == after.count(b"\r\n") == SETTINGS.count("\n") + 1


def test_a_settings_file_that_is_a_link_is_refused(folder: Path) -> None:
    (folder / "settings.py").rename(folder.parent / "settings.py")
    (folder / "settings.py").symlink_to(folder.parent / "settings.py")

    with pytest.raises(ChangeRefused, match="no plain file"):
        plan_app("blog", read_facts(Project(folder)))


def test_settings_that_are_not_utf8_are_refused(folder: Path) -> None:
    (folder / "settings.py").write_bytes(SETTINGS.encode() + b"# caf\xe9\n")

    with pytest.raises(ChangeRefused, match=r"settings\.py is not UTF-8"):
        plan_app("blog", read_facts(Project(folder)))


def test_a_project_beside_its_package_gets_its_apps_there(tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    write(outer, {f"shop/{path}": text for path, text in FILES.items() if path != "manage.py"})
    write(outer, {"manage.py": FILES["manage.py"]})

    change = plan_app("blog", read_facts(Project(outer)))

    assert added(change, "shop/settings.py") == ['+    "blog",']
    assert 'include("blog.urls")' in text_of(change, "shop/urls.py")
    assert any(edit.path == "blog/views.py" for edit in change.edits)


def test_without_a_base_template_the_app_brings_one(folder: Path) -> None:
    (folder / "templates" / "base.html").unlink()

    change = plan_app("blog", read_facts(Project(folder)))

    page = text_of(change, "blog/templates/blog/index.html")
    assert page.startswith('{% extends "blog/base.html" %}')
    assert "{% block content %}" in text_of(change, "blog/templates/blog/base.html")


def test_a_project_with_its_runtime_inside_imports_that_one(folder: Path) -> None:
    for path in ("manage.py", "urls.py"):
        text = FILES[path].replace("mtvgen.runtime", "shop.mtv_runtime")
        write(folder, {path: text})

    change = plan_app("blog", read_facts(Project(folder)))

    assert "from shop.mtv_runtime.http import" in text_of(change, "blog/views.py")
