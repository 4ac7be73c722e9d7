"""The command-line clients of the databases: which program, with which arguments.

- `base.py`        what every client has: found, started, and explained when it is missing
- `sqlite.py`, `postgresql.py`, `mysql.py`

No password is ever an argument: every user of a machine can read those. (Django's documentation:
reference/django-admin, "dbshell".)
"""

from .base import Call as Call
from .base import MissingClient as MissingClient
from .base import call_for as call_for
from .base import run as run
