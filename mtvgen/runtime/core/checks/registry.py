"""Which checks there are, and running them. (Django's documentation: reference/checks.)"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from .messages import CheckMessage

Check = Callable[..., Iterable[CheckMessage]]
_C = TypeVar("_C", bound=Check)


class Tags:
    """Names of groups of checks, for `check --tag`."""

    caches = "caches"
    compatibility = "compatibility"
    database = "database"
    models = "models"
    security = "security"
    signals = "signals"
    settings = "settings"
    staticfiles = "staticfiles"
    templates = "templates"
    translation = "translation"
    urls = "urls"


class CheckRegistry:
    """Checks, each with its tags, in the order in which they were registered."""

    def __init__(self) -> None:
        self.registered_checks: dict[Check, tuple[str, ...]] = {}
        self.deployment_checks: dict[Check, tuple[str, ...]] = {}

    def register(
        self, check: str | Check | None = None, *tags: str, deploy: bool = False
    ) -> Callable[[_C], _C]:
        """Add *check* under *tags*; as a decorator too: `@register("a-tag", deploy=True)`.

        deploy: the check runs only for `check --deploy`.
        """

        def add(function: _C) -> _C:
            known = self.deployment_checks if deploy else self.registered_checks
            known[function] = tags
            return function

        if callable(check):
            return add(check)  # type: ignore[return-value]  # @register without arguments
        if check:
            tags = (check, *tags)
        return add

    def run_checks(
        self,
        app_configs: Sequence[Any] | None = None,
        tags: Sequence[str] | None = None,
        include_deployment_checks: bool = False,
        databases: Sequence[str] | None = None,
    ) -> list[CheckMessage]:
        """Return what all checks found; with *tags*, only checks that carry one of them.

        Checks of the tag "database" run only when *databases* names a database.
        """
        found: list[CheckMessage] = []
        for check, its_tags in self.get_checks(include_deployment_checks).items():
            if tags is not None and not set(tags) & set(its_tags):
                continue
            if Tags.database in its_tags and not databases:
                continue
            messages: object = check(app_configs=app_configs, databases=databases)
            if isinstance(messages, str) or not isinstance(messages, Iterable):
                raise TypeError(
                    f"The function {check!r} did not return a list. All functions registered with "
                    "the checks registry must return a list."
                )
            found.extend(messages)
        return found

    def get_checks(self, include_deployment_checks: bool = False) -> dict[Check, tuple[str, ...]]:
        """Return every check with its tags."""
        if include_deployment_checks:
            return {**self.registered_checks, **self.deployment_checks}
        return dict(self.registered_checks)

    def tags_available(self, deployment_checks: bool = False) -> set[str]:
        """Return every tag that a check carries."""
        return {tag for tags in self.get_checks(deployment_checks).values() for tag in tags}

    def tag_exists(self, tag: str, include_deployment_checks: bool = False) -> bool:
        """Return whether a check carries *tag*."""
        return tag in self.tags_available(include_deployment_checks)


registry = CheckRegistry()
register = registry.register
run_checks = registry.run_checks
tags_available = registry.tags_available
tag_exists = registry.tag_exists
