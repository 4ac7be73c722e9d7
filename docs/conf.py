"""How the documentation is built: `make docs` (Sphinx, Markdown, the theme Furo; all offline)."""

import re
import sys
from importlib import import_module
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from mtvgen import runtime
from mtvgen.runtime.conf import settings

sys.path.append(str(Path(__file__).parent))

project = "mtvgen"
author = "The mtvgen developers"
copyright = "2026, The mtvgen developers"  # noqa: A001  # Sphinx's name
release = version = version_of("mtvgen")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nitpicky = False

html_theme = "furo"
pygments_style = "tango"
pygments_dark_style = "monokai"
html_title = f"mtvgen {release}"
html_static_path = ["_static"]
html_show_sphinx = False
html_copy_source = False
templates_path: list[str] = []

toc_object_entries = False  # thousands of names would slow down every page
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "separated"
autodoc_default_options = {"show-inheritance": True}

# What importing every module of the runtime takes.
settings.configure(
    INSTALLED_APPS=[f"mtvgen.runtime.contrib.{app}" for app in ("sessions", "staticfiles")],
    SECRET_KEY="only to import",  # noqa: S106  # nothing is signed here
    STATIC_URL="static/",
)
runtime.setup()

# Some modules import a name only when it is asked for; autodoc looks at what is there already.
for page in Path(__file__).parent.glob("reference/names/*.md"):
    for found in re.finditer(r"automodule:: (\S+)\n   :members: (.*)", page.read_text("utf-8")):
        module = import_module(found[1])
        for name in found[2].split(", "):
            setattr(module, name, getattr(module, name))


def setup(app: Any) -> None:
    """Let Sphinx read the docstrings in the form that they have."""
    from docstrings import as_rst

    def process(
        _app: Any, _what: str, _name: str, _object: Any, _options: Any, lines: list[str]
    ) -> None:
        lines[:] = as_rst(lines)

    app.connect("autodoc-process-docstring", process)
