import os
import subprocess
import sys

import pytest

from .conftest import Run


def complete(run: Run, *words: str) -> list[str]:
    """Return what the Tab key offers after `mtvgen` and *words*, as bash asks for it."""
    typed = ["mtvgen", *words]
    env = {
        "_MTVGEN_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(typed),
        "COMP_CWORD": str(len(typed) - 1),
    }
    return [line.split(",", 1)[1] for line in run(env=env).stdout.split()]


def test_commands_are_completed(run: Run) -> None:
    assert complete(run, "run") == ["runserver"]
    assert complete(run, "sq") == ["sqlmigrate", "squashmigrations"]


def test_options_and_kits_are_completed(run: Run) -> None:
    assert complete(run, "startproject", "--dry") == ["--dry-run"]
    assert complete(run, "startproject", "--kit", "po") == ["polls"]
    assert complete(run, "startproject", "--kit", "polls", "--lang", "e") == ["en"]
    assert complete(run, "startproject", "--kit", "gone", "--lang", "e") == []
    assert complete(run, "--ver") == ["--version"]


def test_commands_are_completed_without_loading_one() -> None:
    code = (
        "import os, sys; from mtvgen.cli.main import main\n"
        "try: main([])\nexcept SystemExit: pass\n"
        "print([name for name in sys.modules if name.endswith(('startproject', '.completion', 'scaffold'))])"
    )
    env = {"_MTVGEN_COMPLETE": "bash_complete", "COMP_WORDS": "mtvgen ", "COMP_CWORD": "1"}

    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=os.environ | env,
        check=True,
    )

    assert said.stdout.splitlines()[-1] == "[]"
    assert "startproject" in said.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script(run: Run, shell: str) -> None:
    done = run("completion", shell)

    assert done.returncode == 0
    assert f"_MTVGEN_COMPLETE={shell}_complete" in done.stdout
    assert done.stdout.strip() in run(env={"_MTVGEN_COMPLETE": f"{shell}_source"}).stdout
