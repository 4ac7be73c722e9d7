"""Secrets hidden: by the names of what holds them, and wherever the known ones appear."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from .. import current
from ..conf import settings

MASK = "********************"

_SECRET_NAME = re.compile(
    "API|AUTH(?!OR(?!I[SZ]))|TOKEN|KEY(?!WORD|BOARD)|SECRET|PASS|PWD|SIGNATURE|CREDENTIAL|PRIVATE|(HTTP|CSRF)_COOKIE$|SESSIONID|DSN"
    "|DATABASE_URL",
    re.IGNORECASE,
)
_HARMLESS_NAME = frozenset({"key", "keys", "pass_", "author", "authors"})
_PASSWORD_IN_URL = re.compile(r"(://[^/\s:@'\"]*:)[^/\s@'\"]+@")
_LONG_ENOUGH = 8  # shorter secrets would blot out half the page


def is_secret(name: object) -> bool:
    """Return whether what is called *name* must not be shown."""
    text = str(name) if isinstance(name, (str, int)) else ""
    return _is_secret(text, current.epoch)


@lru_cache(maxsize=1_000)
def _is_secret(name: str, _epoch: int) -> bool:
    if name.lower() in _HARMLESS_NAME:
        return False
    return _SECRET_NAME.search(name) is not None or name in _cookie_names()


def without_secrets(text: str) -> str:
    """Return *text* with the project's secret keys and passwords inside URLs hidden."""
    for secret in _known_secrets(current.epoch):
        if secret in text:
            text = text.replace(secret, MASK)
    return _PASSWORD_IN_URL.sub(rf"\1{MASK}@", text) if "://" in text else text


def masked(values: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return a copy of *values* with every secret hidden, those in dicts and lists inside too."""
    return {name: MASK if is_secret(name) else _masked_inside(v, 0) for name, v in values.items()}


def _masked_inside(value: Any, depth: int) -> Any:
    if depth > 4:
        return value
    if type(value) is dict:
        return {
            name: MASK if is_secret(name) else _masked_inside(inner, depth + 1)
            for name, inner in list(value.items())[:200]
        }
    if type(value) in (list, tuple):
        return type(value)(_masked_inside(inner, depth + 1) for inner in value[:200])
    return value


def _cookie_names() -> tuple[str, ...]:
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")
    return tuple(str(getattr(settings, name, "")) for name in names)


@lru_cache(maxsize=1)
def _known_secrets(_epoch: int) -> list[str]:
    try:
        secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    except Exception:  # noqa: BLE001  # broken settings are what the page may be about
        return []
    found = [one.decode("latin-1") if isinstance(one, bytes) else str(one) for one in secrets]
    return [one for one in found if len(one) >= _LONG_ENOUGH]
