"""`psql`, the client of PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import Call

_PACKAGES = {
    "Debian, Ubuntu": "apt install postgresql-client",
    "macOS": "brew install libpq",
    "Windows": "winget install PostgreSQL.PostgreSQL.17",
}
# libpq's variables (PostgreSQL's documentation, "Environment Variables")
_BY_ENVIRONMENT = {
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "passfile": "PGPASSFILE",
}


def call(settings: Mapping[str, Any], parameters: list[str]) -> Call:
    """Return how to connect: the password goes by PGPASSWORD, certificates by their variables."""
    options = settings.get("OPTIONS") or {}
    arguments: list[str] = []
    for flag, key in (("-U", "USER"), ("-h", "HOST"), ("-p", "PORT")):
        if settings.get(key):
            arguments += [flag, str(settings[key])]
    name = settings.get("NAME") or ("" if options.get("service") else "postgres")
    arguments += parameters
    if name:
        arguments.append(str(name))
    environment = {
        variable: str(options[key]) for key, variable in _BY_ENVIRONMENT.items() if options.get(key)
    }
    if settings.get("PASSWORD"):
        environment["PGPASSWORD"] = str(settings["PASSWORD"])
    return Call(("psql",), tuple(arguments), environment, _PACKAGES)
