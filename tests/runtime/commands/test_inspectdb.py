"""`inspectdb`: models for tables that are there, beside what Django writes for the same ones."""

import ast
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from .peer import DJANGO, MODELS, OURS, Peer

LEGACY = """
    CREATE TABLE customers (
        "CustomerID" integer NOT NULL PRIMARY KEY,
        "full name" varchar(30) NOT NULL UNIQUE,
        class text,
        _hidden int,
        double__under real,
        ends_ date,
        "2nd" datetime NOT NULL,
        place char(3) UNIQUE, full_name varchar(4),
        amount decimal NOT NULL,
        odd sometype,
        facts text CHECK (json_valid("facts") OR facts IS NULL),
        boss integer REFERENCES customers ("CustomerID"),
        at time, yes bool NOT NULL, picture blob
    );
    CREATE TABLE orders (
        id integer PRIMARY KEY AUTOINCREMENT,
        customer_id bigint NOT NULL REFERENCES customers ("CustomerID"),
        buyer integer REFERENCES customers ("CustomerID"),
        at_place char(3) REFERENCES customers (place),
        slot smallint unsigned NOT NULL, day date NOT NULL,
        once_id integer UNIQUE REFERENCES later (id)
    );
    CREATE UNIQUE INDEX slot_day ON orders (slot, day);
    CREATE TABLE later (id integer NOT NULL PRIMARY KEY, big bigint unsigned);
    CREATE VIEW cheap AS SELECT id, slot FROM orders;
"""


def both(tmp_path: Path, sql: str = "") -> tuple[Peer, Peer]:
    """Return both on one database, made from *sql* or, without any, by Django's models."""
    theirs = Peer(DJANGO, tmp_path / "theirs")
    if sql:
        with closing(sqlite3.connect(theirs.database)) as connection:
            connection.executescript(sql)
    else:
        theirs.tables()
    ours = Peer(OURS, tmp_path / "ours", models="" if sql else MODELS)
    ours.database = theirs.database
    if sql:
        theirs.models("")
    return ours, theirs


def meaning(source: str) -> str:
    """Return the code without its layout, one word swapped."""
    return ast.dump(ast.parse(source.replace(OURS, DJANGO)), indent=1)


def test_tables_of_models_become_the_models_that_django_writes(tmp_path):
    ours, theirs = both(tmp_path)

    assert meaning(ours.ok("inspectdb")) == meaning(theirs.ok("inspectdb"))


def test_tables_with_odd_names_become_the_models_that_django_writes(tmp_path):
    ours, theirs = both(tmp_path, LEGACY)

    assert meaning(ours.ok("inspectdb")) == meaning(theirs.ok("inspectdb"))
    assert meaning(ours.ok("inspectdb", "--include-views")) == meaning(
        theirs.ok("inspectdb", "--include-views")
    )
    assert meaning(ours.ok("inspectdb", "orders")) == meaning(theirs.ok("inspectdb", "orders"))


def test_the_models_are_clean_and_read_the_rows(tmp_path):
    ours, _ = both(tmp_path, LEGACY)
    with closing(sqlite3.connect(ours.database)) as connection:
        connection.executescript(
            """INSERT INTO customers ("CustomerID", "full name", "2nd", amount, yes, class, place)
               VALUES (7, 'Ada', '2024-01-02 03:04:05', 1.5, 1, 'x', 'AMS');
               INSERT INTO orders VALUES (1, 7, NULL, 'AMS', 3, '2024-02-03', NULL);"""
        )
    ours.models(ours.ok("inspectdb", "--include-views"))
    source = ours.folder / "shop" / "models.py"

    for words in (["check", "--isolated", "--select", "E,F,W,I,B,Q,N,A"],
                  ["format", "--isolated", "--check"]):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *words, str(source)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + source.read_text(encoding="utf-8")
    said = ours.ok(
        "exec",
        "from shop.models import *\n"
        "o = Orders.objects.select_related('customer').get(customer__full_name='Ada')\n"
        "print(o.customer.customerid, o.customer.class_field, o.day, o.at_place.pk, Cheap.objects.get().slot)",
    )
    assert said == "7 x 2024-02-03 7 3\n"


def test_two_tables_that_would_be_one_model_are_told_apart(tmp_path):
    ours, _ = both(
        tmp_path,
        "CREATE TABLE a_b (id integer PRIMARY KEY); CREATE TABLE ab (id integer PRIMARY KEY, a_b_id "
        "integer REFERENCES a_b); CREATE TABLE AB2 (x int); CREATE TABLE 名簿 (id integer PRIMARY KEY);",
    )

    said = ours.ok("inspectdb")

    assert "class AB(models.Model):" in said
    assert "class Ab(models.Model):" in said
    assert "class 名簿(models.Model):" in said


def test_a_key_that_is_pointed_to_is_named_as_its_field_is(tmp_path):
    ours, _ = both(
        tmp_path,
        'CREATE TABLE a (id integer PRIMARY KEY, "The Name" text UNIQUE);'
        'CREATE TABLE b (id integer PRIMARY KEY, a text REFERENCES a ("The Name"));',
    )

    assert 'to_field="the_name"' in ours.ok("inspectdb")


def test_a_key_of_two_columns_is_said_and_kept_unique(tmp_path):
    ours, _ = both(
        tmp_path,
        "CREATE TABLE seats (line int NOT NULL, place int NOT NULL, PRIMARY KEY (line, place));",
    )

    said = ours.ok("inspectdb")

    assert "# The primary key is line, place together" in said
    assert "line = models.IntegerField(primary_key=True)" in said
    assert 'unique_together = (("line", "place"),)' in said


def test_a_collation_and_digits_are_kept_and_a_key_is_never_null(tmp_path):
    ours, _ = both(
        tmp_path,
        "CREATE TABLE t (code varchar(5) COLLATE nocase PRIMARY KEY, n numeric(6, 2) NOT NULL);",
    )

    said = ours.ok("inspectdb")

    assert 'models.CharField(primary_key=True, max_length=5, db_collation="nocase")' in said
    assert "models.DecimalField(max_digits=6, decimal_places=2)" in said


def test_rules_over_expressions_or_some_rows_are_not_taken_for_more(tmp_path):
    ours, _ = both(
        tmp_path,
        "CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL, b text NOT NULL);"
        "CREATE UNIQUE INDEX one ON t (lower(a)); CREATE UNIQUE INDEX two ON t (b) WHERE a = 'x';",
    )

    said = ours.ok("inspectdb")

    assert "# A unique constraint could not be introspected." in said
    assert "unique=True" not in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ordrs"], "The database has no table 'ordrs'. Did you mean 'orders'?"),
        (["--database", "other"], "settings.DATABASES has no 'other'; it has: default"),
    ],
)
def test_what_is_not_there_is_named(tmp_path, words, told):
    ours, _ = both(tmp_path, LEGACY)

    done = ours.run("inspectdb", *words)

    assert done.returncode in (1, 2)
    assert told in done.stderr


def test_no_file_is_made_by_looking_for_one(tmp_path):
    ours = Peer(OURS, tmp_path / "ours")

    done = ours.run("inspectdb")

    assert done.returncode == 1
    assert "There is no database file" in done.stderr
    assert not ours.database.exists()
