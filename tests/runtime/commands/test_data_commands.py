"""`dbshell`, `flush`, `diffsettings`, and what `loaddata` says of fixtures that do not fit."""

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from mtvgen.runtime.db.clients import MissingClient, call_for, run

from .peer import OURS, ROWS, Peer

SECRET = {
    "NAME": "shop", "USER": "ada", "PASSWORD": "s3cret", "HOST": "db.example", "PORT": "7",
    "OPTIONS": {"sslmode": "require", "charset": "utf8mb4"},
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    peer = Peer(OURS, tmp_path_factory.mktemp("made") / "ours")
    peer.tables()
    peer.ok("exec", ROWS)
    return peer


@pytest.fixture
def shop(made, tmp_path):
    """The app with rows, in a copy that the test may spoil."""
    peer = Peer(OURS, tmp_path / "ours")
    shutil.copy(made.database, peer.database)
    return peer


def ask(peer: Peer, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(peer.database)) as connection:
        return connection.execute(sql).fetchall()


def fixture(peer: Peer, *objects: object, name: str = "rows.json") -> str:
    path = peer.folder / name
    path.write_text(json.dumps(objects), encoding="utf-8")
    return str(path)


# dbshell


@pytest.mark.parametrize(
    ("vendor", "arguments", "environment"),
    [
        (
            "postgresql",
            ("-U", "ada", "-h", "db.example", "-p", "7", "-c", "SELECT 1", "shop"),
            {"PGSSLMODE": "require", "PGPASSWORD": "s3cret"},
        ),
        (
            "mysql",
            ("--user=ada", "--host=db.example", "--port=7", "--default-character-set=utf8mb4",
             "shop", "-c", "SELECT 1"),
            {"MYSQL_PWD": "s3cret"},
        ),
        ("sqlite", ("shop", "-c", "SELECT 1"), {}),
    ],
)  # fmt: skip
def test_no_password_is_an_argument_of_a_client(vendor, arguments, environment):
    call = call_for(vendor, SECRET, ["-c", "SELECT 1"])

    assert call.arguments == arguments
    assert call.environment == environment
    assert "s3cret" not in repr(call)


@pytest.mark.parametrize(
    ("vendor", "package"),
    [("sqlite", "sqlite3"), ("postgresql", "postgresql-client"), ("mysql", "mysql-client")],
)
def test_a_client_that_is_not_installed_is_named_with_its_package(monkeypatch, vendor, package):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(MissingClient, match=f"is not installed.*{package}"):
        run(call_for(vendor, SECRET, []))


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a script of a POSIX shell")
def test_dbshell_hands_what_stands_after_two_dashes_to_the_client(shop, tmp_path, monkeypatch):
    client = tmp_path / "bin" / "sqlite3"
    client.parent.mkdir()
    client.write_text('#!/bin/sh\nprintf "<%s>" "$@"\nexit 5\n', encoding="utf-8")
    client.chmod(0o755)
    monkeypatch.setenv("PATH", f"{client.parent}{os.pathsep}{os.environ['PATH']}")

    done = shop.run("dbshell", "--", "-header", "SELECT 1")

    assert done.stdout == f"<{shop.database}><-header><SELECT 1>"
    assert done.returncode == 5
    assert "The client ended with exit code 5." in done.stderr


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="needs the program sqlite3")
def test_dbshell_really_asks_the_database(shop):
    assert shop.ok("dbshell", "--", "SELECT count(*) FROM shop_item") == "3\n"


# flush


def test_flush_deletes_every_row_counts_anew_and_keeps_the_history(shop):
    assert shop.ok("flush", "--noinput") == "Emptied 5 table(s).\n"

    for table in ("shop_item", "shop_tag", "shop_item_tags", "shop_detail", "shop_token"):
        assert ask(shop, f"SELECT count(*) FROM {table}") == [(0,)]
    assert shop.ok("exec", "from shop.models import Tag; print(Tag.objects.create(name='x').pk)") == "1\n"  # fmt: skip


def test_flush_without_a_terminal_deletes_nothing_unless_told(shop):
    done = shop.run("flush")

    assert done.returncode == 2
    assert "flush --noinput" in done.stderr
    assert ask(shop, "SELECT count(*) FROM shop_item") == [(3,)]


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
@pytest.mark.parametrize(("answer", "left"), [("yes", 0), ("no", 3), ("y", 3)])
def test_flush_asks_on_a_terminal(shop, answer, left):
    import pty

    parent, child = pty.openpty()
    with subprocess.Popen(
        shop.command("flush"), cwd=shop.folder, stdin=child, stdout=subprocess.PIPE, text=True
    ) as process:
        os.write(parent, f"{answer}\n".encode())
        said, _ = process.communicate(timeout=30)
    os.close(parent)
    os.close(child)

    assert "This cannot be taken back." in said
    assert ask(shop, "SELECT count(*) FROM shop_item") == [(left,)]


