"""Server: what is known of one server. Job: what a server is asked to serve."""

import socket
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Server:
    """One server, as `mtvgen servers` lists it and as `runserver --server NAME` starts it.

    at_once: how it serves several requests at a time. status: what kind of choice it is.
    package: the module to look for; empty for what comes with Python or is ours. distribution:
    its name on PyPI, where that is another. extra: of mtvgen; without one `install` is the command.
    kind: "callable" servers call the application in this process, "import string" servers import
    it in processes of their own, a "gateway" does not speak HTTP but needs a web server in front,
    an "export" is made of files.
    """

    name: str
    at_once: str
    status: str
    package: str = ""
    distribution: str = ""
    extra: str = ""
    install: str = ""
    kind: str = "callable"
    platforms: tuple[str, ...] = ("linux", "macos", "windows")
    threads: int = 0
    """How many threads it serves with when nothing is said; 0 where that is not ours to say."""
    takes_workers: bool = False
    """Whether it can serve with several processes."""
    takes_listener: bool = True
    """Whether it serves on a socket that was opened for it; else it opens its own."""
    patches: str = ""
    """The package that must change Python's own modules before anything else is imported."""
    path: str = "bytes"
    """What it puts into PATH_INFO: "bytes" as PEP 3333 wants it, or "text", decoded already."""
    reads_chunks: bool = True
    """Whether the application finds a body that came in chunks."""
    is_clean: bool = False
    """Whether it needs no Tidy around the application, or has it elsewhere."""
    also: tuple[str, ...] = field(default=())
    """Further modules that must be there."""

    @property
    def packages(self) -> tuple[str, ...]:
        """Every module that must be there."""
        return (*([self.package] if self.package else []), *self.also)

    @property
    def command(self) -> str:
        """What to type to install it; empty where nothing has to be."""
        if self.install:
            return self.install
        return f'pip install "mtvgen[{self.extra}]"' if self.extra else ""

    @property
    def restarts(self) -> bool:
        """Whether it can be begun anew on the same socket when a file changes."""
        return self.kind == "callable" and self.takes_listener

    @property
    def runs_here(self) -> bool:
        """Whether it runs on this system."""
        return this_system() in self.platforms


def this_system() -> str:
    """Return the word for this system that records use."""
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


@dataclass(frozen=True, slots=True)
class Job:
    """What a server is asked to serve, and where.

    application: what to call; for servers that import it themselves it lies under the name
    IMPORT_STRING. listener: a bound socket. threads: 0 when that is the server's to decide.
    say: prints a line.
    """

    application: Application
    listener: socket.socket
    workers: int
    threads: int
    say: Callable[[str], object]
    app: str = ""
    """What `--app` names, empty for the project."""

    @property
    def host(self) -> str:
        """The address that the listener is bound to."""
        return str(self.listener.getsockname()[0])

    @property
    def port(self) -> int:
        """Its port."""
        return int(self.listener.getsockname()[1])

    @property
    def address(self) -> str:
        """Both, as `host:port`; an IPv6 address in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def let_go(self) -> tuple[str, int]:
        """Close the listener and return host and port, for a server that opens its own."""
        address = self.host, self.port
        self.listener.close()
        return address


IMPORT_STRING = f"{__package__}.imported:application"
"""Under this name a server's own processes find the application."""
