"""Falcon, as its tutorial does it."""

from typing import Any

import falcon


class Hello:
    def on_get(self, req: Any, resp: Any) -> None:
        resp.text = "Hello, world!"


class Item:
    def on_get(self, req: Any, resp: Any, item: int, part: int, slug: str) -> None:
        resp.text = f"{item} {part} {slug}"


class Json:
    def on_get(self, req: Any, resp: Any) -> None:
        resp.media = {"message": "Hello, world!", "ids": [1, 2, 3]}
        resp.content_type = falcon.MEDIA_JSON


class Form:
    def on_post(self, req: Any, resp: Any) -> None:
        form = req.get_media()
        resp.text = "|".join(form[name] for name in ("name", "mail", "city", "born", "word"))


class Section:
    def __init__(self, number: int) -> None:
        self.number = number

    def on_get(self, req: Any, resp: Any, n: int) -> None:
        resp.text = f"{self.number} {n}"


def make(workload: str) -> Any:
    """Return the application for *workload*."""
    app = falcon.App(media_type=falcon.MEDIA_HTML)
    if workload == "last of 500 routes":
        for n in range(500):
            app.add_route(f"/section{n}/{{n:int}}/end", Section(n))
    app.add_route("/hello", Hello())
    app.add_route("/json", Json())
    app.add_route("/form", Form())
    app.add_route("/items/{item:int}/parts/{part:int}/{slug}", Item())
    return app
