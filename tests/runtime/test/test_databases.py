"""The environment of tests and its databases, outside a runner."""

import logging

import pytest

from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.db import connection
from mtvgen.runtime.test.utils import (
    setup_databases,
    setup_test_environment,
    teardown_databases,
    teardown_test_environment,
)


@pytest.fixture
def environment():
    before = (settings.DEBUG, settings.ALLOWED_HOSTS)
    settings.DEBUG, settings.ALLOWED_HOSTS = True, ["example.com"]
    setup_test_environment(debug=False)
    yield
    teardown_test_environment()
    assert (settings.DEBUG, settings.ALLOWED_HOSTS) == (True, ["example.com"])
    settings.DEBUG, settings.ALLOWED_HOSTS = before


def test_the_environment_is_that_of_tests(environment):
    assert (settings.DEBUG, settings.ALLOWED_HOSTS) == (False, ["example.com", "testserver"])


def test_the_environment_cannot_be_set_up_twice(environment):
    with pytest.raises(RuntimeError, match="already called"):
        setup_test_environment()


def test_the_log_goes_nowhere_by_itself(environment, capfd):
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, []
    try:
        logging.getLogger("mtvgen.request").warning("refused")
    finally:
        root.handlers = handlers

    assert capfd.readouterr().err == ""


def test_a_test_database_takes_the_place_of_the_projects_and_gives_it_back():
    apps.populate(settings.INSTALLED_APPS)
    before = connection.settings_dict["NAME"]

    made = setup_databases(verbosity=0, interactive=False)
    during = connection.settings_dict["NAME"]
    teardown_databases(made, verbosity=0)

    assert (during != before, connection.settings_dict["NAME"]) == (True, before)


def test_only_the_databases_that_are_asked_for_are_made():
    assert setup_databases(verbosity=0, interactive=False, aliases=[]) == []
