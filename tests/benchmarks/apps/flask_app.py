"""Flask, as its tutorial does it."""

from typing import Any

import flask


def make(workload: str) -> Any:
    """Return the application for *workload*."""
    app = flask.Flask(__name__)

    @app.route("/hello")
    def hello() -> str:
        return "Hello, world!"

    @app.route("/items/<int:item>/parts/<int:part>/<slug>")
    def item(item: int, part: int, slug: str) -> str:
        return f"{item} {part} {slug}"

    if workload == "last of 500 routes":
        for number in range(500):
            app.add_url_rule(f"/section{number}/<int:n>/end", f"section{number}",
                             lambda n, number=number: f"{number} {n}")  # fmt: skip
    return app
