"""Several kits in one project: the first makes it, the others become apps in it; or it is said why not."""

import json
import tomllib
from pathlib import Path

import pytest

from mtvgen.errors import KitBroken, KitsDoNotFit
from mtvgen.scaffold.change.edits import Draft
from mtvgen.scaffold.change.facts import read_facts
from mtvgen.scaffold.change.history import made_in
from mtvgen.scaffold.change.journal import alone, apply
from mtvgen.scaffold.change.takeback import plan_destroy
from mtvgen.scaffold.combine import with_apps
from mtvgen.scaffold.kits import Kit, load
from mtvgen.scaffold.locate import find_project
from mtvgen.scaffold.plan import Plan
from mtvgen.scaffold.project import plan_project
from mtvgen.scaffold.write import write
from tests.scaffold.change.conftest import FILES

from .conftest import write_kit

SLUG = "{{ cookiecutter.project_slug }}"
BASE = {
    path: text.replace("shop", SLUG) if path.endswith(".py") else text
    for path, text in FILES.items()
}
BASE = {path: text for path, text in BASE.items() if path != "templates/base.html"}
PYPROJECT = {"pyproject.toml": '[project]\nname = "x"\ndependencies = ["mtvgen"]\n'}
APP = {
    "models.py": '"""M."""\n',
    "urls.py": 'from mtvgen.runtime.urls import path\n\nfrom . import views\n\napp_name = "tasks"\nurlpatterns = [path("", views.index)]\n',
    "views.py": f'NAME = "{SLUG}"\n',
    "templates/tasks/list.html": "list",
    "manage.py": "not of the app\n",
    "settings.py": "not of the app\n",
}
FITS = ["models.py", "urls.py", "views.py", "templates"]


def kit(folder: Path, files: dict[str, str], about: dict[str, object] | None = None) -> Kit:
    write_kit(folder, dict(files))
    rows = [f"{key} = {json.dumps(value)}" for key, value in (about or {}).items()]
    (folder / "kit.toml").write_text("\n".join(rows), "utf-8")
    return load(folder)


@pytest.fixture
def base(tmp_path: Path) -> Plan:
    return plan_project("shop", tmp_path, kit(tmp_path / "kits" / "base", BASE | PYPROJECT))


def text_of(plan: Plan, path: str) -> str:
    return next(one.content for one in plan.files if one.path == path).decode()


def test_the_second_kit_becomes_an_app_wired_as_startapp_does(base: Plan, tmp_path: Path) -> None:
    tasks = kit(tmp_path / "kits" / "tasks", APP, {"fits": FITS, "requires": ["nh3>=0.2"]})

    plan = with_apps(base, [tasks])

    new = {one.path for one in plan.files} - {one.path for one in base.files}
    assert new == {
        f"tasks/{path}"
        for path in ("__init__.py", "models.py", "urls.py", "views.py", "templates/tasks/list.html")
    }
    assert text_of(plan, "tasks/views.py") == 'NAME = "tasks"\n'
    assert '    "shop.tasks",\n' in text_of(plan, "settings.py")
    assert 'path("tasks/", include("shop.tasks.urls"))' in text_of(plan, "urls.py")
    assert "import include, path" in text_of(plan, "urls.py")
    assert tomllib.loads(text_of(plan, "pyproject.toml"))["project"]["dependencies"] == [
        "mtvgen",
        "nh3>=0.2",
    ]
    assert plan.kit.requires == ("nh3>=0.2",)


def test_the_app_can_be_destroyed_and_the_project_be_updated_beside_it(
    base: Plan, tmp_path: Path
) -> None:
    tasks = kit(tmp_path / "kits" / "tasks", APP, {"fits": FITS})
    write(with_apps(base, [tasks]))
    folder = tmp_path / "shop"

    assert [made.title for made in made_in(Draft(folder))] == ["app tasks"]
    assert (
        "tasks/views.py" not in tomllib.loads((folder / ".mtvgen.toml").read_text("utf-8"))["files"]
    )
    change, problems = plan_destroy(read_facts(find_project(folder)), "app", "tasks", "")
    with alone(folder):
        apply(change)
    assert problems == []
    first = {one.path: one.content for one in base.files}
    changed = {path for path, text in first.items() if (folder / path).read_bytes() != text}
    assert changed == set()


def test_every_reason_is_told(base: Plan, tmp_path: Path) -> None:
    kits = tmp_path / "kits"
    silent = kit(kits / "silent", APP)
    bare = {path: text for path, text in APP.items() if path != "urls.py"}
    nameless = kit(
        kits / "nameless",
        bare | {"urls.py": "urlpatterns = []\n"},
        {"fits": ["urls.py", "forms.py"]},
    )
    one = kit(kits / "one", APP, {"fits": ["templates"]})
    two = kit(kits / "two", APP, {"fits": ["templates"]})
    shop = kit(kits / "shop", APP, {"fits": ["models.py"]})
    views = kit(kits / "Models", APP, {"fits": ["models.py"]})

    with pytest.raises(KitsDoNotFit) as refused:
        with_apps(base, [silent, nameless, one, two, shop])

    assert refused.value.message.splitlines() == [
        "These kits do not fit together:",
        "  silent does not say that it fits beside another kit: its kit.toml has no 'fits'.",
        "  nameless says that forms.py makes it an app, and has no such file.",
        "  nameless: its urls.py has no app_name, so that its patterns would be taken for the project's.",
        "  templates/tasks/list.html is in two, and the project has one/templates/tasks/list.html: only one would ever be found.",
        "  shop would be the app shop, and the project has something of this name.",
        "Nothing was written.",
    ]
    assert views.fits == ("models.py",)


def test_a_project_whose_lists_cannot_be_edited_is_refused(tmp_path: Path) -> None:
    strange = BASE | {"settings.py": "INSTALLED_APPS = make()\n"}
    plan = plan_project("shop", tmp_path, kit(tmp_path / "kits" / "base", strange))
    tasks = kit(tmp_path / "kits" / "tasks", APP, {"fits": FITS})

    with pytest.raises(KitsDoNotFit, match=r'Add this to it yourself: "shop\.tasks",'):
        with_apps(plan, [tasks])


def test_fits_is_a_list_of_texts(tmp_path: Path) -> None:
    with pytest.raises(KitBroken, match="fits is no list of texts"):
        kit(tmp_path / "kits" / "tasks", APP, {"fits": "models.py"})
