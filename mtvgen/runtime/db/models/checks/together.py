"""Models that have one table, one index or one constraint between them; methods that are gone."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ....core.checks import CheckMessage, Error


def of_models(models: Iterable[Any], **kwargs: Any) -> list[CheckMessage]:
    """Return what is wrong with *models*: with each by itself, and with all beside each other."""
    found: list[CheckMessage] = []
    tables, indexes, rules = (defaultdict[str, list[str]](list) for _ in range(3))
    for model in models:
        meta = model._meta
        if not inspect.ismethod(model.check):
            words = f"The '{model.__name__}.check()' class method is currently overridden by"
            found.append(Error(f"{words} {model.check!r}.", obj=model, id="models.E020"))
        else:
            found.extend(model.check(**kwargs))
        if meta.managed and not meta.proxy:
            tables[meta.db_table].append(meta.label)
        for index in meta.indexes:
            indexes[index.name].append(meta.label)
        for rule in meta.constraints:
            rules[rule.name].append(meta.label)
    for table, labels in tables.items():
        if len(labels) > 1:
            words = f"db_table {table!r} is used by multiple models: {', '.join(labels)}."
            found.append(Error(words, obj=table, id="models.E028"))
    found.extend(_twice("index", indexes, "models.E029", "models.E030"))
    found.extend(_twice("constraint", rules, "models.E031", "models.E032"))
    return found


def _twice(
    what: str, found: dict[str, list[str]], in_one: str, in_several: str
) -> Iterator[CheckMessage]:
    for name, labels in found.items():
        if len(labels) < 2 or not name:
            continue
        several = sorted(set(labels))
        if len(several) > 1:
            words = f"{what} name {name!r} is not unique among models: {', '.join(several)}."
            yield Error(words, id=in_several)
        else:
            words = f"{what} name {name!r} is not unique for model {labels[0]}."
            yield Error(words, id=in_one)
