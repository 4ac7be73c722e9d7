import sys
import textwrap
import threading
import types

import pytest

from mtvgen.runtime.apps import AppConfig, apps
from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import AppRegistryNotReady, ImproperlyConfigured

CONFIG = "from mtvgen.runtime.apps import AppConfig\n"


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write packages: each keyword is a file, "shop__apps" is shop/apps.py."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def write_files(**files):
        for name, text in files.items():
            package, _, module = name.partition("__")
            folder = tmp_path / package.replace("_in_", "/")
            folder.mkdir(parents=True, exist_ok=True)
            for above in (folder, *folder.parents):
                if above == tmp_path:
                    break
                (above / "__init__.py").touch()
            if module:
                (folder / f"{module}.py").write_text(textwrap.dedent(text), encoding="utf-8")

    yield write_files
    for name in set(sys.modules) - before:
        del sys.modules[name]


class Meta:
    def __init__(self, name, auto_created=False):
        self.model_name = name.lower()
        self.auto_created = auto_created
        self.swapped = None

    def _expire_cache(self):
        pass


def model(name, **options):
    return type(name, (), {"_meta": Meta(name, **options)})


def test_a_package_without_config_gets_a_plain_one(write, tmp_path):
    write(web_shop="")

    config = AppConfig.create("web_shop")

    assert type(config) is AppConfig
    assert (config.name, config.label, config.verbose_name) == ("web_shop", "web_shop", "Web_Shop")
    assert config.path == str(tmp_path / "web_shop")
    assert config.module is sys.modules["web_shop"]
    assert (config.models_module, config.models) == (None, None)
    assert config.default_auto_field == settings.DEFAULT_AUTO_FIELD
    assert not config._is_default_auto_field_overridden
    assert repr(config) == "<AppConfig: web_shop>"


def test_the_last_part_of_a_long_name_is_the_label(write):
    write(company_in_shop="")

    assert AppConfig.create("company.shop").label == "shop"


def test_the_one_config_of_a_package_is_used(write):
    write(
        shop__apps=CONFIG
        + "class ShopConfig(AppConfig):\n"
        + "    name = 'shop'\n    label = 'store'\n    verbose_name = 'The shop'\n"
        + "    default_auto_field = 'x.Auto'\n"
    )

    for entry in ("shop", "shop.apps.ShopConfig"):
        config = AppConfig.create(entry)

        assert type(config).__name__ == "ShopConfig"
        assert (config.label, config.verbose_name) == ("store", "The shop")
        assert config.default_auto_field == "x.Auto"
        assert config._is_default_auto_field_overridden


def test_of_several_configs_the_default_is_used(write):
    one = "class {0}(AppConfig):\n    name = 'shop'\n    {1}\n"
    write(
        shop__apps=CONFIG + one.format("A", "pass") + one.format("B", "default = True"),
        cafe__apps=CONFIG + one.format("A", "pass") + one.format("B", "pass"),
        pub__apps=CONFIG + one.format("A", "default = False"),
        bar__apps=CONFIG + one.format("A", "default = True") + one.format("B", "default = True"),
    )

    assert type(AppConfig.create("shop")).__name__ == "B"
    assert type(AppConfig.create("cafe")) is AppConfig
    assert type(AppConfig.create("pub")) is AppConfig
    with pytest.raises(RuntimeError, match="more than one default AppConfig: 'A', 'B'"):
        AppConfig.create("bar")


def test_a_single_file_is_an_app_too(write, tmp_path):
    (tmp_path / "tiny.py").write_text("", encoding="utf-8")

    assert AppConfig.create("tiny").path == str(tmp_path)


@pytest.mark.parametrize(
    ("entry", "error", "words"),
    [
        ("no_such_app", ImportError, "No module named 'no_such_app'"),
        ("shop.no_such", ImportError, "No module named 'shop.no_such'"),
        ("shop.apps.Wrong", ImportError, "no class 'Wrong'. It has 'Nameless', 'Ship'"),
        ("shop.nope.Config", ImportError, "INSTALLED_APPS names 'shop.nope.Config'"),
        ("shop.apps.text", ImproperlyConfigured, "isn't a subclass of AppConfig"),
        ("shop.apps.Nameless", ImproperlyConfigured, "must supply a name attribute"),
        ("shop.apps.Ship", ImproperlyConfigured, "Check that 'shop.apps.Ship.name' is correct"),
        ("broken", ZeroDivisionError, "division"),
        ("needy", ModuleNotFoundError, "No module named 'not_installed_here'"),
    ],
)
def test_an_entry_that_is_no_app_says_what_is_wrong(write, entry, error, words):
    write(
        shop__apps=CONFIG
        + "text = 'a'\nclass Nameless(AppConfig):\n    pass\n"
        + "class Ship(AppConfig):\n    name = 'ships'\n",
        broken__apps="",
        needy__apps="",
    )
    write(broken____init__="1 / 0", needy____init__="import not_installed_here")

    with pytest.raises(error, match=words):
        AppConfig.create(entry)


