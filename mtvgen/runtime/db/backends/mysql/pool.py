"""Connections that requests borrow, so that a request does not wait for a new one.

A pool holds at most as many connections as the server has threads, and no more beside them: a
thread borrows one with its first query and gives it back at the end of its request, so nobody
waits for a second one. Each connection is asked for a sign of life before it is lent.

It is our own: PyMySQL brings none, psycopg's speaks to PostgreSQL alone, and SQLAlchemy's would
import SQLAlchemy (0.16 s of CPU) at the start of every process.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ....core.exceptions import ImproperlyConfigured
from ...utils import OperationalError
from .driver import pymysql

THREADS = 32
"""How many threads the development server has, and so how many connections a pool may have."""
PATIENCE = 30.0
"""Seconds that a thread waits for a connection, where a server has more threads than the pool."""

_ARGUMENTS = ("max_size", "timeout", "max_idle")


class Pool:
    """At most *max_size* connections that *connect* opens.

    timeout: seconds to wait for one. max_idle: seconds after which one that nobody used is not
    lent any more; the server's own wait_timeout ends it one day.
    """

    def __init__(
        self,
        connect: Callable[[], Any],
        max_size: int = THREADS,
        timeout: float = PATIENCE,
        max_idle: float = 600.0,
    ) -> None:
        self._connect = connect
        self._max_size, self._timeout, self._max_idle = int(max_size), float(timeout), max_idle
        self._idle: list[tuple[Any, float]] = []  # the last one given back is the first one lent
        self._size = 0  # those on loan, those that wait, and those that are being opened
        self._closed = False
        self._changed = threading.Condition()

    def get(self) -> Any:
        """Return a connection that answers. Raises OperationalError when none comes free in time."""
        end = time.monotonic() + self._timeout
        while True:
            found, since = self._take(end)
            if found is None:
                try:
                    return self._connect()
                except BaseException:
                    self._forget_one()
                    raise
            if time.monotonic() - since < self._max_idle and _answers(found):
                return found
            _quietly_close(found)
            self._forget_one()

    def _take(self, end: float) -> tuple[Any, float]:
        """Return one that waits, with the time since when; (None, 0) when one may be opened."""
        with self._changed:
            while not self._idle:
                if self._size < self._max_size:
                    self._size += 1
                    return None, 0.0
                left = end - time.monotonic()
                if left <= 0:
                    raise OperationalError(
                        f"No connection to the database came free for {self._timeout:g} s.",
                        hint="Are there more threads than connections? "
                        'OPTIONS = {"pool": {"max_size": …}} sets how many there may be.',
                    )
                self._changed.wait(left)
            return self._idle.pop()

    def put(self, found: Any) -> None:
        """Take a connection back: lent again if it is open, forgotten if not."""
        with self._changed:
            if found.open and not self._closed:
                self._idle.append((found, time.monotonic()))
                self._changed.notify()
                return
        _quietly_close(found)
        self._forget_one()

    def _forget_one(self) -> None:
        with self._changed:
            self._size -= 1
            self._changed.notify()

    def close(self) -> None:
        """Close those that wait; one on loan is closed when it comes back."""
        with self._changed:
            self._closed = True
            gone, self._idle = self._idle, []
            self._size -= len(gone)
        for found, _ in gone:
            _quietly_close(found)


def _answers(found: Any) -> bool:
    try:
        found.ping(reconnect=False)
    except (pymysql().Error, OSError):
        return False
    return True


def _quietly_close(found: Any) -> None:
    with suppress(pymysql().Error, OSError):
        found.close()


# The pools of this process

_pools: dict[Any, Pool] = {}
_made_in = os.getpid()
_lock = threading.Lock()


def wanted(options: dict[str, Any]) -> dict[str, Any] | None:
    """Return how OPTIONS wants the pool to be: True or nothing is as above; None is no pool."""
    given = options.get("pool")
    if given is False:
        return None
    own = dict(given) if isinstance(given, dict) else {}
    unknown = sorted(set(own) - set(_ARGUMENTS))
    if unknown:
        raise ImproperlyConfigured(
            f'OPTIONS["pool"] has {unknown[0]!r}, which a pool does not know.',
            hint=f"Known: {', '.join(_ARGUMENTS)}.",
        )
    return own


def pool_for(key: Any, how: dict[str, Any], connect: Callable[[], Any]) -> Pool:
    """Return the pool of *key*, made at its first use in this process."""
    global _made_in
    with _lock:
        if _made_in != os.getpid():
            # SAFETY: after a fork the sockets belong to the parent, who goes on using them
            _pools.clear()
            _made_in = os.getpid()
        found = _pools.get(key)
        if found is None:
            found = _pools[key] = Pool(connect, **how)
    return found


def close_all(key: Any = None) -> None:
    """Close the pool of *key*, or all."""
    with _lock:
        mine = _made_in == os.getpid()
        keys = list(_pools) if key is None else [key] * (key in _pools)
        gone = [_pools.pop(one) for one in keys]
    for one in gone if mine else ():
        one.close()


atexit.register(close_all)
