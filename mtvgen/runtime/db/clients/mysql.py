"""`mysql` or `mariadb`, the clients of MySQL and MariaDB."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import Call

_PACKAGES = {
    "Debian, Ubuntu": "apt install default-mysql-client",
    "macOS": "brew install mysql-client",
    "Windows": "winget install Oracle.MySQL",
}


def call(settings: Mapping[str, Any], parameters: list[str]) -> Call:
    """Return how to connect: the password goes by MYSQL_PWD."""
    options = settings.get("OPTIONS") or {}
    ssl = options.get("ssl") or {}
    host = str(options.get("host") or settings.get("HOST") or "")
    pairs = (
        ("--defaults-file", options.get("read_default_file")),  # the client wants it first
        ("--user", options.get("user") or settings.get("USER")),
        ("--socket" if "/" in host else "--host", host),
        ("--port", options.get("port") or settings.get("PORT")),
        ("--ssl-ca", ssl.get("ca")),
        ("--ssl-cert", ssl.get("cert")),
        ("--ssl-key", ssl.get("key")),
        ("--default-character-set", options.get("charset")),
    )
    arguments = [f"{flag}={value}" for flag, value in pairs if value]
    name = options.get("database") or options.get("db") or settings.get("NAME")
    if name:
        arguments.append(str(name))
    password = options.get("password") or options.get("passwd") or settings.get("PASSWORD")
    environment = {"MYSQL_PWD": str(password)} if password else {}
    return Call(("mysql", "mariadb"), (*arguments, *parameters), environment, _PACKAGES)
