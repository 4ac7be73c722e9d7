"""`clearsessions`: delete the sessions that have expired."""

from typing import Any

from .....conf import settings
from .....core.management.base import BaseCommand, CommandError
from ...backends import session_store


class Command(BaseCommand):
    """Ask the session engine to delete what has expired. (Django: reference/django-admin.)"""

    help = (
        "Delete the sessions that have expired; to be run now and then where visitors come and go."
    )
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        """Delete them. Raises CommandError for an engine that cannot."""
        try:
            session_store().clear_expired()
        except NotImplementedError:
            raise CommandError(
                f"Session engine {settings.SESSION_ENGINE!r} doesn't support clearing expired "
                "sessions."
            ) from None
