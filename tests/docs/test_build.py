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

    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-d", str(tmp_path / "trees"), "docs", str(out)],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    path = (out / "reference" / "names" / "urls.html").read_text(encoding="utf-8")
    assert 'id="mtvgen.runtime.urls.path"' in path
    assert "Only GET" in path or "converter" in path
