"""`mtvgen bundle` and `unbundle` as their users call them: the project runs on its own copy."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kits.projects import environment, generate

from .conftest import Run


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the default kit with the runtime in it; no test here changes it for the next one."""
    folder = generate("default", tmp_path_factory.mktemp("bundled"))
    subprocess.run(
        [sys.executable, "-m", "mtvgen", "bundle"], cwd=folder, check=True, capture_output=True
    )
    return folder


def python(project: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run Python in the project, where `import mtvgen` fails as if it were not installed."""
    blocked = project.parent / "blocked" / "mtvgen.py"
    blocked.parent.mkdir(exist_ok=True)
    blocked.write_text('raise ModuleNotFoundError("mtvgen is not installed")\n', "utf-8")
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env=environment(PYTHONPATH=str(blocked.parent), **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_a_dry_run_shows_the_one_word_that_changes(run: Run, place: Path) -> None:
    folder = generate("default", place)

    done = run("bundle", "--dry-run", "--diff", cwd=folder)

    assert done.returncode == 0, done.stderr
    assert "  create  mtv_runtime/     (" in done.stdout
    assert "+from mysite.mtv_runtime.urls import path\n" in done.stdout
    assert "b/mtv_runtime" not in done.stdout
    assert not (folder / "mtv_runtime").exists()


def test_json_lists_every_file(run: Run, place: Path) -> None:
    done = run("bundle", "--dry-run", "--diff", "--json", cwd=generate("default", place))

    said = json.loads(done.stdout)
    rows = {row["path"]: row for row in said["files"]}
    assert rows["mtv_runtime/urls/__init__.py"]["change"] == "create"
    assert "-from mtvgen.runtime.urls import path" in rows["urls.py"]["diff"]


def test_a_request_passes_through_the_copy(project: Path) -> None:
    code = (
        "import sys; from mysite.mtv_runtime.test import Client; "
        "print(Client(HTTP_HOST='localhost').get('/nothing').status_code, sorted(n for n in sys.modules if n.startswith('mtvgen')))"
    )

    done = python(project, "manage.py", "shell", "-c", code)

    assert done.stdout == "404 []\n", done.stderr


def test_commands_are_handed_over_to_the_copy(run: Run, project: Path) -> None:
    done = run(
        "manage", "shell", "-c", "import sys; print('mtvgen.runtime' in sys.modules)", cwd=project
    )

    assert done.stdout == "False\n", done.stderr


def test_a_model_is_generated_with_its_migration(run: Run, project: Path) -> None:
    done = run("generate", "model", "Tag", "name:str", "--dry-run", "--diff", cwd=project)

    assert "\n+from mysite.mtv_runtime.db import migrations, models\n" in done.stdout, done.stderr
    assert "mtvgen.runtime" not in done.stdout


def test_bundle_says_whether_the_copy_was_changed(run: Run, project: Path) -> None:
    file = project / "mtv_runtime" / "shortcuts.py"
    before = file.read_bytes()

    assert "mtv_runtime is mtvgen's runtime" in run("bundle", "--diff", cwd=project).stdout
    file.write_bytes(before + b"# mine\n")
    try:
        shown = run("bundle", "--diff", cwd=project).stdout
        document = json.loads(run("bundle", "--diff", "--json", cwd=project).stdout)
        refused = run("unbundle", cwd=project)
    finally:
        file.write_bytes(before)

    assert "  change  mtv_runtime/shortcuts.py\n" in shown
    assert "\n+# mine\n" in shown
    assert [row["path"] for row in document["files"]] == ["mtv_runtime/shortcuts.py"]
    assert "1 file of mtv_runtime was changed: mtv_runtime/shortcuts.py." in refused.stderr
    assert refused.returncode == 1
