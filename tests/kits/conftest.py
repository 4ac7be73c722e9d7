"""Fixtures of the kits' tests."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from .projects import KITS, PROVING, SAMPLES, bake, generate

Made = Callable[[str], Path]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what takes a kit for each shipped one; what is marked `dear` for the samples."""
    if "kit" in metafunc.fixturenames:
        is_dear = metafunc.definition.get_closest_marker("dear") is not None
        metafunc.parametrize("kit", SAMPLES if is_dear else KITS, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In `make proof`, leave out what `make test` runs for every kit."""
    if PROVING:
        here = Path(__file__).parent
        items[:] = [
            item
            for item in items
            if here not in item.path.parents
            or (item.get_closest_marker("dear") and "kit" in getattr(item, "fixturenames", ()))
        ]


@pytest.fixture
def kit(request: pytest.FixtureRequest) -> str:
    """Each shipped kit's name in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a function that gives a kit's project, made once by mtvgen: to be copied or only read."""
    return cache(lambda kit: generate(kit, tmp_path_factory.mktemp("generated")))


@pytest.fixture(scope="session")
def baked(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a function that gives a kit's project, made once by cookiecutter: to be copied."""
    return cache(lambda kit: bake(kit, tmp_path_factory.mktemp("baked")))


@pytest.fixture
def project(kit: str, generated: Made, tmp_path: Path) -> Path:
    """A project of each shipped kit in turn, as `mtvgen startproject` makes it."""
    return Path(shutil.copytree(generated(kit), tmp_path / "made" / "mysite"))
