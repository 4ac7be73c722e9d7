"""Deleting, with what depends on it: what a relation's `on_delete` says.

(Django's documentation: reference/models/fields, "ForeignKey.on_delete".)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from .. import transaction
from ..utils import IntegrityError
from .signals import post_delete, pre_delete

_BATCH = 500  # keys in one IN (…): a plan for lists of any length is kept once


class ProtectedError(IntegrityError):
    """Objects that may not be deleted point here. They are in `protected_objects`."""

    def __init__(self, msg: str, protected_objects: set[Any]) -> None:
        self.protected_objects = protected_objects
        super().__init__(msg, protected_objects)


class RestrictedError(IntegrityError):
    """Objects that are not deleted too point here. They are in `restricted_objects`."""

    def __init__(self, msg: str, restricted_objects: set[Any]) -> None:
        self.restricted_objects = restricted_objects
        super().__init__(msg, restricted_objects)


def CASCADE(collector: Collector, field: Any, sub_objs: Any, using: str) -> None:  # noqa: N802, ARG001
    """Delete the objects that point here too."""
    collector.collect(
        sub_objs, source=field.remote_field.model, nullable=field.null, fail_on_restricted=False
    )


def PROTECT(collector: Collector, field: Any, sub_objs: Any, using: str) -> None:  # noqa: N802, ARG001
    """Raise ProtectedError while an object points here."""
    raise ProtectedError(_kept(field, sub_objs, "a protected"), set(sub_objs))


def RESTRICT(collector: Collector, field: Any, sub_objs: Any, using: str) -> None:  # noqa: N802, ARG001
    """Raise RestrictedError unless those that point here are deleted too, another way."""
    collector.add_restricted_objects(field, sub_objs)
    collector.add_dependency(field.remote_field.model, field.model)


def _kept(field: Any, sub_objs: Iterable[Any], how: str) -> str:
    first = next(iter(sub_objs))
    return (
        f"Cannot delete some instances of model {field.remote_field.model.__name__!r} because they "
        f"are referenced through {how} foreign key: '{type(first).__name__}.{field.name}'"
    )


def SET(value: Any) -> Callable[..., None]:  # noqa: N802
    """Let the objects that point here point to *value*, or to what it returns when called."""
    if callable(value):

        def set_on_delete(collector: Collector, field: Any, sub_objs: Any, using: str) -> None:  # noqa: ARG001
            collector.add_field_update(field, value(), sub_objs)
    else:

        def set_on_delete(collector: Collector, field: Any, sub_objs: Any, using: str) -> None:  # noqa: ARG001
            collector.add_field_update(field, value, sub_objs)

    set_on_delete.deconstruct = lambda: (f"{__package__}.SET", (value,), {})  # type: ignore[attr-defined]
    return set_on_delete


def SET_NULL(collector: Collector, field: Any, sub_objs: Any, using: str) -> None:  # noqa: N802, ARG001
    """Let the objects that point here point nowhere."""
    collector.add_field_update(field, None, sub_objs)


def SET_DEFAULT(collector: Collector, field: Any, sub_objs: Any, using: str) -> None:  # noqa: N802, ARG001
    """Let the objects that point here point to the field's default."""
    collector.add_field_update(field, field.get_default(), sub_objs)


def DO_NOTHING(collector: Collector, field: Any, sub_objs: Any, using: str) -> None:  # noqa: N802
    """Do nothing: the database has the last word."""


def get_candidate_relations_to_delete(opts: Any) -> list[Any]:
    """Return the relations that point to a model and may have to be followed."""
    return [rel for rel in opts._all_related if rel.one_to_many or rel.one_to_one]


