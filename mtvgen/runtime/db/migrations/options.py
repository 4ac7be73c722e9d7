"""The options of a model's Meta that migrations keep, and how they name fields."""

from collections.abc import Iterable, Mapping
from typing import Any

ALTER_OPTIONS = (
    "base_manager_name",
    "default_manager_name",
    "default_related_name",
    "get_latest_by",
    "managed",
    "ordering",
    "permissions",
    "default_permissions",
    "select_on_save",
    "verbose_name",
    "verbose_name_plural",
)
"""What AlterModelOptions changes: nothing of it touches the database."""

STATE_OPTIONS = (
    *ALTER_OPTIONS,
    "db_table",
    "db_tablespace",
    "proxy",
    "unique_together",
    "indexes",
    "constraints",
    "required_db_features",
    "required_db_vendor",
    "swappable",
)
"""Everything of a Meta that a migration file keeps."""


def normalized_unique_together(value: Iterable[Any] | None) -> set[tuple[str, ...]]:
    """Return *value* as a set of tuples: a single tuple of names is allowed for one."""
    together = list(value or ())
    if together and isinstance(together[0], str):
        together = [together]
    return {tuple(names) for names in together}


def field_names(part: Any) -> set[str]:
    """Return the fields that an index or a constraint names, in expressions and conditions too."""
    found = {name.lstrip("-") for name in getattr(part, "fields", ())}
    found.update(getattr(part, "include", ()))
    waiting = [getattr(part, "condition", None), *getattr(part, "expressions", ())]
    while waiting:
        one = waiting.pop()
        if _is_name(one):
            found.add(one.name.split("__")[0])
        elif isinstance(one, (list, tuple)):
            waiting += one
        elif hasattr(one, "children"):
            for child in one.children:
                if isinstance(child, tuple):
                    found.add(child[0].split("__")[0])
                    waiting.append(child[1])
                else:
                    waiting.append(child)
        elif hasattr(one, "_constructor_args") and type(one).__name__ != "Value":
            args, kwargs = one._constructor_args
            # a function takes a text for the name of a field: Lower("title")
            found.update(arg for arg in args if isinstance(arg, str) and arg.isidentifier())
            waiting += [*args, *kwargs.values()]
    return found - {"pk"}


def _is_name(value: Any) -> bool:
    """Return whether *value* is an F: the name of a field."""
    return type(value).__name__ == "F"


def renamed_in_options(options: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """Return *options* with the field *old* called *new* wherever the database would know it."""
    changed = dict(options)
    if options.get("unique_together"):
        changed["unique_together"] = {
            tuple(new if name == old else name for name in names)
            for names in normalized_unique_together(options["unique_together"])
        }
    changed["indexes"] = [_renamed(index, old, new) for index in options.get("indexes", ())]
    changed["constraints"] = [_renamed(one, old, new) for one in options.get("constraints", ())]
    return changed


def _renamed(named: Any, old: str, new: str) -> Any:
    """Return *named* (an index or a constraint), or one like it with the field's new name."""
    _, args, kwargs = named.deconstruct()
    before = (args, dict(kwargs))
    args = tuple(_renamed_value(value, old, new) for value in args)
    for key in ("fields", "include", "deferrable", "condition", "check"):
        if key in kwargs:
            kwargs[key] = _renamed_value(kwargs[key], old, new)
    return named if (args, kwargs) == before else type(named)(*args, **kwargs)


def _renamed_value(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        if value.lstrip("-") == old:
            return value.replace(old, new)
        return value
    if isinstance(value, (list, tuple)):
        return type(value)(_renamed_value(one, old, new) for one in value)
    if hasattr(value, "children") and hasattr(value, "connector"):
        return _renamed_condition(value, old, new)
    if _is_name(value) and value.name.split("__")[0] == old:
        return type(value)(new + value.name[len(old) :])
    return value


def _renamed_condition(condition: Any, old: str, new: str) -> Any:
    """Return a Q like *condition* whose lookups name the field as it is called now."""
    children = []
    for child in condition.children:
        if isinstance(child, tuple):
            lookup, value = child
            first, separator, rest = lookup.partition("__")
            name = new if first == old else first
            children.append((name + separator + rest, _renamed_value(value, old, new)))
        else:
            children.append(_renamed_value(child, old, new))
    made = type(condition)(_connector=condition.connector, _negated=condition.negated)
    made.children = children
    return made
