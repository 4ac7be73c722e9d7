"""The one hidden thing: what this thread is serving now, and since when nothing has changed.

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

moved: bool = False
"""True once any thread was given another prefix or URLconf: from then on each request sets its own.

PERF: most sites stand at "/" and have one URLconf; a look here takes 3 ns, one into the thread 30.
"""


epoch: int = 0
"""Counts the changes of what requests are served with: settings, URLconfs that are read anew,
listeners of `trace`. What is worked out from these in advance is good for one epoch.

PERF: one look a request, 3 ns, in place of one at each setting (50 ns).
"""


def new_epoch() -> None:
    """Say that something has changed from which others work out things in advance."""
    global epoch
    epoch += 1


def get_script_prefix() -> str:
    """Return the prefix of every URL of the site in this thread; it ends with a slash."""
    return current.script_prefix


def set_script_prefix(prefix: str) -> None:
    """Set the prefix of every URL of the site for this thread; a missing end slash is added."""
    global moved
    current.script_prefix = prefix if prefix.endswith("/") else prefix + "/"
    if current.script_prefix != "/":
        moved = True


def clear_script_prefix() -> None:
    """Forget the prefix of this thread: the site is mounted at "/" again."""
    set_script_prefix("/")


def set_urlconf(urlconf_name: object | None) -> None:
    """Use another URLconf in this thread; None goes back to settings.ROOT_URLCONF."""
    global moved
    current.urlconf = urlconf_name
    if urlconf_name is not None:
        moved = True
