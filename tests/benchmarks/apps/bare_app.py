"""No framework: a WSGI function with an `if` or a regular expression, what all others stand on."""

import json
import re
from typing import Any
from urllib.parse import parse_qs

from .pages import FORTUNES_FILE, PAGES, ROWS, bare_template, fortunes_to_show


def make(workload: str) -> Any:
    """Return the application for *workload*."""
    items = re.compile(r"/items/([0-9]+)/parts/([0-9]+)/([-\w]+)").fullmatch
    sections = {f"section{n}": n for n in range(500)}

    def hello(path: str) -> str | None:
        return "Hello, world!" if path == "/hello" else None

    def parameters(path: str) -> str | None:
        found = items(path)
        return f"{int(found[1])} {int(found[2])} {found[3]}" if found else None

    def section(path: str) -> str | None:
        _, name, number, _ = path.split("/")
        return f"{sections[name]} {int(number)}"

    if workload in PAGES:
        return _pages(workload)

    view = {"parameters": parameters, "last of 500 routes": section}.get(workload, hello)

    if workload == "json":

        def answer_json(environ: dict[str, Any], start_response: Any) -> list[bytes]:
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps({"message": "Hello, world!", "ids": [1, 2, 3]}).encode()]

        return answer_json
    if workload == "form of five fields":

        def answer_form(environ: dict[str, Any], start_response: Any) -> list[bytes]:
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
            fields = parse_qs(body, keep_blank_values=True)
            start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
            return [
                "|".join(fields[n][-1] for n in ("name", "mail", "city", "born", "word")).encode()
            ]

        return answer_form

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        text = view(environ["PATH_INFO"])
        if text is None:
            start_response("404 Not Found", [("Content-Type", "text/html; charset=utf-8")])
            return [b"Not Found"]
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [text.encode()]

    return application


def _pages(workload: str) -> Any:
    template = bare_template(workload)
    if workload == "page of 20 rows":

        def page(environ: dict[str, Any], start_response: Any) -> list[bytes]:
            start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
            return [template.render(rows=ROWS).encode()]

        return page

    import sqlite3

    database = sqlite3.connect(FORTUNES_FILE())

    def fortunes(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        rows = database.execute("SELECT id, message FROM benchmark_fortune").fetchall()
        found = [{"id": row[0], "message": row[1]} for row in rows]
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [template.render(fortunes=fortunes_to_show(found, dict)).encode()]

    return fortunes
