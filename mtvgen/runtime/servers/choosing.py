"""From a name to a server that is installed, or to the command that installs it.

What is installed is found by looking, not by trying: an import that fails inside a server is that
server's error, and is shown.
"""

from importlib.util import find_spec

from ..core.exceptions import Explained
from .catalogue import ALIASES, AUTO, GONE, SERVERS
from .record import Server, this_system


class ServerRefused(Explained):
    """No server of that name can be started here. The hint says what to do."""


def choose(name: str) -> tuple[Server, str]:
    """Return the server that *name* means, and, for "auto", which one it is and why.

    Raises ServerRefused when there is none, it does not run here, or it is not installed.
    """
    if name == "auto":
        return _best()
    server = find(name)
    if not server.runs_here:
        systems = " and ".join(server.platforms)
        raise ServerRefused(
            f"{server.name} runs on {systems}, not on {this_system()}.",
            hint="Take waitress: --server waitress",
        )
    lacking = missing(server)
    if lacking:
        raise ServerRefused(
            f"--server {name} needs {' and '.join(lacking)}, which is not installed.",
            hint=f"Type: {server.command}",
        )
    return server, ""


def find(name: str) -> Server:
    """Return the record of that name or alias. Raises ServerRefused with the near name."""
    server = SERVERS.get(ALIASES.get(name, name)) or _folded(name)
    if server is not None:
        return server
    if name in GONE:
        raise ServerRefused(GONE[name])
    from difflib import get_close_matches  # PERF: only an error needs it

    known = [*SERVERS, *ALIASES, "auto"]
    near = get_close_matches(name.lower(), known, n=1)
    raise ServerRefused(
        f"There is no server {name!r}.",
        hint=f"Did you mean {near[0]!r}?" if near else "The list: mtvgen servers",
    )


def _folded(name: str) -> Server | None:
    names = {known.lower(): known for known in (*SERVERS, *ALIASES)}
    found = names.get(name.lower())
    return SERVERS[ALIASES.get(found, found)] if found else None


def missing(server: Server) -> list[str]:
    """Return the packages that *server* needs and that are not installed, by their names on PyPI."""
    lacking = [package for package in server.packages if not is_installed(package)]
    if server.name == "uwsgi" and lacking:
        from shutil import which

        return [] if which("uwsgi") else lacking
    names = {server.package: server.distribution or server.package.partition(".")[0]}
    return [names.get(package, package.replace("_", "-")) for package in lacking]


def is_installed(package: str) -> bool:
    """Return whether a module can be found; it is not imported (those above it are)."""
    try:
        return find_spec(package) is not None
    except ImportError:  # what it lies in is not there
        return False


def version_of(server: Server) -> str:
    """Return the installed version; "" when it is not installed, or comes with Python or mtvgen."""
    from importlib.metadata import PackageNotFoundError, version  # PERF: only the table needs it

    if not server.package or missing(server):
        return ""
    try:
        return version(server.distribution or server.package)
    except PackageNotFoundError:
        return ""


def _best() -> tuple[Server, str]:
    for name in AUTO:
        server = SERVERS[name]
        if server.runs_here and not missing(server):
            before = AUTO[: AUTO.index(name)]
            why = f"the first that is installed of {', '.join(AUTO)}"
            if not server.package:
                why = f"none of {', '.join(before)} is installed"
            return server, f"--server auto takes {name}: {why}."
    raise AssertionError("the last of AUTO needs nothing")
