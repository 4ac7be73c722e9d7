"""The test database of a SQLite connection: in memory, or a file when TEST's NAME says so."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from . import base

# SAFETY: a database in memory is gone with its last connection; this one outlives all others
_keepers: dict[str, sqlite3.Connection] = {}


class DatabaseCreation(base.DatabaseCreation):
    """Makes the test database in memory, shared by all threads of the process."""

    def test_name(self) -> str:
        """Return TEST's NAME, or a URI in memory."""
        chosen = self.connection.settings_dict.get("TEST", {}).get("NAME")
        if chosen and str(chosen) != ":memory:":
            return str(chosen)
        return f"file:memorydb_{self.connection.alias}?mode=memory&cache=shared"

    def _make(self, name: str, *, autoclobber: bool, keepdb: bool) -> None:
        if _in_memory(name):
            if not keepdb:
                self._remove(name)
            _keepers.setdefault(name, sqlite3.connect(name, uri=True, check_same_thread=False))
            return
        if keepdb or not Path(name).exists():
            return
        if not autoclobber and not base.agreed(name):
            raise SystemExit(1)
        self._remove(name)

    def _remove(self, name: str) -> None:
        if _in_memory(name):
            if keeper := _keepers.pop(name, None):
                keeper.close()
            return
        for path in (name, f"{name}-wal", f"{name}-shm", f"{name}-journal"):
            Path(path).unlink(missing_ok=True)


def _in_memory(name: str) -> bool:
    return name == ":memory:" or "mode=memory" in name
