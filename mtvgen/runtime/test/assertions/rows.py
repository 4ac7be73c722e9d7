"""Assertions about the database: what a queryset holds, and how many queries a block runs."""

import unittest
from collections import Counter
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any

from ...db import DEFAULT_DB_ALIAS, connections
from ..queries import CaptureQueriesContext

__unittest = True  # a failure is shown at the line of the test, not here


class RowAssertions(unittest.TestCase):
    """assertNumQueries, assertQuerySetEqual."""

    def assertQuerySetEqual(
        self,
        qs: Iterable[Any],
        values: Iterable[Any],
        transform: Callable[[Any], Any] | None = None,
        ordered: bool = True,
        msg: Any = None,
    ) -> None:
        """Assert that a queryset gives these values.

        transform: called with each object before it is compared. ordered: False when the order is
        free. Raises ValueError when order matters and the queryset has none.
        """
        values = list(values)
        items = qs if transform is None else map(transform, qs)
        if not ordered:
            self.assertDictEqual(Counter(items), Counter(values), msg=msg)
            return
        if len(values) > 1 and not getattr(qs, "ordered", True):
            raise ValueError(
                "Trying to compare non-ordered queryset against more than one ordered value."
            )
        self.assertEqual(list(items), values, msg=msg)

    def assertNumQueries(
        self,
        num: int,
        func: Callable[..., Any] | None = None,
        *args: Any,
        using: str = DEFAULT_DB_ALIAS,
        **kwargs: Any,
    ) -> Any:
        """Assert that a call, or without *func* a `with` block, runs *num* queries."""
        block = _QueriesBlock(self, num, connections[using])
        if func is None:
            return block
        with block:
            func(*args, **kwargs)
        return None


class _QueriesBlock(CaptureQueriesContext):
    """A block that must run so many queries; the failure lists those that it ran."""

    def __init__(self, test: unittest.TestCase, num: int, connection: Any) -> None:
        self.test = test
        self.num = num
        super().__init__(connection)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, traceback)
        if kind is not None:
            return
        lines = [f"{number}. {query['sql']}" for number, query in enumerate(self, start=1)]
        self.test.assertEqual(
            len(self),
            self.num,
            f"{len(self)} queries executed, {self.num} expected\n"
            "Captured queries were:\n" + "\n".join(lines),
        )
