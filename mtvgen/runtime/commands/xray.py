"""`xray`: one request's way through the project, as a tree; or saved, or a saved one opened."""

import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..core.management.starting import release_collector

if TYPE_CHECKING:
    from ..xray.journey import Journey

_RUNTIME = __name__.rpartition(".commands.")[0]
_METHOD = re.compile(r"[A-Za-z]{3,10}")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
_WITHOUT_BODY = frozenset({"GET", "HEAD", "TRACE"})
_OF_A_JOURNEY = "mtvgen-journey"


class Command(BaseCommand):
    """Show the way of a request."""

    help = (
        "Make a request of the project, without a server, and show its way: the middleware, the URL "
        "patterns that were tried and why each missed, the view, every query, the template, the "
        "response, and where it broke. The request is really made: what the view writes into the "
        "database stays there. Only with DEBUG = True."
    )
    example = (
        "xray /polls/1/\nxray POST /polls/1/vote/ --data choice=2 --follow\n"
        "xray GET / --save journey.json\nxray --open journey.json"
    )
    loads_project = False  # a saved journey is opened without one
    goes_on_starting = True
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the request, and what becomes of its journey."""
        parser.add_argument(
            "request",
            nargs="*",
            metavar="[METHOD] PATH",
            help="What to ask for, such as `GET /polls/1/`. POST where there is --data or --json-body.",
        )
        parser.add_argument(
            "--data",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="A field of the form; of the query, for GET. May be repeated.",
        )
        parser.add_argument(
            "--json-body", default=None, metavar="TEXT", help="Send this JSON as the body."
        )
        parser.add_argument(
            "--header",
            action="append",
            default=[],
            metavar="NAME:VALUE",
            help="A header to send. May be repeated.",
        )
        parser.add_argument(
            "--no-csrf",
            action="store_true",
            help="Send no CSRF token, to see the form refused; one is sent otherwise.",
        )
        parser.add_argument(
            "--follow", action="store_true", help="Follow redirects; each is a journey of its own."
        )
        self._add_showing(parser)

    def _add_showing(self, parser: CommandParser) -> None:
        parser.add_argument("--as-json", action="store_true", help="Print JSON for other programs.")
        parser.add_argument("--save", default="", metavar="FILE", help="Write the journey to FILE.")
        parser.add_argument(
            "--lang", choices=["en", "zh"], default="en", help="Language: English or Chinese."
        )
        parser.add_argument(
            "--width", type=int, default=0, metavar="N", help="Columns (those of the terminal)."
        )
        parser.add_argument(
            "--open",
            default="",
            metavar="FILE",
            help="Show a saved journey in the browser, as one HTML file; needs no project.",
        )
        parser.add_argument(
            "--to", default="", metavar="FILE.html", help="Where --open writes that file."
        )
        parser.add_argument(
            "--no-browser", action="store_true", help="--open only writes the file."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and show; or open what was saved."""
        if options["open"]:
            if options["request"]:
                raise CommandError("--open shows a saved journey: give no request.", returncode=2)
            self._open(options)
            return
        method, path = _asked(options)
        _check_target(options["save"])
        journeys = self._ask(method, path, options)
        if options["save"]:
            _write(Path(options["save"]), _as_json(journeys))
        if options["as_json"]:
            self.stdout.write(_as_json(journeys))
            return
        self._draw(journeys, options)
        if options["save"]:
            self.stdout.write(
                f"\nSaved in {options['save']}. Show it with: mtvgen xray --open {options['save']}"
            )

    def _ask(self, method: str, path: str, options: dict[str, Any]) -> "list[Journey]":
        from .. import setup

        setup()
        from ..conf import settings

        release_collector()
        if not settings.DEBUG:
            raise CommandError(
                "The x-ray shows the inside of the project, and works only with DEBUG = True.\n"
                "Type for example: DEBUG=1 python manage.py xray /"
            )
        from ..xray.recorder import Recorder

        recorder = Recorder()
        recorder.start()
        try:
            with _quiet():
                error = _request(method, path, options)
        finally:
            recorder.stop()
        if error is not None and not recorder.journeys():
            raise CommandError(f"The request could not be made: {error}") from error
        return recorder.journeys()

    def _draw(self, journeys: "Sequence[Journey]", options: dict[str, Any]) -> None:
        from ..xray.tree import Tree

        width = options["width"] or shutil.get_terminal_size((100, 24)).columns
        unicode = (getattr(self.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
        tree = Tree(self.style, lang=options["lang"], width=width, unicode=unicode)
        for number, journey in enumerate(journeys):
            if number:
                self.stdout.write("")
            self.stdout.write(tree.draw(journey))

    # A saved journey

    def _open(self, options: dict[str, Any]) -> None:
        from ..xray.journey import MOST_BYTES, JourneyError, read_all

        file = Path(options["open"])
        try:
            if file.stat().st_size > 4 * MOST_BYTES:
                raise CommandError(f"{file} is too large to be a journey.")
            journeys = read_all(file.read_text(encoding="utf-8"))
        except JourneyError as error:
            hint = f"\n{error.hint}" if error.hint else ""
            raise CommandError(f"{file}: {error.message}{hint}") from None
        except UnicodeDecodeError:
            raise CommandError(f"{file} is no text in UTF-8.") from None
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        target = Path(options["to"] or file.with_suffix(".html"))
        if target.suffix.lower() not in {".html", ".htm"}:
            raise CommandError(f"--to takes the name of an HTML file, not {str(target)!r}.")
        page = import_module(f"{_RUNTIME}.xray.page")
        _check_target(str(target))
        _write(target, page.self_contained([one.data for one in journeys], options["lang"]))
        self.stdout.write(f"Written: {target}")
        if not options["no_browser"]:
            import webbrowser

            webbrowser.open(target.resolve().as_uri())


def _asked(options: dict[str, Any]) -> tuple[str, str]:
    """Return method and path. Raises CommandError."""
    words = list(options["request"])
    body = bool(options["data"]) or options["json_body"] is not None
    if options["data"] and options["json_body"] is not None:
        raise CommandError("Give --data or --json-body, not both.", returncode=2)
    method = "POST" if body else "GET"
    if len(words) > 1 or (words and _METHOD.fullmatch(words[0]) and words[0].upper() in _METHODS):
        method = words.pop(0).upper()
    if method not in _METHODS:
        raise CommandError(
            f"{method!r} is no method. Known are {', '.join(_METHODS)}.", returncode=2
        )
    if len(words) != 1:
        raise CommandError(
            "Say what to ask for. Type for example: python manage.py xray GET /", returncode=2
        )
    if options["json_body"] is not None and method in _WITHOUT_BODY:
        raise CommandError(f"A {method} request has no body.", returncode=2)
    path = words[0].partition("#")[0]
    if "://" in path or path.startswith("//"):
        raise CommandError(
            f"{path!r} is a whole address; the x-ray takes a path of this project, such as /polls/1/.",
            returncode=2,
        )
    return method, "/" + path.removeprefix("/")


def _request(method: str, path: str, options: dict[str, Any]) -> BaseException | None:
    """Make the request, as a browser on this machine would; return what nobody answered for."""
    from ..conf import settings
    from ..template.engines import engines
    from ..test.client import Client
    from ..urls.base import index_of

    headers = dict(_pair(one, ":", "--header") for one in options["header"])
    fields: dict[str, list[str]] = {}
    for one in options["data"]:
        name, value = _pair(one, "=", "--data")
        fields.setdefault(name, []).append(value)
    checks = not settings.CSRF_USE_SESSIONS or options["no_csrf"]
    client = Client(
        enforce_csrf_checks=checks,
        raise_request_exception=False,
        SERVER_NAME=_host(settings.ALLOWED_HOSTS),
        SERVER_PORT="8000",
    )
    if not options["no_csrf"] and checks and method not in {*_WITHOUT_BODY, "OPTIONS"}:
        _bring_token(client, headers, fields, options)
    with suppress(Exception):  # as a server does at its start; what is wrong, the journey shows
        client.handler.application.load_middleware()
        index_of(settings.ROOT_URLCONF)
        engines.all()
    more: dict[str, Any] = {"headers": headers, "follow": options["follow"]}
    if options["json_body"] is not None:
        more |= {"data": options["json_body"], "content_type": "application/json"}
    elif method in {"PUT", "PATCH", "DELETE"}:
        from urllib.parse import urlencode

        more |= {
            "data": urlencode(fields, doseq=True),
            "content_type": "application/x-www-form-urlencoded",
        }
    elif method != "OPTIONS":
        more["data"] = fields or None
    if method == "TRACE":
        del more["data"]
    try:
        getattr(client, method.lower())(path, **more)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # the journeys show it
        return error
    return None


def _bring_token(
    client: Any, headers: dict[str, str], fields: dict[str, list[str]], options: dict[str, Any]
) -> None:
    """Send what the form of a page would send."""
    from ..conf import settings
    from ..core.csrf import mask, new_secret

    secret = new_secret()
    client.cookies[settings.CSRF_COOKIE_NAME] = secret
    if options["json_body"] is None:
        fields.setdefault("csrfmiddlewaretoken", [mask(secret)])
    name = settings.CSRF_HEADER_NAME.removeprefix("HTTP_").replace("_", "-").title()
    if options["json_body"] is not None or not fields:
        headers.setdefault(name, mask(secret))


def _pair(text: str, mark: str, option: str) -> tuple[str, str]:
    name, found, value = text.partition(mark)
    if not found or not name.strip():
        raise CommandError(f"{option} takes NAME{mark}VALUE, not {text!r}.", returncode=2)
    return (name.strip(), value.strip()) if mark == ":" else (name, value)


def _host(allowed: Sequence[str]) -> str:
    """Return a name of this machine that the project answers to, or the first that it does."""
    if not allowed or {"*", "localhost", ".localhost"} & set(allowed):
        return "localhost"
    return str(allowed[0]).lstrip(".").partition(":")[0] or "localhost"


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the log of requests from saying what the tree shows."""
    loggers = [logging.getLogger(name) for name in ("mtvgen.request", "mtvgen.security")]
    before = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for one, level in zip(loggers, before, strict=True):
            one.setLevel(level)


def _as_json(journeys: "Sequence[Journey]") -> str:
    from ..xray.journey import to_json

    return to_json(journeys)


def _check_target(name: str) -> None:
    """Raise CommandError where a file would be overwritten that is none of the x-ray's."""
    path = Path(name)
    if not name or not path.exists():
        return
    try:
        ours = _OF_A_JOURNEY in path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        ours = False
    if not ours:
        raise CommandError(f"{path} is there already, and is no journey: choose another name.")


def _write(path: Path, text: str) -> None:
    """Write a file whole, or not at all."""
    try:
        descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            if sys.platform != "win32":
                Path(beside).chmod(0o644)
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
