"""The row of a session, to build one's own table on.

(Django's documentation: topics/http/sessions, "Extending database-backed session engines".)
"""

from typing import Any

from ...db import models


class BaseSessionManager(models.Manager):  # type: ignore[type-arg, unused-ignore]
    """Finds and writes sessions."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Return values as the text that the row keeps."""
        text: str = self.model.get_session_store_class()().encode(session_dict)
        return text

    def save(self, session_key: str, session_dict: dict[str, Any], expire_date: Any) -> Any:
        """Write the row of a session; without values, delete it."""
        row = self.model(session_key, self.encode(session_dict), expire_date)
        if session_dict:
            row.save()
        else:
            row.delete()
        return row


class AbstractBaseSession(models.Model):
    """A session's row: key, values as signed text, end."""

    session_key = models.CharField("session key", max_length=40, primary_key=True)
    session_data = models.TextField("session data")
    expire_date = models.DateTimeField("expire date", db_index=True)

    objects = BaseSessionManager()

    class Meta:
        """Abstract: a table is made by a subclass."""

        abstract = True
        verbose_name = "session"
        verbose_name_plural = "sessions"

    def __str__(self) -> str:
        return str(self.session_key)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Return the SessionStore that writes these rows."""
        raise NotImplementedError

    def get_decoded(self) -> dict[str, Any]:
        """Return the values of the session."""
        values: dict[str, Any] = self.get_session_store_class()().decode(self.session_data)
        return values
