"""`mtvgen lesson open`: the ladder in a browser, served to this computer alone."""

import webbrowser
from contextlib import suppress
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import click

from ..classroom.pages import application
from ..errors import MtvgenError
from . import console
from .lesson import here, language_option, spoken

_OPEN = """Show the ladder in a browser: text, progress, and a drawing of who does what.

The page follows your work and is served to this computer alone. Ctrl-C ends it.

\b
Examples:
  mtvgen lesson open
  mtvgen lesson open --port 9100 --no-browser --lang zh
"""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    timeout = 10  # seconds: a browser's spare connection costs a thread no longer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature is http.server's
        """Say nothing: the terminal is for the lesson."""

    def address_string(self) -> str:
        """Return the address, without asking for its name."""
        return str(self.client_address[0])


@click.command("open", help=_OPEN, short_help="Show the ladder in a browser.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Port to serve it on.  [default: a free one]",
)
@click.option(
    "--browser/--no-browser", default=True, help="Open the page, or print its address only."
)
@language_option
def open(port: int, browser: bool, language: str) -> None:  # noqa: A001 - the command's name
    """Serve the pages until Ctrl-C."""
    work = here()
    chosen = spoken(work.lessons, language, "")
    try:
        server = _Server(("127.0.0.1", port), _Quiet)
    except OSError as error:
        raise MtvgenError(
            f"Port {port} cannot be used: {error.strerror}.",
            hint="Leave --port out: a free one is taken.",
        ) from None
    with server:
        at = server.server_port
        names = [f"{name}:{at}" for name in ("127.0.0.1", "localhost")]
        server.set_app(application(work.folder, chosen, names))
        address = f"http://127.0.0.1:{at}/"
        console.say(f"{address}  (Ctrl-C ends it)")
        console.flush()
        if browser:
            webbrowser.open(address)
        with suppress(KeyboardInterrupt):
            server.serve_forever()
