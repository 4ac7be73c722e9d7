"""Flask, as its tutorial does it."""

from typing import Any

import flask

from .pages import ROWS, template_folder


def make(workload: str) -> Any:
    """Return the application for *workload*."""
    app = flask.Flask(__name__, template_folder=str(template_folder()))

    @app.route("/hello")
    def hello() -> str:
        return "Hello, world!"

    @app.route("/items/<int:item>/parts/<int:part>/<slug>")
    def item(item: int, part: int, slug: str) -> str:
        return f"{item} {part} {slug}"

    @app.route("/json")
    def as_json() -> Any:
        return flask.jsonify(message="Hello, world!", ids=[1, 2, 3])

    @app.post("/form")
    def form() -> str:
        fields = flask.request.form
        return "|".join(fields[name] for name in ("name", "mail", "city", "born", "word"))

    @app.route("/page")
    def page() -> str:
        return flask.render_template("page.html", rows=ROWS)

    if workload == "last of 500 routes":
        for number in range(500):
            app.add_url_rule(f"/section{number}/<int:n>/end", f"section{number}",
                             lambda n, number=number: f"{number} {n}")  # fmt: skip
    return app
