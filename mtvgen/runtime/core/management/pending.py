"""Migrations that the database has not seen: names of files against rows of one table.

Cheap enough for every start of the server: no migration is imported, nothing is compiled.
"""

from pathlib import Path
from typing import Any

from ...apps import apps
from ...conf import settings


def pending_migrations() -> list[tuple[str, str]]:
    """Return (app label, name) of every migration file without a row in django_migrations.

    Empty when there are no migrations, no database, or the database cannot be asked now: a
    notice is not worth an error, and the first query will tell.
    """
    on_disk = migrations_on_disk()
    if not on_disk or "default" not in settings.DATABASES:
        return []
    applied = _applied(settings.DATABASES["default"])
    return [] if applied is None else [one for one in on_disk if one not in applied]


def migrations_on_disk() -> list[tuple[str, str]]:
    """Return (app label, name) of every migration file, in the order of apps and names."""
    found = []
    for config in apps.get_app_configs():
        folder = Path(config.path) / "migrations"
        if folder.is_dir():
            found += [
                (config.label, file.stem)
                for file in sorted(folder.glob("*.py"))
                if file.name[0] not in "_~"
            ]
    return found


def _applied(database: dict[str, Any]) -> set[tuple[str, str]] | None:
    name = database.get("NAME")
    if str(database.get("ENGINE", "")).endswith(".sqlite3"):
        # SAFETY: asking SQLite would make the file
        if str(name) == ":memory:" or not name:
            return None
        if not Path(str(name)).exists():
            return set()
    from ...db import connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            return {(app, name) for app, name in cursor.fetchall()}
    except Exception as error:  # noqa: BLE001  # any driver's errors; see pending_migrations()
        no_table = "django_migrations" in str(error)
        return set() if no_table else None
    finally:
        connection.close()
