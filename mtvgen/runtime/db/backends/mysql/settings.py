"""What DATABASES says, as PyMySQL takes it, and what is told to each new connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....core.exceptions import ImproperlyConfigured
from ...utils import NotSupportedError, OperationalError
from .driver import conversions, cursor_class, pymysql
from .errors import number_of

OLDEST = {"MariaDB": (10, 6), "MySQL": (8, 0, 19)}
"""The oldest servers that are served."""
_LEVELS = ("read uncommitted", "read committed", "repeatable read", "serializable")
_OURS = ("pool", "isolation_level", "init_command")  # OPTIONS that are not the driver's
_WHOLE = ("connect_timeout", "read_timeout", "write_timeout", "max_allowed_packet", "port")


def arguments(known: Mapping[str, Any], alias: str) -> dict[str, Any]:
    """Return the arguments of `pymysql.connect` for one of DATABASES."""
    options = dict(known.get("OPTIONS") or {})
    if not (known["NAME"] or options.get("database") or options.get("read_default_file")):
        raise ImproperlyConfigured(
            f"settings.DATABASES[{alias!r}] has no NAME.",
            hint="Write the name of the database into it, or into the path of DATABASE_URL: "
            "mysql://user:password@host:3306/name",
        )
    for name in _OURS:
        options.pop(name, None)
    for name in _WHOLE:
        if isinstance(options.get(name), str):  # from a DATABASE_URL
            options[name] = int(options[name])
    host = str(known["HOST"] or "")
    told = {
        "user": known["USER"],
        "password": known["PASSWORD"],
        "database": known["NAME"] and str(known["NAME"]),
        "unix_socket": host if host.startswith("/") else "",
        "host": "" if host.startswith("/") else host,
        "port": int(known["PORT"] or 0),
    }
    if told["unix_socket"] and not any(name.startswith("ssl") for name in options):
        # PERF: nobody can listen on this machine's socket; to get TLS ready for it takes 35 ms each time
        told["ssl_disabled"] = True
    return {
        "charset": "utf8mb4",
        "conv": conversions(),
        "cursorclass": cursor_class(),
        # rows that an UPDATE found, not only those whose values it changed
        "client_flag": pymysql().constants.CLIENT.FOUND_ROWS,
        **{name: value for name, value in told.items() if value},
        **options,
        "autocommit": True,
    }


def isolation_level(options: Mapping[str, Any]) -> str | None:
    """Return the level that OPTIONS asks for, "read committed" without a word; None: the server's."""
    given = options.get("isolation_level", "read committed")
    if not given:
        return None
    level = str(given).lower()
    if level not in _LEVELS:
        raise ImproperlyConfigured(
            f"OPTIONS['isolation_level'] is {given!r}, and there is no such level.",
            hint=f"Known: {', '.join(_LEVELS)}, or None for the server's own.",
        )
    return level


def configure(options: Mapping[str, Any], utc: bool, found: Any) -> None:
    """Get a new connection ready: its version, level, strictness and zone.

    utc: date-times are kept in UTC, so the server's own clock shall be, too.
    """
    name, version = server_of(found)
    if version < OLDEST[name]:
        found.close()
        raise NotSupportedError(
            f"The server is {name} {'.'.join(map(str, version))}; "
            f"{'.'.join(map(str, OLDEST[name]))} is the oldest that works."
        )
    # A server that is not strict cuts what does not fit, and says nothing
    words = ["sql_mode = CONCAT_WS(',', NULLIF(@@sql_mode, ''), 'STRICT_TRANS_TABLES')"]
    words += ["sql_auto_is_null = 0"]
    words += ["time_zone = '+00:00'"] * utc
    statements = [f"SET {', '.join(words)}"]
    level = isolation_level(options)
    if level is not None:
        statements.append(f"SET SESSION TRANSACTION ISOLATION LEVEL {level.upper()}")
    if own := options.get("init_command"):
        statements.append(own)
    with found.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def server_of(found: Any) -> tuple[str, tuple[int, ...]]:
    """Return what kind of server a connection has, and its version: ("MariaDB", (10, 11, 6))."""
    told = found.get_server_info()
    name = "MariaDB" if "mariadb" in told.lower() else "MySQL"
    # MariaDB of old puts "5.5.5-" before it, for clients that expect MySQL's numbers
    told = told.removeprefix("5.5.5-")
    parts = told.split("-")[0].split(".")
    return name, tuple(int(part) for part in parts[:3])


def unreachable(error: BaseException, known: Mapping[str, Any]) -> OperationalError:
    """Return the error of a connection that could not be opened, with what to do."""
    options = known.get("OPTIONS") or {}
    place = known["HOST"] or options.get("host") or options.get("unix_socket") or "localhost"
    port = "" if str(place).startswith("/") else f", port {known['PORT'] or 3306}"
    hint = f"Is MySQL or MariaDB running at {place}{port}?"
    number = number_of(error)
    if number == 1049:
        hint = f"Make the database: CREATE DATABASE `{known['NAME']}` CHARACTER SET utf8mb4"
    elif number in (1044, 1045, 1698):
        hint = f"Are USER ({known['USER']!r}) and PASSWORD right, in settings or DATABASE_URL?"
    elif isinstance(error, RuntimeError):  # caching_sha2_password, without TLS
        hint = 'Install what encrypts the password: python -m pip install "mtvgen[mysql]"'
    told = error.args[1] if number and len(error.args) > 1 else error
    return OperationalError(str(told), hint=hint)
