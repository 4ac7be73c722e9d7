"""Tables that are not what the migrations made: a check for those who have time for it."""

from pathlib import Path
from typing import Any

from ...conf import settings
from ..checks import CheckMessage, Tags, Warning, register  # noqa: A004  # Django's name
from ..exceptions import Explained


@register(Tags.models)
def tables_are_those_of_the_migrations(
    app_configs: Any = None, databases: Any = None, **_: Any
) -> list[CheckMessage]:
    """Compare each database with the migrations that it has seen.

    databases: which; a SQLite file that is there is looked at unasked, a server never is.
    """
    if app_configs is not None:
        return []
    found: list[CheckMessage] = []
    for alias in databases or _files():
        found.extend(_differences(alias))
    return found


def _files() -> list[str]:
    settled = settings.DATABASES.get("default", {})
    engine, name = str(settled.get("ENGINE", "")), str(settled.get("NAME", ""))
    # SAFETY: asking SQLite would make the file
    there = engine.endswith(".sqlite3") and name and Path(name).is_file()
    return ["default"] if there else []


def _differences(alias: str) -> list[CheckMessage]:
    from ...db import connections
    from ...db.migrations.drift import differences

    connection = connections[alias]
    was_open = connection.connection is not None
    try:
        return [
            Warning(
                what,
                hint="Was it changed by hand, or a migration faked? Bring the table back to what its "
                "migrations say, or change it with one.",
                obj=model,
                id="models.W102",
            )
            for model, what in differences(connection)
        ]
    except Explained:
        return []  # migrate says what is wrong with the files or the server
    finally:
        if not was_open:
            connection.close()
