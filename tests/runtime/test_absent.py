"""What Django has and the runtime does not: whoever imports it is told what to use."""

import importlib
import importlib.util

import pytest

from mtvgen.runtime.absent import MODULES
from mtvgen.runtime.apps import AppConfig
from mtvgen.runtime.utils.module_loading import import_string


@pytest.mark.parametrize("module", MODULES)
def test_every_module_that_is_refused_is_one_of_djangos(module):
    assert importlib.util.find_spec(f"django.{module}")


@pytest.mark.parametrize("module", ["core.cache", "template.loaders", "utils.feedgenerator"])
def test_a_module_that_is_not_offered_says_what_to_use(module):
    with pytest.raises(ImportError, match=MODULES[module].partition("(")[0].replace("[", r"\[")):
        importlib.import_module(f"mtvgen.runtime.{module}")


def test_what_lies_inside_is_refused_with_it():
    with pytest.raises(ImportError, match="a loader of Jinja2"):
        importlib.import_module("mtvgen.runtime.template.loaders.filesystem")


def test_a_name_from_the_package_around_is_refused_too():
    with pytest.raises(ImportError, match=r"functools\.cache keeps a value"):
        from mtvgen.runtime.core import cache  # noqa: F401


def test_an_app_or_a_middleware_that_is_not_offered_says_what_to_use():
    with pytest.raises(ImportError, match="Write a model and a view"):
        AppConfig.create("mtvgen.runtime.contrib.flatpages")
    with pytest.raises(ImportError, match="a project speaks one language"):
        import_string("mtvgen.runtime.middleware.locale.LocaleMiddleware")


def test_any_other_module_that_is_not_there_is_as_python_says_it():
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'mtvgen\.runtime\.formz'"):
        importlib.import_module("mtvgen.runtime.formz")
    assert importlib.util.find_spec("mtvgen.runtime.formz") is None


@pytest.mark.parametrize(
    ("module", "name", "advice"),
    [
        ("shortcuts", "aget_object_or_404", r"use get_object_or_404\(\)"),
        ("shortcuts", "aget_list_or_404", r"use get_list_or_404\(\)"),
        ("views.decorators.cache", "cache_page", "@cache_control"),
        ("middleware.common", "BrokenLinkEmailsMiddleware", "the logger 'mtvgen.request'"),
        ("views.debug", "ExceptionReporter", "log the exception"),
    ],
)
def test_a_name_that_is_not_offered_says_what_to_use(module, name, advice):
    with pytest.raises(ImportError, match=advice):
        exec(f"from mtvgen.runtime.{module} import {name}")
