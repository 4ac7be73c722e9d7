"""The table of sessions: django_session, as Django names it."""

from typing import Any

from ...utils.module_loading import import_string
from .base_session import AbstractBaseSession, BaseSessionManager


class SessionManager(BaseSessionManager):
    """Finds and writes rows of django_session."""

    use_in_migrations = True


class Session(AbstractBaseSession):
    """A session of the database backend."""

    objects = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        """Named as in Django: a site that moves there keeps its sessions."""

        db_table = "django_session"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Return the database backend's SessionStore."""
        # by name: the backend finds this model by import, and must not be imported by it too
        return import_string(f"{__name__.rpartition('.')[0]}.backends.db.SessionStore")
