"""Imports come where ruff's isort wants them, and go when nothing mentions them."""

import subprocess
import sys
from pathlib import Path

import pytest

from mtvgen.errors import ChangeRefused
from mtvgen.scaffold.change.imports import From, with_imports, without_unused

HTTP = From("mtvgen.runtime.http", ("HttpResponse", "HttpRequest"))
CASES = {
    "an empty file": "",
    "a docstring": '"""Text."""\n',
    "a docstring and code": '"""Text."""\n\n\ndef f() -> None:\n    """Do."""\n',
    "a name more": "from mtvgen.runtime.http import Http404\n",
    "a name more over lines": "from mtvgen.runtime.http import (\n    Http404,\n)\n",
    "another name for one": "from mtvgen.runtime.http import Http404 as Missing\n",
    "between others": "import os\n\nfrom mtvgen.runtime.db import models\n\nfrom . import views\n",
    "before others": "from mtvgen.runtime.urls import path\n\nfrom . import views\n\nX = 1\n",
    "after the library": "import os\nfrom pathlib import Path\n\nX = os, Path\n",
    "before the own ones": "from . import views\nfrom .models import Entry\n\nX = 1\n",
    "the future first": '"""Text."""\n\nfrom __future__ import annotations\n\nX = 1\n',
    "constants and classes": "from mtvgen.runtime.http import Http404, parse_cookie, QueryDict\n",
    "a remark": '"""Text."""\n\n# A remark.\nX = 1\n',
}


@pytest.mark.parametrize("case", CASES)
def test_ruff_finds_each_import_where_it_wants_it(case: str, tmp_path: Path) -> None:
    text = with_imports(CASES[case], "a.py", [HTTP, From(".models", ("Post",))])
    file = tmp_path / "a.py"
    file.write_text(text, encoding="utf-8")

    found = with_imports(text, "a.py", [HTTP])
    if "QueryDict" not in text:  # that one was not in order before
        line = ["check", "--select", "I", "--isolated", "--no-cache", "--line-length", "100", file]
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *map(str, line)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, text + done.stdout

    assert found == text
    compile(text, "a.py", "exec")


def test_an_import_that_nothing_mentions_goes_with_its_gap() -> None:
    before = CASES["between others"]
    after = with_imports(before, "a.py", [HTTP])

    assert after != before
    assert without_unused(after, "a.py", [HTTP]) == before


def test_an_import_that_is_used_stays() -> None:
    text = with_imports("X = 1\n", "a.py", [HTTP]) + "Y = HttpRequest\n"

    text = without_unused(text, "a.py", [HTTP])

    assert "from mtvgen.runtime.http import HttpRequest\n" in text


@pytest.mark.parametrize(
    "text",
    [
        "from os import path\n",
        "import path\n",
        "def path() -> None: ...\n",
        "path = 1\n",
        "class path: ...\n",
        "from x import y as path\n",
    ],
)
def test_a_name_that_means_something_else_is_refused(text: str) -> None:
    with pytest.raises(ChangeRefused, match="'path' is something else here"):
        with_imports(text, "urls.py", [From("mtvgen.runtime.urls", ("path",))])


def test_a_statement_with_a_remark_is_left_alone() -> None:
    text = "from mtvgen.runtime.http import (\n    Http404,  # mine\n)\n"

    edited = with_imports(text, "a.py", [HTTP])

    assert text.strip() in edited
    assert "import HttpRequest, HttpResponse" in edited
