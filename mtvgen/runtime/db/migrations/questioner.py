"""What the models cannot say, asked of a person: was it renamed? which value for present rows?"""

import datetime
import sys
from collections.abc import Callable
from typing import Any

from .exceptions import MigrationChangeRefused
from .serializer import serialize
from .state import ModelState


class NoAnswer:
    """Stands for "no default": None is an answer."""


class MigrationQuestioner:
    """Answers without asking: "no", or what *defaults* says for a question's name."""

    def __init__(self, defaults: dict[str, Any] | None = None, dry_run: bool = False) -> None:
        self.defaults = defaults or {}
        self.dry_run = dry_run

    def ask_rename_model(self, old: ModelState, new: ModelState) -> bool:
        """Return whether the model *new* is *old* under another name."""
        return bool(self.defaults.get("ask_rename_model", False))

    def ask_rename(self, model_name: str, old_name: str, new_name: str, field: Any) -> bool:
        """Return whether the field *new_name* is *old_name* under another name."""
        return bool(self.defaults.get("ask_rename", False))

    def ask_not_null_addition(self, field_name: str, model_name: str) -> Any:
        """Return the value that present rows get in a new column that may not be empty."""
        return self.defaults.get("ask_not_null_addition")

    def ask_not_null_alteration(self, field_name: str, model_name: str) -> Any:
        """Return the value for rows without one, in a column that may not be empty any more.

        NoAnswer when there are no such rows, or they are dealt with elsewhere.
        """
        return self.defaults.get("ask_not_null_alteration", NoAnswer)

    def ask_auto_now_add_addition(self, field_name: str, model_name: str) -> Any:
        """Return the moment that present rows get in a new `auto_now_add` column."""
        return self.defaults.get("ask_auto_now_add_addition")

    def ask_merge(self, app_label: str) -> bool:
        """Return whether the branches of an app's migrations shall be joined."""
        return bool(self.defaults.get("ask_merge", False))


