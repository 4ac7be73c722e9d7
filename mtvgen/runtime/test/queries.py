"""The queries that a block of code ran: CaptureQueriesContext."""

from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from ..core.signals import request_started
from ..db import reset_queries


class CaptureQueriesContext:
    """The queries that a connection ran within the block: `with CaptureQueriesContext(connection) as queries`.

    Each is a dict with "sql" and "time" (a text, in seconds).
    """

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.initial_queries = 0
        self.final_queries: int | None = None

    @property
    def captured_queries(self) -> list[dict[str, str]]:
        """The queries, in the order in which they ran."""
        captured: list[dict[str, str]] = self.connection.queries
        return captured[self.initial_queries : self.final_queries]

    def __iter__(self) -> Iterator[dict[str, str]]:
        return iter(self.captured_queries)

    def __getitem__(self, index: int) -> dict[str, str]:
        return self.captured_queries[index]

    def __len__(self) -> int:
        return len(self.captured_queries)

    def __enter__(self) -> Self:
        self._forced_before = self.connection.force_debug_cursor
        self.connection.force_debug_cursor = True
        self.connection.ensure_connection()  # what opening it asks is no query of the block
        self.initial_queries = len(self.connection.queries_log)
        self.final_queries = None
        self._counted_per_request = request_started.disconnect(reset_queries)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.connection.force_debug_cursor = self._forced_before
        if self._counted_per_request:
            request_started.connect(reset_queries)
        if kind is None:
            self.final_queries = len(self.connection.queries_log)
