"""The one hidden thing: what this thread is serving now.

Django's functions (`reverse`, `get_script_prefix`, …) answer without being handed the request;
what they need to know stands here and nowhere else. Each thread has its own.
"""

import threading


class Current(threading.local):
    """What one thread is serving: the class attributes are what a fresh thread starts with."""

    script_prefix: str = "/"
    """Where the site is mounted: it starts and ends with a slash."""
    urlconf: object | None = None
    """The URLconf of this request, when it is not settings.ROOT_URLCONF."""


current = Current()


def get_script_prefix() -> str:
    """Return the prefix of every URL of the site in this thread; it ends with a slash."""
    return current.script_prefix


def set_script_prefix(prefix: str) -> None:
    """Set the prefix of every URL of the site for this thread; a missing end slash is added."""
    current.script_prefix = prefix if prefix.endswith("/") else prefix + "/"


def clear_script_prefix() -> None:
    """Forget the prefix of this thread: the site is mounted at "/" again."""
    current.script_prefix = "/"
