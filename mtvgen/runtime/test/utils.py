"""Django's shelf of the smaller tools of tests; most of them live beside, one subject a file."""

import functools
import io
import sys
import unittest
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from ..absent import absent
from ..core.signals import template_rendered
from ..utils.module_loading import import_string
from .client import ContextList
from .databases import (
    setup_databases,
    setup_test_environment,
    teardown_databases,
    teardown_test_environment,
)
from .overriding import (
    TestContextDecorator,
    isolate_apps,
    modify_settings,
    override_script_prefix,
    override_settings,
    override_system_checks,
)
from .queries import CaptureQueriesContext
from .selection import iter_test_cases
from .tags import tag
from .xml import compare_xml

__all__ = [
    "Approximate",
    "CaptureQueriesContext",
    "ContextList",
    "TestContextDecorator",
    "captured_output",
    "captured_stderr",
    "captured_stdin",
    "captured_stdout",
    "compare_xml",
    "extend_sys_path",
    "get_runner",
    "ignore_warnings",
    "isolate_apps",
    "isolate_lru_cache",
    "iter_test_cases",
    "modify_settings",
    "override_script_prefix",
    "override_settings",
    "override_system_checks",
    "requires_tz_support",
    "setup_databases",
    "setup_test_environment",
    "tag",
    "teardown_databases",
    "teardown_test_environment",
    "template_rendered",
]


class Approximate:
    """Equals every number that is near enough: to so many *places* after the point."""

    def __init__(self, val: Any, places: int = 7) -> None:
        self.val = val
        self.places = places

    def __repr__(self) -> str:
        return repr(self.val)

    def __eq__(self, other: object) -> bool:
        return bool(self.val == other or round(abs(self.val - other), self.places) == 0)

    __hash__ = None  # type: ignore[assignment]  # what is only nearly equal has no hash


class ignore_warnings(TestContextDecorator):  # noqa: N801  # Django's name
    """Ignore warnings for a while. kwargs: as for `warnings.filterwarnings`."""

    def __init__(self, **kwargs: Any) -> None:
        self.options = kwargs
        super().__init__()

    def enable(self) -> None:
        """Add the filter."""
        self._caught = warnings.catch_warnings()
        self._caught.__enter__()
        by_text = "message" in self.options or "module" in self.options
        add: Any = warnings.filterwarnings if by_text else warnings.simplefilter
        add("ignore", **self.options)

    def disable(self) -> None:
        """Bring the filters of before back."""
        self._caught.__exit__(*sys.exc_info())


requires_tz_support = unittest.skipUnless(
    hasattr(__import__("time"), "tzset"),
    "This test needs a process with a time zone of its own, which this system does not have.",
)


def get_runner(settings: Any, test_runner_class: str | None = None) -> type[Any]:
    """Return the class that runs the tests: the one named, or that of settings.TEST_RUNNER."""
    runner: type[Any] = import_string(test_runner_class or settings.TEST_RUNNER)
    return runner


@contextmanager
def captured_output(stream_name: str) -> Iterator[io.StringIO]:
    """Put a text in place of sys.stdout, sys.stderr or sys.stdin for the block."""
    before = getattr(sys, stream_name)
    text = io.StringIO()
    setattr(sys, stream_name, text)
    try:
        yield text
    finally:
        setattr(sys, stream_name, before)


def captured_stdout() -> AbstractContextManager[io.StringIO]:
    """Collect what the block prints: `with captured_stdout() as text: …`."""
    return captured_output("stdout")


def captured_stderr() -> AbstractContextManager[io.StringIO]:
    """Collect what the block writes to standard error."""
    return captured_output("stderr")


def captured_stdin() -> AbstractContextManager[io.StringIO]:
    """Have the block read from a text: write to it, then `seek(0)`."""
    return captured_output("stdin")


@contextmanager
def extend_sys_path(*paths: str) -> Iterator[None]:
    """Add folders to the end of Python's path for the block."""
    before = sys.path[:]
    sys.path.extend(paths)
    try:
        yield
    finally:
        sys.path = before


@contextmanager
def isolate_lru_cache(lru_cache_object: "functools._lru_cache_wrapper[Any]") -> Iterator[None]:
    """Empty a cache before and after the block."""
    lru_cache_object.cache_clear()
    try:
        yield
    finally:
        lru_cache_object.cache_clear()


__getattr__ = absent(
    __name__,
    {
        "register_lookup": "Call Field.register_lookup() in the test's module.",
        "require_jinja2": "Jinja2 is always there.",
        "freeze_time": "Hand the function that you test a clock, or patch time.time().",
    },
)