class Collector:
    """Gathers what has to go, then deletes it: first those that point, then what they point to."""

    def __init__(self, using: str, origin: Any = None) -> None:
        self.using = using
        self.origin = origin
        # Model → its objects, in the order in which they were found
        self.data: dict[Any, dict[Any, None]] = {}
        self.field_updates: dict[tuple[Any, Any], list[Any]] = {}
        self.restricted: dict[Any, dict[Any, None]] = {}
        self.fast_deletes: list[Any] = []
        self.dependencies: dict[Any, set[Any]] = {}

    def add(
        self, objs: Any, source: Any = None, nullable: bool = False, reverse: bool = False
    ) -> list[Any]:
        """Add *objs* and return those that are new. reverse: they go after those of *source*."""
        found = list(objs)
        if not found:
            return []
        model = type(found[0])
        known = self.data.setdefault(model, {})
        new = [one for one in found if one not in known]
        known.update(dict.fromkeys(new))
        if source is not None and not nullable:
            self.add_dependency(*((model, source) if reverse else (source, model)))
        return new

    def add_dependency(self, model: Any, dependency: Any) -> None:
        """Say that objects of *dependency* go before those of *model*."""
        self.dependencies.setdefault(model._meta.concrete_model, set()).add(
            dependency._meta.concrete_model
        )
        self.data.setdefault(dependency, {})

    def add_field_update(self, field: Any, value: Any, objs: Any) -> None:
        """Say that *field* of *objs* becomes *value*."""
        self.field_updates.setdefault((field, value), []).append(objs)

    def add_restricted_objects(self, field: Any, objs: Any) -> None:
        """Say that *objs* must go by another way, or nothing may."""
        self.restricted.setdefault(field, {}).update(dict.fromkeys(objs))

    def can_fast_delete(self, objs: Any, from_field: Any = None) -> bool:
        """Return whether *objs*, a query, can be deleted without reading it."""
        if not hasattr(objs, "_raw_delete"):
            return False
        model = objs.model
        if from_field is not None and from_field.remote_field.on_delete is not CASCADE:
            return False
        if any(signal.has_listeners(model) for signal in (pre_delete, post_delete)):
            return False
        links = model._meta.concrete_model._meta.parents.values()
        if any(link is not from_field for link in links):
            return False
        return all(
            rel.field.remote_field.on_delete is DO_NOTHING
            for rel in get_candidate_relations_to_delete(model._meta)
        )

    def collect(
        self,
        objs: Any,
        source: Any = None,
        nullable: bool = False,
        fail_on_restricted: bool = True,
        keep_parents: bool = False,
        **_: Any,
    ) -> None:
        """Add *objs*, and whatever must go with them. Raises ProtectedError, RestrictedError.

        keep_parents: leave the rows in the tables of the parents, and what points to those.
        """
        if self.can_fast_delete(objs):
            self.fast_deletes.append(objs)
            return
        new = self.add(objs, source, nullable)
        if not new:
            return
        meta = type(new[0])._meta
        kept = set(meta.all_parents) if keep_parents else ()
        if meta.inherits and not keep_parents:
            self._collect_parents(meta, new)
        for related in get_candidate_relations_to_delete(meta):
            if related.model._meta.concrete_model not in kept:
                self._collect_related(related, new)
        if fail_on_restricted:
            self._check_restricted()

    def _collect_parents(self, meta: Any, objs: list[Any]) -> None:
        """Add the rows in the tables of the parents; what points to them, their child knows too."""
        for link in meta.concrete_model._meta.parents.values():
            parents = self.add([getattr(one, link.name) for one in objs], meta.model, reverse=True)
            if parents and type(parents[0])._meta.inherits:
                self._collect_parents(type(parents[0])._meta, parents)

    def _collect_related(self, related: Any, objs: list[Any]) -> None:
        field = related.field
        on_delete = field.remote_field.on_delete
        if on_delete is DO_NOTHING:
            return
        for start in range(0, len(objs), _BATCH):
            sub_objs = related.related_model._base_manager.using(self.using).filter(
                **{f"{field.name}__in": objs[start : start + _BATCH]}
            )
            if on_delete is CASCADE and self.can_fast_delete(sub_objs, field):
                self.fast_deletes.append(sub_objs)
            elif on_delete in (SET_NULL, SET_DEFAULT) or sub_objs:
                on_delete(self, field, sub_objs, self.using)

    def _check_restricted(self) -> None:
        for field, objs in self.restricted.items():
            gone = self.data.get(field.model, {})
            left = [one for one in objs if one not in gone]
            if left and self.fast_deletes:
                fast: set[Any] = set()
                for query in self.fast_deletes:
                    if query.model is field.model:
                        fast.update(query)
                left = [one for one in left if one not in fast]
            if left:
                raise RestrictedError(_kept(field, left, "a restricted"), set(left))

    def sort(self) -> list[Any]:
        """Return the models, those that point before those that are pointed to."""
        models = list(self.data)
        done: list[Any] = []
        concrete: set[Any] = set()
        while len(done) < len(models):
            ready = [
                model
                for model in models
                if model not in done
                and not (
                    self.dependencies.get(model._meta.concrete_model, set()) - concrete - {model}
                )
            ]
            if not ready:
                return models  # a circle: the database checks keys at the end of the transaction
            done.extend(ready)
            concrete.update(model._meta.concrete_model for model in ready)
        return done

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete what was gathered; returns the counts, in all and by model."""
        counts: Counter[str] = Counter()
        models = self.sort()
        with transaction.atomic(using=self.using, savepoint=False):
            self._send(pre_delete, models)
            for query in self.fast_deletes:
                counts[query.model._meta.label] += query._raw_delete(using=self.using)
            for (field, value), queries in self.field_updates.items():
                for objs in queries:
                    objs.update(**{field.name: value})
            for model in models:
                keys = [one.pk for one in self.data[model]]
                for start in range(0, len(keys), _BATCH):
                    rows = model._base_manager.using(self.using).filter(
                        pk__in=keys[start : start + _BATCH]
                    )
                    counts[model._meta.label] += rows._raw_delete(using=self.using)
            self._send(post_delete, models)
        for objs in self.data.values():
            for one in objs:
                setattr(one, one._meta.pk.attname, None)
        return sum(counts.values()), {
            label: n for label, n in counts.items() if n or len(counts) == 1
        }

    def _send(self, signal: Any, models: list[Any]) -> None:
        for model in models:
            if model._meta.auto_created or not signal.has_listeners(model):
                continue
            for one in self.data[model]:
                signal.send(sender=model, instance=one, using=self.using, origin=self.origin)
