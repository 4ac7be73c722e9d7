"""LiveServerTestCase: the project on a real port, for a browser or any other program.

(Django's documentation: topics/testing/tools, "LiveServerTestCase".)
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from tempfile import TemporaryDirectory
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from ..apps import apps
from ..conf import settings
from ..core.handlers.wsgi import WSGIHandler
from ..db import connections
from .overriding import modify_settings
from .testcases import TransactionTestCase

_STATICFILES = f"{__name__.removesuffix('.test.liveserver')}.contrib.staticfiles"


class _QuietHandler(WSGIRequestHandler):
    """Serves without a line on standard error for each request."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base's name
        """Say nothing."""


class _Server(ThreadingMixIn, WSGIServer):
    """One thread for each connection: a page and what it loads come at the same time."""

    daemon_threads = True

    def server_bind(self) -> None:
        """Take the port, without asking a name server what this machine is called."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over clients that went away; what a view raises is a page by then."""


class LiveServerThread(threading.Thread):
    """The server's thread. is_ready: set once it serves, or has failed with `error`."""

    def __init__(self, application: Any, host: str, port: int = 0) -> None:
        super().__init__(daemon=True)
        self.application = application
        self.host = host
        self.port = port
        self.is_ready = threading.Event()
        self.error: BaseException | None = None
        self.httpd: WSGIServer | None = None

    def run(self) -> None:
        """Serve until `terminate()`."""
        try:
            self.httpd = _Server((self.host, self.port), _QuietHandler)
            self.httpd.set_app(self.application)
            self.port = int(self.httpd.server_address[1])
        except OSError as error:
            self.error = error
        self.is_ready.set()
        if self.httpd is not None:
            self.httpd.serve_forever(poll_interval=0.05)  # seconds until it sees that it must end

    def terminate(self) -> None:
        """Stop serving and give the port back."""
        if self.httpd is not None:
            self.httpd.shutdown()
            self.httpd.server_close()
        self.join()


class LiveServerTestCase(TransactionTestCase):
    """A test with the project served at `self.live_server_url`.

    host, port: where to listen; port 0 takes a free one. Static files are served too, from where
    they lie, if the project has the app staticfiles.
    """

    host = "localhost"
    port = 0
    server_thread: LiveServerThread
    server_thread_class = LiveServerThread

    @classmethod
    def setUpClass(cls) -> None:
        """Start the server."""
        super().setUpClass()
        cls.enterClassContext(modify_settings(ALLOWED_HOSTS={"append": cls.allowed_host()}))
        cls.server_thread = cls.server_thread_class(_application(), cls.host, cls.port)
        cls.server_thread.start()
        cls.addClassCleanup(cls.server_thread.terminate)
        cls.server_thread.is_ready.wait()
        if cls.server_thread.error is not None:
            raise cls.server_thread.error

    @classmethod
    def _prepare_databases(cls) -> None:
        for alias in cls._aliases():
            cls.enterClassContext(_on_disk(connections[alias]))

    @classmethod
    def allowed_host(cls) -> str:
        """Return the host to be allowed beside settings.ALLOWED_HOSTS."""
        return cls.host

    @property
    def live_server_url(self) -> str:
        """Where the project is served: "http://localhost:49152"."""
        return f"http://{self.host}:{self.server_thread.port}"


@contextmanager
def _on_disk(connection: Any) -> Iterator[None]:
    """Let a test database that lives in memory live in a file for a while.

    In memory SQLite refuses a write while another thread reads ("database table is locked"); in a
    file neither waits for the other, as where the project is really served.
    """
    in_memory = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or "mode=memory" not in in_memory:
        yield
        return
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = str(Path(folder, "live.sqlite3"))
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copied:
            connection.connection.backup(copied)
        connection.close()
        connection.settings_dict["NAME"] = file
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = in_memory


def _application() -> Any:
    application = WSGIHandler()
    if not settings.STATIC_URL or not apps.is_installed(_STATICFILES):
        return application
    from ..contrib.staticfiles.handlers import StaticFilesHandler

    return StaticFilesHandler(application)
