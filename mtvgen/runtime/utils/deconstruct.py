"""Objects that a migration file can write down. (Django's documentation: topics/migrations.)"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar, overload

_Class = TypeVar("_Class", bound=type)


@overload
def deconstructible(klass: _Class, /) -> _Class: ...
@overload
def deconstructible(*, path: str | None = None) -> Callable[[_Class], _Class]: ...
def deconstructible(*args: Any, path: str | None = None) -> Any:
    """Give a class `deconstruct()`: where to import it from, and what it was called with.

    path: where to import it from, when that is another place than where it is written.
    """

    def decorate(klass: Any) -> Any:
        def new(cls: type[Any], *args: Any, **kwargs: Any) -> Any:
            made = super(klass, cls).__new__(cls)
            made._constructor_args = (args, kwargs)
            return made

        def deconstruct(self: Any) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
            """Return the dotted path, the positional and the keyword arguments.

            Raises ValueError when nothing of that name is at that place: a class in a class.
            """
            cls = type(self)
            full = path if path and cls is klass else f"{cls.__module__}.{cls.__name__}"
            module, _, name = full.rpartition(".")
            if not hasattr(import_module(module), name):
                raise ValueError(
                    f"Could not find object {name} in {module}. A migration can only name what "
                    "stands in the body of a module: move the class there."
                )
            return (full, *self._constructor_args)

        klass.__new__ = staticmethod(new)
        klass.deconstruct = deconstruct
        return klass

    return decorate(*args) if args else decorate
