"""What may be given to a function or method of Django's may be given to ours of the same name."""

import importlib
import inspect
from collections.abc import Iterator
from inspect import Parameter
from pathlib import Path
from typing import Any

import pytest

import mtvgen.runtime
from tests.runtime import django_peer

import django  # isort: skip

OURS, THEIRS = (Path(root.__file__).parent for root in (mtvgen.runtime, django))
ROOMS = (
    *("contrib/messages", "contrib/sessions", "core/files", "core/paginator", "core/signals"),
    *("core/serializers", "core/signing", "core/validators", "dispatch", "http", "middleware"),
    *("shortcuts", "template", "urls", "utils", "views"),
)
WITH_TABLES = ("base_session", "models", "0001_initial")
ON_PURPOSE = {
    "MessageEncoder.default",  # the standard library's name for what it encodes
    *("require_GET", "require_POST", "require_safe", "vary_on_cookie"),  # each decorates a view
}
"""Names whose one parameter is called otherwise."""
SEVERAL, NAMED = Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD


def modules(room: str) -> list[str]:
    """Return the modules of a room that Django has too."""
    assert django_peer
    files = [OURS / f"{room}.py", *(OURS / room).rglob("*.py")]
    paths = [file.relative_to(OURS) for file in files if file.is_file()]
    shared = [path for path in paths if (THEIRS / path).is_file() and path.stem not in WITH_TABLES]
    return [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in shared]


def pairs(module: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield (name, ours, Django's) for every public function, class and method of a module."""
    ours = importlib.import_module(f"mtvgen.runtime.{module}")
    theirs = importlib.import_module(f"django.{module}")
    for name in dir(theirs):
        peer = getattr(theirs, name)
        if name.startswith("_") or getattr(peer, "__module__", None) != theirs.__name__:
            continue
        try:
            known = getattr(ours, name)
        except (AttributeError, ImportError):  # not offered
            continue
        yield name, known, peer
        if isinstance(peer, type) and isinstance(known, type):
            for part in dir(peer):
                if not part.startswith("_") and hasattr(known, part):
                    yield f"{name}.{part}", getattr(known, part), getattr(peer, part)


def stricter(ours: Any, theirs: Any) -> Iterator[str]:
    """Yield what Django's function takes and ours does not."""
    mine, peer = (inspect.signature(one).parameters for one in (ours, theirs))
    kinds, peer_kinds = ({one.kind for one in side.values()} for side in (mine, peer))
    for at, (name, one) in enumerate(peer.items()):
        own = mine.get(name)
        if one.kind in (SEVERAL, NAMED):
            # what a constructor hands on to its base, ours may take by name
            if one.kind not in kinds and not isinstance(theirs, type):
                yield f"no {one}"
        elif own is None:
            if name not in ("self", "obj", "cls") and not kinds & {SEVERAL, NAMED}:
                yield f"no {name}"
        elif one.default is not one.empty and own.default is own.empty:
            yield f"{name} may not be left out"
        elif one.kind is not Parameter.KEYWORD_ONLY and own.kind is Parameter.KEYWORD_ONLY:
            yield f"{name} only by its name"
        elif one.kind is not Parameter.KEYWORD_ONLY and list(mine).index(name) != at:
            yield f"{name} at another place"
    for name, one in mine.items():
        known = name in peer or name == "self" or peer_kinds >= {SEVERAL, NAMED}
        if not known and one.default is one.empty and one.kind not in (SEVERAL, NAMED):
            yield f"{name} must be given"


@pytest.mark.parametrize("room", ROOMS)
def test_our_functions_take_what_djangos_take(room):
    compared, found = 0, {}
    for module in modules(room):
        for name, ours, theirs in pairs(module):
            if name in ON_PURPOSE or not callable(theirs):
                continue
            try:
                said = list(stricter(ours, theirs))
            except (TypeError, ValueError):  # Python cannot say what it takes
                continue
            compared += 1
            if said:
                found[f"{module}.{name}"] = said

    assert found == {}
    assert compared or room == "core/signals"  # whose functions are objects
