"""A PostgreSQL server of the tests' own: its files in a temporary folder, no network."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

PORT = 5432
"""Part of the socket's name; the folder is the server's own, so it is always free."""


def binaries() -> Path | None:
    """Return the folder with the server's programs: Debian's newest, or the one on PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4])
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


class Server:
    """A running server; its socket is in *folder*."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0

    def settings(self, name: str, root: str = "mtvgen.runtime") -> dict[str, object]:
        """Return what settings.DATABASES holds for a database of this server."""
        return {
            "ENGINE": f"{root}.db.backends.postgresql",
            "NAME": name,
            "USER": "postgres",
            "HOST": str(self.folder),
            "PORT": str(PORT),
        }

    def connect(self, name: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        """Return psycopg's own connection: a witness that knows nothing of us."""
        return psycopg.connect(
            host=str(self.folder), port=PORT, user="postgres", dbname=name, autocommit=True
        )

    def create(self, like: str = "template0") -> str:
        """Make a database, empty or a copy of another, and return its name."""
        self._count += 1
        name = f"made_{self._count}"
        with self.connect() as witness:
            witness.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, also one that is in use."""
        with self.connect() as witness:
            witness.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """Start a server, and stop and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    # The server refuses to run as root; Debian's package brings a user for it
    user = {"user": "postgres"} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "postgres")
    data = str(folder / "data")

    def run(program: str, *words: str) -> None:
        done = subprocess.run(
            [str(programs / program), "-D", data, *words],
            check=False, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=120, **user,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout

    locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", f"--locale={locale}", "--no-sync")
    quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=80"
    run(
        "pg_ctl", "-w", "-l", str(folder / "log"),
        "-o", f"-k {folder} -p {PORT} -c listen_addresses='' {quick}", "start",
    )  # fmt: skip
    try:
        yield Server(folder)
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
