"""How the documentation is built: `make docs` (Sphinx, Markdown, the theme Furo; all offline)."""

from importlib.metadata import version as version_of

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
html_title = f"mtvgen {release}"
html_static_path = ["_static"]
html_show_sphinx = False

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "separated"
autodoc_default_options = {"members": True, "show-inheritance": True}
