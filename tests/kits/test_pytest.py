"""The kits' own tests run by plain pytest too, with nothing written for it."""

import pytest

from .projects import run


@pytest.mark.dear
def test_a_project_passes_its_own_tests_under_pytest(project):
    project.joinpath("tests", "test_more.py").write_text(
        "def test_the_front_page(client, db):\n    assert client.get('/').status_code in (200, 302, 404)\n"
    )

    said = run("-W", "error", "-m", "pytest", "-q", cwd=project)

    assert " passed" in said
    assert "failed" not in said
    assert not project.joinpath("db.sqlite3").exists()
