"""Fixtures of the template tests."""

import pytest

from mtvgen.runtime.test import override_settings

BACKEND = "mtvgen.runtime.template.backends.jinja2.Jinja2"


@pytest.fixture
def folder(tmp_path):
    """A function that writes templates by name; the settings of development point to them."""

    def write(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")

    entry = {"BACKEND": BACKEND, "DIRS": [tmp_path]}
    with override_settings(DEBUG=True, TEMPLATES=[entry]):
        yield write
