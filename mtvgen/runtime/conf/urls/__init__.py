"""What a urls.py may import besides `urls`: handler400, handler403, handler404, handler500, include.

- `static.py`  static(): serve the files of a folder while you develop

Only a project's urls.py imports this package: it stands on the floor of the views, above `conf`.
"""

from ...urls import include as include
from ...views import defaults

handler400 = defaults.bad_request
handler403 = defaults.permission_denied
handler404 = defaults.page_not_found
handler500 = defaults.server_error
