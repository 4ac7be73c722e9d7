"""The pages for developers: what went wrong, and where in *your* code.

- `responses.py`  technical_500_response(), technical_404_response(): what the application calls
- `story.py`      an exception as facts: what happened, frames, the exceptions before it
- `missing.py`    why a page is not there
- `advice.py`     what to do next
- `values.py`     values as short texts, whatever their `__repr__` does
- `pages.py`      facts to HTML and plain text; the files lie in `../templates/`

The application shows them with DEBUG and to clients on this machine only.
"""

from ...absent import absent
from .responses import technical_404_response as technical_404_response
from .responses import technical_500_response as technical_500_response

_OWN_PAGES = "These pages are not made of parts to be replaced: log the exception as you need it."

__getattr__ = absent(
    __name__, {"ExceptionReporter": _OWN_PAGES, "SafeExceptionReporterFilter": _OWN_PAGES}
)
