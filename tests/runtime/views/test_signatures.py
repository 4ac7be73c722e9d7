"""Classes are built of the same parts as Django's, and everything takes the same arguments."""

import importlib
import inspect

import pytest

from tests.runtime import django_peer  # noqa: F401

MODULES = [
    *("views.generic.base", "views.generic.list", "views.generic.detail", "views.generic.dates"),
    *("views.decorators.cache", "views.decorators.clickjacking", "views.decorators.common"),
    *("views.decorators.csrf", "views.decorators.gzip", "views.decorators.http"),
    *("views.decorators.vary", "views.csrf", "views.defaults", "views.static", "shortcuts"),
    *("middleware.clickjacking", "middleware.common", "middleware.csrf", "middleware.gzip"),
    *("middleware.http", "middleware.security", "contrib.sessions.middleware"),
    *("contrib.messages.middleware", "core.paginator", "template.response", "utils.decorators"),
]
NOT_HERE = {"async_capable", "view_is_async", "ELLIPSIS"}  # nothing is asynchronous, or translated


def form(value):
    """Return what two names of one meaning have in common."""
    if callable(value) and not isinstance(value, type):
        return [
            (one.name, one.kind, repr(one.default))
            for one in inspect.signature(value).parameters.values()
        ]
    return value if isinstance(value, str | int | list | None) else getattr(value, "__name__", "")


def differences(ours, theirs):
    """Yield the public parts of a class of Django's that ours has in another form."""
    ancestors = [one.__name__ for one in ours.__mro__ if one.__name__ != "Explained"]
    if ancestors != [one.__name__ for one in theirs.__mro__]:
        yield "ancestors"
    if issubclass(theirs, Exception):
        return
    for name in [one for one in dir(theirs) if not one.startswith("_")]:
        if name not in NOT_HERE and form(getattr(ours, name)) != form(getattr(theirs, name)):
            yield name
    if theirs.__init__ is not object.__init__ and form(ours.__init__) != form(theirs.__init__):
        yield "__init__"


def offered(module, name):
    try:
        return getattr(module, name)
    except (AttributeError, ImportError):
        return None


@pytest.mark.parametrize("module", MODULES)
def test_public_names_have_the_form_of_djangos(module):
    ours, theirs = (
        importlib.import_module(f"{root}.{module}") for root in ("mtvgen.runtime", "django")
    )

    differing = []
    for name, its in vars(theirs).items():
        mine = offered(ours, name)
        ours_too = mine is not None and not name.startswith("_")
        if not ours_too or getattr(its, "__module__", "") != theirs.__name__:
            continue
        if isinstance(its, type):
            differing += [f"{name}.{one}" for one in differences(mine, its)]
        elif callable(its) and form(mine) != form(its):
            differing.append(name)

    assert differing == []
