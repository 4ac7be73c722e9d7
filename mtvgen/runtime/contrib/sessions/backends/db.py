"""Sessions in the database: the table django_session.

(Django's documentation: topics/http/sessions, "Using database-backed sessions".)
"""

from typing import Any

from ....db import DatabaseError, IntegrityError, transaction
from ....utils import timezone
from ....utils.functional import cached_property
from .base import CreateError, SessionBase, UpdateError


class SessionStore(SessionBase):
    """A session in a row. A subclass may keep more of it: `get_model_class()` names another table."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the model of the rows."""
        from ..models import Session  # here, so that this module can be imported without the app

        return Session

    @cached_property
    def model(self) -> Any:
        """The model of the rows."""
        return self.get_model_class()

    def load(self) -> dict[str, Any]:
        """Return the values in the row; none when there is no row, or the session has expired."""
        found = self.model.objects.filter(
            session_key=self.session_key, expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found.session_data)

    def exists(self, session_key: str) -> bool:
        """Return whether there is a row with that key."""
        return bool(self.model.objects.filter(session_key=session_key).exists())

    def create(self) -> None:
        """Begin a session, with a row of its own."""
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:
                continue  # another request has just taken the key
            self.modified = True
            return

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row for these values, not saved yet; for subclasses that keep more in it."""
        return self.model(
            session_key=self._get_or_create_session_key(),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
        )

    def save(self, must_create: bool = False) -> None:
        """Write the row. Raises CreateError or UpdateError, see `SessionBase.save()`."""
        if self.session_key is None:
            return self.create()
        row = self.create_model_instance(self._get_session(no_load=must_create))
        try:
            with transaction.atomic():
                row.save(force_insert=must_create, force_update=not must_create)
        except IntegrityError:
            if must_create:
                raise CreateError from None
            raise
        except (DatabaseError, self.model.NotUpdated):
            if not must_create:
                raise UpdateError from None
            raise
        return None

    def delete(self, session_key: str | None = None) -> None:
        """Delete the row of that key, of this session if None."""
        key = self.session_key if session_key is None else session_key
        if key is not None:
            self.model.objects.filter(session_key=key).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Delete the rows of sessions that have expired."""
        cls.get_model_class().objects.filter(expire_date__lt=timezone.now()).delete()