@pytest.mark.parametrize("entry", ["needy", "needy.apps.Config", "half.apps.Config"])
def test_what_an_app_fails_to_import_is_told_as_python_tells_it(write, entry):
    write(needy__apps="", half__apps="import not_installed_here")
    write(needy____init__="import not_installed_here")

    with pytest.raises(ModuleNotFoundError) as caught:
        AppConfig.create(entry)

    assert type(caught.value) is ModuleNotFoundError
    assert caught.value.name == "not_installed_here"


def test_a_label_must_be_a_name():
    with pytest.raises(ImproperlyConfigured, match="'my-shop' is not a valid Python identifier"):
        AppConfig("my-shop", types.ModuleType("x"))


def test_a_package_in_several_folders_needs_a_path(tmp_path):
    spread = types.ModuleType("spread")
    spread.__path__ = [str(tmp_path / "a"), str(tmp_path / "b")]

    with pytest.raises(ImproperlyConfigured, match="several folders"):
        AppConfig("spread", spread)
    with pytest.raises(ImproperlyConfigured, match="no folder"):
        AppConfig("nowhere", types.ModuleType("nowhere"))
    spread.__path__ = [str(tmp_path), str(tmp_path)]
    assert AppConfig("spread", spread).path == str(tmp_path)


def test_apps_are_loaded_then_their_models_then_made_ready(write):
    step = "import builtins\nbuiltins.seen_steps.append(__name__)\n"
    ready = (
        CONFIG + "import builtins\nclass C(AppConfig):\n    name = '{0}'\n"
        "    def ready(self):\n"
        "        builtins.seen_steps.append((self.apps.models_ready, self.apps.ready))\n"
    )
    write(
        one__models=step,
        one__apps=ready.format("one"),
        other__models=step,
        other____init__=step,
    )
    import builtins

    builtins.seen_steps = []
    try:
        registry = Apps(["one", "other"])
        assert builtins.seen_steps == ["other", "one.models", "other.models", (True, False)]
    finally:
        del builtins.seen_steps

    assert registry.ready
    assert [config.label for config in registry.get_app_configs()] == ["one", "other"]
    assert registry.get_app_config("one").models_module is sys.modules["one.models"]
    assert registry.is_installed("one")
    assert not registry.is_installed("on")


def test_a_second_populate_does_nothing_and_one_within_is_refused(write):
    write(
        shop__apps=CONFIG + "class C(AppConfig):\n    name = 'shop'\n"
        "    def ready(self):\n        self.apps.populate(['shop'])\n"
    )

    with pytest.raises(RuntimeError, match="isn't reentrant"):
        Apps(["shop"])
    registry = Apps()
    registry.populate(["no_such_app"])
    assert list(registry.get_app_configs()) == []


def test_after_a_failure_the_apps_can_be_loaded_again(write):
    write(shop="", broken____init__="1 / 0")
    registry = Apps(None)

    with pytest.raises(ZeroDivisionError):
        registry.populate(["shop", "broken"])
    assert not registry.apps_ready
    registry.populate(["shop"])

    assert registry.is_installed("shop")


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        (["shop", "far.shop"], "labels aren't unique, duplicates: shop"),
        (["shop", "far.apps.Same"], "names aren't unique, duplicates: shop"),
    ],
)
def test_apps_are_told_apart_by_label_and_name(write, entries, words):
    write(
        shop="",
        far_in_shop="",
        far__apps=CONFIG + "class Same(AppConfig):\n    name = 'shop'\n    label = 'other'\n",
    )

    with pytest.raises(ImproperlyConfigured, match=words):
        Apps(entries)


def test_nothing_can_be_asked_before_the_apps_are_loaded():
    registry = Apps(None)

    for ask in (
        registry.get_app_configs,
        registry.get_models,
        lambda: registry.get_app_config("shop"),
        lambda: registry.get_model("shop.Item"),
        lambda: registry.is_installed("shop"),
    ):
        with pytest.raises(AppRegistryNotReady, match="aren't loaded yet"):
            ask()


def test_apps_are_not_handed_out_while_they_are_being_imported(write):
    write(
        eager____init__=(
            "from tests.runtime.apps import test_apps\ntest_apps.CURRENT.get_app_configs()\n"
        )
    )
    global CURRENT
    CURRENT = Apps(None)

    with pytest.raises(AppRegistryNotReady):
        CURRENT.populate(["eager"])


def test_an_app_is_found_by_label_and_a_name_is_put_right(write):
    write(company_in_shop="")
    registry = Apps(["company.shop"])

    assert registry.get_app_config("shop").name == "company.shop"
    with pytest.raises(LookupError, match="No installed app with label 'nope'"):
        registry.get_app_config("nope")
    with pytest.raises(LookupError, match="Did you mean 'shop'"):
        registry.get_app_config("company.shop")


