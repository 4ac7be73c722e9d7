"""Class based views: the common pages, with the parts that differ left to you.

- `base.py`    View, TemplateView, RedirectView, and the mixins below them
- `list.py`    ListView: many objects, in pages
- `detail.py`  DetailView: one object
- `dates.py`   archives: the objects of a year, a month, a week, a day
- `periods.py` what archives know of years, months, weeks and days
- `edit.py`    what Django has there, and what to write until it is offered

(Django's documentation: topics/class-based-views, reference/class-based-views.)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ...absent import absent
from .base import RedirectView as RedirectView
from .base import TemplateView as TemplateView
from .base import View as View
from .detail import DetailView as DetailView
from .list import ListView as ListView

if TYPE_CHECKING:
    from .dates import ArchiveIndexView as ArchiveIndexView
    from .dates import DateDetailView as DateDetailView
    from .dates import DayArchiveView as DayArchiveView
    from .dates import MonthArchiveView as MonthArchiveView
    from .dates import TodayArchiveView as TodayArchiveView
    from .dates import WeekArchiveView as WeekArchiveView
    from .dates import YearArchiveView as YearArchiveView

_ARCHIVES = frozenset({
    *("ArchiveIndexView", "YearArchiveView", "MonthArchiveView", "WeekArchiveView"),
    *("DayArchiveView", "TodayArchiveView", "DateDetailView"),
})  # fmt: skip
_EDITING = frozenset({"CreateView", "UpdateView", "DeleteView", "FormView"})


class GenericViewError(Exception):
    """A class based view is wrong in itself."""


def __getattr__(name: str) -> Any:
    # PERF: few projects have an archive; the others start 1 ms earlier
    if name in _ARCHIVES:
        return getattr(import_module(".dates", __name__), name)
    if name in ("dates", "edit"):
        return import_module(f".{name}", __name__)
    if name in _EDITING:
        absent(__name__, import_module(".edit", __name__).ADVICE)(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
