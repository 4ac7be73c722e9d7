"""The page that shows journeys: what it is made of, and one file that holds everything.

The development server hands out `page()` and `assets()` and sends journeys as they come;
`self_contained()` is the same page with its journeys inside, for handing in and for the projector.
Nothing of a journey ever becomes markup here: it travels as data, and the scripts write it as text.
"""

import base64
import hashlib
import json
from html import escape
from typing import Any

from . import words
from .drawing import draw
from .texts import read_static, texts

LANGUAGES = ("en", "zh")
SCRIPTS = ("base.js", "drawing.js", "panel.js", "compare.js", "predict.js", "xray.js")
_BLANK: dict[str, Any] = {"request": {"method": "", "path": ""}, "response": None, "events": []}
_DATA_BLOCK = '<script type="application/json" id="{name}">{data}</script>'


def shown(journey: dict[str, Any]) -> dict[str, Any]:
    """Return *journey* with what the page needs: sentences in each language, and its drawing."""
    events = [{**event, "says": _sentences(event)} for event in journey["events"]]
    return {**journey, "events": events, "drawing": draw(journey).as_json()}


def page(folder: str) -> str:
    """Return the page that asks its server for journeys. folder: where its files lie, as a URL."""
    scripts = "\n".join(f'<script src="{folder}{name}" defer></script>' for name in SCRIPTS)
    head = f'<link rel="stylesheet" href="{folder}xray.css">\n{scripts}'
    return _filled(head, {"folder": folder}, None)


def assets() -> dict[str, tuple[str, str]]:
    """Return the files that `page()` names: content type and text by name."""
    styles = {"xray.css": ("text/css; charset=utf-8", _style())}
    return styles | {
        name: ("text/javascript; charset=utf-8", read_static(name))
        for name in (*SCRIPTS, "link.js")
    }


def self_contained(journeys: list[dict[str, Any]], lang: str | None = None) -> str:
    """Return one HTML file that shows *journeys* and needs nothing else, also from `file://`.

    lang: "en" or "zh"; the browser's own language when None.

    Raises ValueError when *lang* is another one.
    """
    if lang is not None and lang not in LANGUAGES:
        raise ValueError(f"The page speaks en and zh, not {lang!r}.")
    style = _style()
    scripts = [read_static(name) for name in SCRIPTS]
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; "
        f"script-src {' '.join(_digest(one) for one in scripts)}; base-uri 'none'; form-action 'none'"
    )
    head = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
    head += f"<style>{style}</style>"
    data = {"folder": None, "lang": lang}
    body = "\n".join(f"<script>{one}</script>" for one in scripts)
    return _filled(head, data, [shown(one) for one in journeys], body)


def _style() -> str:
    return read_static("xray.css") + read_static("drawing.css")


def _filled(
    head: str, data: dict[str, Any], journeys: list[dict[str, Any]] | None, scripts: str = ""
) -> str:
    data = {**data, "texts": texts(), "blank": draw(_BLANK).as_json()}
    blocks = [_DATA_BLOCK.format(name="setting", data=as_json_text(data))]
    if journeys is not None:
        blocks.append(_DATA_BLOCK.format(name="journeys", data=as_json_text(journeys)))
    html = read_static("xray.html")
    parts = html.split("<!-- head -->"), html.split("<!-- end -->")
    assert len(parts[0]) == len(parts[1]) == 2
    before, rest = parts[0]
    middle, after = rest.split("<!-- end -->")
    return before + head + middle + "\n".join(blocks) + "\n" + scripts + after


def as_json_text(value: Any) -> str:
    """Return *value* as JSON that may stand inside <script>: no `<`, `>`, `&`, U+2028 or U+2029."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        # SAFETY: "</script>" and "<!--" inside a path or a value would end or change the element
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    # a lone surrogate cannot be written as UTF-8
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def _sentences(event: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return in each language why a pattern missed, and what to do about N+1 or an error."""
    facts = event["facts"]
    told: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        told[lang] = {}
        why, repeat = facts.get("why"), facts.get("repeat")
        if isinstance(why, dict):
            told[lang]["why"] = words.sentence("why", why["code"], why["values"], lang)
        if hint := words.hint_in(facts, lang):
            told[lang]["hint"] = hint
        if isinstance(repeat, dict) and repeat.get("advice"):
            advice = repeat["advice"]
            told[lang]["advice"] = words.sentence("advice", advice["code"], advice["values"], lang)
    return told
