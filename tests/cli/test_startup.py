"""What a command may load before it answers: each module costs every user at every call."""

import subprocess
import sys
from pathlib import Path

import pytest

CLI = {
    "mtvgen",
    "mtvgen.cli",
    "mtvgen.cli.commands",
    "mtvgen.cli.console",
    "mtvgen.cli.drawing",
    "mtvgen.cli.main",
    "mtvgen.cli.overview",
    "mtvgen.errors",
}
HANDOVER = CLI | {"mtvgen.cli.handover", "mtvgen.scaffold", "mtvgen.scaffold.locate"}
STARTPROJECT = CLI | {"mtvgen.cli.group", "mtvgen.cli.parse", "mtvgen.cli.startproject", "mtvgen.scaffold"} | {
    f"mtvgen.scaffold.{name}"
    for name in ("answers", "kits", "languages", "leftovers", "names", "originals", "plan", "project", "record", "render", "sound", "stage", "tree", "write")
}  # fmt: skip

# Of the standard library, what the overview needs: text, files, and the data types of the table.
LIBRARY = {
    "__future__", "_collections", "_functools", "_operator", "_sre", "_typing", "collections", "contextlib", "copyreg", "enum",
    "functools", "itertools", "keyword", "operator", "re", "reprlib", "types", "typing", "warnings",
}  # fmt: skip


def loaded(arguments: list[str], cwd: Path) -> tuple[set[str], set[str]]:
    """Return the modules that a call loads: those of mtvgen and of others, and those of the library."""
    code = (
        "import sys; before = set(sys.modules)\n"
        "from mtvgen.cli.main import main\n"
        f"assert main({arguments!r}) == 0\n"
        "print(*(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, check=True
    )
    names = set(done.stdout.splitlines()[-1].split())
    library = {name for name in names if name.split(".")[0] in sys.stdlib_module_names}
    return names - library, {name.split(".")[0] for name in library}


@pytest.mark.parametrize("arguments", [["--help"], []])
def test_help_loads_the_table_and_nothing_else(tmp_path: Path, arguments: list[str]) -> None:
    ours, library = loaded(arguments, tmp_path)

    assert ours == CLI
    assert library <= LIBRARY


def test_version_loads_no_library_of_others(tmp_path: Path) -> None:
    assert loaded(["--version"], tmp_path)[0] == CLI


def test_a_handed_over_command_loads_no_library_of_others(tmp_path: Path) -> None:
    assert loaded(["migrate", "--help"], tmp_path)[0] == HANDOVER


def test_startproject_loads_click_and_no_template_engine(tmp_path: Path) -> None:
    ours, library = loaded(["startproject", "shop", "--no-git", "--no-input"], tmp_path)

    assert {name for name in ours if name.split(".")[0] != "click"} == STARTPROJECT
    assert not library & {
        "asyncio",
        "ctypes",
        "email",
        "http",
        "importlib.metadata",
        "logging",
        "random",
        "ssl",
        "subprocess",
        "tempfile",
    }
