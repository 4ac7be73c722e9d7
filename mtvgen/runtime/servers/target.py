"""From `module:name` to the application that it names: what `runserver --app` takes.

As gunicorn reads it: `shop:app`, `shop:create_app("test")` (a call with plain values), `shop` alone
(then `application`, `app`, `create_app()` or `make_app()`); and as Django's settings do:
`shop.wsgi.application`.
"""

import ast
import inspect
import os
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from ..core.exceptions import Explained
from .record import Application

_NAMES = ("application", "app")
_FACTORIES = ("create_app", "make_app")
_EXAMPLE = "It is like shop:app: a module, a colon, the name of the application in it."


class TargetRefused(Explained):
    """`--app` names nothing that can be served. The hint says what to write."""


def load(text: str) -> Application:
    """Return the application that *text* names; its module is imported.

    Raises TargetRefused when there is none; what the module itself raises passes through.
    """
    return spelled_out(text)[2]


def spelled_out(text: str) -> tuple[str, str, Application]:
    """Return the module, the expression in it, and the application that *text* names.

    Raises TargetRefused as `load()` does.
    """
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    check(text)
    module_name, colon, expression = text.partition(":")
    if not colon and not _is_module(module_name) and "." in module_name:
        module_name, _, expression = module_name.rpartition(".")
    module = _imported(module_name, text)
    if expression.strip():
        expression = expression.strip()
        found = _named(module, expression, text)
    else:
        expression, found = _usual(module, text)
    return module_name, expression, _checked(found, text)


def check(text: str) -> None:
    """Raise TargetRefused when *text* cannot name an application; nothing is imported."""
    module_name, colon, expression = text.partition(":")
    _check_module_name(module_name, text)
    if colon and not expression.strip():
        raise TargetRefused(f"--app {text!r} names nothing after the colon.", hint=_EXAMPLE)


# The module


def _check_module_name(name: str, text: str) -> None:
    path = Path(name)
    if path.suffix == ".py" or os.sep in name or "/" in name:
        dotted = name.removesuffix(".py").strip("./").replace(os.sep, ".").replace("/", ".")
        rest = text[len(name) :] or ":app"
        raise TargetRefused(
            f"--app {text!r} names a file; it takes a module.",
            hint=f"Did you mean {dotted + rest!r}?",
        )
    if not all(part.isidentifier() for part in name.split(".")):
        raise TargetRefused(f"--app {text!r} names no module.", hint=_EXAMPLE)


def _is_module(name: str) -> bool:
    """Return whether there is such a module. What its packages raise passes through."""
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            return False
        raise
    except ValueError:  # a module that was made by hand
        return name in sys.modules


def _imported(name: str, text: str) -> ModuleType:
    if not _is_module(name):
        near = get_close_matches(name, _modules_here(), n=1)
        rest = text[text.index(":") :] if ":" in text else ""
        hint = (
            f"Did you mean {near[0] + rest!r}?" if near else "Is this the folder that it lies in?"
        )
        raise TargetRefused(f"--app {text!r}: there is no module {name!r} here.", hint=hint)
    module = import_module(name)
    _check_not_hidden(module, name, text)
    return module


def _check_not_hidden(module: ModuleType, name: str, text: str) -> None:
    """Raise TargetRefused when a module of the current folder hides behind another of its name."""
    mine = Path.cwd() / f"{name}.py"
    theirs = getattr(module, "__file__", None)
    if mine.is_file() and theirs and not mine.samefile(theirs):
        raise TargetRefused(
            f"--app {text!r}: Python has another module {name!r} ({theirs}), which hides {name}.py.",
            hint=f"Give yours another name, for example {name}_site.py.",
        )


def _modules_here() -> list[str]:
    """Return the names of the modules and packages in the current folder."""
    here = Path.cwd()
    packages = [one.parent.name for one in here.glob("*/__init__.py")]
    inside = [f"{one.parent.name}.{one.stem}" for one in here.glob("*/*.py")]
    return [one.stem for one in here.glob("*.py")] + packages + inside


# The name in it


def _named(module: ModuleType, expression: str, text: str) -> Any:
    """Return what *expression*, a name or a call with plain values, is in *module*."""
    try:
        tree = ast.parse(expression, mode="eval").body
    except SyntaxError:
        raise _no_expression(expression, text) from None
    match tree:
        case ast.Name(id=name):
            return _attribute(module, name, text)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
            try:
                values = [ast.literal_eval(one) for one in args]
                named = {str(one.arg): ast.literal_eval(one.value) for one in keywords if one.arg}
            except ValueError:
                raise TargetRefused(
                    f"--app {text!r}: {name}() can only be given plain values here.",
                    hint="Texts, numbers, True, None, and lists and dicts of these.",
                ) from None
            return _call(_attribute(module, name, text), values, named, text)
    raise _no_expression(expression, text)


