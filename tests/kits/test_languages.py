"""A kit is as good in its other languages as in its own."""

import re
from pathlib import Path

import pytest

from mtvgen.scaffold import kits
from mtvgen.scaffold.project import plan_project
from mtvgen.scaffold.write import write

from .projects import files, manage, run


def translated(kit: str, into: Path) -> list[Path]:
    """Return a project of the kit in each of its languages but the first."""
    into.mkdir(exist_ok=True)
    known = kits.find(kit)
    plans = [plan_project(f"site_{one}", into, known, language=one) for one in known.languages[1:]]
    for plan in plans:
        write(plan)
    return [plan.target for plan in plans]


def test_ruff_finds_nothing_in_any_language(kit, tmp_path):
    for project in translated(kit, tmp_path):
        run("-m", "ruff", "check", "--no-cache", ".", cwd=project)
        run("-m", "ruff", "format", "--no-cache", "--check", "--diff", ".", cwd=project)


@pytest.mark.dear
def test_a_project_passes_its_own_tests_in_any_language(kit, tmp_path):
    for project in translated(kit, tmp_path):
        assert "OK" in manage(project, "test")
        manage(project, "makemigrations", "--check")


def test_chinese_pages_say_that_they_are_chinese_and_no_english_sentence_is_left_in_them(
    kit, tmp_path
):
    for project in translated(kit, tmp_path):
        pages = {path: text.decode() for path, text in files(project).items() if ".html" in path}
        texts = {
            path: re.sub(
                r"<(code|style)\b.*?</\1>|<[^>]*>|\{[{%#].*?[}%#]\}", " ", text, flags=re.DOTALL
            )
            for path, text in pages.items()
        }

        assert '<html lang="zh-Hans">' in "".join(pages.values())
        assert 'LANGUAGE_CODE = "zh-hans"' in project.joinpath("settings.py").read_text("utf-8")
        left = {path: re.findall(r"[A-Za-z]+ [a-z]+", text) for path, text in texts.items()}
        assert [path for path, found in left.items() if found] == []