# diffsettings


def test_diffsettings_shows_what_the_project_sets_and_hides_secrets(shop):
    lines = shop.ok("diffsettings").splitlines()

    assert "DEBUG = True" in lines
    assert "INSTALLED_APPS = ['shop']" in lines
    assert "SECRET_KEY = '********************'" in lines
    assert not any(line.startswith(("STATIC_URL", "MEDIA_URL")) for line in lines)
    assert "SECRET_KEY = 'only-for-tests'" in shop.ok("diffsettings", "--show-secrets")


def test_diffsettings_as_unified_shows_both_values_and_with_all_the_rest(shop):
    said = shop.ok("diffsettings", "--output", "unified", "--all").splitlines()

    at = said.index("- DEBUG = False")
    assert said[at + 1] == "+ DEBUG = True"
    assert any(line.startswith("  STATIC_URL") for line in said)


def test_diffsettings_compares_with_another_module(shop):
    (shop.folder / "base.py").write_text("DEBUG = True\nINSTALLED_APPS = []\n", encoding="utf-8")

    lines = shop.ok("diffsettings", "--default", "base").splitlines()

    assert "INSTALLED_APPS = ['shop']" in lines
    assert "USE_TZ = True  ###" in lines
    assert "DEBUG = True" not in lines
    assert "cannot be imported" in shop.run("diffsettings", "--default", "nowhere").stderr


# loaddata


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (
            {"model": "shop.item", "pk": 9, "fields": {"slug": "z", "stock": "many"}},
            "shop.item with pk 9, field 'stock': “many” value must be an integer. The value is 'many'.",
        ),
        (
            {"model": "shop.item", "pk": 9, "fields": {"slug": "z", "stok": 1}},
            "shop.item with pk 9: Item has no field named 'stok'. Did you mean 'stock'?",
        ),
        (
            {"model": "shop.itm", "pk": 9, "fields": {}},
            "Invalid model identifier: 'shop.itm'. Did you mean 'shop.item'?",
        ),
        (
            {"model": "shop.item", "pk": "x", "fields": {}},
            "shop.item with pk 'x', field 'id':",
        ),
        (
            {"model": "shop.item", "pk": 9, "fields": {"slug": "a"}},
            "shop.item with pk 9 could not be saved: UNIQUE constraint failed: shop_item.slug.",
        ),
        (
            {"model": "shop.item", "pk": 9, "fields": {"slug": "z", "best": 77}},
            "shop.item with pk 9 has 77 in its field 'best', and there is no shop.tag with that key.",
        ),
        (
            {"model": "shop.item", "pk": 9, "fields": {"slug": "z", "tags": [1, 78]}},
            "has 78 in its field 'tag', and there is no shop.tag with that key.",
        ),
        (
            {"model": "shop.item", "pk": 9, "fields": {"slug": "z", "best": ["green"]}},
            "shop.item with pk 9, field 'best': Tag matching query does not exist.",
        ),
        ({"model": "shop.item"}, "An object needs a 'model' and 'fields'"),
    ],
)  # fmt: skip
def test_a_fixture_that_does_not_fit_is_named_and_nothing_of_it_is_kept(shop, bad, told):
    path = fixture(shop, {"model": "shop.tag", "pk": 50, "fields": {"name": "kept?"}}, bad)

    done = shop.run("loaddata", path)

    assert (done.returncode, done.stdout) == (1, "")
    assert f"Problem installing {path}: " in done.stderr
    assert told in done.stderr
    assert ask(shop, "SELECT count(*) FROM shop_tag WHERE id = 50") == [(0,)]


def test_rows_may_point_to_rows_that_come_later(shop):
    path = fixture(
        shop,
        {"model": "shop.item", "pk": 9, "fields": {"slug": "z", "best": 60, "parent": 10}},
        {"model": "shop.item", "pk": 10, "fields": {"slug": "y", "best": ["later"], "tags": [["later"]]}},
        {"model": "shop.tag", "pk": 60, "fields": {"name": "later"}},
    )  # fmt: skip

    assert shop.ok("loaddata", path) == "Installed 3 object(s) from 1 fixture(s)\n"
    assert ask(shop, "SELECT id, best_id, parent_id FROM shop_item WHERE id > 8") == [
        (9, 60, 10), (10, 60, None),
    ]  # fmt: skip
    assert ask(shop, "SELECT tag_id FROM shop_item_tags WHERE item_id = 10") == [(60,)]