def test_models_are_found_by_name_in_any_case(write):
    write(shop="")
    registry = Apps(["shop"])
    item, through = model("Item"), model("Item_tags", auto_created=True)
    registry.register_model("shop", item)
    registry.register_model("shop", through)

    assert registry.get_model("shop", "iTEM") is item
    assert registry.get_model("shop.Item") is item
    assert registry.get_app_config("shop").get_model("item") is item
    assert registry.get_models() == [item]
    assert registry.get_models(include_auto_created=True) == [item, through]
    assert list(registry.get_app_config("shop").get_models()) == [item]
    with pytest.raises(LookupError, match="App 'shop' doesn't have a 'Nope' model"):
        registry.get_model("shop", "Nope")
    with pytest.raises(ValueError, match="unpack"):
        registry.get_model("shop")


def test_a_model_asked_for_early_is_imported(write):
    write(
        shop__models=(
            "from tests.runtime.apps import test_apps\n"
            "test_apps.CURRENT.register_model('shop', test_apps.model('Item'))\n"
        ),
        early__models=(
            "from tests.runtime.apps import test_apps\n"
            "found = test_apps.CURRENT.get_model('shop.Item', require_ready=False)\n"
        ),
    )
    global CURRENT
    CURRENT = Apps(None)

    CURRENT.populate(["early", "shop"])

    assert sys.modules["early.models"].found is CURRENT.get_model("shop.Item")


def test_a_model_is_not_handed_out_before_all_are_imported(write):
    write(
        shop__models=(
            "from tests.runtime.apps import test_apps\n"
            "test_apps.CURRENT.get_app_config('shop').get_model('Item')\n"
        )
    )
    global CURRENT
    CURRENT = Apps(None)

    with pytest.raises(AppRegistryNotReady, match="Models aren't loaded yet"):
        CURRENT.populate(["shop"])


def test_two_models_of_one_name_are_refused_and_a_reload_is_warned_about():
    registry = Apps()
    registry.register_model("shop", model("Item"))

    with pytest.warns(RuntimeWarning, match=r"'shop\.item' was already registered"):
        registry.register_model("shop", model("Item"))
    other = model("Item")
    other.__module__ = "elsewhere"
    with pytest.raises(RuntimeError, match="Conflicting 'item' models in application 'shop'"):
        registry.register_model("shop", other)


def test_a_registered_model_is_found_before_anything_is_loaded():
    registry = Apps(None)
    item = model("Item")
    registry.register_model("shop", item)

    assert registry.get_registered_model("shop", "Item") is item
    with pytest.raises(LookupError, match=r"'shop\.Nope' not registered"):
        registry.get_registered_model("shop", "Nope")


def test_whoever_waits_for_models_is_called_when_all_are_there():
    registry = Apps(None)
    calls = []
    registry.lazy_model_operation(lambda: calls.append(()))
    registry.lazy_model_operation(lambda *models: calls.append(models), ("a", "x"), ("b", "y"))
    assert calls == [()]

    y, x = model("Y"), model("X")
    registry.register_model("b", y)
    registry.register_model("a", x)

    assert calls == [(), (x, y)]


def test_the_innermost_app_contains_an_object(write):
    write(shop="", shop_in_till="")
    registry = Apps(["shop", "shop.till"])

    def label(name):
        found = registry.get_containing_app_config(name)
        return found and found.label

    assert label("shop.till.models.Till") == "till"
    assert label("shop") == "shop"
    assert label("shopping.cart") is None


def test_other_apps_can_be_used_for_a_while(write):
    write(one="", other="")
    registry = Apps(["one"])

    registry.set_installed_apps(["other"])
    assert (registry.is_installed("one"), registry.is_installed("other")) == (False, True)
    registry.unset_installed_apps()
    assert (registry.is_installed("one"), registry.is_installed("other")) == (True, False)


def test_some_of_the_apps_can_be_used_for_a_while(write):
    write(one="", other="")
    registry = Apps(["one", "other"])

    registry.set_available_apps(["one"])
    assert not registry.is_installed("other")
    registry.unset_available_apps()

    assert registry.is_installed("other")
    with pytest.raises(ValueError, match="extra apps: nope"):
        registry.set_available_apps(["nope"])


def test_apps_are_loaded_once_though_many_threads_ask(write):
    write(slow____init__="import time, builtins\ntime.sleep(0.05)\nbuiltins.slow_loads.append(1)\n")
    import builtins

    builtins.slow_loads = []
    registry = Apps(None)
    threads = [threading.Thread(target=registry.populate, args=(["slow"],)) for _ in range(4)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert builtins.slow_loads == [1]
    finally:
        del builtins.slow_loads

    assert registry.ready


def test_the_apps_of_the_project_are_one_registry():
    assert isinstance(apps, Apps)
