"""Messages in a signed cookie: nothing is kept on the server. In Django's format."""

import binascii
import json
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

from ....conf import settings
from ....core import signing
from ....http import SimpleCookie
from ....utils.functional import cached_property
from ....utils.safestring import SafeData, mark_safe
from .base import BaseStorage, Message


class MessageEncoder(json.JSONEncoder):
    """Messages as short lists in JSON."""

    message_key = "__json_message"

    def default(self, o: Any) -> Any:
        """Return a Message as a list: the key, 1 for HTML, level, text, extra tags."""
        if not isinstance(o, Message):
            return super().default(o)
        is_html = 1 if isinstance(o.message, SafeData) else 0
        written = [self.message_key, is_html, o.level, o.message]
        return written if o.extra_tags is None else [*written, o.extra_tags]


class MessageDecoder(json.JSONDecoder):
    """The way back: lists that begin with the key become Messages, however deep they lie."""

    def process_messages(self, obj: Any) -> Any:
        """Return *obj* with its Messages."""
        if isinstance(obj, list) and obj:
            if obj[0] == MessageEncoder.message_key:
                if obj[1]:
                    obj[3] = mark_safe(obj[3])  # signed, or of the server's own session
                return Message(*obj[2:])
            return [self.process_messages(item) for item in obj]
        if isinstance(obj, dict):
            return {key: self.process_messages(value) for key, value in obj.items()}
        return obj

    def decode(self, s: str, *args: Any, **kwargs: Any) -> Any:
        """Return what the JSON text *s* holds."""
        return self.process_messages(super().decode(s, *args, **kwargs))


class MessagePartSerializer:
    """Messages as JSON, each for itself."""

    def dumps(self, obj: Sequence[Any]) -> list[str]:
        """Return each of *obj* as JSON."""
        return [json.dumps(one, separators=(",", ":"), cls=MessageEncoder) for one in obj]


class MessagePartGatherSerializer:
    """Joins what MessagePartSerializer wrote: each message is written once, however often cut."""

    def dumps(self, obj: Sequence[str]) -> bytes:
        """Return a list in JSON of texts that are JSON already."""
        return f"[{','.join(obj)}]".encode("latin-1")

    def loads(self, data: bytes) -> Any:
        """Return what is in the list."""
        return MessageSerializer().loads(data)


class MessageSerializer:
    """Reads the cookie's list."""

    def dumps(self, obj: Sequence[Any]) -> bytes:
        """Return Messages as a list in JSON."""
        return MessagePartGatherSerializer().dumps(MessagePartSerializer().dumps(obj))

    def loads(self, data: bytes) -> Any:
        """Return the Messages of a list in JSON."""
        return json.loads(data.decode("latin-1"), cls=MessageDecoder)


class CookieStorage(BaseStorage):
    """Keeps messages in the cookie "messages": at most `max_cookie_size` characters of it."""

    cookie_name = "messages"
    max_cookie_size = 2048
    """Half of the 4 KiB that some servers take as all headers of a request."""
    not_finished = "__messagesnotfinished__"
    not_finished_json = json.dumps("__messagesnotfinished__")
    key_salt = "django.contrib.messages"  # Django's: its messages are ours

    @cached_property
    def signer(self) -> Any:
        """What signs the cookie."""
        return signing.get_cookie_signer(salt=self.key_salt)

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any] | None, bool]:
        """Return the cookie's messages, and whether it held all; None without a good cookie."""
        messages = self._decode(self.request.COOKIES.get(self.cookie_name))
        all_retrieved = not (messages and messages[-1] == self.not_finished)
        if messages and not all_retrieved:
            messages.pop()
        return messages, all_retrieved

    def _update_cookie(self, encoded_data: str | None, response: Any) -> None:
        if not encoded_data:
            response.delete_cookie(
                self.cookie_name,
                domain=settings.SESSION_COOKIE_DOMAIN,
                samesite=settings.SESSION_COOKIE_SAMESITE,
            )
            return
        response.set_cookie(
            self.cookie_name,
            encoded_data,
            domain=settings.SESSION_COOKIE_DOMAIN,
            # SAFETY: as the session's cookie: what was said over TLS is not told without it
            secure=settings.SESSION_COOKIE_SECURE or self.request.is_secure() or None,
            httponly=settings.SESSION_COOKIE_HTTPONLY or None,
            samesite=settings.SESSION_COOKIE_SAMESITE,
        )

    def _store(
        self,
        messages: list[Any],
        response: Any,
        remove_oldest: bool = True,
        *args: Any,
        **kwargs: Any,
    ) -> list[Any]:
        """Put messages into the cookie, and return those that do not fit.

        remove_oldest: leave out the first ones, else the last ones. A mark at the end of the
        cookie says that some are missing.
        """
        parts = MessagePartSerializer().dumps(messages)
        encoded = self._encode_parts(parts)
        unstored: list[Any] = []
        if self.max_cookie_size and self._is_too_large(encoded):
            if remove_oldest:
                first = bisect_keep_right(parts, lambda kept: self._is_too_large(self._cut(kept)))
                unstored, parts = messages[:first], parts[first:]
            else:
                end = bisect_keep_left(parts, lambda kept: self._is_too_large(self._cut(kept)))
                unstored, parts = messages[end:], parts[:end]
            encoded = self._cut(parts)
        self._update_cookie(encoded, response)
        return unstored

    def _cut(self, parts: Sequence[str]) -> str | None:
        """Return the cookie's text for these parts of the messages."""
        return self._encode_parts([*parts, self.not_finished_json], encode_empty=True)

    def _is_too_large(self, data: str | None) -> bool:
        # with the quotes and backslashes that the cookie adds
        return data is not None and len(_quoted(data)) > self.max_cookie_size

    def _encode_parts(self, messages: Sequence[str], encode_empty: bool = False) -> str | None:
        """Return messages (each in JSON) as signed text; None for none, unless *encode_empty*."""
        if not (messages or encode_empty):
            return None
        text: str = self.signer.sign_object(
            messages, serializer=MessagePartGatherSerializer, compress=True
        )
        return text

    def _encode(self, messages: Sequence[Any], encode_empty: bool = False) -> str | None:
        """Return Messages as signed text; None for none, unless *encode_empty*."""
        return self._encode_parts(MessagePartSerializer().dumps(messages), encode_empty)

    def _decode(self, data: str | None) -> Any:
        """Return the messages of a cookie; None for none, and for what is not genuine."""
        if not data:
            return None
        try:
            return self.signer.unsign_object(data, serializer=MessageSerializer)
        except (signing.BadSignature, binascii.Error, json.JSONDecodeError):
            self.used = True  # so that the response takes the cookie away
            return None


def _quoted(text: str) -> str:
    quoted: str = SimpleCookie().value_encode(text)[1]
    return quoted


def bisect_keep_left(a: Sequence[str], fn: Callable[[Sequence[str]], bool]) -> int:
    """Return how many of the first of *a* may be kept before *fn* holds for them."""
    return bisect_left(range(len(a)), True, key=lambda last: bool(fn(a[: last + 1])))


def bisect_keep_right(a: Sequence[str], fn: Callable[[Sequence[str]], bool]) -> int:
    """Return how many of the first of *a* must go until *fn* no longer holds for the rest."""
    return bisect_left(range(len(a)), True, key=lambda first: not fn(a[first:]))
