"""Bottle, as its tutorial does it."""

from typing import Any

import bottle

from .pages import PAGES, ROWS


def make(workload: str) -> Any:
    """Return the application for *workload*."""
    app = bottle.Bottle()

    @app.route("/hello")
    def hello() -> str:
        return "Hello, world!"

    @app.route("/items/<item:int>/parts/<part:int>/<slug>")
    def item(item: int, part: int, slug: str) -> str:
        return f"{item} {part} {slug}"

    @app.route("/json")
    def as_json() -> dict[str, Any]:
        return {"message": "Hello, world!", "ids": [1, 2, 3]}

    @app.post("/form")
    def form() -> str:
        fields = bottle.request.forms
        return "|".join(
            fields.getunicode(name) for name in ("name", "mail", "city", "born", "word")
        )

    if workload in PAGES:
        template = bottle.Jinja2Template(PAGES[workload], autoescape=True)

        @app.route("/page")
        def page() -> str:
            return str(template.render(rows=ROWS))

    if workload == "last of 500 routes":
        for number in range(500):
            app.route(
                f"/section{number}/<n:int>/end", callback=lambda n, number=number: f"{number} {n}"
            )
    return app
