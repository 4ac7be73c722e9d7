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
    usual: bool = True
    """PERF: both are as above: one look-up a request instead of two. Set with either of them."""


current = Current()


def get_script_prefix() -> str:
    """Return the prefix of every URL of the site in this thread; it ends with a slash."""
    return current.script_prefix


def set_script_prefix(prefix: str) -> None:
    """Set the prefix of every URL of the site for this thread; a missing end slash is added."""
    current.script_prefix = prefix if prefix.endswith("/") else prefix + "/"
    current.usual = current.script_prefix == "/" and current.urlconf is None


def clear_script_prefix() -> None:
    """Forget the prefix of this thread: the site is mounted at "/" again."""
    set_script_prefix("/")


def set_urlconf(urlconf_name: object | None) -> None:
    """Use another URLconf in this thread; None goes back to settings.ROOT_URLCONF."""
    current.urlconf = urlconf_name
    current.usual = current.script_prefix == "/" and urlconf_name is None
