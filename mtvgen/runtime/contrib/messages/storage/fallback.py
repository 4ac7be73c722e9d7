"""Messages in a cookie, and in the session those that do not fit: the usual storage."""

from typing import Any

from .base import BaseStorage
from .cookie import CookieStorage
from .session import SessionStorage


class FallbackStorage(BaseStorage):
    """Asks each of `storage_classes` in turn: what one cannot hold, the next one gets."""

    storage_classes: tuple[type[BaseStorage], ...] = (CookieStorage, SessionStorage)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storages = [storage_class(*args, **kwargs) for storage_class in self.storage_classes]
        self._used_storages: set[BaseStorage] = set()

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any] | None, bool]:
        """Return the messages of all storages up to the one that was not full."""
        found: list[Any] = []
        all_retrieved = False
        for storage in self.storages:
            messages, all_retrieved = storage._get()
            if messages is None:  # never used: no later one was needed either
                break
            if messages:
                self._used_storages.add(storage)
            found += messages
            if all_retrieved:
                break
        return found, all_retrieved

    def _store(self, messages: list[Any], response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Store messages, empty the storages that are no longer needed, return what is left over."""
        for storage in self.storages:
            if messages:
                messages = storage._store(messages, response, remove_oldest=False)
            elif storage in self._used_storages:
                storage._store([], response)
                self._used_storages.remove(storage)
        return messages
