"""Other settings for a while."""

import subprocess
import sys
import time
import unittest

import pytest

from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.signals import setting_changed
from mtvgen.runtime.db import models
from mtvgen.runtime.test import SimpleTestCase, modify_settings, override_settings
from mtvgen.runtime.test.utils import TestContextDecorator as ContextDecorator
from mtvgen.runtime.test.utils import isolate_apps, override_script_prefix
from mtvgen.runtime.urls import get_script_prefix, resolve, reverse
from mtvgen.runtime.utils import timezone
from tests.runtime.test.running import run


def test_a_setting_is_other_within_the_block_only():
    with override_settings(APPEND_SLASH=False, ONLY_HERE=1):
        assert (settings.APPEND_SLASH, settings.ONLY_HERE) == (False, 1)

    assert settings.APPEND_SLASH is True
    assert not hasattr(settings, "ONLY_HERE")


def test_a_setting_can_be_deleted_within_the_block():
    with override_settings():
        del settings.APPEND_SLASH
        assert not hasattr(settings, "APPEND_SLASH")

    assert settings.APPEND_SLASH is True


def test_one_override_can_be_used_within_itself():
    override = override_settings(APPEND_SLASH=False)

    with override:
        with override:
            pass
        assert settings.APPEND_SLASH is False

    assert settings.APPEND_SLASH is True


def test_a_function_can_be_decorated():
    @override_settings(APPEND_SLASH=False)
    def look(prefix):
        return prefix, settings.APPEND_SLASH

    assert look("x") == ("x", False)
    assert settings.APPEND_SLASH is True


def test_only_a_simple_test_case_can_be_decorated():
    with pytest.raises(ValueError, match="Only subclasses of SimpleTestCase"):
        override_settings(DEBUG=True)(unittest.TestCase)


def test_what_is_neither_class_nor_function_cannot_be_decorated():
    with pytest.raises(TypeError, match="Cannot decorate object of type <class 'int'>"):
        override_settings(DEBUG=True)(1)


@pytest.mark.parametrize(
    ("steps", "result"),
    [
        ({"append": "c"}, ["a", "b", "c"]),
        ({"append": ["b", "c"]}, ["a", "b", "c"]),
        ({"prepend": ["b", "z"]}, ["z", "a", "b"]),
        ({"remove": "a"}, ["b"]),
        ({"remove": "a", "append": ["a"]}, ["b", "a"]),
    ],
)
def test_a_list_can_be_changed_in_part(steps, result):
    with override_settings(INTERNAL_IPS=["a", "b"]), modify_settings(INTERNAL_IPS=steps):
        assert result == settings.INTERNAL_IPS


def test_an_unknown_change_of_a_list_is_refused():
    with (
        pytest.raises(ValueError, match="Unsupported action: add"),
        modify_settings(X={"add": "1"}),
    ):
        pass


def test_listeners_hear_of_each_change_and_its_end():
    heard = []

    def listen(setting, value, enter, **kwargs):
        heard.append((setting, value, enter))

    setting_changed.connect(listen)
    try:
        with override_settings(APPEND_SLASH=False):
            pass
    finally:
        setting_changed.disconnect(listen)

    assert heard == [("APPEND_SLASH", False, True), ("APPEND_SLASH", True, False)]


def test_a_listener_that_refuses_a_change_undoes_it():
    def refuse(enter, **kwargs):
        if enter:
            raise RuntimeError("not with me")

    setting_changed.connect(refuse)
    try:
        with (
            pytest.raises(RuntimeError, match="not with me"),
            override_settings(APPEND_SLASH=False),
        ):
            pass
    finally:
        setting_changed.disconnect(refuse)

    assert settings.APPEND_SLASH is True


def test_another_urlconf_takes_effect_at_once():
    assert reverse("page") == "/page/"

    with (
        override_settings(ROOT_URLCONF="tests.runtime.empty_urls"),
        pytest.raises(Exception, match="page"),
    ):
        resolve("/page/")

    assert resolve("/page/").url_name == "page"


def test_another_time_zone_takes_effect_at_once():
    with override_settings(TIME_ZONE="Asia/Shanghai"):
        assert timezone.get_default_timezone_name() == "Asia/Shanghai"
        assert not hasattr(time, "tzset") or time.timezone == -8 * 3600

    assert timezone.get_default_timezone_name() == "UTC"


def test_overriding_the_databases_is_warned_of():
    with (
        pytest.warns(UserWarning, match="Overriding setting DATABASES can lead to unexpected"),
        override_settings(DATABASES=settings.DATABASES),
    ):
        pass


def test_another_middleware_takes_effect_in_the_same_client():
    class Both(SimpleTestCase):
        def runTest(self):
            """Nothing."""

    test = Both()
    test._pre_setup()
    before = test.client.get("/page/").headers

    with test.settings(
        MIDDLEWARE=["mtvgen.runtime.middleware.clickjacking.XFrameOptionsMiddleware"]
    ):
        assert "X-Frame-Options" in test.client.get("/page/").headers
    assert "X-Frame-Options" not in before


def test_the_script_prefix_can_be_other_for_a_while():
    with override_script_prefix("/mounted"):
        assert get_script_prefix() == "/mounted/"

    assert get_script_prefix() == "/"


class Noting(ContextDecorator):
    """A change that is noted."""

    def enable(self):
        return ["enabled"]

    def disable(self):
        pass


def test_a_decorator_hands_its_value_to_function_and_test():
    @Noting(kwarg_name="found")
    def look(found):
        return found

    @Noting(attr_name="found")
    class Decorated(unittest.TestCase):
        def test(self):
            assert self.found == ["enabled"]

    result = unittest.TestResult()
    Decorated("test").run(result)
    assert (look(), result.wasSuccessful()) == (["enabled"], True)


def model_called(name):
    return type(name, (models.Model,), {"__module__": __name__, "Meta": SHELF})


SHELF = type("Meta", (), {"app_label": "shelf"})


def test_models_of_a_block_have_a_registry_of_their_own():
    with isolate_apps() as isolated:
        first = model_called("Book")
    with isolate_apps():
        second = model_called("Book")  # no collision of names

    assert isolated.get_registered_model("shelf", "Book") is first
    assert first._meta.apps is isolated
    assert second is not first
    assert "book" not in apps.all_models["shelf"]


def test_isolated_models_find_each_other_by_name():
    with isolate_apps():
        model_called("Book")
        options = {"__module__": __name__, "Meta": SHELF}
        options["book"] = models.ForeignKey("shelf.Book", models.CASCADE)
        page = type("Page", (models.Model,), options)

    assert page._meta.get_field("book").remote_field.model.__name__ == "Book"


def test_the_isolated_registry_is_handed_to_tests():
    class OfAClass(SimpleTestCase):
        def test(self):
            assert model_called("Book")._meta.apps is self.own_apps

    @isolate_apps(kwarg_name="own_apps")
    def of_a_function(own_apps):
        return model_called("Book")._meta.apps is own_apps

    assert run(isolate_apps(attr_name="own_apps")(OfAClass)).wasSuccessful()
    assert of_a_function()


def test_other_apps_before_any_are_loaded_are_refused_with_the_reason():
    code = (
        "from mtvgen.runtime.conf import settings\n"
        "settings.configure()\n"
        "from mtvgen.runtime.test import override_settings\n"
        "override_settings(INSTALLED_APPS=[]).enable()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "AppRegistryNotReady: App registry isn't ready yet." in done.stderr
    assert "pop from" not in done.stderr
