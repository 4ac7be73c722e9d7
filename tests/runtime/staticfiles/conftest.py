"""A project of two apps with static files, for the tests of this folder."""

import sys

import pytest

from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.test.utils import override_settings

STATICFILES = "mtvgen.runtime.contrib.staticfiles"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """The project's folder; its settings hold while the test runs, with DEBUG."""
    for app in ("sf_shop", "sf_blog"):
        package = tmp_path / app
        (package / "static" / app).mkdir(parents=True)
        (package / "__init__.py").write_text("")
        (package / "static" / app / "app.js").write_text(f"// {app}")
        (package / "static" / "shared.css").write_text(f"/* {app} */")
    (tmp_path / "sf_shop" / "static" / ".hidden").write_text("x")
    (tmp_path / "sf_shop" / "static" / "notes.txt~").write_text("x")
    (tmp_path / "extra").mkdir()
    (tmp_path / "extra" / "logo.svg").write_text("<svg/>")
    (tmp_path / "prefixed").mkdir()
    (tmp_path / "prefixed" / "film.mp4").write_text("mp4")
    monkeypatch.syspath_prepend(str(tmp_path))
    apps.populate(settings.INSTALLED_APPS)
    overriding = override_settings(
        DEBUG=True,
        INSTALLED_APPS=[STATICFILES, "sf_shop", "sf_blog"],
        STATIC_URL="/static/",
        STATIC_ROOT=str(tmp_path / "collected"),
        STATICFILES_DIRS=[tmp_path / "extra", ("films", tmp_path / "prefixed")],
    )
    with overriding:
        yield tmp_path
    for name in ("sf_shop", "sf_blog"):
        sys.modules.pop(name, None)
