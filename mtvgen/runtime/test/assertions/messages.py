"""Assertions about what an exception or a warning says."""

import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__unittest = True  # a failure is shown at the line of the test, not here


class MessageAssertions(unittest.TestCase):
    """assertRaisesMessage, assertWarnsMessage: of a call, or of a `with` block."""

    def assertRaisesMessage(
        self, expected_exception: Any, expected_message: str, *args: Any, **kwargs: Any
    ) -> Any:
        """Assert that an exception is raised and its text holds *expected_message*.

        args: a function and its arguments; without them, a `with` block.
        """
        with_block = self._raising(expected_exception, expected_message)
        return _run(with_block, args, kwargs)

    def assertWarnsMessage(
        self, expected_warning: Any, expected_message: str, *args: Any, **kwargs: Any
    ) -> Any:
        """Assert that a warning is given and its text holds *expected_message*."""
        return _run(self._warning(expected_warning, expected_message), args, kwargs)

    @contextmanager
    def _raising(self, expected: Any, message: str) -> Iterator[Any]:
        with self.assertRaises(expected) as caught:
            yield caught
        self.assertIn(message, str(caught.exception))

    @contextmanager
    def _warning(self, expected: Any, message: str) -> Iterator[Any]:
        with self.assertWarns(expected) as caught:
            yield caught
        self.assertIn(message, str(caught.warning))


def _run(block: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    if not args:
        return block
    function, *rest = args
    with block:
        function(*rest, **kwargs)
    return None
