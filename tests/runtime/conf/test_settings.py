import os
import subprocess
import sys
import textwrap
import time
from importlib.util import find_spec, module_from_spec
from pathlib import Path

import pytest

from mtvgen.runtime.conf import (
    ENVIRONMENT_VARIABLE,
    LazySettings,
    Settings,
    UserSettingsHolder,
    global_settings,
)
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.current import clear_script_prefix, set_script_prefix


@pytest.fixture
def settings():
    return LazySettings()


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Write a settings module, and make it the one that the environment names."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("TZ", os.environ.get("TZ", "UTC"))

    def write(text, name="written_settings"):
        sys.modules.pop(name, None)
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        monkeypatch.setenv(ENVIRONMENT_VARIABLE, name)
        return name

    yield write
    sys.modules.pop("written_settings", None)
    if hasattr(time, "tzset"):
        monkeypatch.undo()
        time.tzset()


def test_settings_given_in_code_stand_over_the_defaults(settings):
    settings.configure(SECRET_KEY="k", DEBUG=True, OWN_SETTING=5)

    assert (settings.DEBUG, settings.OWN_SETTING, settings.APPEND_SLASH) == (True, 5, True)
    assert settings.configured
    assert settings.is_overridden("DEBUG")
    assert not settings.is_overridden("APPEND_SLASH")
    assert "OWN_SETTING" in dir(settings)


def test_settings_are_given_once_and_in_upper_case(settings):
    with pytest.raises(TypeError, match="'debug' must be uppercase"):
        settings.configure(debug=True)
    assert not settings.configured
    settings.configure(DEBUG=True)

    with pytest.raises(RuntimeError, match="already configured"):
        settings.configure(DEBUG=False)


def test_other_defaults_can_be_given(settings):
    class Defaults:
        GREETING = "hello"

    settings.configure(default_settings=Defaults(), NAME="Ada")

    assert (settings.GREETING, settings.NAME) == ("hello", "Ada")
    assert not hasattr(settings, "APPEND_SLASH")


def test_a_setting_can_be_set_and_deleted(settings):
    settings.configure(SECRET_KEY="k")
    assert settings.DEBUG is False

    settings.DEBUG = True
    assert settings.DEBUG is True
    del settings.DEBUG

    assert not hasattr(settings, "DEBUG")
    assert settings.is_overridden("DEBUG")
    settings.DEBUG = "back"
    assert settings.DEBUG == "back"


def test_a_holder_put_in_place_is_read_at_once(settings):
    settings.configure(DEBUG=False)
    assert settings.DEBUG is False
    before = settings._wrapped
    override = UserSettingsHolder(before)
    override.DEBUG = True

    settings._wrapped = override
    assert settings.DEBUG is True
    settings._wrapped = before

    assert settings.DEBUG is False


def test_an_unknown_setting_names_the_nearest(settings):
    settings.configure(SECRET_KEY="k")

    with pytest.raises(AttributeError, match=r"no setting 'DEBGU'\. Did you mean 'DEBUG'"):
        _ = settings.DEBGU


def test_an_empty_secret_key_is_refused_when_it_is_read(settings):
    settings.configure(DEBUG=True)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY setting must not be empty"):
        _ = settings.SECRET_KEY


def test_asking_without_any_settings_says_what_to_do(settings, monkeypatch):
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)

    with pytest.raises(ImproperlyConfigured, match="asked for the setting DEBUG") as caught:
        _ = settings.DEBUG

    assert "settings.configure()" in str(caught.value)
    assert repr(settings) == "<LazySettings [Unevaluated]>"


def test_a_module_is_read_at_first_use(settings, module):
    name = module("""
        DEBUG = True
        TIME_ZONE = "UTC"
        lower = 1
    """)
    assert not settings.configured

    assert settings.DEBUG is True
    assert settings.configured
    assert name == settings.SETTINGS_MODULE
    assert settings.is_overridden("DEBUG")
    assert not settings.is_overridden("USE_TZ")
    assert not hasattr(settings, "lower")
    assert name in repr(settings)
    assert repr(settings._wrapped) == f'<Settings "{name}">'


