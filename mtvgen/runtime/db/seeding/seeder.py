"""Seeder: rows that fit every rule of their models."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any, NamedTuple

from ...core.exceptions import NON_FIELD_ERRORS, Explained, ValidationError
from .. import transaction
from ..utils import IntegrityError
from .ordering import in_order, with_needed
from .values import NULLS, NoValue, value_for

_ATTEMPTS = 40  # values for a field that are tried before it is given up
_SAVES = 10  # rows that the database may refuse before one is taken to heart
_MOST_RELATED = 3  # objects that a ManyToManyField gets at most
_TAKEN = frozenset(("unique", "unique_together"))


class SeedError(Explained):
    """No sample rows can be made up for a model."""


class Seeded(NamedTuple):
    """What was made of a model. added: it was not asked for, but others need it."""

    model: Any
    made: int
    wanted: int
    added: bool


class _NoneLeft(Exception):
    """Every value that this row could have is taken."""


class Seeder:
    """Makes *rows* rows a model in the database *using*. seed: the same one makes the same rows."""

    def __init__(self, using: str, *, rows: int, seed: int) -> None:
        self.using, self.rows, self.seed = using, rows, seed
        self._keys: dict[Any, list[Any]] = {}  # relation → values that it may have

    def seed_models(self, models: Iterable[Any]) -> list[Seeded]:
        """Make the rows of *models*, and of what they need, in one transaction: all or none.

        Raises SeedError that names the model and the field that nothing fits.
        """
        asked = [model for model in models if _has_rows_of_its_own(model)]
        with transaction.atomic(using=self.using):
            chosen = in_order(with_needed(asked, self._has_rows))
            return [
                Seeded(model, self._fill(model), self.rows, model not in asked) for model in chosen
            ]

    def _has_rows(self, model: Any) -> bool:
        return bool(model._base_manager.using(self.using).exists())

    def _fill(self, model: Any) -> int:
        # a row does not depend on which other models are filled
        pick = Random(f"{self.seed} {model._meta.label_lower}")  # noqa: S311  # samples, no secrets
        self._keys = {}
        for count in range(self.rows):
            try:
                made = self._saved_row(model, pick)
            except _NoneLeft:
                return count
            self._relate(made, pick)
            self._take_used(made)
        return self.rows

    # One row

    def _saved_row(self, model: Any, pick: Random) -> Any:
        """Return an object that is saved. Raises _NoneLeft, SeedError, IntegrityError."""
        attempt = 0
        while True:
            attempt += 1
            made = self._row(model, pick)
            try:
                with transaction.atomic(using=self.using):
                    made.save(using=self.using, force_insert=True)
            except IntegrityError:
                # full_clean() does not see rows that the model's manager hides
                if attempt == _SAVES:
                    raise
            else:
                return made

    def _row(self, model: Any, pick: Random) -> Any:
        """Return an object that full_clean() has nothing against. Raises _NoneLeft, SeedError."""
        made = model()
        made._state.db = self.using
        fields = [field for field in model._meta.concrete_fields if not _fills_itself(field)]
        wrong = fields
        for attempt in range(_ATTEMPTS):
            for field in wrong:
                setattr(made, field.attname, self._value(field, pick, attempt))
            try:
                made.full_clean(exclude=_unchecked(made))
            except ValidationError as error:
                last = error
                names = set(error.error_dict)
                wrong = [field for field in fields if field.name in names]
                if NON_FIELD_ERRORS in names or not wrong:
                    wrong = fields
            else:
                return made
        raise self._given_up(model, last)

    def _given_up(self, model: Any, error: ValidationError) -> Exception:
        codes = {one.code for errors in error.error_dict.values() for one in errors}
        if codes <= _TAKEN:
            return _NoneLeft()
        name, messages = next(iter(error.message_dict.items()))
        place = model._meta.label if name == NON_FIELD_ERRORS else f"{model._meta.label}.{name}"
        return SeedError(
            f"No sample value fits {place}: {' '.join(messages)}",
            hint="Give the field choices, or make these rows in a command of your own.",
        )

    def _value(self, field: Any, pick: Random, attempt: int) -> Any:
        if field.remote_field is not None:
            return self._key(field, pick)
        if attempt > _ATTEMPTS // 2 and not field.unique:  # nothing made up fits: what always does
            if field.null:
                return None
            if field.has_default():
                return field.get_default()
        try:
            return value_for(field, pick, attempt)
        except NoValue as error:
            raise SeedError(
                f"{field}: {error}.", hint="Give it a default, or let it be null."
            ) from None

    # Relations

    def _key(self, field: Any, pick: Random) -> Any:
        """Return a key of a row that *field* may point to. Raises _NoneLeft, SeedError."""
        if field not in self._keys:
            self._keys[field] = self._possible(field)
        keys = self._keys[field]
        if field.null and (not keys or pick.random() < NULLS):
            return None
        if keys:
            return pick.choice(keys)
        if field.unique:
            raise _NoneLeft
        target = field.remote_field.model._meta.label
        limit = " that its limit_choices_to allows" if field.get_limit_choices_to() else ""
        raise SeedError(
            f"{field} must point to a {target}, and there is none{limit}.",
            hint="Let it be null, or make the first row by hand.",
        )

    def _possible(self, field: Any) -> list[Any]:
        """Return the values that a relation may have; of a unique one those that are free."""
        model = field.remote_field.model
        found = model._base_manager.using(self.using).order_by("pk")
        if limit := field.get_limit_choices_to():
            found = found.complex_filter(limit)
        keys = list(found.values_list(field.remote_field.field_name, flat=True))
        if field.unique:
            rows = field.model._base_manager.using(self.using)
            taken = set(rows.values_list(field.attname, flat=True))
            keys = [key for key in keys if key not in taken]
        return keys

    def _take_used(self, made: Any) -> None:
        for field in made._meta.concrete_fields:
            keys = self._keys.get(field)
            if keys is None:
                continue
            if field.unique and getattr(made, field.attname) in keys:
                keys.remove(getattr(made, field.attname))
            elif field.remote_field.model._meta.concrete_model is type(made):
                keys.append(getattr(made, field.target_field.attname))

    def _relate(self, made: Any, pick: Random) -> None:
        """Give the ManyToManyFields of a saved object some objects each."""
        for field in made._meta.many_to_many:
            if not field.remote_field.through._meta.auto_created:
                continue  # a model between is filled itself
            if field not in self._keys:
                rows = field.remote_field.model._base_manager.using(self.using)
                if limit := field.get_limit_choices_to():
                    rows = rows.complex_filter(limit)
                self._keys[field] = list(rows.order_by("pk").values_list("pk", flat=True))
            known = self._keys[field]
            count = min(len(known), pick.randint(0 if field.blank else 1, _MOST_RELATED))
            if count:
                getattr(made, field.name).set(sorted(pick.sample(known, count)))


def _has_rows_of_its_own(model: Any) -> bool:
    meta = model._meta
    return bool(meta.managed and not meta.proxy and not meta.auto_created and not meta.swapped)


def _fills_itself(field: Any) -> bool:
    """Return whether the database, or saving, gives *field* its value."""
    return (
        hasattr(field, "db_returning")
        or field.generated
        or getattr(field.remote_field, "parent_link", False)
        or getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
    )


def _unchecked(made: Any) -> set[str]:
    """Return the fields that saving fills, and those that are null: `blank` is for forms."""
    return {
        field.name
        for field in made._meta.concrete_fields
        if _fills_itself(field) or (field.null and getattr(made, field.attname) is None)
    }
