"""Other settings for a while: `override_settings`, `modify_settings`, and their kin.

Each is a context manager, and a decorator of a test method or of a test class.
(Django's documentation: topics/testing/tools, "Overriding settings".)
"""

import functools
import unittest
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, TypeVar

from ..apps import apps
from ..conf import UserSettingsHolder, settings
from ..current import get_script_prefix, set_script_prefix
from .signals import setting_changed

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])
Operations = list[tuple[str, dict[str, Any]]]
"""Name of a setting, and what is done to it: {"append": …, "prepend": …, "remove": …}."""


class TestContextDecorator:
    """Base of what changes something for a while: subclasses write `enable()` and `disable()`.

    attr_name: of a decorated class, each test gets what `enable()` returned as this attribute.
    kwarg_name: a decorated function gets it as this argument.
    """

    __test__ = False  # pytest: not a test, in spite of its name

    def __init__(self, attr_name: str | None = None, kwarg_name: str | None = None) -> None:
        self.attr_name = attr_name
        self.kwarg_name = kwarg_name

    def enable(self) -> Any:
        """Make the change."""
        raise NotImplementedError

    def disable(self) -> None:
        """Take it back."""
        raise NotImplementedError

    def __enter__(self) -> Any:
        return self.enable()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.disable()

    def __call__(self, decorated: Any) -> Any:
        """Decorate a function, or a test class."""
        if isinstance(decorated, type):
            return self.decorate_class(decorated)
        if callable(decorated):
            return self.decorate_callable(decorated)
        raise TypeError(f"Cannot decorate object of type {type(decorated)}")

    def decorate_class(self, cls: type[Any]) -> type[Any]:
        """Make the change around each test of *cls*. Raises TypeError if it is no TestCase."""
        if not issubclass(cls, unittest.TestCase):
            raise TypeError("Can only decorate subclasses of unittest.TestCase")
        own_set_up = cls.setUp

        def setUp(test: Any) -> None:
            value = self.enable()
            test.addCleanup(self.disable)
            if self.attr_name:
                setattr(test, self.attr_name, value)
            own_set_up(test)

        cls.setUp = setUp  # type: ignore[assignment, method-assign]
        return cls

    def decorate_callable(self, func: _Decorated) -> _Decorated:
        """Return *func* with the change made around each call."""

        @functools.wraps(func)
        def inner(*args: Any, **kwargs: Any) -> Any:
            with self as value:
                if self.kwarg_name:
                    kwargs[self.kwarg_name] = value
                return func(*args, **kwargs)

        return inner  # type: ignore[return-value]


class override_settings(TestContextDecorator):  # noqa: N801  # Django's name
    """Use these settings for a while: `with override_settings(DEBUG=True): …`.

    Everything that keeps something worked out from a setting hears of it by `setting_changed`.
    """

    options: dict[str, Any]

    def __init__(self, **kwargs: Any) -> None:
        self.options = kwargs
        self._below: list[Any] = []
        super().__init__()

    def enable(self) -> None:
        """Put the settings in place."""
        dir(settings)  # reads them, if nothing has yet: they stay below ours
        if "INSTALLED_APPS" in self.options:
            self._install(self.options["INSTALLED_APPS"])
        holder = UserSettingsHolder(settings._wrapped)
        for name, value in self.options.items():
            setattr(holder, name, value)
        self._below.append(settings._wrapped)
        settings._wrapped = holder
        try:
            for name, value in self.options.items():
                setting_changed.send(sender=type(holder), setting=name, value=value, enter=True)
        except Exception:
            self.disable()
            raise

    def _install(self, entries: Iterable[str]) -> None:
        depth = len(apps.stored_app_configs)
        try:
            apps.set_installed_apps(entries)
        except Exception:
            if len(apps.stored_app_configs) > depth:  # else it was refused: nothing is loaded yet
                apps.unset_installed_apps()
            raise

    def disable(self) -> None:
        """Go back to the settings before. Every listener hears of it, then the first error rises."""
        if "INSTALLED_APPS" in self.options:
            apps.unset_installed_apps()
        settings._wrapped = self._below.pop()
        answers = []
        for name in self.options:
            answers += setting_changed.send_robust(
                sender=type(settings._wrapped),
                setting=name,
                value=getattr(settings, name, None) if name != "SECRET_KEY" else _secret_key(),
                enter=False,
            )
        for _, answer in answers:
            if isinstance(answer, Exception):
                raise answer

    def save_options(self, cls: type[Any]) -> None:
        """Note on a test class what its `setUpClass` must put in place."""
        cls._overridden_settings = {**(cls._overridden_settings or {}), **self.options}

    def decorate_class(self, cls: type[Any]) -> type[Any]:
        """Use the settings for all of *cls*, a SimpleTestCase, `setUpTestData` included."""
        if not hasattr(cls, "_overridden_settings"):
            raise ValueError(
                "Only subclasses of SimpleTestCase can be decorated with override_settings, "
                f"and {cls.__qualname__} is none."
            )
        self.save_options(cls)
        return cls


