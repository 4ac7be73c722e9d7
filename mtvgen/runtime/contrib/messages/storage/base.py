"""Message, and BaseStorage: what a storage of messages is."""

from collections.abc import Iterator
from typing import Any

from ....conf import settings
from ....core.signals import setting_changed
from ....utils.functional import SimpleLazyObject
from ....utils.html import conditional_escape
from .. import constants, utils

LEVEL_TAGS: Any = SimpleLazyObject(utils.get_level_tags)
"""Level → name."""


def update_level_tags(setting: str, **_: Any) -> None:
    """Read the names anew when a test has changed them."""
    global LEVEL_TAGS
    if setting == "MESSAGE_TAGS":
        LEVEL_TAGS = SimpleLazyObject(utils.get_level_tags)


setting_changed.connect(update_level_tags)


class Message:
    """What a visitor is told: `{{ message }}`, and `{{ message.tags }}` for its CSS classes."""

    def __init__(self, level: Any, message: Any, extra_tags: Any = None) -> None:
        self.level = int(level)
        self.message = message
        self.extra_tags = extra_tags

    def _prepare(self) -> None:
        """Make texts of lazy ones, to be stored."""
        self.message = str(self.message)
        self.extra_tags = str(self.extra_tags) if self.extra_tags is not None else None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return bool(self.level == other.level and self.message == other.message)

    __hash__ = None  # type: ignore[assignment]  # it may change

    def __str__(self) -> str:
        return str(self.message)

    def __html__(self) -> str:
        # a message that is HTML already is shown so, as in Django's templates
        shown: str = conditional_escape(self.message)
        return shown

    def __repr__(self) -> str:
        extra_tags = f", extra_tags={self.extra_tags!r}" if self.extra_tags else ""
        return f"Message(level={self.level}, message={self.message!r}{extra_tags})"

    @property
    def tags(self) -> str:
        """The extra tags and the level's name, with a space between."""
        return " ".join(tag for tag in (self.extra_tags, self.level_tag) if tag)

    @property
    def level_tag(self) -> str:
        """The level's name: "success"; "" for a level without one."""
        name: str = LEVEL_TAGS.get(self.level, "")
        return name


class BaseStorage:
    """The messages of one request: those that wait from before, and those added now.

    Going through them (`for message in storage`) counts as telling them: they are not stored
    again, unless `used` is set to False. Subclasses say where they wait: `_get()`, `_store()`.
    """

    _loaded_data: list[Any]
    _level: int

    def __init__(self, request: Any, *args: Any, **kwargs: Any) -> None:
        self.request = request
        self._queued_messages: list[Any] = []
        self.used = False
        self.added_new = False
        super().__init__(*args, **kwargs)

    def __len__(self) -> int:
        return len(self._loaded_messages) + len(self._queued_messages)

    def __iter__(self) -> Iterator[Any]:
        self.used = True
        if self._queued_messages:
            self._loaded_messages.extend(self._queued_messages)
            self._queued_messages = []
        return iter(self._loaded_messages)

    def __contains__(self, item: object) -> bool:
        return item in self._loaded_messages or item in self._queued_messages

    def __repr__(self) -> str:
        return f"<{type(self).__qualname__}: request={self.request!r}>"

    @property
    def _loaded_messages(self) -> list[Any]:
        """The messages that wait from before, fetched when they are first asked for."""
        if "_loaded_data" not in self.__dict__:
            messages, _ = self._get()
            self._loaded_data = messages or []
        return self._loaded_data

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any] | None, bool]:
        """Return the stored messages, and whether these are all that were given to be stored.

        None in place of the messages: this storage was not used at all.
        """
        raise NotImplementedError("subclasses of BaseStorage must provide a _get() method")

    def _store(self, messages: list[Any], response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Store Messages, and return those that could not be stored."""
        raise NotImplementedError("subclasses of BaseStorage must provide a _store() method")

    def _prepare_messages(self, messages: list[Any]) -> None:
        for message in messages:
            message._prepare()

    def update(self, response: Any) -> list[Any] | None:
        """Store what nobody has read yet; return what could not be stored."""
        self._prepare_messages(self._queued_messages)
        if self.used:
            return self._store(self._queued_messages, response)
        if self.added_new:
            return self._store(self._loaded_messages + self._queued_messages, response)
        return None

    def add(self, level: Any, message: Any, extra_tags: Any = "") -> None:
        """Add a message, unless it is empty or below `level`."""
        if not message:
            return
        level = int(level)
        if level < self.level:
            return
        self.added_new = True
        self._queued_messages.append(Message(level, message, extra_tags=extra_tags))

    def _get_level(self) -> int:
        if "_level" not in self.__dict__:
            self._level = getattr(settings, "MESSAGE_LEVEL", constants.INFO)
        return self._level

    def _set_level(self, value: Any = None) -> None:
        if value is None:
            self.__dict__.pop("_level", None)
        else:
            self._level = int(value)

    level = property(
        _get_level,
        _set_level,
        _set_level,
        "The least level that is kept; settings.MESSAGE_LEVEL unless set, and again after None.",
    )
