"""What comes out of a kit, whoever renders it and whatever was answered."""

import ast
import compileall
import json
import re
import tomllib
from pathlib import Path

import pytest

from mtvgen.scaffold import kits

from .projects import KITS, TEMPLATES, bake, files, generate

AWKWARD = {
    "quotes": 'Ada\'s "best" guestbook',
    "backslashes": r"C:\new\table\u0041 \ ",
    "braces": "{{ 7 * 7 }} {% if %} {# no #}",
    "other scripts": "留言簿 für Łukasz 🎉",
    "markup": "</title><script>alert(1)</script> # `x` $HOME ${HOME}",
    "long": "very " * 60 + "long",
}


@pytest.mark.dear
def test_the_planner_and_the_cookiecutter_command_write_the_same(kit, tmp_path):
    ours = files(generate(kit, tmp_path / "ours", project_name='Ada\'s "best" site'))
    theirs = files(bake(kit, tmp_path / "theirs", project_name='Ada\'s "best" site'))

    record = ours.pop(".mtvgen.toml")
    ours.pop(".mtvgen.originals")
    keys = {made.pop(".env") for made in (ours, theirs)}
    assert b"[files]" in record
    assert len(keys) == 2
    assert ours == theirs


@pytest.mark.dear
def test_every_project_gets_a_secret_key_of_its_own(kit, tmp_path):
    keys = [bake(kit, tmp_path / number).joinpath(".env").read_text("utf-8") for number in "12"]
    keys += [
        generate(kit, tmp_path / number).joinpath(".env").read_text("utf-8") for number in "34"
    ]

    lines = [line for key in keys for line in key.splitlines()]
    assert all(re.match(r"SECRET_KEY=\S{50,}\n", key) for key in keys), keys
    assert all(re.fullmatch(r"[A-Z_]+=\S{20,}", line) for line in lines), keys
    assert len(set(lines)) == len(lines)


@pytest.mark.dear
@pytest.mark.parametrize("name", AWKWARD.values(), ids=AWKWARD)
def test_a_project_may_have_any_title(kit, tmp_path, name):
    project = generate(kit, tmp_path, project_name=name)

    assert compileall.compile_dir(project, quiet=1)
    described = tomllib.loads(project.joinpath("pyproject.toml").read_text("utf-8"))["project"][
        "description"
    ]
    assert described == " ".join(name.split())
    assert project.joinpath("README.md").read_text("utf-8").startswith(f"# {name}\n")


def test_no_variable_and_no_tag_of_the_kit_is_left_over(project):
    left = {
        path: found
        for path, content in files(project).items()
        if path != ".mtvgen.originals"
        if (found := re.findall(r"\{\{ *cookiecutter[^}]*|\{% *(?:end)?raw", content.decode()))
    }

    assert left == {}


def test_what_stays_on_this_computer_is_named_in_gitignore(project):
    ignored = project.joinpath(".gitignore").read_text("utf-8").splitlines()

    assert {".env", "db.sqlite3*", ".mtvgen/", "__pycache__/", ".venv/"} <= set(ignored)


@pytest.mark.parametrize("name", KITS)
def test_python_files_are_valid_as_they_lie(name):
    for path in TEMPLATES.joinpath(name).rglob("*.py"):
        ast.parse(path.read_text("utf-8"), str(path))


@pytest.mark.parametrize("name", KITS)
def test_every_file_says_what_it_is_for(name):
    silent = [str(path) for path in _written(TEMPLATES / name) if not _says_what_for(path)]

    assert silent == []


@pytest.mark.parametrize("name", KITS)
def test_a_kit_tells_its_purpose_in_english_and_chinese(name):
    about = tomllib.loads(TEMPLATES.joinpath(name, "kit.toml").read_text("utf-8"))

    for text in ("title", "purpose"):
        assert set(about[text]) == {"en", "zh"}
        assert re.search(r"[\u4e00-\u9fff]", about[text]["zh"])


@pytest.mark.parametrize("name", KITS)
def test_a_kit_asks_two_questions_and_explains_both(name):
    questions = json.loads(TEMPLATES.joinpath(name, "cookiecutter.json").read_text("utf-8"))

    asked = [variable for variable in questions if not variable.startswith("_")]
    assert asked == list(questions["__prompts__"]) == ["project_name", "project_slug"]


def _written(kit: Path) -> list[Path]:
    """Return the kit's files in which a comment can stand and be of use."""
    return [
        path for path in kit.rglob("*") if path.suffix in {".py", ".html", ".css", ".toml", ".md"}
    ]


def _says_what_for(path: Path) -> bool:
    text = path.read_text("utf-8")
    match path.suffix:
        case ".py":
            return len((ast.get_docstring(ast.parse(text)) or "").encode()) > 20
        case ".html":
            return any(line.startswith("{# ") for line in text.splitlines()[:2])
        case ".css":
            return text.startswith("/* ")
        case ".toml":
            return text.startswith("# ")
    return text.startswith("# {{ cookiecutter.")


def test_a_project_names_what_its_kit_requires_among_its_dependencies(kit, generated):
    described = tomllib.loads(generated(kit).joinpath("pyproject.toml").read_text("utf-8"))

    assert described["project"]["dependencies"] == ["mtvgen", *kits.find(kit).requires]
