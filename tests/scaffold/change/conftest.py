"""Small projects, written where they are tested: no process is started for them."""

from pathlib import Path

import pytest

from mtvgen.scaffold.change.facts import Facts, read_facts
from mtvgen.scaffold.locate import Project

MANAGE = """\
import os, sys
from pathlib import Path
folder = Path(__file__).resolve().parent
sys.path[:] = [one for one in sys.path if Path(one or ".").resolve() != folder] + [str(folder.parent)]
settings = "shop.settings"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
from mtvgen.runtime.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
SETTINGS = """\
INSTALLED_APPS = [
    "mtvgen.runtime.contrib.staticfiles",
    "shop",
]
MIDDLEWARE = ["mtvgen.runtime.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "shop.urls"
"""
URLS = """\
from mtvgen.runtime.urls import path

from . import views

urlpatterns = [
    path("", views.index, name="index"),
]
"""
FILES = {
    "manage.py": MANAGE,
    "__init__.py": "",
    "settings.py": SETTINGS,
    "urls.py": URLS,
    "views.py": '"""V."""\n',
    "models.py": '"""M."""\n',
    "templates/base.html": "{% block title %}{% endblock %}{% block content %}{% endblock %}",
}


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file of a project but what mtvgen keeps for itself."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and ".mtvgen" not in file.parts and "__pycache__" not in file.parts
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project called shop."""
    folder = tmp_path / "shop"
    write(folder, FILES)
    return folder


@pytest.fixture
def facts(folder: Path) -> Facts:
    return read_facts(Project(folder))
