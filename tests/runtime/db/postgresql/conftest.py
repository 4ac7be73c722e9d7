"""Every test of this folder works on an empty PostgreSQL database, which is `default` meanwhile."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import mtvgen.runtime
from mtvgen.runtime.db import connections, models
from mtvgen.runtime.db.backends.postgresql import pool
from mtvgen.runtime.db.connection import _filled

from .server import Server, binaries, running


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start a server once; skip where there is none (in CI: fail)."""
    programs = binaries()
    if programs is None or not hasattr(os, "geteuid"):
        reason = "no PostgreSQL server is installed here (Debian: apt-get install postgresql)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with running(programs) as made:
        yield made


@pytest.fixture(scope="session")
def kept_database(server: Server) -> str:
    """Make the database of the tests that leave nothing behind."""
    return server.create()


@pytest.fixture(autouse=True)
def database(server: Server, kept_database: str) -> Iterator[str]:
    """Let the default database be one on the server."""
    mtvgen.runtime.setup()
    with default_database(server.settings(kept_database)):
        yield kept_database
    with server.connect(kept_database) as witness:
        witness.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


@contextmanager
def default_database(settings: dict[str, Any]) -> Iterator[None]:
    """Let `default` be another database, for every thread."""
    before = connections.settings["default"]
    connection = connections["default"]
    forget_plans()
    connections.settings["default"] = _filled(settings)
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        connections["default"] = connection
        pool.close_all()
        forget_plans()


def forget_plans() -> None:
    """Forget the SQL that is kept for each model: it is another database's."""
    for model in _all(models.Model):
        if hasattr(model, "_meta"):
            model._meta.plans.clear()
            model._meta.quick.clear()
            model._meta.way.forget()


def _all(model: Any) -> Iterator[Any]:
    for one in model.__subclasses__():
        yield one
        yield from _all(one)
