"""How far a request came, worked out afterwards: the drawing on the error pages.

No recorder need run: the middleware come from the settings, the patterns are tried once more, and
where it broke is told by who draws the page.
"""

import sys
from collections.abc import Collection
from typing import Any

from ..conf import settings
from .drawing import draw
from .misses import Replay
from .svg import to_svg
from .texts import texts

Event = dict[str, Any]


def sketch(
    request: Any,
    *,
    error: str = "",
    station: str = "",
    status: int = 500,
    files: Collection[str] = (),
    template: str = "",
) -> str:
    """Return as an SVG element the way of *request* up to where it broke.

    error: the exception's name, "" when nothing was raised but that there is no page.
    station: where: "view", "template", "query"; "" when the view was not reached.
    template: the name of the one that broke.
    files: those of the traceback's frames: they tell which middleware a request came to.
    """
    path = str(request.path_info)
    match = getattr(request, "resolver_match", None)
    events = [_event("server.received", "server", bytes=None)]
    for name in _passed(files, through=match is not None or not error):
        short = name.rpartition(".")[2]
        events.append(_event("middleware.in", "middleware", name=name, short=short))
    if match is not None or not error:
        replay = Replay(path, getattr(request, "urlconf", None))
        events += [_tried(one) for one in replay.tried]
        if replay.match is None:
            events.append(_event("urls.missed", "urls", path=path))
    if match is not None:
        view = str(match._func_path)
        events.append(_event("urls.matched", "urls", route=match.route, view=view))
        arguments = {str(name): str(value)[:60] for name, value in match.kwargs.items()}
        events.append(_event("view.called", "view", view=view, arguments=arguments))
    if station == "template":
        events.append(_event("template.filled", "template", name=template, chain=[]))
    if station == "query":
        events.append(_event("query.ran", "query", repeat=None))
    where = station or ("middleware" if match is None and error else "urls")
    events.append(_event("error.raised", where, type=error))
    asked = {"method": str(request.method or ""), "path": str(request.path)}
    journey = {"request": asked, "response": {"status": status}, "events": events}
    return to_svg(draw(journey), texts()["en"])


def _event(kind: str, station: str, **facts: Any) -> Event:
    return {"kind": kind, "station": station, "facts": facts}


def _tried(one: Any) -> Event:
    why = {"code": one.code, "values": one.values}
    return _event(
        "urls.tried", "urls", route=one.route, matched=one.matched, why=why, view=one.view
    )


def _passed(files: Collection[str], *, through: bool) -> list[str]:
    """Return the middleware that the request came to: all when it went *through* them."""
    names = [str(name) for name in settings.MIDDLEWARE]
    if through:
        return names
    last = -1
    for place, name in enumerate(names):
        module = sys.modules.get(name.rpartition(".")[0])
        if getattr(module, "__file__", None) in files:
            last = place
    return names[: last + 1]
