"""What answers a request.

- `generic/`     View and the class based views
- `decorators/`  what a view accepts, and how its answer may be kept
- `static.py`    files
- `defaults.py`  the pages for 400, 403, 404 and 500
- `csrf.py`      the page for a form that this site did not make
- `debug.py`     the same pages while you develop: what happened, where, and what to do
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .generic.base import View as View


def __getattr__(name: str) -> Any:
    # PERF: `View` brings the class based views along; a project of functions starts without them
    if name == "View":
        from .generic.base import View

        return View
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
