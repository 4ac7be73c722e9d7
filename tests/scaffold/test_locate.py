import os
import sys
import tempfile
from pathlib import Path

import pytest

from mtvgen.errors import NoProject
from mtvgen.scaffold.locate import find_project

OURS = "def main():\n    from mtvgen.runtime.core.management import execute_from_command_line\n"
BUNDLED = "from mysite.mtv_runtime.core.management import execute_from_command_line\n"
DJANGOS = "    from django.core.management import execute_from_command_line\n"


def project(folder: Path, manage: str = OURS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manage.py").write_text(manage, encoding="utf-8")
    return folder


@pytest.mark.parametrize("manage", [OURS, BUNDLED])
def test_a_project_is_found_from_any_folder_in_it(tmp_path: Path, manage: str) -> None:
    folder = project(tmp_path / "mysite", manage)
    deep = folder / "templates" / "shop"
    deep.mkdir(parents=True)

    assert find_project(deep).folder == find_project(folder).folder == folder


def test_the_nearest_project_is_meant(tmp_path: Path) -> None:
    project(tmp_path)

    assert find_project(project(tmp_path / "inner")).folder == tmp_path / "inner"


def test_a_manage_py_of_something_else_is_passed_over(tmp_path: Path) -> None:
    outer = project(tmp_path / "outer")

    assert find_project(project(outer / "inner", "print('manage')")).folder == outer


def test_a_django_project_is_called_one(tmp_path: Path) -> None:
    folder = project(tmp_path / "dj", DJANGOS)
    (folder / "app").mkdir()

    with pytest.raises(
        NoProject, match=r"belongs to a Django project.*Type: python \.\./manage\.py"
    ):
        find_project(folder / "app")


def test_outside_a_project_the_way_to_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoProject, match="mtvgen startproject mysite"):
        find_project(tmp_path)


def test_one_folder_above_a_project_the_way_in_is_told(tmp_path: Path) -> None:
    project(tmp_path / "mysite")

    with pytest.raises(NoProject, match="type: cd mysite"):
        find_project(tmp_path)


def test_several_projects_below_are_all_named(tmp_path: Path) -> None:
    project(tmp_path / "b")
    project(tmp_path / "a")

    with pytest.raises(NoProject, match="in the folders a, b"):
        find_project(tmp_path)


def environment(folder: Path, *, with_mtvgen: bool) -> Path:
    scripts, packages = ("Scripts", "Lib") if os.name == "nt" else ("bin", "lib/python3.11")
    python = folder / scripts / ("python.exe" if os.name == "nt" else "python")
    python.parent.mkdir(parents=True)
    python.touch()
    (folder / "pyvenv.cfg").touch()
    (folder / packages / "site-packages").mkdir(parents=True)
    if with_mtvgen:
        (folder / packages / "site-packages" / "mtvgen-1.0.dist-info").mkdir()
    return python


@pytest.mark.parametrize("where", [".venv", "venv", "../.venv", "../venv"])
def test_a_project_runs_on_its_own_environment(tmp_path: Path, where: str) -> None:
    folder = project(tmp_path / "mysite")
    python = environment((folder / where).resolve(), with_mtvgen=True)

    assert find_project(folder).python() == str(python)


def test_an_environment_without_mtvgen_is_passed_over(tmp_path: Path) -> None:
    folder = project(tmp_path / "mysite")
    environment(folder / ".venv", with_mtvgen=False)

    assert find_project(folder).python() == sys.executable


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="only root can make a file another user's"
)
def test_a_manage_py_that_a_stranger_left_above_is_not_run() -> None:
    with tempfile.TemporaryDirectory() as open_to_all:
        Path(open_to_all).chmod(0o755)
        folder = project(Path(open_to_all) / "mysite")
        (folder / "sub").mkdir()
        os.chown(folder / "manage.py", 1234, 1234)
        os.seteuid(65534)
        try:
            with pytest.raises(NoProject, match="belongs to another user"):
                find_project(folder / "sub")
        finally:
            os.seteuid(0)
