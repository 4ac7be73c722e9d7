"""Where messages wait for the next page: settings.MESSAGE_STORAGE names one of these classes.

- `base.py`      Message; BaseStorage: what a storage is
- `cookie.py`    in a signed cookie
- `session.py`   in the visitor's session
- `fallback.py`  in a cookie, and in the session what does not fit
"""

from typing import Any

from ....conf import settings
from ....utils.module_loading import import_string


def default_storage(request: Any) -> Any:
    """Return the storage of settings.MESSAGE_STORAGE for *request*."""
    return import_string(settings.MESSAGE_STORAGE)(request)
