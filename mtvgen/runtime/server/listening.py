"""The socket to listen on, and in words why it cannot be had."""

import errno
import os
import re
import socket
from pathlib import Path

from .limits import Limits

_ADDRPORT = re.compile(r"(?:(?P<host>\[[0-9A-Fa-f:.%\w]+\]|[^:\[\]/\s]+):)?(?P<port>[0-9]{1,6})")
_HOST_ALONE = re.compile(
    r"\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?|[^:\[\]/\s]*[^:\[\]/\s0-9][^:\[\]/\s]*"
)


class CannotListen(Exception):
    """The address cannot be listened on. `hint`: what to do, if anything is known to help.

    `free`: a port that could be listened on instead.
    """

    def __init__(self, message: str, hint: str = "", free: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.free = free


def read_address(text: str, host: str = "127.0.0.1", port: int = 8000) -> tuple[str, int]:
    """Return host and port of *text*: "8001", "0.0.0.0:80", "localhost:8000", "[::1]:8000".

    host, port: what is meant where *text* leaves one out. Raises ValueError with the reason.
    """
    if not text:
        return host, port
    found = _ADDRPORT.fullmatch(text)
    if found:
        number = int(found["port"])
        if number > 65_535:
            raise ValueError(f"{number} is not a port: ports go from 0 to 65535.")
        return (found["host"] or host).strip("[]"), number
    if _HOST_ALONE.fullmatch(text):
        return text.strip("[]"), port
    raise ValueError(f"{text!r} is not a port number or address:port pair.")


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to that address; an IPv6 one if *host* has a colon.

    port 0 takes a free one. Raises CannotListen with the reason in words.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # a server that has just ended leaves its port in TIME_WAIT; on Windows the same
            # option would let two servers share one port in silence
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(Limits().backlog)
    except OSError as error:
        listener.close()
        raise _explained(error, host, port) from None
    except (OverflowError, UnicodeError):
        listener.close()
        raise CannotListen(f"{host!r} is not an address of this machine.") from None
    return listener


def listen_unix(path: str) -> socket.socket:
    """Return a socket bound to the file *path*; a socket file that nobody serves is replaced."""
    if not hasattr(socket, "AF_UNIX"):
        raise CannotListen("This system has no Unix sockets.", "Use a port.")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if Path(path).is_socket():
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
                if probe.connect_ex(path) == errno.ECONNREFUSED:
                    Path(path).unlink()
        listener.bind(path)
        listener.listen(Limits().backlog)
    except OSError as error:
        listener.close()
        raise CannotListen(f"Cannot listen on {path}: {error.strerror or error}.") from None
    return listener


def url_of(listener: socket.socket, scheme: str = "http") -> str:
    """Return the URL under which a browser on this machine reaches *listener*."""
    address = listener.getsockname()
    if not isinstance(address, tuple):
        return f"unix:{address}"
    host, port = str(address[0]), address[1]
    if host in {"0.0.0.0", "::"}:  # noqa: S104  # compared, not bound
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"  # noqa: S104
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/"


def is_open_to_others(listener: socket.socket) -> bool:
    """Return whether other machines can reach *listener*."""
    address = listener.getsockname()
    if not isinstance(address, tuple):
        return False
    host = str(address[0]).removeprefix("::ffff:")
    return not (host.startswith("127.") or host == "::1")


def lan_address() -> str | None:
    """Return this machine's address in the local network, if it has one. Sends nothing."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # a documentation address: only the route is looked up
            found = str(probe.getsockname()[0])
    except OSError:
        return None
    return None if found.startswith(("127.", "0.")) else found


def names_of(listener: socket.socket) -> list[str]:
    """Return the names and addresses under which *listener* is reached, this machine's own first."""
    names = ["localhost", "127.0.0.1", "::1"]
    address = listener.getsockname()
    if is_open_to_others(listener):
        host = str(address[0])
        lan = lan_address() if host in {"0.0.0.0", "::"} else host  # noqa: S104  # compared, not bound
        names += [lan] if lan else []
    return names


def next_free_port(host: str, port: int) -> int | None:
    """Return the first port after *port* that is free on *host*, among the next hundred."""
    for candidate in range(port + 1, min(port + 101, 65_536)):
        try:
            listen(host, candidate).close()
        except CannotListen:
            continue
        return candidate
    return None


def _explained(error: OSError, host: str, port: int) -> CannotListen:
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if error.errno in {errno.EADDRINUSE, 10048, 10013} and port:
        free = next_free_port(host, port) if error.errno != 10013 else None
        typed = _typed(host, free) if free else ""
        return CannotListen(
            f"Port {port} is already taken: another program is listening on {where}.",
            f"Stop that program, or take the next free port: {typed}" if typed else "",
            free,
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return CannotListen(
            f"You may not listen on port {port}: ports below 1024 belong to the administrator.",
            f"Take a higher port: {_typed(host, 8000)}",
        )
    if isinstance(error, socket.gaierror):
        return CannotListen(f"{host!r} is not a name or address of this machine.")
    if error.errno in {errno.EADDRNOTAVAIL, 10049}:
        return CannotListen(
            f"{host} is not an address of this machine.",
            "Use 127.0.0.1 for this machine only, or 0.0.0.0 for all its addresses.",
        )
    return CannotListen(f"Cannot listen on {where}: {error.strerror or error}.")


def _typed(host: str, port: int) -> str:
    if host == "127.0.0.1":
        return f"python manage.py runserver {port}"
    shown = f"[{host}]" if ":" in host else host
    return f"python manage.py runserver {shown}:{port}"
