"""What every command is built from. (Django: howto/custom-management-commands.)"""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from .color import Styles, color_style, no_style
from .errors import CommandError as CommandError
from .errors import SystemCheckError as SystemCheckError
from .output import OutputWrapper
from .parsing import CommandParser as CommandParser
from .parsing import typed
from .starting import release_collector

if TYPE_CHECKING:
    from ...apps.config import AppConfig
    from ..checks import CheckMessage

ALL_CHECKS: Literal["__all__"] = "__all__"


class BaseCommand:
    """One command. A subclass says what it is for in `help` and does it in `handle()`.

    `handle()` writes to self.stdout and self.stderr; a text that it returns is written too.
    requires_system_checks: tags of the checks to run first, "__all__", or [] for none.
    requires_migrations_checks: also warn about migrations that have not been applied.
    example: what somebody would type, shown at the end of `--help`.
    goes_on_starting: True for one whose handle() loads the project and then calls
        `release_collector()` itself.
    loads_project: False for a command that must work before, or without, the project's apps.
    """

    help = ""
    example = ""
    loads_project = True
    requires_migrations_checks = False
    goes_on_starting = False
    requires_system_checks: Sequence[str] | Literal["__all__"] = ALL_CHECKS
    output_transaction = False
    base_stealth_options: tuple[str, ...] = ("stderr", "stdout")
    stealth_options: tuple[str, ...] = ()
    suppressed_base_arguments: Iterable[str] = ()
    missing_args_message: str | None = None
    _called_from_command_line = False

    def __init__(
        self,
        stdout: Any = None,
        stderr: Any = None,
        no_color: bool = False,
        force_color: bool = False,
    ) -> None:
        if no_color and force_color:
            raise CommandError("'no_color' and 'force_color' can't be used together.")
        self.stdout = OutputWrapper(stdout or sys.stdout)
        self.stderr = OutputWrapper(stderr or sys.stderr)
        self.style: Styles
        self._paint(no_style() if no_color else color_style(force_color))

    def _paint(self, style: Styles) -> None:
        self.style = style
        self.stderr.style_func = style.ERROR if style.colored else None

    def get_version(self) -> str:
        """Return the runtime's version; a subclass may return its own."""
        from ... import VERSION

        return ".".join(str(part) for part in VERSION[:3])

    # The parser

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        """Return the parser of this command's arguments."""
        program = f"{os.path.basename(prog_name)} {subcommand}"  # noqa: PTH119  # as it was typed
        options.setdefault("epilog", self._epilog(program))
        parser = CommandParser(
            prog=program,
            description=self.help or None,
            missing_args_message=self.missing_args_message,
            called_from_command_line=self._called_from_command_line,
            **options,
        )
        self.add_arguments(parser)
        self._add_base_arguments(parser)
        return parser

    def _epilog(self, program: str) -> str:
        examples = self.example or program.partition(" ")[2]
        lines = "\n".join(
            f"  {typed(program.partition(' ')[0])} {one}" for one in examples.split("\n")
        )
        return f"Example:\n{lines}"

    def _add_base_arguments(self, parser: CommandParser) -> None:
        shared = parser.add_argument_group("options of every command")
        for flags, options in _BASE_ARGUMENTS:
            if flags[0] == "--version":
                options = {**options, "version": self.get_version()}
            elif flags[0] == "--skip-checks" and not self.requires_system_checks:
                options = {**options, "help": argparse.SUPPRESS}
            self.add_base_argument(shared, *flags, **options)

    def add_base_argument(self, parser: Any, *args: str, **options: Any) -> None:
        """Add an option that every command has, hidden where the command suppresses it."""
        if any(flag in self.suppressed_base_arguments for flag in args):
            options["help"] = argparse.SUPPRESS
        parser.add_argument(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the command's own arguments; for subclasses."""

    def print_help(self, prog_name: str, subcommand: str) -> None:
        """Print the command's help to its standard output."""
        self.create_parser(prog_name, subcommand).print_help(self.stdout)

    # Running

    def run_from_argv(self, argv: list[str]) -> None:
        """Run with the words of a command line: program, name of the command, arguments.

        Leaves the process with an exit code when the command fails.
        """
        self._called_from_command_line = True
        options = vars(self.create_parser(argv[0], argv[1]).parse_args(argv[2:]))
        args = options.pop("args", ())
        handle_default_options(argparse.Namespace(**options))
        try:
            self.execute(*args, **options)
        except CommandError as error:
            if options.get("traceback"):
                raise
            self.stderr.write(
                str(error) if isinstance(error, SystemCheckError) else f"Error: {error}"
            )
            sys.exit(error.returncode)
        finally:
            _close_connections()

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the checks, then `handle()`; returns what that returned."""
        if options.get("force_color") and options.get("no_color"):
            raise CommandError(
                "The --no-color and --force-color options can't be used together.", returncode=2
            )
        if options.get("stdout"):
            self.stdout = OutputWrapper(options["stdout"])
        if options.get("stderr"):
            self.stderr = OutputWrapper(options["stderr"])
        if options.get("force_color"):
            self._paint(color_style(force_color=True))
        elif options.get("no_color"):
            self._paint(no_style())
        if self.requires_system_checks and not options.get("skip_checks"):
            wanted = self.requires_system_checks
            self.check(tags=None if wanted == ALL_CHECKS else wanted)
        if self.requires_migrations_checks:
            self.check_migrations()
        if not self.goes_on_starting:
            release_collector()
        output = self.handle(*args, **options)
        if output:
            self.stdout.write(self._in_transaction(output) if self.output_transaction else output)
        return output

    def _in_transaction(self, sql: str) -> str:
        return f"{self.style.SQL_KEYWORD('BEGIN;')}\n{sql}\n{self.style.SQL_KEYWORD('COMMIT;')}"

    def check(
        self,
        app_configs: "Sequence[AppConfig] | None" = None,
        tags: Sequence[str] | None = None,
        display_num_errors: bool = False,
        include_deployment_checks: bool = False,
        fail_level: int = 40,
        databases: Sequence[str] | None = None,
    ) -> None:
        """Run the system checks and print what they found.

        fail_level: raise SystemCheckError when a message is at least that serious (checks.ERROR).
        """
        from .. import checks
        from . import checks as builtin

        builtin.register_all()
        found = checks.run_checks(
            app_configs=app_configs,
            tags=tags,
            include_deployment_checks=include_deployment_checks,
            databases=databases,
        )
        text = report(found, self.style, count=display_num_errors)
        if any(message.is_serious(fail_level) and not message.is_silenced() for message in found):
            raise SystemCheckError(text)
        if not text:
            return
        if any(not message.is_silenced() for message in found):
            self.stderr.write(text, lambda painted: painted)
        else:
            self.stdout.write(text)

    def check_migrations(self) -> None:
        """Warn about migrations that have not been applied to the database."""
        from .pending import pending_migrations

        pending = pending_migrations()
        if not pending:
            return
        apps = ", ".join(sorted({app for app, _ in pending}))
        some = "1 migration has" if len(pending) == 1 else f"{len(pending)} migrations have"
        self.stdout.write(
            self.style.NOTICE(
                f"{some} not been applied yet (app: {apps}). The pages that need these tables "
                "will not work before.\nType: python manage.py migrate"
            )
        )

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Do the work; for subclasses. What it returns is written to standard output."""
        raise NotImplementedError("subclasses of BaseCommand must provide a handle() method")


_BASE_ARGUMENTS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--version",), {"action": "version", "help": "Show the runtime's version and leave."}),
    (
        ("-v", "--verbosity"),
        {
            "default": 1,
            "type": int,
            "choices": [0, 1, 2, 3],
            "help": "How much to tell: 0 least, 1 normal, 2 more, 3 everything.",
        },
    ),
    (
        ("--settings",),
        {"help": 'Settings module to use, such as "mysite.settings".', "metavar": "MODULE"},
    ),
    (("--pythonpath",), {"help": "A folder to add to Python's path.", "metavar": "FOLDER"}),
    (
        ("--traceback",),
        {"action": "store_true", "help": "Show the whole traceback when the command fails."},
    ),
    (("--no-color",), {"action": "store_true", "help": "Never use colours."}),
    (("--force-color",), {"action": "store_true", "help": "Use colours even outside a terminal."}),
    (("--skip-checks",), {"action": "store_true", "help": "Do not check the project first."}),
)


