"""The ladder in a browser: text, progress and the drawing of each stage, as a WSGI application (PEP 3333).

It reads the working folder anew for each page and changes nothing. Only this computer may ask, under
its own name: another site's page cannot read it through a name of its own (DNS rebinding).
"""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..errors import MtvgenError
from . import folder, state
from .drawing import drawing
from .folder import Work
from .lessons import Stage
from .phrases import phrase
from .words import said

HERE = Path(__file__).resolve().parent / "templates"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Content-Security-Policy: nothing is loaded from anywhere."""


def application(place: Path, language: str, hosts: Iterable[str]) -> Callable[..., list[bytes]]:
    """Return the application for the working folder *place*. hosts: values of Host that are answered."""
    allowed = frozenset(hosts)

    def answer(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        if environ.get("HTTP_HOST", "") not in allowed:
            return _plain(
                start_response, "403 Forbidden", "This page is for the person at this computer."
            )
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return _plain(
                start_response, "405 Method Not Allowed", "GET and HEAD.", [("Allow", "GET, HEAD")]
            )
        try:
            work = folder.find(place)
        except MtvgenError as error:
            return _plain(start_response, "500 Internal Server Error", str(error))
        path = environ.get("PATH_INFO", "/").strip("/")
        if path == "state":
            return _plain(start_response, "200 OK", version(work))
        stage = next(
            (one for one in work.lessons.stages if one.place == path), None if path else work.stage
        )
        if stage is None:
            return _plain(start_response, "404 Not Found", f"There is no stage {path!r}.")
        body = page(work, stage, language or work.state.language).encode()
        start_response("200 OK", [
            ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))),
            ("Content-Security-Policy", POLICY), ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"),
        ])  # fmt: skip
        return [body]

    return answer


def version(work: Work) -> str:
    """Return letters that change when the state does."""
    return sha256((work.folder / state.FILE).read_bytes()).hexdigest()[:16]


def page(work: Work, stage: Stage, language: str) -> str:
    """Return the page of a stage."""
    taken = work.state.hints.get(stage.place, 0)
    template = _environment().get_template("ladder.html")
    html: str = template.render(
        lessons=work.lessons,
        stage=stage,
        state=work.state,
        language=language,
        version=version(work),
        passed=sum(one.place in work.state.passed for one in work.lessons.stages),
        css=(HERE / "ladder.css").read_text(encoding="utf-8"),
        text=_html(stage.text(language)),
        drawing=drawing(work.lessons, stage, language),
        hints=[(title, _html(body)) for title, body in stage.hints(language)[:taken]],
        steps=_steps(work, stage),
        said=lambda text: said(text, language),
        phrase=lambda name, **values: phrase(name, language, **values),
    )
    return html


def _steps(work: Work, stage: Stage) -> list[tuple[str, str]]:
    """Return what to type in the terminal, each with the name of the phrase that says why."""
    if stage.place != work.state.stage:
        return [(f"mtvgen lesson check {stage.number}", "check")]
    if stage.place not in work.state.passed:
        return [("mtvgen lesson watch", "keep checking"), ("mtvgen lesson hint", "a hint")]
    return [("mtvgen lesson next", "go on")] if work.after(stage) is not None else []


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


def _html(markdown: str) -> str:
    """Return Markdown as HTML; HTML in it is shown, not obeyed."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(markdown)
    for token in tokens:
        _join_chinese(token.children or [])
    html: str = reader.renderer.render(tokens, reader.options, {})
    return html


def _join_chinese(pieces: list[Token]) -> None:
    """Take away line ends between two Chinese letters: a browser would show each as a space."""
    for before, piece, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if (
            piece.type == "softbreak"
            and _is_wide(before.content[-1:])
            and _is_wide(after.content[:1])
        ):
            piece.type, piece.content = "text", ""


def _is_wide(letter: str) -> bool:
    return bool(letter) and unicodedata.east_asian_width(letter) in "WF"


def _plain(
    start_response: StartResponse, status: str, text: str, headers: Iterable[tuple[str, str]] = ()
) -> list[bytes]:
    body = text.encode()
    start_response(
        status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body))),
                 ("Cache-Control", "no-store"), *headers]
    )  # fmt: skip
    return [body]
