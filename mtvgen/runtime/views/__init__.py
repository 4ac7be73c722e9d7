"""What answers a request.

- `generic/`     View and the class based views
- `decorators/`  what a view accepts, and how its answer may be kept
- `static.py`    files
- `defaults.py`  the pages for 400, 403, 404 and 500
- `csrf.py`      the page for a form that this site did not make
- `debug.py`     the same pages while you develop: what happened, where, and what to do
"""

from .generic.base import View as View
