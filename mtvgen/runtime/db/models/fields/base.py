"""Field: what every kind of field can do. (Django's documentation: reference/models/fields.)"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from functools import total_ordering
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

from ....core.exceptions import FieldError, ValidationError
from ..query_utils import DatabaseDefault
from ..registering import Generic, RegisterLookupMixin, own_names
from .checked import Checked
from .choices import BLANK_CHOICE_DASH as BLANK_CHOICE_DASH
from .choices import HasChoices, display_of

if TYPE_CHECKING:
    from typing import Self

T = TypeVar("T")


class NOT_PROVIDED:  # noqa: N801  # Django's name
    """Stands for "no default was given": None is a default too."""


_PREPARING = frozenset({"get_prep_value", "get_db_prep_value", "get_db_prep_save"})
EMPTY_VALUES: list[Any] = [None, "", [], (), {}]

# What deconstruct() leaves out when it was not given
_OPTIONS: dict[str, Any] = {
    "verbose_name": None,
    "primary_key": False,
    "max_length": None,
    "unique": False,
    "blank": False,
    "null": False,
    "db_index": False,
    "default": NOT_PROVIDED,
    "db_default": NOT_PROVIDED,
    "editable": True,
    "serialize": True,
    "unique_for_date": None,
    "unique_for_month": None,
    "unique_for_year": None,
    "choices": None,
    "help_text": "",
    "db_column": None,
    "db_comment": None,
    "db_tablespace": None,
    "auto_created": False,
    "validators": [],
    "error_messages": None,
}
_KEPT_AS = {
    "unique": "_unique",
    "error_messages": "_error_messages",
    "validators": "_validators",
    "verbose_name": "_verbose_name",
    "db_tablespace": "_db_tablespace",
}


class DeferredAttribute:
    """What `Question.pub_date` gives on the class: the field, under `.field`.

    It is made when it is asked for and does not stand on the class: without it the interpreter's
    quick way to store an attribute stays open (0.12 µs for five, instead of 0.21).
    """

    def __init__(self, field: Field[Any]) -> None:
        self.field = field

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.field}>"


@total_ordering
class Field(HasChoices, Checked, RegisterLookupMixin, Generic[T]):
    """One column of a model's table, and the rules of its values."""

    creation_counter = 0
    auto_creation_counter = -1
    empty_strings_allowed = True
    descriptor_class: Any = DeferredAttribute
    plain_type: ClassVar[type | None] = None
    """The type whose values are written and compared just as they are; see prepared_type()."""
    row_kind: ClassVar[str] = ""
    """Which of the connection's converters makes a row's value into Python's; "" for none."""
    default_error_messages: ClassVar[dict[str, str]] = {
        "invalid_choice": "Value %(value)r is not a valid choice.",
        "null": "This field cannot be null.",
        "blank": "This field cannot be blank.",
        "unique": "%(model_name)s with this %(field_label)s already exists.",
        "unique_for_date": "%(field_label)s must be unique for %(date_field_label)s %(lookup_type)s.",
    }
    default_validators: ClassVar[list[Callable[[Any], None]]] = []
    system_check_deprecated_details: ClassVar[dict[str, Any] | None] = None
    description = "Field"

    # What relations are not
    hidden = False
    concrete: bool = True
    is_relation = False
    remote_field: Any = None
    related_model: Any = None
    many_to_many: bool | None = None
    many_to_one: bool | None = None
    one_to_many: bool | None = None
    one_to_one: bool | None = None
    generated = False

    # Given by contribute_to_class()
    name: str
    attname: str
    column: str
    model: Any

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        primary_key: bool = False,
        max_length: int | None = None,
        unique: bool = False,
        blank: bool = False,
        null: bool = False,
        db_index: bool = False,
        rel: Any = None,
        default: Any = NOT_PROVIDED,
        editable: bool = True,
        serialize: bool = True,
        unique_for_date: str | None = None,
        unique_for_month: str | None = None,
        unique_for_year: str | None = None,
        choices: Any = None,
        help_text: Any = "",
        db_column: str | None = None,
        db_tablespace: str | None = None,
        auto_created: bool = False,
        validators: Iterable[Callable[[Any], None]] = (),
        error_messages: Mapping[str, str] | None = None,
        db_comment: str | None = None,
        db_default: Any = NOT_PROVIDED,
    ) -> None:
        self.name = name  # type: ignore[assignment]  # named when its class is made
        self.verbose_name = self._verbose_name = verbose_name
        self.primary_key = primary_key
        self.max_length, self._unique = max_length, unique
        self.blank, self.null = blank, null
        self.remote_field = rel
        self.is_relation = rel is not None
        self.default, self.db_default = default, db_default
        self.editable, self.serialize = editable, serialize
        self.unique_for_date = unique_for_date
        self.unique_for_month = unique_for_month
        self.unique_for_year = unique_for_year
        self.choices = choices
        self.help_text = help_text
        self.db_index, self.db_column, self.db_comment = db_index, db_column, db_comment
        self._db_tablespace = db_tablespace
        self.auto_created = auto_created
        if auto_created:
            self.creation_counter = Field.auto_creation_counter
            Field.auto_creation_counter -= 1
        else:
            self.creation_counter = Field.creation_counter
            Field.creation_counter += 1
        self._validators = list(validators)
        self._error_messages = error_messages
        messages: dict[str, str] = {}
        for cls in reversed(type(self).__mro__):
            messages.update(getattr(cls, "default_error_messages", {}))
        self.error_messages = {**messages, **(error_messages or {})}

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any) -> Self: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> T: ...
        def __get__(self, instance: Any, owner: Any) -> Any: ...
        def __set__(self, instance: object, value: Any) -> None: ...

    def __str__(self) -> str:
        model = getattr(self, "model", None)
        return f"{model._meta.label}.{self.name}" if model else super().__str__()

    def __repr__(self) -> str:
        name = getattr(self, "name", None)
        path = f"{type(self).__module__}.{type(self).__qualname__}"
        return f"<{path}: {name}>" if name is not None else f"<{path}>"

    def _identity(self) -> tuple[Any, ...]:
        meta = getattr(getattr(self, "model", None), "_meta", None)
        return (self.creation_counter, *((meta.app_label, meta.model_name) if meta else ("", "")))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Field):
            return NotImplemented
        return self.creation_counter == other.creation_counter and getattr(
            self, "model", None
        ) is getattr(other, "model", None)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Field):
            return NotImplemented
        return self._identity() < other._identity()

    def __hash__(self) -> int:
        return hash(self.creation_counter)

    def __copy__(self) -> Field[T]:
        # __reduce__ looks its model up, which is too early while classes are being made
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made.__dict__.pop("_target_field", None)  # the copy may point elsewhere
        return made

    def __deepcopy__(self, memo: dict[int, Any]) -> Field[T]:
        made = copy.copy(self)
        if self.remote_field:
            made.remote_field = copy.copy(self.remote_field)
            if self.remote_field.field is self:
                made.remote_field.field = made
        memo[id(self)] = made
        return made

    def __reduce__(self) -> Any:
        if not hasattr(self, "model"):
            return super().__reduce__()
        meta = self.model._meta
        return _load_field, (meta.app_label, meta.object_name, self.name)

    # Its place in a model

    def set_attributes_from_name(self, name: str) -> None:
        """Take *name*, and what follows from it, unless they were given."""
        self.name = self.name or name
        self.attname, self.column = self.get_attname_column()
        self.concrete = self.column is not None
        if self.verbose_name is None and self.name:
            self.verbose_name = self.name.replace("_", " ")

    def get_attname(self) -> str:
        """Return the name of the attribute that holds the column's value."""
        return self.name

    def get_attname_column(self) -> tuple[str, Any]:
        """Return the attribute's and the column's name."""
        attname = self.get_attname()
        return attname, self.db_column or attname

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        """Become the field *name* of the model *cls*."""
        self.set_attributes_from_name(name)
        self.model = cls
        cls._meta.add_field(self, private=private_only)
        if self.column and self.descriptor_class is not DeferredAttribute:
            setattr(cls, self.attname, self.descriptor_class(self))
        if self.choices is not None and f"get_{self.name}_display" not in cls.__dict__:
            setattr(cls, f"get_{self.name}_display", display_of(self))

    def clone(self) -> Field[T]:
        """Return a new field, declared the same, that belongs to no model."""
        _, _, args, kwargs = self.deconstruct()
        return type(self)(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down: name, path of the class, args, kwargs."""
        kwargs: dict[str, Any] = {}
        for option, default in _OPTIONS.items():
            value = getattr(self, _KEPT_AS.get(option, option))
            if option == "choices" and value is not None:
                value = list(value)
            if option in ("choices", "validators"):
                if value != default:
                    kwargs[option] = value
            elif value is not default and not (option == "max_length" and value == default):
                kwargs[option] = value
        path = f"{type(self).__module__}.{type(self).__qualname__}"
        ours = __name__.removesuffix(".base")  # …db.models.fields
        if path.startswith(ours + "."):
            path = f"{ours.removesuffix('.fields')}.{type(self).__qualname__}"
        return self.name, path, [], kwargs

    def get_internal_type(self) -> str:
        """Return the name of the kind of column: the class's own name."""
        return type(self).__name__

    @property
    def unique(self) -> bool:
        """True when no two rows may hold the same value."""
        return self._unique or self.primary_key

    @property
    def db_tablespace(self) -> str:
        """Kept for Django's name; no database here has tablespaces."""
        return self._db_tablespace or ""

    @property
    def cache_name(self) -> str:
        """The name under which an object keeps what this relation led to."""
        return self.name

    # Values

    def has_default(self) -> bool:
        """Return whether a default was given."""
        return self.default is not NOT_PROVIDED

    def has_db_default(self) -> bool:
        """Return whether the database gives the default."""
        return self.db_default is not NOT_PROVIDED

    def get_default(self) -> Any:
        """Return the value that a new object starts with."""
        if self.default is not NOT_PROVIDED:
            return self.default() if callable(self.default) else self.default
        if self.db_default is not NOT_PROVIDED:
            return DatabaseDefault(self)
        return "" if self.empty_strings_allowed and not self.null else None

    def to_python(self, value: Any) -> Any:
        """Return *value* as this field's Python type. Raises ValidationError."""
        return value

    def prepared_type(self) -> type | None:
        """Return the type whose values need no preparing for a query or a row; None if all do."""
        if "exact" in own_names and "exact" in self.get_lookups():
            return None  # a project says what is equal
        for cls in type(self).__mro__:
            own = cls.__dict__
            if "plain_type" in own:
                return own["plain_type"]  # type: ignore[no-any-return]
            if not _PREPARING.isdisjoint(own):
                return None  # the class of a project, with rules of its own
        return None

    def writes_moments(self) -> bool:
        """Return whether a datetime in UTC needs no preparing for a row."""
        return False

    def get_prep_value(self, value: Any) -> Any:
        """Return *value* for a query, of a type that a connection can adapt."""
        return str(value) if type(value).__name__ == "__proxy__" else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return *value* for a query on *connection*."""
        return value if prepared else self.get_prep_value(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return *value* for a row that is written on *connection*."""
        return self.get_db_prep_value(value, connection)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Return the value to write. add: the row is new."""
        return getattr(model_instance, self.attname)

    def converter(self, connection: Any) -> Callable[[Any], Any] | None:
        """Return what makes a row's value, None excepted, into Python's; None if nothing has to."""
        convert = connection.converters.get(self.row_kind)
        own = getattr(self, "from_db_value", None)
        if own is None:
            return convert  # type: ignore[no-any-return]
        if convert is None:
            return lambda value: own(value, None, connection)
        return lambda value: own(convert(value), None, connection)

    def value_from_object(self, obj: Any) -> Any:
        """Return the value of this field in *obj*."""
        return getattr(obj, self.attname)

    def value_to_string(self, obj: Any) -> str:
        """Return the value of this field in *obj* as text, for a serializer."""
        return str(self.value_from_object(obj))

    def save_form_data(self, instance: Any, data: Any) -> None:
        """Put *data*, cleaned by a form, into *instance*."""
        setattr(instance, self.name, data)

    # Rules

    @property
    def validators(self) -> list[Callable[[Any], None]]:
        """What checks a value: those of the class, then those that were given."""
        return [*self.default_validators, *self._validators]

    def run_validators(self, value: Any) -> None:
        """Raise one ValidationError with everything that the validators object to."""
        if value in EMPTY_VALUES:
            return
        errors: list[ValidationError] = []
        for validator in self.validators:
            try:
                validator(value)
            except ValidationError as error:
                if getattr(error, "code", None) in self.error_messages:
                    error.message = self.error_messages[error.code or ""]
                errors.extend(error.error_list)
        if errors:
            raise ValidationError(errors)

    def validate(self, value: Any, model_instance: Any) -> None:
        """Raise ValidationError when *value* is no choice, null or blank against the rules."""
        if not self.editable:
            return
        if self.choices is not None and value not in EMPTY_VALUES:
            if all(value != known for known, _ in self.flatchoices):
                raise self.refused("invalid_choice", value)
            return
        if value is None and not self.null:
            raise self.refused("null", value)
        if not self.blank and value in EMPTY_VALUES:
            raise self.refused("blank", value)

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Return *value* as Python's type, checked by every rule. Raises ValidationError."""
        value = self.to_python(value)
        self.validate(value, model_instance)
        self.run_validators(value)
        return value

    def refused(self, code: str, value: Any, **params: Any) -> ValidationError:
        """Return the ValidationError for *value*, with this field's words for *code*."""
        told = {"value": value, **params}
        made = ValidationError(self.error_messages[code], code=code, params=told)
        if hasattr(self, "model"):  # beside the words, which forms show
            made.add_note(f"The value {value!r} does not fit the field {self}.")
        return made

    def misfit(self, error: Exception, expected: str, value: Any) -> Exception:
        """Return an exception like *error* that says that *value* does not fit this field."""
        label = f"{self.model._meta.label}.{self.name}" if hasattr(self, "model") else self.name
        kind = type(error) if type(error) in (TypeError, ValueError) else ValueError
        return kind(f"Field {self.name!r} expected {expected} but got {value!r} ({label}).")

    def formfield(self, **kwargs: Any) -> Any:
        """Forms come with their own room."""
        raise FieldError("This runtime has no forms yet.", hint="Write the form in the template.")


def _load_field(app_label: str, model_name: str, field_name: str) -> Field[Any]:
    from ....apps import apps

    found: Field[Any] = apps.get_model(app_label, model_name)._meta.get_field(field_name)
    return found
