"""`diffsettings`: show which settings differ from the defaults."""

from importlib import import_module
from typing import Any

from ..conf import global_settings, settings
from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..utils.masking import MASK, is_secret, masked, without_secrets


class Command(BaseCommand):
    """Compare the settings with the runtime's defaults, or with another module."""

    help = (
        "Show which settings differ from the defaults. '###' follows a setting that has no "
        "default. Secrets are hidden unless you ask for them."
    )
    example = "diffsettings\ndiffsettings --output unified --default mysite.settings_base"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to compare with, and the form of the list."""
        parser.add_argument(
            "--all", action="store_true", help="Also settings that are the same; '###' before them."
        )
        parser.add_argument(
            "--default",
            metavar="MODULE",
            help="Compare with this settings module instead of the runtime's defaults.",
        )
        parser.add_argument(
            "--output",
            default="hash",
            choices=("hash", "unified"),
            help="'hash' marks with ###, 'unified' shows default (-) and changed (+) lines.",
        )
        parser.add_argument(
            "--show-secrets", action="store_true", help="Show keys and passwords as they are."
        )

    def handle(self, *args: Any, **options: Any) -> str:
        """Return the list. Raises CommandError when the other module cannot be imported."""
        self._open: bool = options["show_secrets"]
        names = [name for name in dir(settings) if name.isupper()]
        # as they were written: URLs are asked for under the place where the site is mounted
        now = {name: getattr(settings._wrapped, name) for name in names}
        before = _settings_of(options["default"])
        write = self._unified if options["output"] == "unified" else self._hash
        return "\n".join(write(now, before, everything=options["all"]))

    def _hash(self, now: dict[str, Any], before: dict[str, Any], *, everything: bool) -> list[str]:
        lines = []
        for name in sorted(now):
            line = f"{name} = {self._shown(name, now[name])}"
            if name not in before:
                lines.append(f"{line}  ###")
            elif now[name] != before[name]:
                lines.append(line)
            elif everything:
                lines.append(f"### {line}")
        return lines

    def _unified(
        self, now: dict[str, Any], before: dict[str, Any], *, everything: bool
    ) -> list[str]:
        lines = []
        for name in sorted(now):
            line = f"{name} = {self._shown(name, now[name])}"
            if name not in before:
                lines.append(self.style.SUCCESS(f"+ {line}"))
            elif now[name] != before[name]:
                old = f"{name} = {self._shown(name, before[name])}"
                lines.append(self.style.ERROR(f"- {old}"))
                lines.append(self.style.SUCCESS(f"+ {line}"))
            elif everything:
                lines.append(f"  {line}")
        return lines

    def _shown(self, name: str, value: Any) -> str:
        if self._open:
            return repr(value)
        # an empty secret is none, and worth seeing; so is a number of seconds or a switch
        if is_secret(name) and value and isinstance(value, (str, bytes, list, tuple)):
            return repr(MASK)
        return without_secrets(repr(masked({"value": value})["value"]))


def _settings_of(module: str | None) -> dict[str, Any]:
    found: Any = global_settings
    if module:
        try:
            found = import_module(module)
        except ModuleNotFoundError as error:
            raise CommandError(
                f"The settings module {module!r} cannot be imported: {error}", returncode=2
            ) from None
    return {name: getattr(found, name) for name in dir(found) if name.isupper()}