def test_inside_a_transaction_a_bad_fixture_is_taken_back_and_the_rest_goes_on(shop):
    good = fixture(
        shop,
        {"model": "shop.item", "pk": 9, "fields": {"slug": "z", "best": 60}},
        {"model": "shop.tag", "pk": 60, "fields": {"name": "later"}},
    )
    bad = fixture(
        shop, {"model": "shop.item", "pk": 10, "fields": {"slug": "y", "best": 61}}, name="bad.json"
    )

    shop.ok(
        "exec",
        "from mtvgen.runtime.core.management import call_command, CommandError\n"
        "from mtvgen.runtime.db import transaction\n"
        "with transaction.atomic():\n"
        f"    call_command('loaddata', {good!r}, verbosity=0)\n"
        "    try:\n"
        f"        call_command('loaddata', {bad!r})\n"
        "    except CommandError:\n"
        "        pass\n",
    )

    assert ask(shop, "SELECT id, best_id FROM shop_item WHERE id > 8") == [(9, 60)]


def test_what_is_gone_from_the_models_can_be_passed_over(shop):
    path = fixture(
        shop,
        {"model": "shop.gone", "pk": 1, "fields": {}},
        {"model": "shop.tag", "pk": 61, "fields": {"name": "stays", "colour": "red"}},
    )

    said = shop.ok("loaddata", "--ignorenonexistent", path)

    assert said == "Installed 1 object(s) from 1 fixture(s)\n"
    assert ask(shop, "SELECT name FROM shop_tag WHERE id = 61") == [("stays",)]


def test_fixtures_of_an_app_are_found_by_name_packed_or_not(shop):
    (shop.folder / "shop" / "fixtures").mkdir()
    dump = shop.folder / "shop" / "fixtures" / "tags.json.xz"
    shop.ok("dumpdata", "shop.Tag", "-o", str(dump))
    shop.ok("flush", "--noinput")

    assert "Installed 2 object(s)" in shop.ok("loaddata", "tags")
    done = shop.run("loaddata", "tag")
    assert "No fixture named 'tag' found. Looked in " in done.stderr
    assert "Did you mean 'tags'?" in done.stderr
    assert "'xml' is not a known serialization format" in shop.run("loaddata", "tags.xml").stderr


def test_an_excluded_model_is_passed_over(shop):
    path = fixture(
        shop,
        {"model": "shop.tag", "pk": 62, "fields": {"name": "no"}},
        {"model": "shop.item", "pk": 12, "fields": {"slug": "w"}},
    )

    said = shop.ok("loaddata", "-e", "shop.Tag", path)

    assert said == "Installed 1 object(s) (of 2) from 1 fixture(s)\n"
    assert ask(shop, "SELECT count(*) FROM shop_tag WHERE id = 62") == [(0,)]


def test_text_that_is_no_json_is_told_with_its_line(shop):
    path = shop.folder / "bad.json"
    path.write_text('[\n{"model": }]', encoding="utf-8")

    done = shop.run("loaddata", str(path))

    assert f"Problem installing {path}: This is not JSON:" in done.stderr
    assert "line 2" in done.stderr


# dumpdata


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["shp"], "No installed app with label 'shp'. Did you mean 'shop'?"),
        (["shop.itm"], "Unknown model: shop.itm. Did you mean 'Item'?"),
        (["--pks", "1"], "You can only use --pks option with one model"),
        (["--format", "xml"], "Unknown serialization format: 'xml'. Known: json."),
        (["-o", "no/such/folder.json"], "cannot be written"),
    ],
)
def test_dumpdata_names_what_it_cannot_do(made, words, told):
    done = made.run("dumpdata", *words)

    assert done.returncode in (1, 2)
    assert told in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("command", ["dumpdata", "inspectdb"])
def test_a_reader_that_leaves_is_no_error(shop, command):
    shop.ok("seed", "shop.Item", "--rows", "300")
    with subprocess.Popen(
        shop.command(command), cwd=shop.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:  # fmt: skip
        process.stdout.read(20)
        process.stdout.close()

        assert process.stderr.read() == ""


def test_a_terminal_that_knows_few_letters_gets_json_all_the_same(shop):
    done = subprocess.run(
        shop.command("dumpdata", "shop.Tag"), cwd=shop.folder, capture_output=True, check=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip

    assert [one["fields"]["name"] for one in json.loads(done.stdout)] == ["red", "Blau “ä” 蓝"]


def test_a_dump_that_fails_leaves_the_one_before(shop):
    dump = shop.folder / "dump.json"
    shop.ok("dumpdata", "shop.Tag", "-o", str(dump))
    before = dump.read_bytes()
    with closing(sqlite3.connect(shop.database)) as connection:
        connection.execute("ALTER TABLE shop_item RENAME COLUMN name TO other")
        connection.commit()

    done = shop.run("dumpdata", "shop.Tag", "shop.Item", "-o", str(dump))

    assert done.returncode == 1
    assert "Unable to serialize database" in done.stderr
    assert dump.read_bytes() == before
    assert [path.name for path in Path(dump.parent).glob(".*.tmp")] == []
