"""Fixtures of the kits' tests."""

from pathlib import Path

import pytest

from .projects import KITS, generate


@pytest.fixture(params=KITS)
def kit(request: pytest.FixtureRequest) -> str:
    """Each shipped kit's name in turn."""
    return str(request.param)


@pytest.fixture
def project(kit: str, tmp_path: Path) -> Path:
    """A project of each shipped kit in turn, as `mtvgen startproject` makes it."""
    return generate(kit, tmp_path / "made")
