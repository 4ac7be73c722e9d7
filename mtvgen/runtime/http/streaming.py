"""StreamingHttpResponse: what is made while it is sent.

(Django's documentation: reference/request-response.)
"""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from .base import HttpResponseBase


class StreamingHttpResponse(HttpResponseBase):
    """A response that is made while it is sent: an iterable of text or bytes."""

    streaming = True
    is_async = False

    def __init__(self, streaming_content: Iterable[Any] = (), *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.streaming_content = streaming_content

    @property
    def content(self) -> bytes:
        """Not here: it is not known before everything has been sent."""
        raise AttributeError(
            f"This {type(self).__name__} instance has no `content` attribute. "
            "Use `streaming_content` instead."
        )

    @property
    def text(self) -> str:
        """Not here: it is not known before everything has been sent."""
        raise AttributeError(f"This {type(self).__name__} instance has no `text` attribute.")

    @property
    def streaming_content(self) -> Any:
        """The content, chunk by chunk, in bytes; it can be read once."""
        return map(self.make_bytes, self._iterator)

    @streaming_content.setter
    def streaming_content(self, value: Iterable[Any]) -> None:
        self._set_streaming_content(value)

    def _set_streaming_content(self, value: Iterable[Any]) -> None:
        if not hasattr(value, "__iter__"):
            raise TypeError(
                f"streaming_content must be an iterable, not {type(value).__name__}; "
                "asynchronous iterators are not offered."
            )
        self._iterator = iter(value)
        if hasattr(value, "close"):
            self.add_closer(value.close)

    def __iter__(self) -> Iterator[bytes]:
        return cast(Iterator[bytes], self.streaming_content)

    def getvalue(self) -> bytes:
        """Return the content, read to its end."""
        return b"".join(self.streaming_content)
