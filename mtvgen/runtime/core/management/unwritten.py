"""Changes of the models that no migration file holds: a check for those who have time for it."""

from io import StringIO
from typing import Any

from ...conf import settings
from ..checks import CheckMessage, Tags, Warning, register  # noqa: A004  # Django's name
from .calling import call_command


@register(Tags.models)
def models_have_migrations(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Ask `makemigrations` whether it would write anything."""
    if app_configs is not None or "default" not in settings.DATABASES:
        return []
    said = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", verbosity=1, stdout=said)
    except SystemExit as left:
        if not left.code:
            return []
    else:
        return []
    apps = [line.split("'")[1] for line in said.getvalue().splitlines() if line.count("'") >= 2]
    where = f" (app: {', '.join(dict.fromkeys(apps))})" if apps else ""
    return [
        Warning(
            f"The models have changes that no migration file holds{where}.",
            hint="Type: python manage.py makemigrations, then: python manage.py migrate",
            obj="models",
            id="models.W101",
        )
    ]
