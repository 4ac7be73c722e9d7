"""What the application puts around the way of a request while somebody listens to `trace`.

Nothing of this is on the way of a request that nobody listens to: the chain of middleware is built
anew when the first listener comes, and when the last one has gone.
"""

from collections.abc import Callable
from typing import Any

from . import trace

GetResponse = Callable[[Any], Any]
Answer = Callable[[Any, Exception], Any]
"""From a request, and what was raised, to the response for it."""


def whole(get_response: GetResponse) -> GetResponse:
    """Return *get_response*, the outermost layer, such that it tells where its request begins and ends."""

    def told(request: Any) -> Any:
        trace.note("request.began", request=request)
        try:
            response = get_response(request)
        except BaseException:
            trace.note("request.ended", request=request, response=None)
            raise
        trace.note("request.ended", request=request, response=response)
        return response

    return told


def layer(get_response: GetResponse, name: str, answer: Answer) -> GetResponse:
    """Return a middleware such that it tells of the way in and out, and an exception is answered."""

    def told(request: Any) -> Any:
        trace.note("middleware.in", name=name)
        try:
            response = get_response(request)
        except Exception as error:  # noqa: BLE001  # whatever it is, the browser gets an answer
            response = answer(request, error)
        trace.note("middleware.out", name=name, status=getattr(response, "status_code", None))
        return response

    return told


def innermost(ask: GetResponse) -> GetResponse:
    """Return what asks the dispatcher and the view, such that it tells when it is asked."""

    def told(request: Any) -> Any:
        trace.note("urls.asked", request=request)
        return ask(request)

    return told
