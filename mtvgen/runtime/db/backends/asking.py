"""Run one statement through the wrappers that `execute_wrapper()` has put around queries."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def ask(
    connection: Any,
    cursor: Any,
    sql: str,
    params: Any,
    many: bool,
    run: Callable[[str, Any, bool], Any],
) -> Any:
    """Call *run(sql, params, many)* inside the connection's wrappers, and tell whoever listens.

    Returns *cursor*, on which the statement ran.
    """
    started = time.perf_counter()

    def innermost(sql: str, params: Any, many: bool, _context: object) -> Any:
        return run(sql, params, many)

    call: Callable[..., Any] = innermost
    for wrapper in connection.execute_wrappers:
        call = _wrapped(wrapper, call)
    try:
        call(sql, params, many, {"connection": connection, "cursor": cursor})
    finally:
        connection.tell(sql, params, started, cursor.rowcount)
    return cursor


def _wrapped(wrapper: Callable[..., Any], inner: Callable[..., Any]) -> Callable[..., Any]:
    return lambda sql, params, many, context: wrapper(inner, sql, params, many, context)