class modify_settings(override_settings):  # noqa: N801  # Django's name
    """Append to, prepend to or remove from settings that are lists.

    `modify_settings(MIDDLEWARE={"append": "shop.middleware.Till", "remove": […]})`. A value that
    is there already is not added again.
    """

    def __init__(self, operations: Operations | None = None, /, **kwargs: dict[str, Any]) -> None:
        super().__init__()
        self.operations: Operations = list(kwargs.items()) if operations is None else operations

    def save_options(self, cls: type[Any]) -> None:
        """Note on a test class what its `setUpClass` must put in place."""
        cls._modified_settings = [*(cls._modified_settings or ()), *self.operations]

    def enable(self) -> None:
        """Work out the lists from what is set now, and put them in place."""
        self.options = {}
        for name, steps in self.operations:
            value = self.options.get(name)
            value = list(getattr(settings, name, ())) if value is None else value
            for action, items in steps.items():
                value = _changed(value, action, [items] if isinstance(items, str) else list(items))
            self.options[name] = value
        super().enable()


def _changed(value: list[Any], action: str, items: list[Any]) -> list[Any]:
    if action == "remove":
        return [one for one in value if one not in items]
    new = [one for one in items if one not in value]
    if action == "append":
        return value + new
    if action == "prepend":
        return new + value
    raise ValueError(f"Unsupported action: {action}. Use 'append', 'prepend' or 'remove'.")


def _secret_key() -> str:
    """Return the key as it is set, though it may be empty: reading it must not fail here."""
    return getattr(settings._wrapped, "SECRET_KEY", "")


class override_system_checks(TestContextDecorator):  # noqa: N801  # Django's name
    """Use these system checks, and no others, for a while."""

    def __init__(
        self, new_checks: Iterable[Any], deployment_checks: Iterable[Any] | None = None
    ) -> None:
        from ..core.checks.registry import registry

        self.registry: Any = registry
        self.new_checks = list(new_checks)
        self.deployment_checks = None if deployment_checks is None else list(deployment_checks)
        super().__init__()

    def enable(self) -> None:
        """Register the checks, in place of those that were there."""
        self._before = (self.registry.registered_checks, self.registry.deployment_checks)
        self.registry.registered_checks = type(self._before[0])()
        for check in self.new_checks:
            self.registry.register(check, *getattr(check, "tags", ()))
        if self.deployment_checks is not None:
            self.registry.deployment_checks = type(self._before[1])()
            for check in self.deployment_checks:
                self.registry.register(check, *getattr(check, "tags", ()), deploy=True)

    def disable(self) -> None:
        """Bring back those that were there."""
        self.registry.registered_checks, self.registry.deployment_checks = self._before


class override_script_prefix(TestContextDecorator):  # noqa: N801  # Django's name
    """Have the site mounted under another prefix for a while."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        super().__init__()

    def enable(self) -> None:
        """Mount it there."""
        self._before = get_script_prefix()
        set_script_prefix(self.prefix)

    def disable(self) -> None:
        """Mount it where it was."""
        set_script_prefix(self._before)


class isolate_apps(TestContextDecorator):  # noqa: N801  # Django's name
    """Register the models that are made within in a registry of their own.

    installed_apps: the apps that this registry has, for a model whose Meta names no `app_label`.
    """

    def __init__(self, *installed_apps: str, **names: str) -> None:
        self.installed_apps = installed_apps
        super().__init__(**names)

    def enable(self) -> Any:
        """Put a new registry in place, and return it."""
        from ..apps.registry import Apps
        from ..db.models.options import Options

        self._before = Options.default_apps
        Options.default_apps = Apps(self.installed_apps)
        return Options.default_apps

    def disable(self) -> None:
        """Go back to the registry before."""
        from ..db.models.options import Options

        Options.default_apps = self._before
