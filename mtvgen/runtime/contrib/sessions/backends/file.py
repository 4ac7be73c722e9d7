"""Sessions in files: one each, in settings.SESSION_FILE_PATH, else the system's temporary folder.

(Django's documentation: topics/http/sessions, "Using file-based sessions".)
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ....conf import settings
from ....core.exceptions import ImproperlyConfigured
from ....utils.requestlog import logger_of
from ..exceptions import InvalidSessionKey
from .base import _EXPIRY, VALID_KEY_CHARS, CreateError, SessionBase, UpdateError

_UNFINISHED = "_out_"


class SessionStore(SessionBase):
    """A session in a file; the file's time says when the session was last changed."""

    def __init__(self, session_key: str | None = None) -> None:
        self.storage_path = self._get_storage_path()
        self.file_prefix: str = settings.SESSION_COOKIE_NAME
        super().__init__(session_key)

    @classmethod
    def _get_storage_path(cls) -> str:
        folder = settings.SESSION_FILE_PATH or tempfile.gettempdir()
        if not Path(folder).is_dir():
            raise ImproperlyConfigured(
                f"The session storage path {str(folder)!r} doesn't exist.",
                hint="Make the folder, or set SESSION_FILE_PATH to one that is there.",
            )
        return str(folder)

    def _key_to_file(self, session_key: str | None = None) -> Path:
        key = self._get_or_create_session_key() if session_key is None else session_key
        # SAFETY: keys come from the visitor; "../" would lead out of the folder
        if not set(key) <= set(VALID_KEY_CHARS):
            raise InvalidSessionKey("Invalid characters in session key")
        return Path(self.storage_path, f"{self.file_prefix}{key}")

    def load(self) -> dict[str, Any]:
        """Return the values in the file; none when there is no file, or the session has expired."""
        try:
            file = self._key_to_file()
            text = file.read_text(encoding="ascii", errors="replace")  # damaged: not genuine then
            changed = file.stat().st_mtime
        except InvalidSessionKey as error:
            logger_of(f"mtvgen.security.{type(error).__name__}").warning("%s", error)
            self._session_key = None
            return {}
        except OSError:
            self._session_key = None
            return {}
        values = self.decode(text) if text else {}  # empty: just made, not yet written
        if self._has_expired(values, changed):
            self.delete()
            self.create()
            return {}
        return values

    def _has_expired(self, values: dict[str, Any], changed: float) -> bool:
        """Return whether a session is over. changed: when its file was, in seconds since 1970."""
        zone = UTC if settings.USE_TZ else None
        end = datetime.fromtimestamp(changed, tz=zone) + timedelta(
            seconds=self.get_session_cookie_age()
        )
        expiry = values.get(_EXPIRY)
        if isinstance(expiry, int) and expiry:
            end = datetime.fromtimestamp(changed, tz=zone) + timedelta(seconds=expiry)
        elif expiry:
            end = expiry
        return self.get_expiry_age(expiry=end) <= 0

    def create(self) -> None:
        """Begin a session, with a file of its own."""
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:
                continue  # another request has just taken the key
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write the values: a reader sees the file of before, or the new one, never half of it."""
        if self.session_key is None:
            return self.create()
        values = self._get_session(no_load=must_create)
        file = self._key_to_file()
        flags = os.O_WRONLY | (os.O_CREAT | os.O_EXCL if must_create else 0)
        try:
            os.close(os.open(file, flags, 0o600))
        except FileExistsError:
            raise CreateError from None
        except FileNotFoundError:
            raise UpdateError from None
        number, name = tempfile.mkstemp(prefix=f"{file.name}{_UNFINISHED}", dir=file.parent)
        try:
            with os.fdopen(number, "wb") as unfinished:
                unfinished.write(self.encode(values).encode())
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return None

    def exists(self, session_key: str) -> bool:
        """Return whether there is a file for that key."""
        return self._key_to_file(session_key).exists()

    def delete(self, session_key: str | None = None) -> None:
        """Delete the file of that key, of this session if None."""
        key = self.session_key if session_key is None else session_key
        if key is not None:
            with suppress(OSError, InvalidSessionKey):  # what cannot be a key has no file
                self._key_to_file(key).unlink()

    @classmethod
    def clear_expired(cls) -> None:
        """Delete the files of sessions that have expired, and what a killed process left half."""
        for file, key in cls._files():
            session = cls()
            with suppress(OSError):  # another process may be deleting too
                text = file.read_text(encoding="ascii", errors="replace")
                values = {} if _UNFINISHED in key else session.decode(text)
                if session._has_expired(values, file.stat().st_mtime):
                    file.unlink()

    @classmethod
    def _files(cls) -> Iterator[tuple[Path, str]]:
        prefix = settings.SESSION_COOKIE_NAME
        for file in Path(cls._get_storage_path()).iterdir():
            key = file.name.removeprefix(prefix).partition(_UNFINISHED)[0]
            if file.name.startswith(prefix) and key and set(key) <= set(VALID_KEY_CHARS):
                yield file, file.name.removeprefix(prefix)
