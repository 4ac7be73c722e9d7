"""The house's order, held by its tools: floors, types, style, sizes."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "mtvgen"
MODULES = sorted(PACKAGE.rglob("*.py"))

MOST_LINES = 450
MOST_LINES_OF_A_FUNCTION = 60


def tool(*words: str) -> None:
    """Run a tool of this environment in the repository; fail with what it says."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}{done.stderr}"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed() -> Iterator[tuple[str, ast.Module]]:
    for path in MODULES:
        yield name_of(path), ast.parse(path.read_text(encoding="utf-8"))


def test_every_import_goes_down() -> None:
    """The contracts of import-linter in pyproject.toml, which draw the floors of the house."""
    command = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_no_two_files_import_each_other_on_any_way() -> None:
    graph = grimp.build_graph("mtvgen", exclude_type_checking_imports=False, cache_dir=None)
    imports = {
        module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules
    }

    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_the_runtime_can_be_carried_off_as_a_folder() -> None:
    """It imports itself by relative names only."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in parsed()
        if name.startswith("mtvgen/runtime/")
        for node in ast.walk(tree)
        if (
            isinstance(node, ast.ImportFrom)
            and node.level == 0
            and (node.module or "").split(".")[0] == "mtvgen"
        )
        or (
            isinstance(node, ast.Import)
            and any(alias.name.split(".")[0] == "mtvgen" for alias in node.names)
        )
    ]

    assert found == []


def test_ruff_finds_nothing() -> None:
    tool("ruff", "check", "--quiet", ".")


def test_ruff_would_format_nothing() -> None:
    tool("ruff", "format", "--check", "--quiet", ".")


@pytest.mark.slow
def test_mypy_strict_finds_nothing() -> None:
    tool("mypy")


def test_no_file_is_longer_than_one_subject() -> None:
    long = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}

    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for name, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]

    assert long == []


def test_every_file_says_what_it_is_for() -> None:
    assert [name for name, tree in parsed() if not ast.get_docstring(tree)] == []


def test_a_map_of_a_room_names_each_of_its_files() -> None:
    """The docstring of a generator's `__init__` is a map: one line per file."""
    missing = [
        name_of(path)
        for room in ("cli", "classroom", "scaffold")
        for path in (PACKAGE / room).glob("*.py")
        if path.name != "__init__.py"
        and f"`{path.name}`" not in (PACKAGE / room / "__init__.py").read_text(encoding="utf-8")
    ]

    assert missing == []


def test_only_the_console_prints() -> None:
    printers = {
        name
        for name, tree in parsed()
        if name.startswith(("mtvgen/cli/", "mtvgen/scaffold/"))
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "print")
        or (
            isinstance(node, ast.Attribute)
            and node.attr in {"echo", "secho", "stdout", "stderr"}
            and name_is_output(node)
        )
    }

    assert printers <= {"mtvgen/cli/console.py", "mtvgen/cli/main.py"}


def name_is_output(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in {"click", "sys"}


def test_every_text_is_read_and_written_as_utf_8() -> None:
    """Without `encoding` the text of a file depends on the computer that reads it."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"read_text", "write_text"}
        and not any(keyword.arg == "encoding" for keyword in node.keywords)
    ]

    assert found == []


MACHINE = re.compile(r"/(?:root|work|home/[a-z]+|Users/[A-Za-z]+)/[\w.]")


def test_nothing_names_the_machine_that_it_was_written_on() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("this is no clone: there is no list of files")
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in {".png", ".ico", ".woff2"} or not path.is_file():
            continue
        if MACHINE.search(path.read_text(encoding="utf-8", errors="replace")):
            found.append(name)

    assert found == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no clone: nothing says what is left out")
def test_no_file_of_a_kit_is_left_out_of_the_repository() -> None:
    """A kit's own .gitignore speaks of the project: here, too, it would leave out what the kit needs."""
    done = subprocess.run(
        ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "project_template"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip

    assert [one for one in done.stdout.splitlines() if "__pycache__" not in one] == [], "git add -f"
