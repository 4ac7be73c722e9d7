"""Connections that requests borrow, so that a request does not wait for a new one.

A pool holds at most as many connections as the server has threads: a thread borrows one with its
first query and gives it back at the end of its request, so nobody ever waits for a second one. Each
connection is asked for a sign of life before it is lent.

The pool is psycopg_pool's, which knows psycopg's own states (a broken connection, a transaction left
open) and which Django uses under the same name in OPTIONS; SQLAlchemy's would import SQLAlchemy
(0.16 s of CPU) at the start of every process and cannot ask for a sign of life without its dialects.
"""

from __future__ import annotations

import atexit
import os
import threading
from typing import Any

from ....core.exceptions import ImproperlyConfigured
from ...utils import OperationalError

THREADS = 32
"""How many threads the development server has, and so how many connections a pool may have."""
PATIENCE = 30.0
"""Seconds that a thread waits for a connection, where a server has more threads than the pool."""

_pools: dict[Any, Any] = {}
_made_in = os.getpid()
_lock = threading.Lock()


def wanted(options: dict[str, Any]) -> dict[str, Any] | None:
    """Take `pool` out of *options*, and return how the pool shall be; None for no pool.

    True, which it is when it is left out, is a pool as described above; a dict holds arguments of
    `psycopg_pool.ConnectionPool`.
    """
    given = options.pop("pool", None)
    if given is False:
        return None
    try:
        import psycopg_pool  # noqa: F401
    except ImportError as error:
        if given is None:
            return None
        raise ImproperlyConfigured(
            f'OPTIONS["pool"] needs psycopg_pool, which cannot be imported: {error}.',
            hint='Install it: pip install "psycopg[pool]"',
        ) from error
    own = dict(given) if isinstance(given, dict) else {}
    return {"min_size": 0, "max_size": THREADS, "timeout": PATIENCE, **own}


def pool_for(key: Any, arguments: dict[str, Any], connect: dict[str, Any], configure: Any) -> Any:
    """Return the pool of *key*, made at its first use in this process.

    connect: arguments of psycopg.connect. configure: called with each new connection.
    """
    global _made_in
    with _lock:
        if _made_in != os.getpid():
            # SAFETY: after a fork the sockets belong to the parent, who goes on using them
            _pools.clear()
            _made_in = os.getpid()
        found = _pools.get(key)
        if found is None:
            found = _pools[key] = _made(arguments, connect, configure)
    return found


def _made(arguments: dict[str, Any], connect: dict[str, Any], configure: Any) -> Any:
    from psycopg_pool import ConnectionPool

    return ConnectionPool(
        kwargs=connect,
        configure=configure,
        check=ConnectionPool.check_connection,
        open=True,
        **arguments,
    )


def borrow(pool: Any) -> Any:
    """Return a connection of *pool* that answers."""
    from psycopg_pool import PoolTimeout

    try:
        return pool.getconn()
    except PoolTimeout as error:
        raise OperationalError(
            f"No connection to PostgreSQL came free for {pool.timeout:g} s.",
            hint="Is the server running and reachable? Or are there more threads than connections: "
            'OPTIONS = {"pool": {"max_size": …}} sets how many there may be.',
        ) from error


def close_all(key: Any = None) -> None:
    """Close the pool of *key*, or all: connections on loan are closed when they come back."""
    with _lock:
        mine = _made_in == os.getpid()
        keys = list(_pools) if key is None else [key] * (key in _pools)
        gone = [_pools.pop(one) for one in keys]
    for one in gone if mine else ():
        one.close()


atexit.register(close_all)
