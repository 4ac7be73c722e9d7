"""ModelBase: how a class becomes a model."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from ...apps import apps as global_apps
from ...core.exceptions import (
    FieldError,
    MultipleObjectsReturned,
    ObjectDoesNotExist,
    ObjectNotUpdated,
)
from .fields.base import DeferredAttribute
from .manager import Manager
from .options import Options
from .signals import class_prepared


class ModelBase(type):
    """The class of models: reads the declaration, and registers the model with its app."""

    if TYPE_CHECKING:
        _meta: Any

    def __new__(  # noqa: D102
        metacls, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **kwargs: Any
    ) -> Any:
        parents = [base for base in bases if isinstance(base, ModelBase)]
        if not parents:
            return super().__new__(metacls, name, bases, attrs)
        plain = {key: value for key, value in attrs.items() if not _contributes(value)}
        meta = plain.pop("Meta", None)
        cls: Any = super().__new__(metacls, name, bases, plain, **kwargs)
        abstract = bool(getattr(meta, "abstract", False))
        inherited = meta or getattr(cls, "Meta", None)
        options = Options(inherited, _app_label(cls, inherited, abstract))
        cls.add_to_class("_meta", options)
        options.abstract = abstract
        if not abstract:
            _add_exceptions(
                cls, [p for p in parents if hasattr(p, "_meta") and not p._meta.abstract]
            )
        bases_with_meta = [p for p in cls.mro()[1:] if hasattr(p, "_meta") and "_meta" in vars(p)]
        for key, value in attrs.items():
            if _contributes(value):
                cls.add_to_class(key, value)
        if not abstract:
            _inherit_meta(cls, meta, bases_with_meta)
        _inherit_fields(cls, bases_with_meta, attrs)
        cls._own_start = _has_own_start(cls)
        if abstract:
            # Its Meta is inherited, except that the children are not abstract
            meta.abstract = False
            cls.Meta = meta
            return cls
        cls._prepare()
        options.apps.register_model(options.app_label, cls)
        return cls

    def add_to_class(cls, name: str, value: Any) -> None:
        """Give the model an attribute; a field or a manager puts itself there."""
        if _contributes(value):
            value.contribute_to_class(cls, name)
        else:
            setattr(cls, name, value)

    def _prepare(cls) -> None:
        meta = cls._meta
        if meta.proxy_for_model is None:
            meta.concrete_model = cls
        meta._prepare(cls)
        if cls.__doc__ is None:
            cls.__doc__ = f"{cls.__name__}({', '.join(f.name for f in meta.fields)})"
        if not meta.managers:
            if any(field.name == "objects" for field in meta.fields):
                raise ValueError(
                    f"Model {cls.__name__} must specify a custom Manager, because it has a field "
                    "named 'objects'."
                )
            manager: Any = Manager()
            manager.auto_created = True
            cls.add_to_class("objects", manager)
        for index in meta.indexes:
            if not index.name:
                index.set_name_with_model(cls)
        class_prepared.send(sender=cls)

    @property
    def _default_manager(cls) -> Any:
        meta = cls._meta
        if meta.default_manager_name:
            return getattr(cls, meta.default_manager_name)
        return meta.keep("default manager", lambda: meta.managers[0])

    @property
    def _base_manager(cls) -> Any:
        meta = cls._meta
        if meta.base_manager_name:
            return getattr(cls, meta.base_manager_name)

        def make() -> Any:
            made: Any = Manager()
            made.name, made.model, made.auto_created = "_base_manager", cls, True
            return made

        return meta.keep("base manager", make)

    if not TYPE_CHECKING:

        def __getattr__(cls, name: str) -> Any:
            # A field's name on the class: `Question.pub_date.field`
            meta = cls.__dict__.get("_meta")
            if meta is not None and not name.startswith("__"):
                field = meta._forward_fields_map.get(name)
                if field is not None:
                    return DeferredAttribute(field)
            raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")


def _contributes(value: Any) -> bool:
    return not isinstance(value, type) and hasattr(value, "contribute_to_class")


def _app_label(cls: Any, meta: Any, abstract: bool) -> str | None:
    given = getattr(meta, "app_label", None)
    if given:
        return str(given)
    if abstract and not global_apps.apps_ready:
        return None
    config = global_apps.get_containing_app_config(cls.__module__)
    if config is not None:
        return config.label
    if abstract:
        return None
    raise RuntimeError(
        f"Model class {cls.__module__}.{cls.__name__} doesn't declare an explicit app_label and "
        "isn't in an application in INSTALLED_APPS. Add its package to INSTALLED_APPS in your "
        "settings."
    )


def _add_exceptions(cls: Any, parents: list[Any]) -> None:
    for name, base in (
        ("DoesNotExist", ObjectDoesNotExist),
        ("MultipleObjectsReturned", MultipleObjectsReturned),
        ("NotUpdated", ObjectNotUpdated),
    ):
        bases = tuple(getattr(parent, name) for parent in parents) or (base,)
        made = type(
            name,
            bases,
            {"__module__": cls.__module__, "__qualname__": f"{cls.__qualname__}.{name}"},
        )
        setattr(cls, name, made)


def _inherit_meta(cls: Any, meta: Any, bases: list[Any]) -> None:
    """Take the order and the like of the first base, unless the class says it itself."""
    options = cls._meta
    concrete = [base for base in bases if base in cls.__bases__ and not base._meta.abstract]
    if options.proxy:
        if len({base._meta.concrete_model for base in concrete}) != 1:
            raise TypeError(f"Proxy model '{cls.__name__}' has no non-abstract model base class.")
        options.setup_proxy(concrete[0])
        options.concrete_model = concrete[0]._meta.concrete_model
    if bases and not bases[0]._meta.abstract:
        if not hasattr(meta, "ordering"):
            options.ordering = bases[0]._meta.ordering
        if not hasattr(meta, "get_latest_by"):
            options.get_latest_by = bases[0]._meta.get_latest_by


def _inherit_fields(cls: Any, bases: list[Any], attrs: dict[str, Any]) -> None:
    """Copy the fields of the abstract bases, and link to the parents that have tables.

    A name that the class declares itself stays its own, where the base is abstract.
    """
    own = {field.name for field in (*cls._meta.local_fields, *cls._meta.local_many_to_many)}
    inherited: dict[str, Any] = {}
    for base in bases:
        if base not in cls.__bases__:
            continue  # a direct base has its fields already
        if not base._meta.abstract:
            _link_to(cls, base, own)
            _note_fields(cls, base, inherited)
            continue
        links = dict(base._meta.parents)
        meta = base._meta
        for field in (*meta.local_fields, *meta.local_many_to_many, *meta.private_fields):
            if field.name in own or field.name in attrs or field.name in inherited:
                continue
            if any(vars(one).get(field.name, field) is None for one in cls.mro()):
                continue  # a class on the way said `name = None`: not wanted
            own.add(field.name)
            made = copy.deepcopy(field)
            if made.is_relation:
                made.remote_field.field = made
            cls.add_to_class(field.name, made)
            links.update({parent: made for parent, link in links.items() if link is field})
        cls._meta.parents.update(links)


def _link_to(cls: Any, base: Any, own: set[str]) -> None:
    """Let the model *cls* know its parent *base*: through a field that it has, or a new one."""
    meta = cls._meta
    for field in (*base._meta.local_fields, *base._meta.local_many_to_many):
        if field.name in own:
            raise FieldError(
                f"Local field {field.name!r} in class {cls.__name__!r} clashes with field of the "
                f"same name from base class {base.__name__!r}.",
                hint="Give it another name, or make the base class abstract.",
            )
    parent = base._meta.concrete_model
    link = None
    if not meta.proxy:
        name = f"{parent._meta.model_name}_ptr"
        link = next((one for one in meta.local_fields if _is_link(one, parent)), None)
        if link is None and name in own:
            raise FieldError(
                f"Auto-generated field {name!r} in class {cls.__name__!r} for parent_link to base "
                f"class {base.__name__!r} clashes with declared field of the same name.",
                hint=f"Declare {name} with parent_link=True, or give it another name.",
            )
        if link is None:
            from .deletion import CASCADE
            from .fields.related import OneToOneField

            link = OneToOneField(parent, CASCADE, name=name, auto_created=True, parent_link=True)
            cls.add_to_class(name, link)
    meta.parents[parent] = link


def _note_fields(cls: Any, parent: Any, inherited: dict[str, Any]) -> None:
    """Add the fields of *parent* to those that *cls* inherits. Raises FieldError for one of two."""
    for field in (*parent._meta.fields, *parent._meta.many_to_many):
        other = inherited.setdefault(field.name, field)
        if other is not field:
            raise FieldError(
                f"The field {field.name!r} from parent model {field.model._meta.label!r} clashes "
                f"with the field {other.name!r} from parent model {other.model._meta.label!r} in "
                f"class {cls.__name__!r}.",
                hint="Rename one of them; a key is renamed by declaring it: "
                "`code = models.AutoField(primary_key=True)`.",
            )


def _is_link(field: Any, parent: Any) -> bool:
    rel = field.remote_field
    if rel is None or not field.one_to_one or not rel.parent_link:
        return False
    from .fields.related import key_of

    return key_of(field.model, rel.model) == key_of(parent, parent)


def _has_own_start(cls: Any) -> bool:
    """Return whether the project's own code runs when an object is made from a row."""
    for base in cls.mro():
        if base.__dict__.get("_is_model_itself"):
            return False
        if "__init__" in base.__dict__ or "from_db" in base.__dict__ or "__new__" in base.__dict__:
            return True
    return False
