"""The projects are what a careful teacher would hand out: no tool finds anything to say."""

from pathlib import Path

import pytest

from .projects import KITS, TEMPLATES, generate, run

SLUGS = ("mysite", "w", "the_longest_name_that_a_project_can_have", "网站", "_Mixed9Case")


@pytest.mark.dear
@pytest.mark.parametrize("slug", SLUGS)
def test_ruff_finds_nothing_whatever_the_name(kit, tmp_path, slug):
    project = generate(kit, tmp_path, slug)

    run("-m", "ruff", "check", "--no-cache", ".", cwd=project)
    run("-m", "ruff", "format", "--no-cache", "--check", "--diff", ".", cwd=project)


def test_ruff_finds_nothing_in_the_kit_as_it_lies(kit):
    (template,) = TEMPLATES.joinpath(kit).glob("*cookiecutter*/")

    run("-m", "ruff", "check", "--no-cache", ".", cwd=template)
    run("-m", "ruff", "format", "--no-cache", "--check", "--diff", ".", cwd=template)


@pytest.mark.slow
def test_mypy_finds_nothing(tmp_path: Path):
    # One run for all kits: what costs is reading the runtime.
    projects = [generate(kit, tmp_path, f"{kit}_site") for kit in KITS]

    packages = [word for project in projects for word in ("-p", project.name)]
    run("-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", *packages, cwd=tmp_path)
