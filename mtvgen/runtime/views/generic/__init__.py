"""Class based views: the common pages, with the parts that differ left to you.

- `base.py`    View, TemplateView, RedirectView, and the mixins below them
- `list.py`    ListView: many objects, in pages
- `detail.py`  DetailView: one object
- `edit.py`, `dates.py`  what Django has there, and what to write until it is offered

(Django's documentation: topics/class-based-views, reference/class-based-views.)
"""

from ...absent import absent
from .base import RedirectView as RedirectView
from .base import TemplateView as TemplateView
from .base import View as View
from .dates import ADVICE as _DATES
from .detail import DetailView as DetailView
from .edit import ADVICE as _EDIT
from .list import ListView as ListView

_VIEWS = ("CreateView", "UpdateView", "DeleteView", "FormView")


class GenericViewError(Exception):
    """A class based view is wrong in itself."""


__getattr__ = absent(__name__, {**_DATES, **{name: _EDIT[name] for name in _VIEWS}})
