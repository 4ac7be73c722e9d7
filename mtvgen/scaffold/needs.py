"""missing: which of the packages that a project's code needs this interpreter does not have."""

import re
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def missing(requires: Iterable[str]) -> tuple[str, ...]:
    """Return those of *requires* (as pip takes them) of which no version at all is installed."""
    return tuple(requirement for requirement in requires if not _is_installed(requirement))


def _is_installed(requirement: str) -> bool:
    name = _NAME.match(requirement)
    try:
        return name is not None and distribution(name[0]) is not None
    except PackageNotFoundError:
        return False
