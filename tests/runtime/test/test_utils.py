"""The smaller tools of tests."""

import functools
import sys
import warnings

import pytest

from mtvgen.runtime import test
from mtvgen.runtime.conf import settings
from mtvgen.runtime.test import override_system_checks, utils
from mtvgen.runtime.test.runner import DiscoverRunner


def test_a_number_may_be_nearly_equal():
    assert utils.Approximate(0.3) == 0.1 + 0.2
    assert utils.Approximate(1.25, places=1) == 1.249
    assert utils.Approximate(1.25) != 1.26


def test_what_is_printed_can_be_captured():
    with utils.captured_stdout() as out, utils.captured_stderr() as err:
        print("hello")
        print("oops", file=sys.stderr)

    assert (out.getvalue(), err.getvalue()) == ("hello\n", "oops\n")


def test_what_is_typed_can_be_given():
    with utils.captured_stdin() as typed:
        typed.write("yes\n")
        typed.seek(0)

        assert input() == "yes"


def test_warnings_can_be_ignored_by_their_text():
    with utils.ignore_warnings(message="old"):
        warnings.warn("old way", UserWarning, stacklevel=1)

    with pytest.raises(UserWarning), utils.ignore_warnings(category=DeprecationWarning):
        warnings.warn("old way", UserWarning, stacklevel=1)


def test_the_path_can_be_longer_for_a_while():
    with utils.extend_sys_path("/some/folder"):
        assert sys.path[-1] == "/some/folder"

    assert "/some/folder" not in sys.path


def test_a_cache_can_be_empty_for_a_while():
    @functools.lru_cache
    def answer():
        return object()

    before = answer()
    with utils.isolate_lru_cache(answer):
        assert answer() is not before


def test_the_settings_name_the_runner():
    assert utils.get_runner(settings) is DiscoverRunner


def test_system_checks_can_be_replaced_for_a_while():
    from mtvgen.runtime.core.checks import Error, run_checks
    from mtvgen.runtime.core.checks.registry import registry

    before = set(registry.registered_checks)

    with override_system_checks([lambda app_configs, **kwargs: [Error("mine", id="mine.E1")]]):
        assert [message.id for message in run_checks()] == ["mine.E1"]

    assert set(registry.registered_checks) == before


@pytest.mark.parametrize("name", ["AsyncClient", "skipUnlessDBFeature"])
def test_names_that_are_not_offered_say_what_to_use(name):
    with pytest.raises(ImportError, match=f"does not offer '{name}'. .*[Uu]se "):
        getattr(test, name)