def _no_expression(expression: str, text: str) -> TargetRefused:
    return TargetRefused(
        f"--app {text!r}: {expression!r} is neither a name nor a call of one.",
        hint=f"Give it a name in the module: application = {expression}",
    )


def _attribute(module: ModuleType, name: str, text: str) -> Any:
    try:
        return getattr(module, name)
    except AttributeError:
        callables = _callables(module)
        near = get_close_matches(name, callables, n=1)
        if not near and any(one in callables for one in (*_NAMES, *_FACTORIES)):
            near = [one for one in (*_NAMES, *_FACTORIES) if one in callables]
        hint = f"Did you mean {f'{module.__name__}:{near[0]}'!r}?" if near else _known(callables)
        raise TargetRefused(
            f"--app {text!r}: the module {module.__name__} has no {name!r}.", hint=hint
        ) from None


def _callables(module: ModuleType) -> list[str]:
    """Return the names in *module* that may be an application: its own callables."""
    return [
        name
        for name, value in vars(module).items()
        if callable(value)
        and not name.startswith("_")
        and not (isinstance(value, type) and value.__module__ != module.__name__)
    ]


_NAMED = 12
"""How many names an error lists."""


def _known(names: Iterable[str]) -> str:
    known = sorted(names)
    if not known:
        return "Nothing can be called there."
    more = len(known) - _NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"What can be called there: {', '.join(known[:_NAMED])}{rest}."


def _call(factory: Any, values: list[Any], named: dict[str, Any], text: str) -> Any:
    if not callable(factory):
        raise TargetRefused(f"--app {text!r}: it cannot be called, it is {_kind(factory)}.")
    try:
        inspect.signature(factory).bind(*values, **named)
    except TypeError as error:
        raise TargetRefused(f"--app {text!r}: it cannot be called so: {error}.") from None
    except ValueError:  # a callable of C without a signature
        pass
    return factory(*values, **named)


def _usual(module: ModuleType, text: str) -> tuple[str, Any]:
    """Return expression and application of a module that was given without a name."""
    for name in _NAMES:
        if callable(getattr(module, name, None)):
            return name, getattr(module, name)
    for name in _FACTORIES:
        if callable(getattr(module, name, None)):
            return f"{name}()", _call(getattr(module, name), [], {}, f"{text}:{name}()")
    raise TargetRefused(
        f"--app {text!r}: the module has no application, app, create_app() or make_app().",
        hint=f"Name it: --app {text}:NAME. {_known(_callables(module))}",
    )


# What was found


def _checked(found: Any, text: str) -> Application:
    """Return *found* if it can be served. Raises TargetRefused."""
    if not callable(found):
        hint = ""
        if hasattr(found, "wsgifunc"):  # web.py
            hint = "Write in its module: application = app.wsgifunc()"
        raise TargetRefused(
            f"--app {text!r}: this is {_kind(found)}, not an application: it cannot be called.",
            hint=hint,
        )
    if is_asgi(found):
        raise TargetRefused(
            f"--app {text!r} is an ASGI application (`async def`); WSGI servers cannot call it.",
            hint="Run it with an ASGI server: uvicorn, hypercorn, granian --interface asgi.",
        )
    if _is_factory(found):
        raise TargetRefused(
            f"--app {text!r} takes no request: it seems to make an application.",
            hint=f"Have it called: --app {text!r}".removesuffix("'") + "()'",
        )
    application: Application = found
    return application


def _kind(value: object) -> str:
    if isinstance(value, ModuleType):
        return f"the module {value.__name__}"
    return f"a {type(value).__name__}" if value is not None else "None"


def is_asgi(application: object) -> bool:
    """Return whether *application* is one for ASGI: a coroutine function, or an object like it."""
    called = getattr(type(application), "__call__", None)  # noqa: B004  # its function is looked at
    return inspect.iscoroutinefunction(application) or inspect.iscoroutinefunction(called)


def is_tornado(application: object) -> bool:
    """Return whether *application* is Tornado's own kind: it can be called, and not by WSGI."""
    return any(
        one.__module__ == "tornado.web" and one.__name__ == "Application"
        for one in type(application).__mro__
    )


def _is_factory(found: Any) -> bool:
    """Return whether it is a plain function that cannot take (environ, start_response)."""
    if not inspect.isfunction(found):
        return False
    try:
        inspect.signature(found).bind({}, print)
    except TypeError:
        return True
    return False