class AppCommand(BaseCommand):
    """A command that does something for each app that is named: `handle_app_config()`."""

    missing_args_message = "Enter at least one application label."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one or more app labels."""
        parser.add_argument("args", metavar="app_label", nargs="+", help="One or more app labels.")

    def handle(self, *app_labels: str, **options: Any) -> str | None:
        """Call `handle_app_config()` for each, and return the texts joined."""
        from ...apps import apps

        try:
            configs = [apps.get_app_config(label) for label in app_labels]
        except LookupError as error:
            raise CommandError(f"{error} Is it in INSTALLED_APPS?") from None
        return "\n".join(filter(None, (self.handle_app_config(c, **options) for c in configs)))

    def handle_app_config(self, app_config: Any, **options: Any) -> str | None:
        """Do the work for one app; for subclasses."""
        raise NotImplementedError("Subclasses of AppCommand must provide a handle_app_config()")


class LabelCommand(BaseCommand):
    """A command that does something for each word that is given: `handle_label()`."""

    label = "label"

    @property
    def missing_args_message(self) -> str:  # type: ignore[override]
        """What is said when no word was given."""
        return f"Enter at least one {self.label}."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one or more words."""
        parser.add_argument("args", metavar=self.label, nargs="+")

    def handle(self, *labels: str, **options: Any) -> str | None:
        """Call `handle_label()` for each, and return the texts joined."""
        return "\n".join(filter(None, (self.handle_label(one, **options) for one in labels)))

    def handle_label(self, label: str, **options: Any) -> str | None:
        """Do the work for one word; for subclasses."""
        raise NotImplementedError("subclasses of LabelCommand must provide a handle_label() method")


