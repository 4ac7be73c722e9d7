"""The app `staticfiles`."""

from ...apps import AppConfig
from ...core import checks
from .checks import check_finders, check_storages


class StaticFilesConfig(AppConfig):
    """Static files, and which of them `collectstatic` leaves out."""

    name = __name__.rpartition(".")[0]
    verbose_name = "Static Files"
    ignore_patterns = ["CVS", ".*", "*~"]

    def ready(self) -> None:
        """Have the settings checked."""
        checks.register(check_finders, checks.Tags.staticfiles)
        checks.register(check_storages, checks.Tags.staticfiles)
