"""Checks of the models: what each says about itself, and what their database cannot keep."""

from collections.abc import Iterator
from typing import Any

from ....apps import apps
from ....conf import settings
from ....db.models.checks.together import of_models
from ...checks import CheckMessage, Tags, Warning, register  # noqa: A004  # Django's name

# What MySQL and MariaDB leave out: attribute of a UniqueConstraint → id, words
_NO_RULES = {
    "condition": ("models.W036", "unique constraints with conditions"),
    "deferrable": ("models.W038", "deferrable unique constraints"),
    "include": ("models.W039", "unique constraints with non-key columns"),
    "nulls_distinct": ("models.W047", "unique constraints with nulls distinct"),
}
_NO_INDEXES = {
    "condition": ("models.W037", "indexes with conditions"),
    "include": ("models.W040", "indexes with non-key columns"),
}
_NO_INDEX_OVER = ("TextField", "JSONField", "BinaryField")


def _models(app_configs: Any) -> Iterator[Any]:
    for config in app_configs if app_configs is not None else apps.get_app_configs():
        yield from config.get_models()


@register(Tags.models)
def models_are_sound(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Ask every model's own `check()`, and compare them with each other."""
    return of_models(_models(app_configs), **kwargs)


@register(Tags.models)
def rules_are_kept(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """MySQL and MariaDB lack some kinds of rules and indexes: they are left out there."""
    engines = [str(one.get("ENGINE", "")) for one in settings.DATABASES.values()]
    if not any(engine.endswith(".mysql") for engine in engines):
        return []
    return [message for model in _models(app_configs) for message in _left_out(model)]


def _left_out(model: Any) -> Iterator[CheckMessage]:
    meta = model._meta
    if not meta.managed or meta.proxy:
        return
    for rule in meta.constraints:
        for name, (number, words) in _NO_RULES.items():
            if hasattr(rule, "fields") and getattr(rule, name, None) not in (None, ()):
                yield _warning(model, number, words, f"The constraint {rule.name!r} is not made.")
    for index in meta.indexes:
        for name, (number, words) in _NO_INDEXES.items():
            if getattr(index, name, None) not in (None, ()):
                yield _warning(model, number, words, f"{index.name!r} is made without.")
    for field in meta.local_fields:
        if field.db_index and not field.unique and field.get_internal_type() in _NO_INDEX_OVER:
            words = f"a database index on a {field.get_internal_type()}"
            yield _warning(field, "fields.W162", words, "No index is made: take db_index out.")


def _warning(obj: Any, number: str, words: str, hint: str) -> CheckMessage:
    return Warning(f"MySQL and MariaDB do not support {words}.", hint=hint, obj=obj, id=number)
