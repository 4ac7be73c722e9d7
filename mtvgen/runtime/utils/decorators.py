"""Decorators made from others: for methods, from middleware. (Django's: reference/utils.)"""

from collections.abc import Callable
from functools import partial, update_wrapper, wraps
from typing import Any, TypeVar

from ..absent import absent

_Function = TypeVar("_Function", bound=Callable[..., Any])


class classonlymethod(classmethod):  # type: ignore[type-arg]  # noqa: N801  # Django's name
    """A classmethod that an instance does not have."""

    def __get__(self, instance: object | None, cls: type[Any] | None = None) -> Any:
        if instance is not None:
            raise AttributeError("This method is available only on the class, not on instances.")
        return super().__get__(instance, cls)


def method_decorator(decorator: Any, name: str = "") -> Callable[[Any], Any]:
    """Return *decorator*, made for functions, as one for methods.

    decorator: one, or several in a list or tuple, of which the first is outermost. name: of the
    method that is meant, when a class is decorated.
    Raises ValueError for a class without that method, TypeError when it cannot be called.
    """

    def decorate(target: Any) -> Any:
        if not isinstance(target, type):
            return _decorated_method(decorator, target)
        if not (name and hasattr(target, name)):
            raise ValueError(
                "The keyword argument `name` must be the name of a method of the decorated "
                f"class: {target}. Got '{name}' instead."
            )
        method = getattr(target, name)
        if not callable(method):
            raise TypeError(
                f"Cannot decorate '{name}' as it isn't a callable attribute of {target} ({method})."
            )
        setattr(target, name, _decorated_method(decorator, method))
        return target

    if not hasattr(decorator, "__iter__"):
        update_wrapper(decorate, decorator)
    named = decorator if hasattr(decorator, "__name__") else type(decorator)
    decorate.__name__ = f"method_decorator({named.__name__})"
    return decorate


def _decorated_method(decorator: Any, method: Callable[..., Any]) -> Callable[..., Any]:
    decorators = list(decorator)[::-1] if hasattr(decorator, "__iter__") else [decorator]

    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        # A decorator expects a function without self, on which it may set attributes: a bound
        # method takes none, a partial does.
        bound: Any = wraps(method)(partial(method.__get__(self, type(self))))
        for one in decorators:
            bound = one(bound)
        return bound(*args, **kwargs)

    for one in decorators:
        _take_over_marks(wrapper, one)
    return update_wrapper(wrapper, method)


def _take_over_marks(wrapper: Callable[..., Any], decorator: Callable[..., Any]) -> None:
    # A mark such as csrf_exempt must stand on what as_view() sees: ask a function for its marks.
    @decorator
    def marked(*_args: Any, **_kwargs: Any) -> None: ...

    update_wrapper(wrapper, marked)


def decorator_from_middleware_with_args(middleware_class: type[Any]) -> Callable[..., Any]:
    """Return a function of the middleware's arguments that returns a view decorator."""
    return make_middleware_decorator(middleware_class)


def decorator_from_middleware(middleware_class: type[Any]) -> Callable[..., Any]:
    """Return a view decorator that passes a request through the middleware, for that view alone."""
    decorator: Callable[..., Any] = make_middleware_decorator(middleware_class)()
    return decorator


def make_middleware_decorator(middleware_class: type[Any]) -> Callable[..., Any]:
    """Return a function of the middleware's arguments that returns a view decorator."""

    def with_arguments(*m_args: Any, **m_kwargs: Any) -> Callable[..., Any]:
        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            middleware = middleware_class(view, *m_args, **m_kwargs)

            @wraps(view)
            def wrapper(request: Any, *args: Any, **kwargs: Any) -> Any:
                answer = _ask(middleware, "process_request", request)
                if answer is None:
                    answer = _ask(middleware, "process_view", request, view, args, kwargs)
                if answer is not None:
                    return answer
                try:
                    response = view(request, *args, **kwargs)
                except Exception as error:
                    answer = _ask(middleware, "process_exception", request, error)
                    if answer is None:
                        raise
                    return answer
                return _pass_out(middleware, request, response)

            return wrapper

        return decorate

    return with_arguments


def _ask(middleware: object, step: str, *args: Any) -> Any:
    function = getattr(middleware, step, None)
    return None if function is None else function(*args)


def _pass_out(middleware: Any, request: Any, response: Any) -> Any:
    process = getattr(middleware, "process_response", None)
    if not callable(getattr(response, "render", None)):
        return response if process is None else process(request, response)
    if hasattr(middleware, "process_template_response"):
        response = middleware.process_template_response(request, response)
    if process is not None:  # what it may look at is there only after rendering
        response.add_post_render_callback(partial(process, request))
    return response


def sync_and_async_middleware(func: _Function) -> _Function:
    """Mark a middleware as fit for both kinds of request; here all are of the one kind."""
    func.sync_capable = func.async_capable = True  # type: ignore[attr-defined]
    return func


def sync_only_middleware(func: _Function) -> _Function:
    """Mark a middleware as fit for the one kind of request that there is here."""
    func.sync_capable, func.async_capable = True, False  # type: ignore[attr-defined]
    return func


__getattr__ = absent(
    __name__,
    {
        "async_only_middleware": "Requests are not asynchronous here: write the middleware as a "
        "plain function or class.",
    },
)
