"""What the site tells a visitor once, on the next page: "Your entry was saved".

- `api.py`        add_message, success(), error() …; get_messages
- `constants.py`  the levels and their names
- `middleware.py` gives each request its messages, keeps those that nobody has read
- `storage/`      where they wait: in a cookie, in the session, or in both
- `context_processors.py`  `messages` in every template
- `views.py`      SuccessMessageMixin, for views of forms
- `utils.py`      the names of the levels, as settings say
- `test.py`       MessagesTestMixin
- `apps.py`       the app

Cookies and sessions have Django's format: messages survive the move to Django.
(Django's documentation: ref/contrib/messages.)
"""

from typing import TYPE_CHECKING, Any

from .api import MessageFailure as MessageFailure
from .api import add_message as add_message
from .api import debug as debug
from .api import error as error
from .api import get_level as get_level
from .api import get_messages as get_messages
from .api import info as info
from .api import set_level as set_level
from .api import success as success
from .api import warning as warning
from .constants import DEBUG as DEBUG
from .constants import DEFAULT_LEVELS as DEFAULT_LEVELS
from .constants import DEFAULT_TAGS as DEFAULT_TAGS
from .constants import ERROR as ERROR
from .constants import INFO as INFO
from .constants import SUCCESS as SUCCESS
from .constants import WARNING as WARNING

if TYPE_CHECKING:
    from .storage.base import Message as Message


def __getattr__(name: str) -> Any:
    # PERF: what makes a message safe HTML takes 4 ms to import: only who names the class pays
    if name == "Message":
        from .storage.base import Message

        return Message
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
