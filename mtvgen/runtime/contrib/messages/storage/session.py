"""Messages in the visitor's session. In Django's format."""

import json
from typing import Any

from ....core.exceptions import ImproperlyConfigured
from .base import BaseStorage
from .cookie import MessageDecoder, MessageEncoder


class SessionStorage(BaseStorage):
    """Keeps messages in `request.session`, as many as there are."""

    session_key = "_messages"

    def __init__(self, request: Any, *args: Any, **kwargs: Any) -> None:
        if not hasattr(request, "session"):
            raise ImproperlyConfigured(
                "The session-based temporary message storage requires session middleware to be "
                "installed, and come before the message middleware in the MIDDLEWARE list."
            )
        super().__init__(request, *args, **kwargs)

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any] | None, bool]:
        """Return the session's messages (None without any), and True: it holds them all."""
        return self.deserialize_messages(self.request.session.get(self.session_key)), True

    def _store(self, messages: list[Any], response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Put messages into the session, and return [], since each has its place there."""
        if messages:
            self.request.session[self.session_key] = self.serialize_messages(messages)
        else:
            self.request.session.pop(self.session_key, None)
        return []

    def serialize_messages(self, messages: list[Any]) -> str:
        """Return Messages as JSON, which every session's serializer takes."""
        return MessageEncoder().encode(messages)

    def deserialize_messages(self, data: Any) -> Any:
        """Return the Messages that `serialize_messages()` wrote."""
        if data and isinstance(data, str):
            return json.loads(data, cls=MessageDecoder)
        return data
