from collections.abc import Iterator
from pathlib import Path

import pytest

import mtvgen.runtime
from tests.runtime.db.migrations.project import Project, open_project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    mtvgen.runtime.setup()
    with open_project(tmp_path) as made:
        yield made
