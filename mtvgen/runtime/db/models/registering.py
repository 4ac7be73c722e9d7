"""Lookups and transforms of a project's own: which names a field or an expression knows.

(Django's documentation: reference/models/lookups, "Registration API".)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ...apps.registry import Apps

if TYPE_CHECKING:
    from typing import Generic as Generic
else:

    class Generic:
        """What type checkers know by this name: here, `Field[int]` is Field."""

        # PERF: typing's own does much for each class below it: 0.7 ms of a start

        def __class_getitem__(cls, _):
            return cls


own_names: set[str] = set()
"""Every name that a project has registered: all others need not be looked for."""


def room(name: str) -> Any:
    """Return a module beside this one that builds on it: loaded when a project needs it."""
    # PERF: a project without lookups of its own, and without JSON, never loads their classes
    return import_module(f"{__package__}.{name}")


class _ClassOrInstance:
    """A method that does one thing on the class and another on an object."""

    def __init__(self, on_class: Callable[..., Any], on_instance: Callable[..., Any]) -> None:
        self.on_class, self.on_instance = on_class, on_instance

    def __get__(self, instance: Any, owner: Any) -> Callable[..., Any]:
        if instance is None:
            return lambda *args, **kwargs: self.on_class(owner, *args, **kwargs)
        return lambda *args, **kwargs: self.on_instance(instance, *args, **kwargs)


def _of_class(cls: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for base in cls.__mro__:
        found = {**base.__dict__.get("class_lookups", {}), **found}
        if "_lookups_end_here" in base.__dict__:
            break
    return found


def _of_instance(self: Any) -> dict[str, Any]:
    return {**_of_class(type(self)), **self.__dict__.get("instance_lookups", {})}


def _registering(attribute: str) -> Callable[..., Any]:
    def register(target: Any, lookup: Any, lookup_name: str | None = None) -> Any:
        name = lookup_name or lookup.lookup_name
        if not isinstance(name, str) or "__" in name or not name:
            raise ValueError(
                f"{lookup.__name__} needs a lookup_name without two underscores, not {name!r}."
            )
        if attribute not in target.__dict__:
            setattr(target, attribute, {})
        target.__dict__[attribute][name] = lookup
        own_names.add(name)
        _forget()
        return lookup

    return register


def _unregistering(attribute: str) -> Callable[..., None]:
    def unregister(target: Any, lookup: Any, lookup_name: str | None = None) -> None:
        del target.__dict__[attribute][lookup_name or lookup.lookup_name]
        _forget()

    return unregister


def _forget() -> None:
    """Let every model forget where its names lead: one may lead elsewhere now."""
    for registry in Apps.known:
        registry.clear_cache()


class RegisterLookupMixin:
    """What lookups and transforms can be registered on: fields, and transforms themselves."""

    get_lookups = _ClassOrInstance(_of_class, _of_instance)
    """Return the registered lookups and transforms, by name."""
    register_lookup = _ClassOrInstance(
        _registering("class_lookups"), _registering("instance_lookups")
    )
    """Register a lookup or transform, under its own name or *lookup_name*; usable as decorator."""
    _unregister_lookup = _ClassOrInstance(
        _unregistering("class_lookups"), _unregistering("instance_lookups")
    )

    @classmethod
    def get_class_lookups(cls) -> dict[str, Any]:
        """Return what is registered on the class and its bases, by name."""
        return _of_class(cls)

    def get_lookup(self, lookup_name: str) -> Any:
        """Return the Lookup of that name, or None."""
        classes = room("lookups")
        found = self.get_lookups().get(lookup_name)
        if found is None:
            field = getattr(self, "output_field", None)
            known = classes.BUILTIN.get(lookup_name)
            return known if field is None else field.get_lookup(lookup_name)
        return found if issubclass(found, classes.Lookup) else None

    def get_transform(self, lookup_name: str) -> Any:
        """Return the Transform of that name, or None."""
        found = self.get_lookups().get(lookup_name)
        if found is None:
            field = getattr(self, "output_field", None)
            return None if field is None else field.get_transform(lookup_name)
        is_transform = isinstance(found, type) and issubclass(found, room("lookups").Transform)
        return found if is_transform else None


def chooses_itself(target: Any) -> bool:
    """Return whether a field's class finds lookups or transforms in its own way."""
    cls = type(target)
    return (
        cls.get_lookup is not RegisterLookupMixin.get_lookup
        or cls.get_transform is not RegisterLookupMixin.get_transform
    )


def registered(target: Any) -> Iterator[str]:
    """Yield the names that are registered on *target*, for an error to list."""
    yield from sorted(target.get_lookups()) if hasattr(target, "get_lookups") else ()