class NonInteractiveMigrationQuestioner(MigrationQuestioner):
    """For use without a terminal: guesses nothing, says so, and refuses what needs an answer.

    log: called with each warning.
    """

    def __init__(
        self,
        defaults: dict[str, Any] | None = None,
        dry_run: bool = False,
        log: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__(defaults, dry_run)
        self.log = log or (lambda _: None)

    def ask_rename_model(self, old: ModelState, new: ModelState) -> bool:
        """Return False, with a warning: the old table's rows will be lost."""
        if "ask_rename_model" in self.defaults:
            return super().ask_rename_model(old, new)
        self.log(
            f"The model {old.app_label}.{old.name} is gone and {new.name} is new with the same fields. "
            "Nobody is there to ask whether it was renamed: taken as deleted and created, so its rows "
            "will be lost. Run makemigrations in a terminal to rename it."
        )
        return False

    def ask_rename(self, model_name: str, old_name: str, new_name: str, field: Any) -> bool:
        """Return False, with a warning: the old column's values will be lost."""
        if "ask_rename" in self.defaults:
            return super().ask_rename(model_name, old_name, new_name, field)
        self.log(
            f"The field {model_name}.{old_name} is gone and {model_name}.{new_name} is new and like it. "
            "Nobody is there to ask whether it was renamed: taken as removed and added, so its values "
            "will be lost. Run makemigrations in a terminal to rename it."
        )
        return False

    def ask_not_null_addition(self, field_name: str, model_name: str) -> Any:
        """Raise MigrationChangeRefused."""
        raise MigrationChangeRefused(
            f"The new field {model_name}.{field_name} may not be empty and has no default: what "
            "shall rows that are there already get?",
            hint="Give it a default= or null=True in models.py, or run makemigrations in a "
            "terminal and answer.",
        )

    def ask_not_null_alteration(self, field_name: str, model_name: str) -> Any:
        """Return NoAnswer, with a warning."""
        self.log(
            f"The field {model_name}.{field_name} may not be empty any more and has no default: "
            "`migrate` will fail if a row has no value in it."
        )
        return NoAnswer

    def ask_auto_now_add_addition(self, field_name: str, model_name: str) -> Any:
        """Raise MigrationChangeRefused."""
        raise MigrationChangeRefused(
            f"The new field {model_name}.{field_name} has auto_now_add=True and no default: which "
            "moment shall rows that are there already get?",
            hint="Run makemigrations in a terminal and answer, or use default=timezone.now.",
        )


class InteractiveMigrationQuestioner(MigrationQuestioner):
    """Asks at the terminal. write: prints a line. read: returns the next line typed."""

    def __init__(
        self,
        defaults: dict[str, Any] | None = None,
        dry_run: bool = False,
        write: Callable[[str], object] | None = None,
        read: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(defaults, dry_run)
        self._write = write or (lambda line: sys.stdout.write(f"{line}\n"))
        self._read = read or input

    def ask_rename_model(self, old: ModelState, new: ModelState) -> bool:
        """Ask whether a model was renamed."""
        return self._yes_or_no(
            f"Was the model {old.app_label}.{old.name} renamed to {new.name}? [y/N]"
        )

    def ask_rename(self, model_name: str, old_name: str, new_name: str, field: Any) -> bool:
        """Ask whether a field was renamed."""
        return self._yes_or_no(
            f"Was {model_name}.{old_name} renamed to {model_name}.{new_name} "
            f"(a {type(field).__name__})? [y/N]"
        )

    def ask_merge(self, app_label: str) -> bool:
        """Ask whether to join two branches."""
        return self._yes_or_no(
            "Joining works when the branches do not change the same things. Join them? [y/N]"
        )

    def ask_not_null_addition(self, field_name: str, model_name: str) -> Any:
        """Ask for a value, or end."""
        choice = self._choose(
            f"The new field {model_name}.{field_name} may not be empty and has no default. "
            "Rows that are there already need a value.",
            "Type a value now, used once for those rows.",
            "Stop, and give the field a default in models.py.",
        )
        if choice == 2:
            raise _stopped()
        return self._value()

    def ask_not_null_alteration(self, field_name: str, model_name: str) -> Any:
        """Ask for a value, or whether rows without one are dealt with, or end."""
        choice = self._choose(
            f"The field {model_name}.{field_name} may not be empty any more and has no default. "
            "Rows without a value need one.",
            "Type a value now, used once for those rows.",
            "There are no such rows, or another migration fills them.",
            "Stop, and give the field a default in models.py.",
        )
        if choice == 3:
            raise _stopped()
        return NoAnswer if choice == 2 else self._value()

    def ask_auto_now_add_addition(self, field_name: str, model_name: str) -> Any:
        """Ask for a moment, or end."""
        choice = self._choose(
            f"The new field {model_name}.{field_name} has auto_now_add=True and no default. "
            "Rows that are there already need a moment.",
            "Type one now, used once for those rows (Enter: the moment when `migrate` runs).",
            "Stop, and change models.py.",
        )
        if choice == 2:
            raise _stopped()
        return self._value("timezone.now")

    def _yes_or_no(self, question: str) -> bool:
        self._write(question)
        while True:
            answer = self._line().lower()
            if answer in ("y", "yes"):
                return True
            if answer in ("", "n", "no"):
                return False
            self._write("Please answer y or n.")

    def _choose(self, question: str, *choices: str) -> int:
        self._write(question)
        for number, choice in enumerate(choices, 1):
            self._write(f" {number}) {choice}")
        while True:
            self._write("Which one?")
            answer = self._line()
            if answer.isdecimal() and 1 <= int(answer) <= len(choices):
                return int(answer)
            self._write(f"Please type a number from 1 to {len(choices)}.")

    def _value(self, preset: str = "") -> Any:
        """Return what a typed Python expression gives."""
        from ...utils import timezone

        suggestion = f" (Enter for {preset})" if preset else ""
        self._write(
            f"Type the value as Python{suggestion}: 'text' in quotes, a number, True, "
            "timezone.now, datetime.date(2026, 1, 31). Or exit."
        )
        while True:
            typed = self._line() or preset
            if typed == "exit":
                raise _stopped()
            if not typed:
                self._write("Please type a value, or exit.")
                continue
            known = {"datetime": datetime, "timezone": timezone}
            try:
                # the developer's own words, at the developer's own terminal
                value = eval(typed, {}, known)  # noqa: S307
                serialize(value)
            except Exception as error:  # noqa: BLE001  # whatever was typed may raise anything
                self._write(f"That does not work: {type(error).__name__}: {error}")
            else:
                return value

    def _line(self) -> str:
        try:
            return self._read().strip()
        except EOFError:
            raise MigrationChangeRefused(
                "The input ended before the question was answered.",
                hint="Run it in a terminal, or with --noinput.",
            ) from None


def _stopped() -> MigrationChangeRefused:
    return MigrationChangeRefused("Stopped. Nothing was written.")
