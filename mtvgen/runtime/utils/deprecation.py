"""The base of middleware classes, at the place where Django keeps it.

(Django's documentation: topics/http/middleware, "Upgrading pre-Django 1.10-style middleware".)
"""

from collections.abc import Callable
from typing import Any, TypeVar


class RemovedInDjango60Warning(DeprecationWarning):
    """Something that Django 6.0 has no more."""


class RemovedInDjango61Warning(PendingDeprecationWarning):
    """Something that Django 6.1 has no more."""


RemovedInNextVersionWarning = RemovedInDjango60Warning
RemovedAfterNextVersionWarning = RemovedInDjango61Warning


GetResponse = Callable[[Any], Any]
"""From a request to its response: the inner layers, as a middleware is given them."""
Answer = Callable[[Any, Exception], Any]
"""From a request, and what was raised, to the response for it."""

_STEPS = ("process_request", "process_response")
_Call = TypeVar("_Call", bound=Callable[..., Any])


def short_way(call: _Call) -> _Call:
    """Mark a middleware's `__call__` as a quicker way to do what its two steps say."""
    call.is_short_way = True  # type: ignore[attr-defined]
    return call


class MiddlewareMixin:
    """A middleware made of two steps: `process_request()` inward, `process_response()` outward.

    Either may be missing. A response from `process_request()` turns the request back at once.

    A class may offer itself as one function too, `quick_layer(get_response, answer)`: the function
    does what calling the middleware does, and what is raised on the way becomes *answer*'s
    response. The application takes it when it builds its chain, from that very class alone: a
    subclass may have changed a step.
    """

    sync_capable = True
    async_capable = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        owner = next(one for one in cls.__mro__ if "__call__" in one.__dict__)
        if getattr(owner.__call__, "is_short_way", False) and any(
            getattr(cls, step, None) is not getattr(owner, step, None) for step in _STEPS
        ):
            cls.__call__ = MiddlewareMixin.__call__  # type: ignore[method-assign]  # each step counts

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        if get_response is None:
            raise ValueError("get_response must be provided.")
        self.get_response = get_response
        super().__init__()

    def __repr__(self) -> str:
        inner = self.get_response
        name = getattr(inner, "__qualname__", type(inner).__name__)
        return f"<{type(self).__qualname__} get_response={name}>"

    def __call__(self, request: Any) -> Any:
        """Return the response to *request*: the whole way through this middleware."""
        response = None
        if hasattr(self, "process_request"):
            response = self.process_request(request)
        response = response or self.get_response(request)
        if hasattr(self, "process_response"):
            response = self.process_response(request, response)
        return response
