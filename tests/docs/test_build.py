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
    out = tmp_path / "html"
    # All but the pages of source code, which take half of the time and cannot go wrong.

    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-D", "extensions=myst_parser,sphinx.ext.autodoc", "-d", str(tmp_path / "trees"), "docs", str(out)],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    path = (out / "reference" / "names" / "urls.html").read_text(encoding="utf-8")
    assert 'id="mtvgen.runtime.urls.path"' in path
    assert "Jinja2" in (out / "reference" / "templates.html").read_text(encoding="utf-8")
