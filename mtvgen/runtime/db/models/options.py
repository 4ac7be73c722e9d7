"""Options: what a model knows about itself, under `Model._meta`.

(Django's documentation: reference/models/meta and reference/models/options.)
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from ...apps import apps as global_apps
from ...conf import settings
from ...core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from .lineage import Lineage
from .paths import near_names
from .ways import Way

DEFAULT_NAMES = (
    "verbose_name", "verbose_name_plural", "db_table", "db_table_comment", "ordering",
    "unique_together", "permissions", "get_latest_by", "order_with_respect_to", "app_label",
    "db_tablespace", "abstract", "managed", "proxy", "swappable", "auto_created",
    "apps", "default_permissions", "select_on_save", "default_related_name",
    "required_db_features", "required_db_vendor", "base_manager_name", "default_manager_name",
    "indexes", "constraints",
)  # fmt: skip


def camel_case_to_spaces(name: str) -> str:
    """Return "OpenQuestion" as "open question"."""
    if name[1:].islower():  # PERF: 0.2 ms for a pattern that most names do not need
        return name.lower()
    return re.sub(r"((?<=[a-z])[A-Z]|(?<!\A)[A-Z](?=[a-z]))", r" \1", name).strip().lower()


def _insert(fields: list[Any], field: Any) -> None:
    fields.append(field)
    if len(fields) > 1 and field < fields[-2]:
        fields.sort()


def normalize_together(value: Any) -> tuple[tuple[str, ...], ...]:
    """Return `unique_together` as a tuple of tuples; it may be written as one tuple."""
    if not value:
        return ()
    if not isinstance(value, (tuple, list, set)):
        raise ValueError(f"unique_together must be a list or a tuple, not {value!r}.")
    first = next(iter(value))
    if not isinstance(first, (tuple, list)):
        value = (value,)
    return tuple(tuple(names) for names in value)


class Options(Lineage):
    """The `_meta` of one model."""

    default_apps = global_apps

    def __init__(self, meta: type | None, app_label: str | None = None) -> None:
        self.local_fields: list[Any] = []
        self.local_many_to_many: list[Any] = []
        self.private_fields: list[Any] = []
        self.local_managers: list[Any] = []
        self.base_manager_name: str | None = None
        self.default_manager_name: str | None = None
        self.model_name: str = ""
        self.object_name: str = ""
        self.verbose_name: Any = None
        self.verbose_name_plural: Any = None
        self.db_table = ""
        self.db_table_comment = ""
        self.db_tablespace = ""
        self.ordering: list[Any] = []
        self.indexes: list[Any] = []
        self.constraints: list[Any] = []
        self.unique_together: tuple[tuple[str, ...], ...] = ()
        self.select_on_save = False
        self.default_permissions = ("add", "change", "delete", "view")
        self.permissions: list[Any] = []
        self.app_label: str = app_label or ""
        self.get_latest_by: Any = None
        self.order_with_respect_to: Any = None
        self.required_db_features: list[str] = []
        self.required_db_vendor: str | None = None
        self.swappable: str | None = None
        self.swapped = None
        self.abstract = False
        self.managed = True
        self.proxy = False
        self.auto_created: Any = False
        self.proxy_for_model: Any = None
        self.concrete_model: Any = None
        self.parents: dict[Any, Any] = {}
        self.inherits = False
        """True when a row is spread over the tables of several models."""
        self.default_related_name: str | None = None
        self.pk: Any = None
        self.auto_field: Any = None
        self.apps: Any = self.default_apps
        self.original_attrs: dict[str, Any] = {}
        self.model: Any = None
        self.meta = meta
        self.way = Way()
        self._expire_cache()

    def __repr__(self) -> str:
        return f"<Options for {self.object_name}>"

    def __str__(self) -> str:
        return self.label_lower

    # Made when the class is

    def contribute_to_class(self, cls: Any, name: str) -> None:
        """Become the `_meta` of *cls*, with what its `class Meta` says."""
        cls._meta = self
        self.model = self.way.state["model"] = cls
        self.object_name = cls.__name__
        self.model_name = self.object_name.lower()
        self.verbose_name = camel_case_to_spaces(self.object_name)
        if self.meta is not None:
            self._read_meta(self.meta)
        if self.verbose_name_plural is None:
            self.verbose_name_plural = f"{self.verbose_name}s"
        self._read_meta_ends()
        self.meta = None
        if not self.db_table:
            self.db_table = f"{self.app_label}_{self.model_name}"

    def _read_meta(self, meta: type) -> None:
        given = {name: value for name, value in vars(meta).items() if not name.startswith("_")}
        for name in DEFAULT_NAMES:
            if name in given:
                value = given.pop(name)
            elif hasattr(meta, name):
                value = getattr(meta, name)
            else:
                continue
            setattr(self, name, value)
            self.original_attrs[name] = value
        self.unique_together = normalize_together(self.unique_together)
        if given:
            near = near_names(next(iter(given)), DEFAULT_NAMES)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise TypeError(
                f"'class Meta' of {self.object_name} got invalid attribute(s): "
                f"{', '.join(given)}.{hint}"
            )

    def _read_meta_ends(self) -> None:
        names = {
            "app_label": self.app_label.lower() if self.app_label else "",
            "class": self.model_name,
            "model_name": self.model_name,
        }
        if not self.abstract:
            self.constraints = [_named(one, names) for one in self.constraints]
            # Clones: an abstract base's are shared by its children
            self.indexes = [_named(one.clone(), names) for one in self.indexes]

    def add_field(self, field: Any, private: bool = False) -> None:
        """Add *field*, at the place where it was declared."""
        if private:
            self.private_fields.append(field)
        elif field.is_relation and field.many_to_many:
            _insert(self.local_many_to_many, field)
        else:
            _insert(self.local_fields, field)
            self.setup_pk(field)
        self._expire_cache()

    def setup_pk(self, field: Any) -> None:
        """Make *field* the primary key if it says that it is."""
        if not self.pk and field.primary_key:
            self.pk = field
            field.serialize = False

    def setup_proxy(self, target: Any) -> None:
        """Take the table of *target*, whose proxy this model is."""
        self.pk = target._meta.pk
        self.proxy_for_model = target
        self.db_table = target._meta.db_table

    def add_manager(self, manager: Any) -> None:
        """Add a manager that the class declares."""
        self.local_managers.append(manager)
        self._expire_cache()

    def _prepare(self, model: Any) -> None:
        self.inherits = any(link is not None for link in self.concrete_model._meta.parents.values())
        if self.pk is None and self.parents:
            link = next(iter(self.parents.values()))
            link = next((one for one in self.local_fields if one.name == link.name), link)
            link.primary_key = True
            self.setup_pk(link)
        if self.pk is None:
            field = self._get_default_pk_class()(
                verbose_name="ID", primary_key=True, auto_created=True
            )
            model.add_to_class("id", field)
        self.auto_field = next(
            (field for field in self.local_fields if hasattr(field, "db_returning")), None
        )

    def _get_default_pk_class(self) -> Any:
        config = self.apps.app_configs.get(self.app_label)
        path = getattr(config, "default_auto_field", None) or settings.DEFAULT_AUTO_FIELD
        module, _, name = path.rpartition(".")
        try:
            return getattr(import_module(module), name)
        except (ImportError, AttributeError, ValueError) as error:
            raise ImproperlyConfigured(
                f"DEFAULT_AUTO_FIELD names {path!r}, and there is no such field.",
                hint=f"Write {__package__}.BigAutoField.",
            ) from error

    # Names

    @property
    def label(self) -> str:
        """ "polls.Question"."""
        return f"{self.app_label}.{self.object_name}"

    @property
    def label_lower(self) -> str:
        """ "polls.question"."""
        return f"{self.app_label}.{self.model_name}"

    @property
    def verbose_name_raw(self) -> str:
        """The name for people, untranslated."""
        return str(self.verbose_name)

    @property
    def app_config(self) -> Any:
        """The app that the model is in, or None."""
        return self.apps.app_configs.get(self.app_label)

    @property
    def installed(self) -> bool:
        """True when the model is in an installed app."""
        return self.app_config is not None

    # Managers

    @property
    def managers(self) -> tuple[Any, ...]:
        """Every manager, those of the bases too, in the order of declaration."""
        found: dict[str, Any] = {}
        for depth, base in enumerate(b for b in self.model.mro() if hasattr(b, "_meta")):
            for manager in base._meta.local_managers:
                if manager.name not in found:
                    one = manager if base is self.model else manager.copied_for(self.model)
                    found[manager.name] = (depth, manager.creation_counter, one)
        return tuple(one for *_, one in sorted(found.values(), key=lambda t: t[:2]))

    @property
    def managers_map(self) -> dict[str, Any]:
        """Every manager by name."""
        return {manager.name: manager for manager in self.managers}

    @property
    def base_manager(self) -> Any:
        """The manager that relations and `save()` ask."""
        return self.model._base_manager

    @property
    def default_manager(self) -> Any:
        """The first manager: the one that everything else asks."""
        return self.model._default_manager

    # Fields

    def _expire_cache(self, forward: bool = True, reverse: bool = True) -> None:
        """Forget what was worked out from the fields and relations."""
        self._kept: dict[str, Any] = {}
        self._kept_at = -1
        self.paths: dict[str, Any] = {}
        self.plans: dict[Any, Any] = {}
        self.quick: dict[Any, Any] = {}  # see quick.py
        self.kinds: dict[str, str] = {}  # see F.result_kind()
        self.plain: dict[str, Any] = {}  # see structure.leaf()
        self.way.forget()

    def keep(self, name: str, make: Any) -> Any:
        """Return *make()*, worked out once as long as no model is added anywhere."""
        version = self.apps.version
        if self._kept_at != version:
            self._kept, self._kept_at, self.paths = {}, version, {}
        try:
            return self._kept[name]
        except KeyError:
            found = self._kept[name] = make()
            return found

    @property
    def fields(self) -> list[Any]:
        """The fields with a column, in order: those of the parents, then its own."""
        if self.parents:
            return self.keep("fields", lambda: self._of_family(self.local_fields, "fields"))  # type: ignore[no-any-return]
        return self.local_fields

    @property
    def local_concrete_fields(self) -> list[Any]:
        """The fields with a column in this model's own table."""
        return self.keep("local", lambda: [f for f in self.local_fields if f.concrete])  # type: ignore[no-any-return]

    @property
    def concrete_fields(self) -> list[Any]:
        """The fields with a column, in order."""
        return self.keep("concrete", lambda: [f for f in self.fields if f.concrete])  # type: ignore[no-any-return]

    @property
    def attnames(self) -> frozenset[str]:
        """The attributes that hold the columns' values."""
        return self.keep(  # type: ignore[no-any-return]
            "attnames", lambda: frozenset(f.attname for f in self.concrete_fields)
        )

    @property
    def db_default_names(self) -> list[str]:
        """The attributes whose values the database may give."""
        return self.keep(  # type: ignore[no-any-return]
            "db defaults", lambda: [f.attname for f in self.concrete_fields if f.has_db_default()]
        )

    @property
    def relation_fields(self) -> list[Any]:
        """The fields with a column that point to another model."""
        return self.keep(  # type: ignore[no-any-return]
            "relations", lambda: [f for f in self.concrete_fields if f.is_relation]
        )

    @property
    def many_to_many(self) -> list[Any]:
        """The ManyToManyFields."""
        if self.parents:
            return self._of_family(self.local_many_to_many, "many_to_many")
        return self.local_many_to_many

    @property
    def related_objects(self) -> tuple[Any, ...]:
        """The relations that point here, except hidden ones."""
        return tuple(rel for rel in self._all_related if not rel.hidden or rel.field.many_to_many)

    @property
    def _all_related(self) -> list[Any]:
        return self.keep("related", self._find_related)  # type: ignore[no-any-return]

    def _find_related(self) -> list[Any]:
        found = []
        family = {one._meta.concrete_model for one in self.all_parents}
        for models in self.apps.all_models.values():
            for model in models.values():
                meta = model._meta
                if meta.abstract or meta.proxy:
                    continue
                for field in (*meta.local_fields, *meta.local_many_to_many, *meta.private_fields):
                    to = field.remote_field.model if field.is_relation else None
                    if to is None or isinstance(to, str):
                        continue
                    target, rel = to._meta.concrete_model, field.remote_field
                    # A parent's relations are this model's, except those to its other children
                    inherited = target in family and not getattr(rel, "parent_link", False)
                    if target is self.concrete_model or inherited:
                        found.append(rel)
        return found

    def get_fields(self, include_parents: bool = True, include_hidden: bool = False) -> list[Any]:
        """Return every field, and every relation that points here."""
        found: dict[int, Any] = {}
        for parent in self.parents if include_parents else ():
            for one in parent._meta.get_fields(True, include_hidden):
                if not getattr(one, "parent_link", False):  # to a child: perhaps this one itself
                    found[id(one)] = one
        related = [
            rel
            for rel in self._all_related
            if (include_hidden or not rel.hidden)
            and (not self.parents or rel.model._meta.concrete_model is self.concrete_model)
        ]
        own = (*related, *self.local_fields, *self.local_many_to_many, *self.private_fields)
        return [*found.values(), *(one for one in own if id(one) not in found)]

    @property
    def fields_map(self) -> dict[str, Any]:
        """The relations that point here, by their name in queries."""
        return self.keep(  # type: ignore[no-any-return]
            "reverse", lambda: {rel.name: rel for rel in self._all_related}
        )

    @property
    def _forward_fields_map(self) -> dict[str, Any]:
        def make() -> dict[str, Any]:
            found = {}
            for field in (*self.fields, *self.many_to_many, *self.private_fields):
                found[field.name] = field
                found.setdefault(getattr(field, "attname", field.name), field)
            return found

        return self.keep("forward", make)  # type: ignore[no-any-return]

    def get_field(self, field_name: str) -> Any:
        """Return the field, or the relation that points here, of that name.

        Raises FieldDoesNotExist with the near name and the model's fields.
        """
        found = self._forward_fields_map.get(field_name) or self.fields_map.get(field_name)
        if found is None:
            known = self.names()
            near = near_names(field_name, known)
            raise FieldDoesNotExist(
                f"{self.object_name} has no field named {field_name!r}.",
                hint=f"Did you mean {near[0]!r}?" if near else f"Its fields: {', '.join(known)}.",
            )
        return found

    def names(self) -> list[str]:
        """Return the names that a query may begin with, sorted."""
        found = {*self._forward_fields_map, *self.fields_map}
        return sorted(name for name in found if not name.endswith("+"))

    @property
    def total_unique_constraints(self) -> list[Any]:
        """The unique constraints that hold for every row."""
        return [
            one
            for one in self.constraints
            if type(one).__name__ == "UniqueConstraint" and getattr(one, "condition", None) is None
        ]

    @property
    def db_returning_fields(self) -> list[Any]:
        """The fields whose value the database makes up."""
        return [field for field in self.local_fields if hasattr(field, "db_returning")]

    def can_migrate(self, _connection: Any) -> bool:
        """Return whether the table is ours to make."""
        return self.managed and not self.proxy


def _named(one: Any, names: dict[str, str]) -> Any:
    if not one.name or "%" not in one.name:
        return one
    made = one.clone()
    made.name = made.name % names
    return made
