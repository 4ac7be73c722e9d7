"""The documentation is built without a warning; skipped where Sphinx is not installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kits.projects import HOME

pytest.importorskip("sphinx", reason="Sphinx is not installed: make docs installs it")
pytest.importorskip("myst_parser", reason="MyST is not installed: make docs installs it")
pytest.importorskip("furo", reason="Furo is not installed: make docs installs it")


@pytest.mark.slow
def test_sphinx_builds_every_page_and_warns_of_nothing(tmp_path: Path) -> None:
    # Every reference is resolved; no page is written: `make docs` does that, and half of this is the theme's.

    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "dummy", "-D", "extensions=myst_parser,sphinx.ext.autodoc", "-d", str(tmp_path / "trees"), "docs", str(tmp_path / "out")],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    tree = (tmp_path / "trees" / "reference" / "names" / "urls.doctree").read_bytes()
    assert b"mtvgen.runtime.urls.path" in tree
    assert (tmp_path / "trees" / "reference" / "templates.doctree").is_file()