def handle_default_options(options: Any) -> None:
    """Heed --settings and --pythonpath, which must work before the settings are read."""
    if getattr(options, "settings", None):
        os.environ["DJANGO_SETTINGS_MODULE"] = options.settings
    if getattr(options, "pythonpath", None):
        sys.path.insert(0, options.pythonpath)


def report(found: "Sequence[CheckMessage]", style: Styles, *, count: bool) -> str:
    """Return the text that shows what the checks found, the most serious first."""
    visible = [message for message in found if not message.is_silenced()]
    groups = (
        ("Critical problems", style.ERROR, [m for m in visible if m.level >= 50]),
        ("Errors", style.ERROR, [m for m in visible if 40 <= m.level < 50]),
        ("Warnings", style.WARNING, [m for m in visible if 30 <= m.level < 40]),
        ("Notes", style.NOTICE, [m for m in visible if m.level < 30]),
    )
    blocks = [
        f"{title}:\n" + "\n".join(paint(str(message)) for message in messages) + "\n"
        for title, paint, messages in groups
        if messages
    ]
    if blocks:
        blocks.insert(0, "The project's check found something:\n")
    if count:
        silenced = len(found) - len(visible)
        number = "no problem" if not visible else f"{len(visible)} problem"
        plural = "s" if len(visible) > 1 else ""
        blocks.append(f"The check found {number}{plural} ({silenced} silenced).")
    return "\n".join(blocks)


def _close_connections() -> None:
    """Close the database, if this process ever opened it."""
    database = sys.modules.get(__name__.rpartition(".core.")[0] + ".db")
    connections = getattr(database, "connections", None)
    if connections is not None:
        connections.close_all()
