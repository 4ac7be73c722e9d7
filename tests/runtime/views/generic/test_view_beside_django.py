"""Whatever methods a view has and is asked for, it answers as in Django."""

import importlib
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.runtime import django_peer  # noqa: F401
from tests.runtime.django_peer import outcome

NAMES = ["get", "post", "put", "patch", "delete", "head", "options", "trace"]
ASKED = [*(name.upper() for name in NAMES), "BREW", "__INIT__", "DISPATCH", "Get", ""]


@pytest.fixture(autouse=True)
def quiet(caplog):
    """Keep refusals out of the log."""
    for name in ("django", "mtvgen"):
        caplog.set_level(logging.CRITICAL, logger=name)


def answers(root, methods, allowed, initkwargs, way):
    """Return what a view with these methods answers to each HTTP method."""
    http, test = (importlib.import_module(f"{root}.{name}") for name in ("http", "test"))
    base = importlib.import_module(f"{root}.views").View

    def answering(name):
        return lambda self, request, *args, **kwargs: http.HttpResponse(
            f"{name} {self.args} {self.kwargs} {self.word} {self.request is request}"
        )

    members = {name: answering(name) for name in methods} | {"word": "usual"}
    if allowed is not None:
        members["http_method_names"] = allowed
    if way != "plain":

        def step(self, *args, **kwargs):
            return getattr(base, way)(self, *args, **kwargs)

        members[way] = step
    view = type("Page", (base,), members).as_view(**initkwargs)
    told = [(view.view_class.__name__, view.view_initkwargs, view.__name__, view.__doc__)]
    for method in ASKED:
        response = view(test.RequestFactory().generic(method, "/"), 1, pk=2)
        told.append((method, response.status_code, sorted(response.items()), response.content))
    return told


@given(
    methods=st.sets(st.sampled_from(NAMES)),
    allowed=st.one_of(st.none(), st.lists(st.sampled_from(NAMES), unique=True)),
    initkwargs=st.sampled_from(
        [{}, {"word": "given"}, {"http_method_names": ["get"]}, {"get": 1}, {"nothing": 1}]
    ),
    way=st.sampled_from(["plain", "setup", "dispatch"]),
)
def test_a_view_answers_its_methods_as_in_django(methods, allowed, initkwargs, way):
    ours, theirs = (
        outcome(answers, root, methods, allowed, initkwargs, way)
        for root in ("mtvgen.runtime", "django")
    )

    assert ours == theirs
