"""The half of Model that checks: full_clean() and its parts; check(), for the declaration.

(Django's documentation: reference/models/instances, "Validating objects".)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from ...core.exceptions import NON_FIELD_ERRORS, ValidationError
from .query_utils import DatabaseDefault


class Checking:
    """What a Model can say about its values before they are saved."""

    if TYPE_CHECKING:
        _state: Any
        pk: Any

    @property
    def _options(self) -> Any:
        return self._meta  # type: ignore[attr-defined]

    @classmethod
    def check(cls, **kwargs: Any) -> list[Any]:
        """Return what is wrong with the declaration of the model: messages of `core.checks`."""
        from .checks.declared import of_model

        return of_model(cls, **kwargs)

    def clean(self) -> None:
        """Raise ValidationError for what concerns several fields. For the project to write."""

    def full_clean(
        self,
        exclude: Iterable[str] | None = None,
        validate_unique: bool = True,
        validate_constraints: bool = True,
    ) -> None:
        """Raise one ValidationError with everything that is wrong, by field."""
        errors: dict[str, list[ValidationError]] = {}
        left_out = set(exclude or ())
        steps: list[Any] = [lambda: self.clean_fields(exclude=left_out), self.clean]
        if validate_unique:
            steps.append(lambda: self.validate_unique(exclude=left_out))
        if validate_constraints:
            steps.append(lambda: self.validate_constraints(exclude=left_out))
        for step in steps:
            try:
                step()
            except ValidationError as error:
                errors = error.update_error_dict(errors)
            # A field that is wrong is not looked at again
            left_out.update(name for name in errors if name != NON_FIELD_ERRORS)
        if errors:
            raise ValidationError(errors)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check each field by itself, and put the cleaned value in its place."""
        errors: dict[str, list[ValidationError]] = {}
        for field in self._options.fields:
            if exclude and field.name in exclude:
                continue
            value = getattr(self, field.attname)
            if isinstance(value, DatabaseDefault):
                continue
            if field.blank and value in (None, "", [], (), {}):
                continue
            try:
                setattr(self, field.attname, field.clean(value, self))
            except ValidationError as error:
                errors[field.name] = error.error_list
        if errors:
            raise ValidationError(errors)

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Ask the database whether another row has what must be unique."""
        errors: dict[str, list[ValidationError]] = {}
        for model, names in self._unique_names(set(exclude or ())):
            lookup = self._lookup(names)
            if lookup is None:
                continue
            others = model._default_manager.using(self._state.db).filter(**lookup)
            key = getattr(self, model._meta.pk.attname)
            if not self._state.adding and key is not None:
                others = others.exclude(pk=key)
            if others.exists():
                place = names[0] if len(names) == 1 else NON_FIELD_ERRORS
                errors.setdefault(place, []).append(self.unique_error_message(model, tuple(names)))
        for model, field, part, date in self._unique_for_dates(set(exclude or ())):
            if self._is_taken_on(model, field, part, date):
                told = self.date_error_message(part, field.name, date)
                errors.setdefault(field.name, []).append(told)
        if errors:
            raise ValidationError(errors)

    def _unique_for_dates(self, exclude: set[str]) -> list[tuple[Any, Any, str, str]]:
        """Return (model, field, "date", "month" or "year", name of the date) for each such rule."""
        return [
            (model, field, part, date)
            for model in (type(self), *self._options.all_parents)
            for field in model._meta.local_fields
            for part in ("date", "month", "year")
            if (date := getattr(field, f"unique_for_{part}"))
            and not exclude.intersection((field.name, date))
        ]

    def _is_taken_on(self, model: Any, field: Any, part: str, date: str) -> bool:
        moment = getattr(self, date)
        if moment is None:
            return False
        parts = ("day", "month", "year") if part == "date" else (part,)
        lookup = {f"{date}__{one}": getattr(moment, one) for one in parts}
        lookup[field.attname] = getattr(self, field.attname)
        others = model._default_manager.using(self._state.db).filter(**lookup)
        key = getattr(self, model._meta.pk.attname)
        if not self._state.adding and key is not None:
            others = others.exclude(pk=key)
        return bool(others.exists())

    def date_error_message(
        self, lookup_type: str, field_name: str, unique_for: str
    ) -> ValidationError:
        """Return the error that says that the value is taken on that date, or in that month or year."""
        meta = self._options
        field = meta.get_field(field_name)
        params = {
            "model": self,
            "model_name": _capitalised(meta.verbose_name),
            "lookup_type": lookup_type,
            "field": field_name,
            "field_label": _capitalised(field.verbose_name),
            "date_field": unique_for,
            "date_field_label": _capitalised(meta.get_field(unique_for).verbose_name),
        }
        return ValidationError(
            field.error_messages["unique_for_date"], code="unique_for_date", params=params
        )

    def _unique_names(self, exclude: set[str]) -> list[tuple[Any, tuple[str, ...]]]:
        """Return (model, names of fields) for each of the model's rules, and of its parents'."""
        groups: list[tuple[Any, tuple[str, ...]]] = []
        for model in (type(self), *self._options.all_parents):
            meta = model._meta
            groups.extend((model, (field.name,)) for field in meta.local_fields if field.unique)
            groups.extend((model, tuple(names)) for names in meta.unique_together)
        return [one for one in groups if not exclude.intersection(one[1])]

    def _lookup(self, names: Iterable[str]) -> dict[str, Any] | None:
        """Return the values of *names* as a filter; None when one is NULL: those never clash."""
        found = {}
        for name in names:
            field = self._options.get_field(name)
            value = getattr(self, field.attname)
            if value is None or (value == "" and field.null):
                return None
            if field.primary_key and not self._state.adding:
                return None
            found[field.attname] = value
        return found

    def unique_error_message(
        self, model_class: Any, unique_check: tuple[str, ...]
    ) -> ValidationError:
        """Return the error that says that these fields' values are taken."""
        meta = model_class._meta
        params: dict[str, Any] = {
            "model": self,
            "model_class": model_class,
            "model_name": _capitalised(meta.verbose_name),
            "unique_check": unique_check,
        }
        if len(unique_check) == 1:
            field = meta.get_field(unique_check[0])
            params["field_label"] = _capitalised(field.verbose_name)
            return ValidationError(field.error_messages["unique"], code="unique", params=params)
        labels = [_capitalised(meta.get_field(name).verbose_name) for name in unique_check]
        params["field_labels"] = " and ".join(
            [", ".join(labels[:-1]), labels[-1]] if len(labels) > 1 else labels
        )
        return ValidationError(
            "%(model_name)s with this %(field_labels)s already exists.",
            code="unique_together",
            params=params,
        )

    def get_constraints(self) -> list[tuple[Any, list[Any]]]:
        """Return the model with its constraints, and its parents with theirs."""
        models = (type(self), *self._options.all_parents)
        return [(one, list(one._meta.constraints)) for one in models]

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check what Meta.constraints say."""
        errors: dict[str, list[ValidationError]] = {}
        for model, constraints in self.get_constraints():
            for one in constraints:
                try:
                    one.validate(model, self, exclude=exclude, using=self._state.db)
                except ValidationError as error:
                    error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)


def _capitalised(text: Any) -> str:
    words = str(text)
    return words[:1].upper() + words[1:]
