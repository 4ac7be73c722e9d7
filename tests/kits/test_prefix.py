"""A project under a prefix of a site: the same project, every link and redirect with the prefix."""

import json
from pathlib import Path

import pytest

from .projects import generate, manage, run

SERVE = Path(__file__).with_name("prefixed.py")


@pytest.mark.parametrize(("how", "front"), [("werkzeug", "Flask"), ("forced", "<!doc")])
def test_a_project_runs_under_a_prefix_with_nothing_changed_in_it(tmp_path, how, front):
    project = generate("default", tmp_path)
    if how == "forced":
        with project.joinpath("settings.py").open("a", encoding="utf-8") as settings:
            settings.write('FORCE_SCRIPT_NAME = "/shop"\n')
    manage(project, "migrate")

    seen = json.loads(run(SERVE, how, cwd=tmp_path).splitlines()[0])

    assert seen == {
        "page": 200,
        "links": ["/shop/", "/shop/static/css/site.css", "/shop/static/icon.svg"],
        "posted": [302, "/shop/"],
        "refused": 403,
        "entry": [200],
        "slash": [301, "/shop/entries/1/"],
        "files": [200, 200],
        "root": front,
    }
