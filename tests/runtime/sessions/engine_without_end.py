"""An engine whose sessions cannot be cleared."""

from mtvgen.runtime.contrib.sessions.backends.base import SessionBase


class SessionStore(SessionBase):
    pass
