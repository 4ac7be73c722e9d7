"""Bottle, as its tutorial does it."""

from typing import Any

import bottle


def make(workload: str) -> Any:
    """Return the application for *workload*."""
    app = bottle.Bottle()

    @app.route("/hello")
    def hello() -> str:
        return "Hello, world!"

    @app.route("/items/<item:int>/parts/<part:int>/<slug>")
    def item(item: int, part: int, slug: str) -> str:
        return f"{item} {part} {slug}"

    if workload == "last of 500 routes":
        for number in range(500):
            app.route(
                f"/section{number}/<n:int>/end", callback=lambda n, number=number: f"{number} {n}"
            )
    return app
