from functools import wraps

import pytest

from mtvgen.runtime.utils import decorators
from mtvgen.runtime.utils.decorators import (
    classonlymethod,
    decorator_from_middleware,
    decorator_from_middleware_with_args,
    method_decorator,
)
from mtvgen.runtime.utils.deprecation import MiddlewareMixin


def adding(text):
    def decorate(function):
        @wraps(function)
        def wrapper(*args, **kwargs):
            return f"{text}({function(*args, **kwargs)})"

        wrapper.mark = text
        return wrapper

    return decorate


class Greeting:
    def __init__(self, name):
        self.name = name

    @method_decorator(adding("outer"))
    def one(self, word):
        """Say one thing."""
        return f"{word} {self.name}"

    @method_decorator([adding("outer"), adding("inner")])
    def several(self):
        return self.name


def test_a_decorated_method_still_knows_its_object():
    assert Greeting("Ada").one("hello") == "outer(hello Ada)"
    assert Greeting("Grace").one(word="hi") == "outer(hi Grace)"


def test_the_first_of_several_decorators_is_outermost():
    assert Greeting("Ada").several() == "outer(inner(Ada))"


def test_a_decorated_method_keeps_its_name_and_gets_the_marks():
    assert Greeting.one.__name__ == "one"
    assert Greeting.one.__doc__ == "Say one thing."
    assert Greeting.one.mark == "outer"


def test_a_method_of_a_class_can_be_named():
    @method_decorator(adding("outer"), name="dispatch")
    class View:
        def dispatch(self):
            return "page"

    assert View().dispatch() == "outer(page)"


@pytest.mark.parametrize(
    ("name", "error"), [("", ValueError), ("nope", ValueError), ("text", TypeError)]
)
def test_a_class_without_that_method_is_refused(name, error):
    with pytest.raises(error):
        method_decorator(adding("x"), name=name)(type("View", (), {"text": "a"}))


def test_the_decorator_is_named_for_whoever_reads_a_traceback():
    class Decorator:
        """Change nothing."""

        def __call__(self, function):
            return function

    assert method_decorator(adding("x")).__name__ == "method_decorator(decorate)"
    assert method_decorator(Decorator()).__name__ == "method_decorator(Decorator)"
    assert method_decorator(Decorator()).__doc__ == "Change nothing."


def test_a_method_of_the_class_alone_is_refused_on_an_object():
    class View:
        @classonlymethod
        def as_view(cls):
            return cls

    assert View.as_view() is View
    with pytest.raises(AttributeError, match="available only on the class"):
        View().as_view()


class Response(list):
    pass


class Rendered(Response):
    def __init__(self):
        super().__init__()
        self.callbacks = []

    def render(self):
        for callback in self.callbacks:
            callback(self)

    def add_post_render_callback(self, callback):
        self.callbacks.append(callback)


class Steps(MiddlewareMixin):
    def __init__(self, get_response, stop=None):
        super().__init__(get_response)
        self.stop = stop

    def process_request(self, request):
        request.append("request")
        return Response(["stopped"]) if self.stop == "request" else None

    def process_view(self, request, view, args, kwargs):
        request.append(("view", args, kwargs))

    def process_template_response(self, request, response):
        response.append("template")
        return response

    def process_response(self, request, response):
        response.append("response")
        return response

    def process_exception(self, request, exception):
        return Response(["caught"]) if isinstance(exception, LookupError) else None


def test_a_view_is_passed_through_the_middleware():
    request = []
    view = decorator_from_middleware(Steps)(lambda request, *args, **kwargs: Response(["page"]))

    response = view(request, 1, slug="a")

    assert request == ["request", ("view", (1,), {"slug": "a"})]
    assert response == ["page", "response"]


def test_middleware_with_arguments_can_turn_a_request_back():
    view = decorator_from_middleware_with_args(Steps)(stop="request")(lambda request: 1 / 0)

    assert view([]) == ["stopped"]


def test_middleware_may_answer_an_exception_or_leave_it():
    def view(request):
        raise request[0]

    decorated = decorator_from_middleware(Steps)(view)

    assert decorated([LookupError()]) == ["caught"]
    with pytest.raises(ZeroDivisionError):
        decorated([ZeroDivisionError()])


def test_a_page_that_is_rendered_later_is_processed_after_that():
    view = decorator_from_middleware(Steps)(lambda request: Rendered())

    response = view([])

    assert response == ["template"]
    response.render()
    assert response == ["template", "response"]


def test_middleware_without_the_next_step_is_refused():
    with pytest.raises(ValueError, match="get_response must be provided"):
        MiddlewareMixin(None)


def test_middleware_goes_in_and_out():
    seen = []
    middleware = Steps(lambda request: seen.append(list(request)) or Response(["page"]))

    assert middleware([]) == ["page", "response"]
    assert seen == [["request"]]
    assert Steps(lambda request: 1 / 0, stop="request")([]) == ["stopped", "response"]


def test_middleware_names_the_step_within():
    def get_response(request):
        return None

    assert repr(MiddlewareMixin(get_response)).endswith("get_response>")
    assert repr(Steps(Steps(get_response))) == "<Steps get_response=Steps>"


def test_middleware_can_say_which_requests_it_takes():
    @decorators.sync_and_async_middleware
    def one(get_response): ...

    @decorators.sync_only_middleware
    def other(get_response): ...

    assert (one.sync_capable, one.async_capable) == (True, True)
    assert (other.sync_capable, other.async_capable) == (True, False)
    with pytest.raises(ImportError, match="Requests are not asynchronous here"):
        from mtvgen.runtime.utils.decorators import async_only_middleware  # noqa: F401
