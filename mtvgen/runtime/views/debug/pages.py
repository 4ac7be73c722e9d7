"""Facts to HTML and plain text."""

import base64
import hashlib
import re
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


_QUOTED = re.compile(r"`([^`\n]+)`")


def with_code(text: str) -> Markup:
    """Return *text* as HTML, what stands in `backticks` as code."""
    return Markup(_QUOTED.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  # escaped


@cache
def _environment() -> Environment:
    # its own, so that nothing of the project can break the page that tells what is broken
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["with_code"] = with_code
    return made


@cache
def _style() -> str:
    return (_TEMPLATES / "technical.css").read_text(encoding="utf-8")


def fill(name: str, **facts: Any) -> str:
    """Return the template *name* of this room, filled."""
    return _environment().get_template(name).render(style=_style(), **facts)


def content_security_policy() -> str:
    """Return the header that lets these pages use their own style and nothing else.

    Its nonce is in none of them: `runserver` gives it to the script that reloads an open page.
    """
    # what stands between <style> and </style>, to the letter
    digest = hashlib.sha256(_style().encode()).digest()
    allowed = base64.b64encode(digest).decode("ascii")
    return (
        f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors 'none'; script-src 'nonce-{secrets.token_urlsafe(16)}'; "
        "connect-src 'self'"
    )