def test_a_setting_that_is_set_first_stands_over_the_module(module):
    module("DEBUG = True\nNAME = 'written'")
    first, second, third = LazySettings(), LazySettings(), LazySettings()

    first.DEBUG = "mine"
    del second.NAME

    assert (first.DEBUG, first.NAME) == ("mine", "written")
    assert not hasattr(second, "NAME")
    assert "NAME" in dir(third)
    assert third.is_overridden("NAME")


@pytest.mark.parametrize("name", ["ALLOWED_HOSTS", "INSTALLED_APPS", "SECRET_KEY_FALLBACKS"])
def test_a_list_that_is_a_text_is_refused(module, name):
    written = module(f"{name} = 'mysite'")

    with pytest.raises(ImproperlyConfigured, match=f"The {name} setting must be a list or a tuple"):
        Settings(written)


def test_a_module_that_is_not_there_is_named(settings, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, "no_such_project.settings")

    with pytest.raises(ImportError, match=r"'no_such_project\.settings' was not found") as caught:
        _ = settings.DEBUG

    assert isinstance(caught.value, ImproperlyConfigured)


def test_an_import_that_fails_within_the_module_is_not_hidden(settings, module):
    module("import no_such_thing_at_all")

    with pytest.raises(ModuleNotFoundError, match="No module named 'no_such_thing_at_all'"):
        _ = settings.DEBUG


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has one local time")
def test_a_module_sets_the_local_time_of_the_process(module):
    Settings(module("TIME_ZONE = 'Asia/Tokyo'"))

    assert os.environ["TZ"] == "Asia/Tokyo"
    assert time.localtime(0).tm_hour == 9


@pytest.mark.skipif(not Path("/usr/share/zoneinfo").exists(), reason="the system lists no zones")
def test_a_time_zone_that_there_is_not_is_refused(module):
    with pytest.raises(ValueError, match="Incorrect timezone setting: Mars/Olympus"):
        Settings(module("TIME_ZONE = 'Mars/Olympus'"))


def test_settings_in_code_leave_the_local_time_alone(settings, monkeypatch):
    monkeypatch.setenv("TZ", "UTC")

    settings.configure(TIME_ZONE="Asia/Tokyo")

    assert os.environ["TZ"] == "UTC"


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("static/", "/shop/static/"),
        ("/static/", "/static/"),
        ("https://cdn.example.com/", "https://cdn.example.com/"),
        (None, None),
        ("", "/shop/"),
    ],
)
def test_a_relative_address_of_files_is_read_under_the_prefix(settings, url, read):
    settings.configure(STATIC_URL=url, MEDIA_URL=url)
    set_script_prefix("/shop/")

    try:
        assert (read, read) == (settings.STATIC_URL, settings.MEDIA_URL)
    finally:
        clear_script_prefix()
    if url == "static/":
        assert settings.STATIC_URL == "/static/"


# As they lie in its file: Django fills in its own DATABASES once a connection has been asked for.
_SPEC = find_spec("django.conf.global_settings")
django_defaults = module_from_spec(_SPEC)
_SPEC.loader.exec_module(django_defaults)


# Where a default names a place of ours, Django's names the same place of its own.
@pytest.mark.parametrize("name", [name for name in dir(global_settings) if name.isupper()])
def test_every_default_is_djangos(name):
    ours = getattr(global_settings, name)
    known = getattr(django_defaults, name, ours)

    def ported(value):
        if isinstance(value, list):
            return [ported(one) for one in value]
        if isinstance(value, dict):
            return {key: ported(one) for key, one in value.items()}
        return value.replace("mtvgen.runtime.", "django.") if isinstance(value, str) else value

    assert ported(ours) == (None if known == "" and ours is None else known)


def test_reading_a_setting_loads_little():
    program = "import sys; import mtvgen.runtime.conf; print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()

    assert not {"jinja2", "sqlalchemy", "logging", "zoneinfo"} & set(loaded)
