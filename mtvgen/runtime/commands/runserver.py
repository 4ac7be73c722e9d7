"""`runserver`: serve the project on this machine while you write it."""

import os
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..core.management.starting import release_collector
from ..server.listening import CannotListen, listen, read_address

_RUNTIME = __name__.rpartition(".commands.")[0]


class Command(BaseCommand):
    """Serve the project, and restart when one of its files changes."""

    help = (
        "Serve the project on this machine while you write it. Saving a file brings the new code. "
        "For the public there are other servers: this one is for development."
    )
    example = "runserver\nrunserver 8001\nrunserver 0.0.0.0:8000"
    goes_on_starting = True
    loads_project = False  # the part that watches must not run the project's code
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address, and what to leave out."""
        parser.add_argument(
            "addrport",
            nargs="?",
            default="",
            metavar="[ADDR:]PORT",
            help="Port, or address and port, to listen on (127.0.0.1:8000). Port 0: a free one.",
        )
        parser.add_argument(
            "--noreload",
            action="store_false",
            dest="use_reloader",
            help="Do not restart when a file changes.",
        )
        parser.add_argument(
            "--no-live",
            action="store_false",
            dest="live",
            help="Do not reload the open page when a file changes.",
        )
        parser.add_argument(
            "--nostatic",
            action="store_false",
            dest="use_static",
            help="Do not serve the static files.",
        )
        parser.add_argument(
            "--insecure",
            action="store_true",
            dest="insecure_serving",
            help="Serve the static files even with DEBUG = False.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until told to stop."""
        try:
            host, port = read_address(options["addrport"])
        except ValueError as error:
            raise CommandError(
                f"{error} Type for example: python manage.py runserver 8001", returncode=2
            ) from None
        if not options["use_reloader"]:
            self._serve(_listener(host, port), options, announce=True)
            return
        workers = import_module(f"{_RUNTIME}.server.workers")
        inherited = workers.inherited_listener()
        if inherited is not None:
            self._work(inherited, options)
        else:
            release_collector()
            supervisor = import_module(f"{_RUNTIME}.server.supervisor")
            listener = _listener(host, port)
            code = supervisor.supervise(
                listener,
                name=_project_name(),
                say=self._say,
                colored=self.style.colored,
                live=options["live"],
            )
            sys.exit(code)

    def _work(self, listener: socket.socket, options: dict[str, Any]) -> None:
        """Serve as the worker of a supervisor, and tell it how the start went."""
        from ..core.management.explain import explain
        from ..server import workers

        try:
            self._serve(listener, options, announce=False)
        except Exception as error:
            plain = str(error) if isinstance(error, CommandError) else explain(error)
            workers.report(error=plain or f"{type(error).__name__}: {error}")
            raise

    def _serve(self, listener: socket.socket, options: dict[str, Any], *, announce: bool) -> None:
        from .. import setup
        from ..core.management.terminal import log_to_terminal
        from ..server.serve import announcement, serve

        setup()
        log_to_terminal(self.style)
        if not options["skip_checks"]:
            self.check()
        application = self.get_handler(**options)
        self.check_migrations()

        release_collector()

        def started() -> None:
            if announce:
                self._say(announcement(listener, _project_name()))
            else:
                from ..server import workers

                workers.report(folders=workers.project_folders())

        follow = None if announce or not options["live"] else _following(application)
        serve(application, listener, started=started, follow=follow)

    def get_handler(self, *args: Any, **options: Any) -> Callable[..., Any]:
        """Return the WSGI application to serve: the project's, static files in front of it."""
        from ..apps import apps
        from ..conf import settings

        application = get_internal_wsgi_application()
        static = f"{_RUNTIME}.contrib.staticfiles"
        wanted = options.get("use_static", True) and apps.is_installed(static)
        if wanted and (settings.DEBUG or options.get("insecure_serving")):
            handler = import_module(f"{static}.handlers").StaticFilesHandler
            application = handler(application)
        return application

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _following(application: Callable[..., Any]) -> Callable[[Any], Callable[..., Any]] | None:
    """Return what has pages of *application* follow the project's files; None without DEBUG."""
    from ..conf import settings

    if not settings.DEBUG:
        return None
    from ..server import workers
    from ..server.live import Live, LivePages

    def follow(server: Any) -> Callable[..., Any]:
        live = Live(server)
        workers.hear(lambda facts: live.changed(facts["pages"]))
        return LivePages(application, live)

    return follow


def get_internal_wsgi_application() -> Callable[..., Any]:
    """Return the application that WSGI_APPLICATION names, or the runtime's own.

    Raises ImproperlyConfigured when it names nothing that can be imported.
    """
    from ..conf import settings
    from ..core.exceptions import ImproperlyConfigured
    from ..utils.module_loading import import_string

    path = settings.WSGI_APPLICATION
    if path is None:
        application: Callable[..., Any] = import_module(
            f"{_RUNTIME}.core.wsgi"
        ).get_wsgi_application()
        return application
    module = path.rpartition(".")[0]
    try:
        return import_string(path)  # type: ignore[no-any-return]
    except ImportError as error:
        missing = getattr(error, "name", None)
        if isinstance(error, ModuleNotFoundError) and not module.startswith(str(missing)):
            raise  # the module is there; something that it imports is not
        raise ImproperlyConfigured(
            f"WSGI_APPLICATION names {path!r}, and Python cannot import it ({error}).",
            hint="It names the `application` in your wsgi.py, such as 'mysite.wsgi.application'.",
        ) from error


def _listener(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except CannotListen as error:
        raise CommandError(f"{error.message}\n{error.hint}".rstrip()) from None


def _project_name() -> str:
    """Return the name of the package that holds the settings."""
    return os.environ.get("DJANGO_SETTINGS_MODULE", "").partition(".")[0] or "project"
