"""The test databases: made before the first test, removed after the last; and what tests assume.

(Django's documentation: topics/testing/advanced, "Utilities for testing".)
"""

import logging
from collections.abc import Iterable
from typing import Any

from ..conf import settings
from ..db import connections
from . import parents

OldConfig = list[tuple[Any, str, bool]]
"""A connection, the name that its database had, and whether its test database is to be removed."""

_before: dict[str, Any] = {}
"""The settings that setup_test_environment() replaced; empty when it is not in force."""

_silence = logging.NullHandler()


def setup_test_environment(debug: bool | None = None) -> None:
    """Make the settings those of tests: DEBUG off, and the test client's host allowed.

    debug: the value of DEBUG; None keeps it. What is logged goes where the project sends it, and
    nowhere else: a refused form is no news in a test of refused forms. Raises RuntimeError when
    called twice in a row.
    """
    if _before:
        raise RuntimeError(
            "setup_test_environment() was already called and can't be called again without first "
            "calling teardown_test_environment()."
        )
    _before.update(ALLOWED_HOSTS=settings.ALLOWED_HOSTS, DEBUG=settings.DEBUG)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.DEBUG = settings.DEBUG if debug is None else debug
    logging.getLogger("mtvgen").addHandler(_silence)
    parents.begin()


def teardown_test_environment() -> None:
    """Take back what setup_test_environment() did."""
    for name, value in _before.items():
        setattr(settings, name, value)
    _before.clear()
    logging.getLogger("mtvgen").removeHandler(_silence)
    parents.end()


def setup_databases(
    verbosity: int,
    interactive: bool,
    *,
    keepdb: bool = False,
    aliases: Iterable[str] | None = None,
    **_: Any,
) -> OldConfig:
    """Make a test database for each of *aliases* (all when None); returns what teardown needs.

    keepdb: use the one of the last run, if there is one. interactive: ask before an old one is
    deleted. Names from settings.DATABASES that mean the same database share one.
    """
    wanted = list(connections) if aliases is None else [a for a in connections if a in set(aliases)]
    made: dict[tuple[str, ...], Any] = {}
    old_config: OldConfig = []
    for alias in wanted:
        connection = connections[alias]
        before = str(connection.settings_dict["NAME"])
        first = made.setdefault(_signature(connection), connection)
        old_config.append((connection, before, first is connection))
        if first is connection:
            connection.creation.create_test_db(
                verbosity=verbosity, autoclobber=not interactive, keepdb=keepdb
            )
        else:
            connection.close()
            connection.settings_dict["NAME"] = first.settings_dict["NAME"]
    return old_config


def teardown_databases(old_config: OldConfig, verbosity: int, keepdb: bool = False) -> None:
    """Remove the test databases, unless they are kept, and go back to the project's."""
    for connection, before, made_here in reversed(old_config):
        if made_here:
            connection.creation.destroy_test_db(before, verbosity, keepdb)
        else:
            connection.close()
            connection.settings_dict["NAME"] = before


def _signature(connection: Any) -> tuple[str, ...]:
    """Return what tells one database from another."""
    parts = ("ENGINE", "HOST", "PORT", "NAME")
    place = tuple(str(connection.settings_dict.get(part) or "") for part in parts)
    return (*place, connection.alias) if place[-1] in ("", ":memory:") else place
