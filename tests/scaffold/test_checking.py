"""`mtvgen kit check`: what is wrong with a kit is found with its place; what is good passes."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mtvgen.scaffold import kits
from mtvgen.scaffold.checking import tools
from mtvgen.scaffold.checking.check import Report, check_kit
from mtvgen.scaffold.checking.findings import CODES, WARNINGS
from mtvgen.scaffold.checking.trials import AWKWARD, trials
from mtvgen.scaffold.kits import load
from mtvgen.scaffold.newkit import plan_kit
from mtvgen.scaffold.write import write

from .conftest import write_kit

ADA = "/{}/ada".format("home")  # no file of ours names a path of a machine, not even this one
Checker = Callable[..., Report]
SOLUTION = """\
def overdue(loans, today):
    late = [loan for loan in loans if loan.due < today]
    return sorted(late, key=lambda loan: loan.due, reverse=True)
total_of_all = sum(loan.fee for loan in overdue_loans_of_today)
"""


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checker:
    """Check a small kit without ruff, mypy and tests: they have tests of their own."""
    monkeypatch.setattr(tools, "installed", lambda _module: False)

    def check(
        files: dict[str, str | bytes],
        variables: dict[str, Any] | None = None,
        around: dict[str, str] | None = None,
        **said: str,
    ) -> Report:
        folder = write_kit(tmp_path / "kits" / "small", files, variables)
        for path, text in (around or {}).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        room = tmp_path / "room"
        room.mkdir()
        return check_kit(load(folder, trust=None), room, said=said, tests=False)

    return check


def told(report: Report) -> list[tuple[str, str]]:
    return [(finding.place, finding.code) for finding in report.findings]


def test_a_good_kit_is_good(checked: Checker) -> None:
    report = checked({"a.txt": "{{ cookiecutter.project_name }}"})

    assert report.findings == []
    assert report.is_good
    assert [one.partition(":")[0] for one in report.skipped] == ["lint", "types", "tests"]


def test_every_error_of_every_template_is_named_with_its_line(checked: Checker) -> None:
    files: dict[str, str | bytes] = {
        "a.txt": "one\n{{ cookiecutter.projekt_name }}",
        "docs/b.txt": "{% if %}",
        "{{ cookiecutter.gone }}.txt": "x",
        "good.txt": "{{ cookiecutter.project_name }}",
    }

    report = checked(files)

    assert told(report) == [
        ("a.txt:2", "template"),
        ("docs/b.txt:1", "template"),
        ("{{ cookiecutter.gone }}.txt:1", "template"),
    ]
    assert "Did you mean 'project_name'?" in str(report.findings[0])
    assert not report.is_good


def test_a_file_that_becomes_no_python_with_some_answer_is_named(checked: Checker) -> None:
    files: dict[str, str | bytes] = {
        "a.py": "X = {% if cookiecutter.colour == 'red' %}1{% else %}({% endif %}\n",
        "b.toml": "x = {{ cookiecutter.n }}\n",
        "c.json": '{"n": {{ cookiecutter.n }}}',
    }

    report = checked(files, {"colour": ["red", "green"], "n": "1"})

    assert ("a.py:1", "syntax") in told(report)
    assert {place.partition(":")[0] for place, _ in told(report)} == {"a.py", "b.toml", "c.json"}
    assert any("with colour = green" in finding.what for finding in report.findings)


def test_open_quotes_are_a_warning_with_the_line_of_the_gap(checked: Checker) -> None:
    report = checked({"views.py": 'A = 1\nOWNER = "{{ cookiecutter.project_name }}"\n'})

    assert set(told(report)) == {("views.py:2", "quotes")}
    assert report.is_good


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"open('{ADA}/notes.txt')", "path"),
        ("see /Users/ada", "path"),
        (r"cd C:\Users\Ada\site", "path"),
        ("-----BEGIN RSA PRIVATE KEY-----", "secret"),
        ("AKIA" + "ABCDEFGHIJ123456", "secret"),
        ("SECRET_KEY = 'k8Dh2nQpz71bXw0'", "secret"),
        ("api_key: 9f8e7d6c5b4a39281706aB", "secret"),
        ("# solution: sort by date", "solution"),
        ("<!-- SOLUTION -->", "solution"),
        ("# 答案：按日期排序", "solution"),
    ],
)
def test_what_should_not_leave_the_house_is_found(checked: Checker, line: str, code: str) -> None:
    assert told(checked({"a.txt": f"one\n{line}\n"})) == [("a.txt:2", code)]


@pytest.mark.parametrize(
    "line",
    [
        "the folder /home of the computer",
        f"https://example.org{ADA}/",
        "SECRET_KEY = os.environ['SECRET_KEY_OF_SITE_1']",
        "SECRET_KEY={{ cookiecutter.project_slug }}",
        "password = forms.CharField(max_length=100)",
        "CSRF_TOKEN = 'csrfmiddlewaretoken'",
        "# The solution of this is yours to find.",
        "token = 'your-token-goes-here'",
    ],
)
def test_what_only_looks_like_it_is_left_alone(checked: Checker, line: str) -> None:
    assert told(checked({"a.txt": f"{line}\n"}, {"_copy_without_render": ["*.html"]})) == []


@pytest.mark.parametrize(
    "name", ["id_rsa", "server.pem", "db.sqlite3", "x_solution.py", "answer_key.md"]
)
def test_files_that_no_student_should_get_are_named(checked: Checker, name: str) -> None:
    (found,) = told(checked({name: "x", "a.txt": "a"}))

    assert found[0] == name
    assert found[1] in {"secret", "solution"}


def test_lines_of_a_solution_are_found_in_the_project(checked: Checker) -> None:
    around = {"kit.toml": 'solutions = ["solutions/*"]', "solutions/loans.py": SOLUTION}

    report = checked({"loans.py": f'"""Loans."""\n\n{SOLUTION}'}, None, around)

    assert told(report) == [("loans.py:3", "solution")]
    assert "solutions/loans.py" in report.findings[0].what


def test_a_solution_beside_the_project_is_no_leak(checked: Checker) -> None:
    around = {"kit.toml": 'solutions = ["solutions/*"]', "solutions/loans.py": SOLUTION}

    assert (
        checked({"loans.py": "def overdue(loans, today):\n    ...\n"}, None, around).findings == []
    )


def test_missing_and_wrong_translations_are_found(checked: Checker) -> None:
    about = (
        'languages = ["en", "zh"]\ntitle = { en = "Small" }\n'
        '[[question]]\nname = "colour"\nhelp = { en = "Of the page." }\n'
    )
    around = {"kit.toml": about, "languages/zh/a.py": "A = 2\n"}

    report = checked({"a.py": "A = 1\n", "README.md": "# Small\n"}, {"colour": "red"}, around)

    assert told(report) == [
        ("kit.toml", "translation"),
        ("kit.toml", "translation"),
        ("languages/zh/README.md", "translation"),
        ("languages/zh/a.py:1", "translation"),
    ]
    assert [finding.warns for finding in report.findings] == [True, True, True, False]


def test_names_that_no_archive_could_hold_are_found(checked: Checker) -> None:
    around = {"docs/aux.md": "x", "notes/a.md": "x", "Notes/b.md": "y"}

    report = checked({"a.txt": "a"}, None, around)

    assert told(report) == [("docs/aux.md", "name"), ("notes/a.md", "name")]


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git on this computer")
def test_what_git_leaves_out_of_the_repository_is_found(checked: Checker, tmp_path: Path) -> None:
    (tmp_path / "kits").mkdir()
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "kits")], check=True)

    report = checked({".env": "X=1\n", ".gitignore": ".env\n", "a.txt": "a"})

    assert [code for _, code in told(report)] == ["ignored"]
    assert "git add --force" in report.findings[0].do


def test_what_kit_toml_skips_is_not_told(checked: Checker) -> None:
    about = 'purpos = "x"\n[check]\nskip = ["path:docs/*", "key", "nonsense"]\n'
    files: dict[str, str | bytes] = {"docs/a.md": f"{ADA}/x", "b.md": f"{ADA}/x"}

    assert told(checked(files, None, {"kit.toml": about})) == [("b.md:1", "path")]


def test_a_question_that_needs_an_answer_gets_one_of_its_kind(checked: Checker) -> None:
    about = '[[question]]\nname = "owner"\nkind = "email"\n[[question]]\nname = "code"\npattern = "[0-9]+"\n'

    report = checked(
        {"a.txt": "{{ cookiecutter.owner }}"}, {"owner": "", "code": ""}, {"kit.toml": about}
    )

    assert told(report) == [("cookiecutter.json", "answers")]
    assert "code: needs an answer" in report.findings[0].what


def test_answers_may_be_given_for_every_trial(checked: Checker) -> None:
    about = '[[question]]\nname = "code"\npattern = "[0-9]+"\n'

    assert checked({"a.txt": "a"}, {"code": ""}, {"kit.toml": about}, code="7").findings == []


def test_every_choice_and_every_awkward_answer_is_tried(tmp_path: Path) -> None:
    variables = {"colour": ["red", "green", "blue"], "tests": True, "motto": "x", "code": "1"}
    folder = write_kit(tmp_path / "small", {"a.txt": "a"}, variables)
    about = '[[question]]\nname = "code"\nkind = "integer"\n[[question]]\nname = "motto"\nwhen = { tests = false }\n'
    (folder / "kit.toml").write_text(about, encoding="utf-8")

    names = [trial.with_ for trial in trials(load(folder), {})]

    assert names[0] == "the default answers"
    assert set(AWKWARD) <= set(names)
    assert {"colour = green", "colour = blue", "tests = no", "motto asked for"} <= set(names)


def test_programs_that_are_not_trusted_do_not_run_and_are_told(checked: Checker) -> None:
    report = checked({"a.txt": "a"}, None, {"hooks/post_gen_project.py": "raise SystemExit(1)"})

    assert report.is_good
    assert any("hooks/post_gen_project.py" in one and "--trust" in one for one in report.skipped)


def project_of(tmp_path: Path, files: dict[str, str]) -> tools.Project:
    folder, scratch = tmp_path / "checked_site", tmp_path / "scratch"
    scratch.mkdir()
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return tools.Project(folder, scratch, {path: f"{path}-in-the-kit" for path in files})


def test_ruff_looks_with_the_projects_own_settings(tmp_path: Path) -> None:
    files = {"a.py": "import os\nx  = 1\n", "pyproject.toml": "[tool.ruff.lint]\nselect = ['F']\n"}

    found = list(tools.lint(project_of(tmp_path, files)))

    assert [(one.place, one.code, one.warns) for one in found] == [
        ("a.py-in-the-kit:1", "lint", False),
        ("a.py-in-the-kit", "format", True),
    ]
    assert "F401" in found[0].what


MANAGE = "import sys, unittest\nunittest.main(module=None, argv=['manage.py', 'discover', '-s', 'tests', '-t', '.'])\n"
FAILING = (
    "import os\nimport unittest\n\n\nclass Some(unittest.TestCase):\n"
    "    def test_clean(self):\n        self.assertNotIn('SECRET_OF_THE_TEACHER', os.environ)\n\n"
    "    def test_wrong(self):\n        self.assertEqual(1, 2)\n"
)  # fmt: skip


def test_the_projects_own_tests_run_in_a_clean_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_THE_TEACHER", "x")
    files = {"manage.py": MANAGE, "tests/__init__.py": "", "tests/test_some.py": FAILING}

    found = list(tools.test(project_of(tmp_path, files)))

    assert [(one.place, one.code) for one in found] == [
        ("tests/test_some.py-in-the-kit:10", "tests")
    ]
    assert "test_wrong" in found[0].what


def test_tests_that_never_end_are_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "SECONDS", 0.2)
    project = project_of(tmp_path, {"manage.py": "while True: pass\n"})

    (found,) = tools.guarded(tools.test, project, "tests")

    assert "was stopped" in found.what


def test_tests_that_cannot_start_say_why(tmp_path: Path) -> None:
    (found,) = tools.test(project_of(tmp_path, {"manage.py": "raise SystemExit('no database')\n"}))

    assert "no database" in found.what


def test_a_new_kit_passes_its_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "installed", "ruff".__eq__)
    write(plan_kit("shop", tmp_path, kits.find("minimal")))
    room = tmp_path / "room"
    room.mkdir()

    report = check_kit(load(tmp_path / "shop"), room, said={}, tests=True)

    assert report.findings == []
    assert {"lint", "tests"} <= set(report.done)
    assert (
        json.loads((tmp_path / "shop" / "cookiecutter.json").read_text())["project_name"]
        == "My shop"
    )


def test_each_kind_of_finding_has_a_meaning() -> None:
    assert CODES.keys() >= WARNINGS
