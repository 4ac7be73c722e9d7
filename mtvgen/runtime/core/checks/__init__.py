"""Checks of the project, made before it runs. (Django's documentation: reference/checks.)

- `messages.py`  what a check says: Error, Warning, Info, …
- `registry.py`  which checks there are; run them

    @register(Tags.models)
    def books_have_titles(app_configs, **kwargs):
        return [Error("…", hint="…", id="mysite.E001")]
"""

from .messages import CRITICAL as CRITICAL
from .messages import DEBUG as DEBUG
from .messages import ERROR as ERROR
from .messages import INFO as INFO
from .messages import WARNING as WARNING
from .messages import CheckMessage as CheckMessage
from .messages import Critical as Critical
from .messages import Debug as Debug
from .messages import Error as Error
from .messages import Info as Info
from .messages import Warning as Warning  # noqa: A004  # Django's name
from .registry import Tags as Tags
from .registry import register as register
from .registry import run_checks as run_checks
from .registry import tag_exists as tag_exists
from .registry import tags_available as tags_available
