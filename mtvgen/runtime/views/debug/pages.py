"""Facts to HTML and plain text."""

import base64
import hashlib
import re
import secrets
import traceback
from functools import cache
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from ...core.exceptions import Http404
from ...utils.masking import without_secrets
from ...utils.source import is_project_file
from ...xray.sketch import sketch
from ...xray.texts import read_static

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
    own = (_TEMPLATES / "technical.css").read_text(encoding="utf-8")
    return own + read_static("drawing.css")


def fill(name: str, **facts: Any) -> str:
    """Return the template *name* of this room, filled."""
    return _environment().get_template(name).render(style=_style(), **facts)


def picture(request: Any, error: BaseException, trace: TracebackType | None = None) -> Markup:
    """Return the drawing of the way up to where it broke; "" where it cannot be drawn."""
    try:
        frames = traceback.walk_tb(trace or error.__traceback__)
        files = [frame.f_code.co_filename for frame, _ in islice(frames, 2_000)]
        templates = [Path(name).name for name in files if _is_template(name)]
        missing = isinstance(error, Http404)
        match = getattr(request, "resolver_match", None)
        station = "" if match is None else "view"
        if match is not None and templates:
            station = "template"
        elif match is not None and type(error).__module__.endswith("db.utils"):
            station = "query"
        name = "" if missing else type(error).__name__
        drawn = sketch(
            request,
            error=name,
            station=station,
            status=404 if missing else 500,
            files=files,
            template=templates[-1] if templates else "",
        )
        return Markup(without_secrets(drawn))  # noqa: S704  # svg.py escapes
    except Exception:  # noqa: BLE001  # SAFETY: the page about errors must not be one
        return Markup("")


def _is_template(file: str) -> bool:
    return not file.endswith(".py") and is_project_file(file)


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
