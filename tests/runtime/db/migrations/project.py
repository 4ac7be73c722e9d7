"""A project on disk that a test writes, changes and migrates, inside the test's own process."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from textwrap import dedent
from typing import Any

from mtvgen.runtime.apps import apps
from mtvgen.runtime.core.management import call_command
from mtvgen.runtime.db import connections
from mtvgen.runtime.db.backends.sqlite3.base import DatabaseWrapper

HEAD = "from mtvgen.runtime.db import models\n\n\n"


class Project:
    """Apps in *folder*, and a SQLite file beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.labels: list[str] = []
        self.installed = False

    def models(self, source: str, app: str = "shop") -> None:
        """Write an app's models.py and load it."""
        package = self.folder / app
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
        (package / "models.py").write_text(HEAD + dedent(source), encoding="utf-8")
        if app not in self.labels:
            self.labels.append(app)
        self.reload()

    def several(self, **sources: str) -> None:
        """Write the models of several apps, which may refer to each other, and load them."""
        for app, source in sources.items():
            package = self.folder / app
            package.mkdir(exist_ok=True)
            (package / "__init__.py").touch()
            (package / "models.py").write_text(HEAD + dedent(source), encoding="utf-8")
            if app not in self.labels:
                self.labels.append(app)
        self.reload()

    def reload(self) -> None:
        """Import every app anew."""
        self.unload()
        apps.set_installed_apps(self.labels)
        self.installed = True

    def unload(self) -> None:
        """Forget the apps and their modules."""
        if self.installed:
            apps.unset_installed_apps()
            self.installed = False
        for label in self.labels:
            apps.all_models[label].clear()
            for name in [n for n in sys.modules if n == label or n.startswith(f"{label}.")]:
                del sys.modules[name]

    def model(self, name: str, app: str = "shop") -> Any:
        """Return a model as it is now."""
        return apps.get_model(app, name)

    def run(self, command: str, *args: str, **options: Any) -> str:
        """Run a command and return what it printed, errors last."""
        out, err = StringIO(), StringIO()
        call_command(command, *args, stdout=out, stderr=err, no_color=True, **options)
        return out.getvalue() + err.getvalue()

    def makemigrations(self, *args: str, **options: Any) -> str:
        """Run `makemigrations --noinput`."""
        return self.run("makemigrations", *args, interactive=False, **options)

    def migrate(self, *args: str, **options: Any) -> str:
        """Run `migrate`."""
        return self.run("migrate", *args, **options)

    def make_and_migrate(self) -> None:
        """Write the missing migrations and apply them."""
        self.makemigrations()
        self.migrate()

    def migration(self, name: str, body: str, app: str = "shop") -> Path:
        """Write a migration file: *body* is what stands in its class."""
        folder = self.folder / app / "migrations"
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
        path = folder / f"{name}.py"
        text = "from mtvgen.runtime.db import migrations, models\n\n\n" + dedent(body)
        path.write_text(text, encoding="utf-8")
        return path

    def files(self, app: str = "shop") -> list[str]:
        """Return the names of an app's migrations."""
        folder = self.folder / app / "migrations"
        return sorted(p.stem for p in folder.glob("*.py") if p.stem != "__init__")

    def text(self, name: str, app: str = "shop") -> str:
        """Return a migration's file."""
        return (self.folder / app / "migrations" / f"{name}.py").read_text(encoding="utf-8")

    def sql(self, statement: str, *params: Any) -> list[Any]:
        """Run SQL and return its rows."""
        with connections["default"].cursor() as cursor:
            cursor.execute(statement, list(params) or None)
            return list(cursor.fetchall())

    def table(self, name: str) -> str:
        """Return the SQL that made a table."""
        rows = self.sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", name)
        return str(rows[0][0]) if rows else ""

    def indexes(self, table: str) -> list[str]:
        """Return the SQL of a table's indexes, sorted."""
        return [
            row[0]
            for row in self.sql(
                "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s "
                "AND sql IS NOT NULL ORDER BY name",
                table,
            )
        ]

    def schema(self) -> dict[str, Any]:
        """Return what SQLite knows of each table."""
        return schema(self.sql)


def schema(sql: Callable[..., list[Any]]) -> dict[str, Any]:
    """Return what SQLite knows of each table: columns, indexes, foreign keys, checks."""
    found: dict[str, Any] = {}
    for name, text in sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
        if name == "sqlite_sequence":
            continue
        found[name] = {
            "columns": sorted(row[1:] for row in sql(f"PRAGMA table_info('{name}')")),
            "indexes": {
                (unique, partial, tuple(c for _, _, c in sql(f"PRAGMA index_info('{index}')")))
                for _, index, unique, _, partial in sql(f"PRAGMA index_list('{name}')")
            },
            "keys": sorted(row[2:] for row in sql(f"PRAGMA foreign_key_list('{name}')")),
            "names": {
                one
                for one, table, made in sql("SELECT name, tbl_name, sql FROM sqlite_master")
                if table == name and made
            },
            "checks": sorted(part.split(")")[0].strip("( ") for part in text.split("CHECK (")[1:]),
            "deferred": text.count("DEFERRABLE INITIALLY DEFERRED"),
            "counted": "AUTOINCREMENT" in text,
        }
    return found


@contextmanager
def sqlite_file(path: Path) -> Iterator[DatabaseWrapper]:
    """Let the default database be the SQLite file at *path*."""
    settings = {**connections.settings["default"], "NAME": str(path)}
    before = connections["default"]
    made = DatabaseWrapper(settings, "default")
    connections["default"] = made
    try:
        yield made
    finally:
        made.close()
        connections["default"] = before


@contextmanager
def open_project(folder: Path) -> Iterator[Project]:
    """Yield a project in *folder*, whose apps and database are gone afterwards."""
    made = Project(folder)
    sys.path.insert(0, str(folder))
    try:
        with sqlite_file(folder / "db.sqlite3"):
            yield made
    finally:
        made.unload()
        sys.path.remove(str(folder))
