"""`runserver`: serve the project on this machine while you write it."""

import os
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..core.management.starting import release_collector
from ..server.listening import CannotListen, listen, listen_unix, read_address
from ..utils.requestlog import before_first

if TYPE_CHECKING:
    from ._elsewhere import Elsewhere

_RUNTIME = __name__.rpartition(".commands.")[0]
_XRAY = "MTVGEN_XRAY"


class Command(BaseCommand):
    """Serve the project, and restart when one of its files changes."""

    help = (
        "Serve the project on this machine while you write it. Saving a file brings the new code. "
        "For the public there are other servers: this one is for development."
    )
    example = (
        "runserver\nrunserver 8001\nrunserver --lan\nrunserver --https\n"
        "runserver --server waitress\nrunserver --app shop:app"
    )
    goes_on_starting = True
    loads_project = False  # the part that watches must not run the project's code
    requires_system_checks = []
    _elsewhere: "Elsewhere | None" = None
    """What `--server` and `--app` ask for."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address, and what to leave out."""
        parser.add_argument(
            "addrport",
            nargs="?",
            default="",
            metavar="[ADDR:]PORT",
            help="Port, or address and port, to listen on (127.0.0.1:8000). Port 0: a free one. "
            "unix:PATH: a Unix socket.",
        )
        parser.add_argument(
            "--lan",
            action="store_true",
            help="Let others in your network open the site; print its address and a QR code.",
        )
        parser.add_argument(
            "--https",
            action="store_true",
            help="Serve over HTTPS, with a certificate that this machine makes for itself.",
        )
        parser.add_argument(
            "--log-format",
            choices=["text", "json"],
            default="text",
            help="Write a line of text for each request (text), or an object of JSON (json).",
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
            "--no-xray",
            action="store_false",
            dest="xray",
            help="Do not offer the x-ray, the page that shows requests on their way.",
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
        self._add_elsewhere(parser)

    def _add_elsewhere(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--server",
            default="",
            metavar="NAME",
            help="Serve with another WSGI server; `mtvgen servers` lists them. auto: the best installed.",
        )
        parser.add_argument(
            "--app",
            default="",
            metavar="MODULE:NAME",
            help="Serve this WSGI application, of any framework, instead of the project's.",
        )
        parser.add_argument(
            "--workers", type=int, default=0, metavar="N", help="Processes to serve with (1)."
        )
        parser.add_argument(
            "--threads", type=int, default=0, metavar="N", help="Threads to serve with, a process."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until told to stop."""
        if "MTVGEN_SPARE" in os.environ:
            _inherited().await_turn(load=not options["app"])
        if options["server"] or options["app"]:
            self._look_elsewhere(options)
        reloads = options["use_reloader"]
        given = _inherited().inherited_listener() if reloads else None
        if given is not None:
            self._work(given, options)
            return
        listener = self._listener(options)
        secure = self._secure(listener, options)
        greeting = self._greeting(listener, options)
        try:
            if not reloads:
                told = [greeting]
                self._serve(
                    listener,
                    options,
                    secure,
                    started=lambda: self._say("\n".join(told)),
                    say=told.append,
                )
                return
            release_collector()
            os.environ[_XRAY] = os.urandom(12).hex()  # for all workers of this run
            supervisor = import_module(f"{_RUNTIME}.server.supervisor")
            code = supervisor.supervise(
                listener,
                greeting=greeting,
                say=self._say,
                colored=self.style.colored,
                live=options["live"],
                secure=secure,
                **(self._elsewhere.supervision() if self._elsewhere else {}),
            )
        finally:
            if options["addrport"].startswith("unix:"):
                Path(options["addrport"].removeprefix("unix:")).unlink(missing_ok=True)
        sys.exit(code)

    def _work(self, listener: socket.socket, options: dict[str, Any]) -> None:
        """Serve as the worker of a supervisor, and tell it how the start went."""
        from ..core.management.explain import explain
        from ..server import inherited

        told: dict[str, Any] = {}

        def started() -> None:
            inherited.report(folders=inherited.project_folders(), **told)

        try:
            self._serve(
                listener,
                options,
                self._secure(listener, options),
                started=started,
                say=lambda text: told.update(says=text),
            )
        except Exception as error:
            plain = str(error) if isinstance(error, CommandError) else explain(error)
            inherited.report(error=plain or f"{type(error).__name__}: {error}")
            raise

    def _serve(
        self,
        listener: socket.socket,
        options: dict[str, Any],
        secure: Callable[[socket.socket], Any] | None,
        started: Callable[[], object],
        say: Callable[[str], object],
    ) -> None:
        """Serve. say: takes what is known of this start alone, such as the x-ray's address."""
        from ..server.serve import serve

        log = self._log(options)
        elsewhere, follow = self._elsewhere, None
        if elsewhere is not None and options["app"]:
            application = elsewhere.load()
        else:
            application = self._project(listener, options)
            if elsewhere is None:
                follow = _following(application, listener, options, say)
        release_collector()
        if elsewhere is not None and not elsewhere.is_ours(application):
            elsewhere.serve(application, listener, say=self._say, log=log, started=started)
        else:
            serve(application, listener, log=log, started=started, follow=follow, secure=secure)

    def _project(self, listener: socket.socket, options: dict[str, Any]) -> Callable[..., Any]:
        """Load and check the project; return what to serve of it."""
        from .. import setup

        setup()
        if options["lan"]:
            _allow_network(listener)
        if not options["skip_checks"]:
            self.check()
        application = self.get_handler(**options)
        self.check_migrations()
        note_views()
        return application

    # What the options ask for

    def _look_elsewhere(self, options: dict[str, Any]) -> None:
        """Note which other server and application are asked for, if they are others."""
        from ._elsewhere import Elsewhere

        elsewhere = Elsewhere(options)
        options["use_reloader"] = elsewhere.restarts(options["use_reloader"], self._say)
        if options["app"] or elsewhere.server.name != "mtvgen":
            self._elsewhere = elsewhere

    def _listener(self, options: dict[str, Any]) -> socket.socket:
        text = options["addrport"]
        try:
            if text.startswith("unix:"):
                if options["lan"]:
                    raise ValueError("--lan needs a port, and not a Unix socket.")
                return listen_unix(text.removeprefix("unix:"))
            everywhere = "0.0.0.0" if options["lan"] else "127.0.0.1"  # noqa: S104  # it was asked for
            host, port = read_address(text, everywhere)
        except ValueError as error:
            raise CommandError(
                f"{error} Type for example: python manage.py runserver 8001", returncode=2
            ) from None
        except CannotListen as error:
            raise CommandError(f"{error.message}\n{error.hint}".rstrip()) from None
        try:
            return listen(host, port)
        except CannotListen as error:
            if error.free and self._wants_port(error):
                return listen(host, error.free)
            raise CommandError(f"{error.message}\n{error.hint}".rstrip()) from None

    def _wants_port(self, error: CannotListen) -> bool:
        """Ask, where somebody can answer, whether the next free port will do."""
        if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
            return False
        self._say(error.message)
        try:
            answer = input(f"Take port {error.free} instead? [Y/n] ")
        except EOFError:
            return False
        return answer.strip().lower() in {"", "y", "yes"}

    def _secure(
        self, listener: socket.socket, options: dict[str, Any]
    ) -> Callable[[socket.socket], Any] | None:
        """Return what makes connections speak TLS, None without --https."""
        if not options["https"]:
            return None
        from ..server.certificate import NoCertificate, certificate_for
        from ..server.limits import Limits
        from ..server.listening import names_of
        from ..server.secure import SecureSocket, context_of

        folder = Path(sys.argv[0]).resolve().parent / ".mtvgen"
        try:
            context = context_of(certificate_for(names_of(listener), folder))
        except NoCertificate as error:
            raise CommandError(f"{error.message}\n{error.hint}") from None
        return lambda request: SecureSocket(request, context, Limits())

    def _greeting(self, listener: socket.socket, options: dict[str, Any]) -> str:
        from ..server.serve import announcement, url_in_network

        scheme = "https" if options["https"] else "http"
        picture = None
        url = url_in_network(listener, scheme) if options["lan"] else None
        if url:
            from ..server.qr import qr_code

            unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
            picture = qr_code(url, unicode=unicode, colored=self.style.colored)
            if picture is None:
                picture = 'For a QR code of it: python -m pip install "mtvgen[lan]"'
        name = self._elsewhere.name if self._elsewhere else _project_name()
        return announcement(listener, name, scheme=scheme, picture=picture)

    def _log(self, options: dict[str, Any]) -> Any:
        if options["log_format"] == "json":
            from ..server.logjson import JsonLog, log_as_json

            log = JsonLog()
            log_as_json(log)
            return log
        before_first.append(self._log_to_terminal)
        return None

    def _log_to_terminal(self) -> None:
        from ..core.management.terminal import log_to_terminal

        log_to_terminal(self.style)

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


def _allow_network(listener: socket.socket) -> None:
    """Let the site answer to this machine's address in the network, too."""
    from ..conf import settings
    from ..server.listening import names_of

    here = settings.ALLOWED_HOSTS or ([".localhost", "[::1]"] if settings.DEBUG else [])
    there = [name for name in names_of(listener) if ":" not in name]
    settings.ALLOWED_HOSTS = [*here, *there]


def note_views() -> None:
    """Have the application tell the log which view it asks."""
    from .. import application

    def note(request: Any, view: Any, args: Any, kwargs: Any) -> None:  # noqa: ARG001
        request.environ["mtvgen.view"] = view

    application.before_views[:] = [note]


def _following(
    application: Callable[..., Any],
    listener: socket.socket,
    options: dict[str, Any],
    say: Callable[[str], object],
) -> Callable[[Any], Callable[..., Any]] | None:
    """Return what has pages of *application* follow the project's files, and the x-ray offered.

    None where neither is wanted, as without DEBUG. say: takes the x-ray's address.
    """
    from ..conf import settings

    token = os.environ.pop(_XRAY, "") or os.urandom(12).hex()
    follows = options["use_reloader"] and options["live"]
    # only who asks from this machine may look: not behind a Unix socket, nor on a network's address
    address = listener.getsockname()
    looks = options["xray"] and isinstance(address, tuple) and _is_reached_locally(str(address[0]))
    if not settings.DEBUG or not (follows or looks):
        return None
    from ..server.addresses import XRAY
    from ..server.listening import url_of
    from ..server.live import Live, LivePages, Offer

    # without reload there is no supervisor to speak with
    inherited = _inherited() if options["use_reloader"] else None

    def began() -> None:
        if inherited is not None:
            inherited.report(xray=True)

    def follow(server: Any) -> Callable[..., Any]:
        live = Live(server, everyone=options["lan"]) if follows else None
        offer = Offer(server, token, began) if looks else None

        def hear(facts: dict[str, Any]) -> None:
            if live is not None and "pages" in facts:
                live.changed(facts["pages"])
            if offer is not None and "xray" in facts:
                offer.begin()

        if inherited is not None:
            inherited.hear(hear)
        return LivePages(application, live, offer)

    if looks:
        url = url_of(listener, "https" if options["https"] else "http")
        say(f"X-ray of its requests: {url.rstrip('/')}{XRAY}?token={token}")
    return follow


def _inherited() -> Any:
    """Return the module that speaks with a supervisor; without reload nobody needs it."""
    return import_module(f"{_RUNTIME}.server.inherited")


def _is_reached_locally(host: str) -> bool:
    from ..server.addresses import is_local

    return is_local(host) or host in {"0.0.0.0", "::"}  # noqa: S104  # compared, not bound


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


def _project_name() -> str:
    """Return the name of the package that holds the settings."""
    return os.environ.get("DJANGO_SETTINGS_MODULE", "").partition(".")[0] or "project"
