"""The data commands on a real server, beside Django's on the same database."""

import ast
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.runtime.commands.peer import DJANGO, OURS, ROWS, Peer

from .server import Server

ODD = """
    CREATE TABLE place (
        code char(3) PRIMARY KEY, `Full Name` varchar(30) NOT NULL UNIQUE, size numeric(8, 2)
        COMMENT 'in km', kind enum('a', 'b'), made timestamp NULL, seen datetime(6) NOT NULL,
        facts json CHECK (json_valid(facts)), raw longblob, uid uuid, day date, clock time,
        yes bool NOT NULL, big bigint, huge bigint unsigned, small smallint, few smallint unsigned,
        half float, whole double NOT NULL, words text COLLATE utf8mb4_bin, spot point
    ) COMMENT 'where it''s at';
    CREATE TABLE visit (
        id integer AUTO_INCREMENT PRIMARY KEY, place_id char(3) NOT NULL, nearest char(3),
        day date NOT NULL, slot int unsigned NOT NULL, before_id int UNIQUE, UNIQUE (day, slot),
        FOREIGN KEY (place_id) REFERENCES place (code), FOREIGN KEY (nearest) REFERENCES place (code),
        FOREIGN KEY (before_id) REFERENCES visit (id)
    );
    CREATE TABLE counted (id bigint AUTO_INCREMENT PRIMARY KEY, n smallint);
    CREATE VIEW recent AS SELECT day, slot FROM visit
"""


@pytest.fixture
def peer(server: Server, database: str, tmp_path: Path) -> Callable[..., Peer]:
    """Return what makes one of the two on the test's database, or on a new one."""

    def made(root: str, name: str = database) -> Peer:
        one = Peer(root, tmp_path / f"{root}-{name}")
        one.database = json.dumps(server.settings(name, root))
        return one

    return made


def meaning(source: str) -> str:
    return ast.dump(ast.parse(source.replace(OURS, DJANGO)), indent=1)


def test_inspectdb_writes_what_django_writes(peer, server: Server, database: str):
    server.run(ODD, database)
    ours, theirs = peer(OURS), peer(DJANGO)

    assert meaning(ours.ok("inspectdb")) == meaning(theirs.ok("inspectdb"))
    # The server says VIEW where a table has its comment, and Django takes that for one
    views = theirs.ok("inspectdb", "--include-views").replace("db_table_comment = 'VIEW'", "")
    assert meaning(ours.ok("inspectdb", "--include-views")) == meaning(views)


def test_what_django_only_guesses_is_known(peer, server: Server, database: str):
    server.run("CREATE TABLE t (id int PRIMARY KEY, facts json NOT NULL, born year)", database)

    said = peer(OURS).ok("inspectdb", "t")

    assert "facts = models.JSONField()" in said
    assert "born = models.IntegerField(blank=True, null=True)" in said


def test_a_dump_is_djangos_and_loads_in_both(peer, server: Server):
    theirs, ours = peer(DJANGO), peer(OURS)
    theirs.tables()
    theirs.ok("exec", ROWS)
    dump = ours.ok("dumpdata", "--all", "--indent", "1")

    assert dump == theirs.ok("dumpdata", "--all", "--indent", "1")
    for root in (OURS, DJANGO):
        name = server.create()
        again = peer(root, name)
        again.tables()
        assert "Installed 7 object(s)" in again.ok("loaddata", "--format=json", "-", stdin=dump)
        assert again.ok("dumpdata", "--all", "--indent", "1") == dump
        server.drop(name)


def test_rows_after_a_loaded_fixture_get_free_numbers(peer):
    ours = peer(OURS)
    ours.tables()
    rows = [
        {"model": "shop.tag", "pk": 5, "fields": {"name": "five"}},
        {"model": "shop.item", "pk": 1, "fields": {"slug": "z", "best": 5, "tags": [5]}},
    ]
    ours.ok("loaddata", "--format=json", "-", stdin=json.dumps(rows))

    said = ours.ok("exec", "from shop.models import *; print(Tag.objects.create(name='x').pk)")

    assert said == "6\n"


def test_a_row_that_points_to_none_is_named_and_nothing_is_kept(peer, server, database):
    ours = peer(OURS)
    ours.tables()
    rows = [{"model": "shop.item", "pk": 1, "fields": {"slug": "z", "best": 77}}]

    done = ours.run("loaddata", "--format=json", "-", stdin=json.dumps(rows))

    assert done.returncode == 1
    assert "shop.item with pk 1 has 77 in its field 'best'" in done.stderr
    assert server.run("SELECT count(*) FROM shop_item", database) == [(0,)]


def test_seed_and_flush(peer, server, database):
    ours = peer(OURS)
    ours.tables()

    assert ours.ok("seed", "--rows", "8").count("Made 8 ") == 4
    assert ours.ok("flush", "--noinput") == "Emptied 5 table(s).\n"

    server.run("INSERT INTO shop_tag (name) VALUES ('first again')", database)
    assert server.run("SELECT count(*) FROM shop_item", database) == [(0,)]
    assert server.run("SELECT id FROM shop_tag", database) == [(1,)]


@pytest.mark.skipif(shutil.which("mariadb") is None, reason="needs the program mariadb")
def test_dbshell_really_asks_the_server(peer):
    said = peer(OURS).ok("dbshell", "--", "-N", "-e", "SELECT 6 * 7")

    assert re.fullmatch(r"42\n", said)
