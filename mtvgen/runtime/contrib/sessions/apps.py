"""The app of the sessions' table; needed in INSTALLED_APPS only for the database backend."""

from ...apps import AppConfig


class SessionsConfig(AppConfig):
    """The app "sessions"."""

    name = __name__.removesuffix(".apps")
    verbose_name = "Sessions"
