"""One word for another in a project's files, and nothing else."""

import ast
from pathlib import Path

import pytest

from mtvgen.scaffold.bundle.swap import swapped, swapped_bytes, texts_in
from mtvgen.scaffold.change.layout import WIDTH

OLD, NEW = "mtvgen.runtime", "shop.mtv_runtime"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("from mtvgen.runtime.urls import path\n", "from shop.mtv_runtime.urls import path\n"),
        ("import mtvgen.runtime\n", "import shop.mtv_runtime\n"),
        ('X = ["mtvgen.runtime.a.B"]\n', 'X = ["shop.mtv_runtime.a.B"]\n'),
        ("import mtvgen.runtimes, a.mtvgen.runtime, xmtvgen.runtime\n", None),
        ("# about mtvgen itself\n", None),
    ],
)
def test_the_name_is_replaced_where_it_stands_as_a_whole(text: str, result: str | None) -> None:
    assert swapped(text, "a.py", OLD, NEW) == (result or text)
    assert swapped(result or text, "a.py", NEW, OLD) == text


def test_imports_stand_in_the_section_that_they_belong_to_and_come_back() -> None:
    text = (
        '"""V."""\n\nimport os\n\nimport nh3\nfrom markdown_it import MarkdownIt\n'
        "from mtvgen.runtime.urls import (\n    path,\n)\nfrom nh3 import clean\n\nfrom . import views\n"
    )

    result = swapped(text, "a.py", OLD, NEW)

    assert result == (
        '"""V."""\n\nimport os\n\nimport nh3\nfrom markdown_it import MarkdownIt\nfrom nh3 import clean\n\n'
        "from shop.mtv_runtime.urls import (\n    path,\n)\n\nfrom . import views\n"
    )
    assert swapped(result, "a.py", NEW, OLD) == text


def test_lines_that_become_too_long_are_broken_and_mean_the_same() -> None:
    long = "some_library." * 4
    text = (
        f"from mtvgen.runtime.{long}x import one, two, three\n"
        f'VALUE = call("mtvgen.runtime.{long}", "second")\n'
        f'TEXT = """\nmtvgen.runtime.{long} stays on one line, for it is text\n"""\n'
        f'WAS_LONG = call("{"x" * WIDTH}", 2)\n'
    )

    result = swapped(text, "a.py", OLD, f"a_rather_long_name.{NEW}")

    lines = result.split("\n")
    assert lines[1:4] == ["    one,", "    two,", "    three,"]
    assert '    "second",' in lines
    assert lines[-2] == text.split("\n")[-2]
    assert ast.dump(ast.parse(result)) == ast.dump(
        ast.parse(text.replace(OLD, f"a_rather_long_name.{NEW}"))
    )


def test_bytes_keep_their_line_ends_and_what_is_no_text_stays() -> None:
    assert (
        swapped_bytes(b"a\r\nmtvgen.runtime\r\n", "a.ini", OLD, NEW) == b"a\r\nshop.mtv_runtime\r\n"
    )
    assert swapped_bytes(b"\xffmtvgen.runtime", "a.py", OLD, NEW) == b"\xffmtvgen.runtime"
    assert swapped_bytes(b"mtvgen.runtime", "README.md", OLD, NEW) == b"mtvgen.runtime"


def test_only_files_of_the_project_are_looked_at(tmp_path: Path) -> None:
    for path in (
        "a.py",
        "b/c.html",
        "b/d.png",
        ".venv/x.py",
        "env/pyvenv.cfg",
        "env/x.py",
        "mtv_runtime/x.py",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / "link.py").symlink_to(tmp_path / "a.py")

    assert list(texts_in(tmp_path)) == ["a.py", "b/c.html"]
