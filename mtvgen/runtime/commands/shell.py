"""`shell`: a Python prompt with the project loaded."""

import sys
from types import ModuleType
from typing import Any

from ..core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Open a prompt in which every model has been imported."""

    help = (
        "Open a Python prompt with the project loaded and its models imported. Uses IPython or "
        "bpython where they are installed."
    )
    example = 'shell\nshell -c "print(Question.objects.count())"\nshell --interface python'
    requires_system_checks = []
    shells = ("ipython", "bpython", "python")

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the code to run, or which prompt to open."""
        parser.add_argument("-c", "--command", metavar="CODE", help="Run this code and leave.")
        parser.add_argument("-i", "--interface", choices=self.shells, help="Which prompt to open.")
        parser.add_argument(
            "--no-startup",
            action="store_true",
            help="Leave out PYTHONSTARTUP and ~/.pythonrc.py (plain prompt).",
        )
        parser.add_argument("--no-imports", action="store_true", help="Do not import the models.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the code of -c or of standard input, or open a prompt."""
        names = {} if options["no_imports"] else self.get_namespace()
        code = options["command"]
        if code is None and _piped(sys.stdin):
            code = sys.stdin.read()
        if code is not None:
            self._run(code, names)
            return
        if names and options.get("verbosity", 1) > 0:
            self._say(names, options.get("verbosity", 1))
        wanted = [options["interface"]] if options["interface"] else self.shells
        for shell in wanted:
            try:
                getattr(self, f"_{shell}")(names, options)
            except ImportError:
                continue
            return
        raise CommandError(f"{wanted[0]} is not installed. Type: pip install {wanted[0]}")

    def _run(self, code: str, names: dict[str, Any]) -> None:
        """Run *code*; what it raises is shown as Python shows it, from the code's own lines on."""
        import traceback

        try:
            exec(compile(code, "<shell>", "exec"), {"__name__": "__main__", **names})  # noqa: S102  # the user typed it
        except Exception as error:  # noqa: BLE001  # whatever it raises is shown
            inner = error.__traceback__.tb_next if error.__traceback__ else None
            traceback.print_exception(error.with_traceback(inner))
            sys.exit(1)

    def get_namespace(self) -> dict[str, Any]:
        """Return what the prompt starts with: every model by its name, of the first app first."""
        from ..apps import apps

        names: dict[str, Any] = {}
        for model in apps.get_models():
            names.setdefault(model.__name__, model)
        return names

    def _say(self, names: dict[str, Any], verbosity: int) -> None:
        count = f"{len(names)} object{'s' if len(names) > 1 else ''} imported automatically"
        more = "" if verbosity > 1 else " (use -v 2 for details)"
        self.stdout.write(f"{count}{more}.")
        if verbosity > 1:
            for name, model in names.items():
                self.stdout.write(f"  from {model.__module__} import {name}")

    def _ipython(self, names: dict[str, Any], options: dict[str, Any]) -> None:  # one shape
        start: Any = _module("IPython").start_ipython
        start(argv=[], user_ns=names)

    def _bpython(self, names: dict[str, Any], options: dict[str, Any]) -> None:  # one shape
        _module("bpython").embed(names)

    def _python(self, names: dict[str, Any], options: dict[str, Any]) -> None:
        import code

        try:
            import readline
            import rlcompleter
        except ImportError:
            pass  # Windows: no history, no completion
        else:
            readline.set_completer(rlcompleter.Completer(names).complete)
            readline.parse_and_bind("tab: complete")
        if not options["no_startup"]:
            self._startup(names)
        code.interact(local=names)

    def _startup(self, names: dict[str, Any]) -> None:
        import os
        import traceback
        from pathlib import Path

        for name in (os.environ.get("PYTHONSTARTUP"), "~/.pythonrc.py"):
            file = Path(name).expanduser() if name else None
            if file is None or not file.is_file():
                continue
            try:
                exec(compile(file.read_bytes(), str(file), "exec"), names)  # noqa: S102  # as Python's own prompt does
            except Exception:  # noqa: BLE001  # the prompt opens all the same
                traceback.print_exc()


def _module(name: str) -> ModuleType | Any:
    from importlib import import_module

    return import_module(name)


def _piped(stream: Any) -> bool:
    try:
        return not stream.isatty()
    except (AttributeError, ValueError):
        return False
