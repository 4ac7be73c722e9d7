"""A MariaDB server of the tests' own: its files in a temporary folder, no network."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymysql

ZONES = ("UTC", "Asia/Ho_Chi_Minh", "Europe/Berlin")
"""The time zones that the server knows by name: all of them would take seconds."""
LEAN = (
    "--skip-networking", "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=16M",
    "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--innodb-doublewrite=0",
    "--innodb-file-per-table=0",
    "--skip-log-bin", "--performance-schema=0", "--max-connections=80", "--sync-frm=0",
    "--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci",
)  # fmt: skip


def binaries() -> tuple[str, str] | None:
    """Return the programs that make and run a server: Debian's, or those on PATH."""
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    found = [shutil.which(name, path=path) for name in ("mariadb-install-db", "mariadbd")]
    return (found[0], found[1]) if found[0] and found[1] else None


class Server:
    """A running server; its socket is in *folder*."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = str(folder / "socket")
        self._count = 0

    def settings(self, name: str, root: str = "mtvgen.runtime") -> dict[str, Any]:
        """Return what settings.DATABASES holds for a database of this server."""
        return {
            "ENGINE": f"{root}.db.backends.mysql",
            "NAME": name,
            "USER": "tester",
            "PASSWORD": "p@ss/word",
            "HOST": self.socket,
        }

    def connect(self, name: str | None = None) -> Any:
        """Return PyMySQL's own connection: a witness that knows nothing of us."""
        return pymysql.connect(
            unix_socket=self.socket, user="tester", password="p@ss/word", database=name,
            charset="utf8mb4", autocommit=True, ssl_disabled=True,
        )  # fmt: skip

    def run(self, sql: str, name: str | None = None) -> list[Any]:
        """Run SQL, statements with ";" between them, and return the rows of the last one."""
        with self.connect(name) as witness, witness.cursor() as cursor:
            for statement in filter(None, map(str.strip, sql.split(";"))):
                cursor.execute(statement)
            return list(cursor.fetchall())

    def create(self, like: str | None = None) -> str:
        """Make a database, empty or a copy of another, and return its name."""
        self._count += 1
        name = f"made_{self._count}"
        self.run(f"CREATE DATABASE `{name}`")
        if like is not None:
            told = f"--socket={self.socket} --user=tester --password=p@ss/word".split()
            dump = subprocess.run(
                ["mariadb-dump", *told, "--skip-comments", like], check=True, capture_output=True
            )
            subprocess.run(["mariadb", *told, name], check=True, input=dump.stdout)
        return name

    def empty(self, name: str) -> None:
        """Remove every table of a database."""
        if self.run("SHOW TABLES", name):
            self.run(f"DROP DATABASE `{name}`; CREATE DATABASE `{name}`")

    def drop(self, name: str) -> None:
        """Remove a database."""
        self.run(f"DROP DATABASE IF EXISTS `{name}`")


@contextmanager
def running(programs: tuple[str, str]) -> Iterator[Server]:
    """Start a server, and stop and remove it afterwards."""
    install, program = programs
    # In memory where the system has room for files there: no disk keeps the tests waiting
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="maria-", dir=memory))
    # The server does not run as root; Debian's package brings a user for it
    user = ["--user=mysql"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(folder, "mysql")
    try:
        with _started(Server(folder), install, program, user) as made:
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(made: Server, install: str, program: str, user: list[str]) -> Iterator[Server]:
    data = f"--datadir={made.folder / 'data'}"
    done = subprocess.run(
        [install, "--no-defaults", data, *user, "--auth-root-authentication-method=normal",
         "--skip-test-db", "--innodb-log-file-size=16M"],
        check=False, cwd=made.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    with (made.folder / "log").open("w") as log:
        process = subprocess.Popen(
            [program, "--no-defaults", data, *user, f"--socket={made.socket}",
             f"--pid-file={made.folder / 'pid'}", *LEAN],
            cwd=made.folder, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        _wait_for(made, process)
        yield made
    finally:
        process.kill()
        process.wait()


def _wait_for(made: Server, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 120
    while not Path(made.socket).exists():
        told = (made.folder / "log").read_text()
        assert process.poll() is None, told
        assert time.monotonic() < end, told
        time.sleep(0.05)
    root = pymysql.connect(unix_socket=made.socket, user="root", autocommit=True)
    with root, root.cursor() as cursor:
        cursor.execute("CREATE USER tester@localhost IDENTIFIED BY 'p@ss/word'")
        cursor.execute("GRANT ALL ON *.* TO tester@localhost")
    _load_zones(made)


def _load_zones(made: Server) -> None:
    """Teach the server the names of some time zones, from the files of this machine."""
    for zone in ZONES:
        made_sql = subprocess.run(
            ["mariadb-tzinfo-to-sql", f"/usr/share/zoneinfo/{zone}", zone],
            check=True, capture_output=True,
        )  # fmt: skip
        subprocess.run(
            ["mariadb", f"--socket={made.socket}", "--user=root", "mysql"],
            check=True, input=made_sql.stdout,
        )  # fmt: skip
