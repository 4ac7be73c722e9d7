"""Tags: `test --tag slow` runs the tests that `@tag("slow")` marks."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar
from unittest import TestCase
from unittest.loader import _FailedTest  # type: ignore[attr-defined]  # no public name

_Test = TypeVar("_Test", bound=Any)


def tag(*tags: str) -> Callable[[_Test], _Test]:
    """Return a decorator that marks a test method or class; a subclass inherits its base's tags."""

    def decorator(test: _Test) -> _Test:
        test.tags = set(getattr(test, "tags", ())) | set(tags)
        return test

    return decorator


def tags_of(test: TestCase) -> set[str]:
    """Return the tags of a test: its class's and its method's."""
    method = getattr(test, getattr(test, "_testMethodName", ""), None)
    return set(getattr(test, "tags", ())) | set(getattr(method, "tags", ()))


def filter_tests_by_tags(
    tests: Iterable[TestCase], tags: set[str], exclude_tags: set[str]
) -> Iterator[TestCase]:
    """Yield the tests with one of *tags* (all of them if empty) and none of *exclude_tags*.

    What could not be loaded is always among them: a mistake must not look like a pass.
    """
    for test in tests:
        own = tags_of(test)
        wanted = (not tags or own & tags) and not own & exclude_tags
        if wanted or isinstance(test, _FailedTest):
            yield test
