"""`seed`: sample rows that fit their models."""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from .peer import MODELS, OURS, Peer

RULES = """
from mtvgen.runtime.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from mtvgen.runtime.db import models


class Mood(models.TextChoices):
    GOOD = "g", "Good"
    BAD = "b", "Bad"


class Author(models.Model):
    short = models.CharField(max_length=3, unique=True)
    mood = models.CharField(max_length=1, choices=Mood.choices)
    level = models.IntegerField(validators=[MinValueValidator(5000), MaxValueValidator(5003)])
    cold = models.IntegerField(validators=[MinValueValidator(-50), MaxValueValidator(-10)])
    small = models.PositiveSmallIntegerField(unique=True)
    share = models.DecimalField(max_digits=3, decimal_places=3)
    mentor = models.ForeignKey("self", models.SET_NULL, null=True)
    made = models.DateTimeField(auto_now_add=True)


class Profile(models.Model):
    author = models.OneToOneField(Author, models.CASCADE)
    good = models.ForeignKey(
        Author, models.CASCADE, related_name="+", limit_choices_to={"mood": "g"}
    )


class Seat(models.Model):
    line = models.IntegerField(validators=[MinValueValidator(1), MaxValueValidator(3)])
    place = models.IntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])
    start = models.IntegerField()
    end = models.IntegerField()

    class Meta:
        unique_together = [("line", "place")]
        constraints = [
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="forward")
        ]


class Coded(models.Model):
    code = models.CharField(max_length=9, validators=[RegexValidator(r"^[A-Z]{3}-\\\\d{5}$")])


class Loop(models.Model):
    itself = models.ForeignKey("self", models.CASCADE)
""".replace("\\\\\\\\", "\\\\")


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """Return the file with the empty tables of each of the two apps."""
    files = {}
    for models in (MODELS, RULES):
        peer = Peer(OURS, tmp_path_factory.mktemp("empty") / "ours", models)
        peer.tables()
        files[models] = peer.database
    return files


@pytest.fixture
def shop(empty, tmp_path):
    peer = Peer(OURS, tmp_path / "ours", MODELS)
    shutil.copy(empty[MODELS], peer.database)
    return peer


@pytest.fixture
def rules(empty, tmp_path):
    peer = Peer(OURS, tmp_path / "rules", RULES)
    shutil.copy(empty[RULES], peer.database)
    return peer


def ask(peer: Peer, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(peer.database)) as connection:
        return connection.execute(sql).fetchall()


def test_every_field_gets_a_value_that_its_model_accepts(shop):
    assert shop.ok("seed").splitlines() == [
        "Made 20 shop.Tag", "Made 20 shop.Item", "Made 20 shop.Detail", "Made 20 shop.Token",
    ]  # fmt: skip
    said = shop.ok(
        "exec",
        "from shop.models import *\n"
        "for model in (Tag, Item, Detail, Token):\n"
        "    for one in model._base_manager.all():\n"
        "        nulls = {f.name for f in model._meta.fields if getattr(one, f.attname) is None}\n"
        "        one.full_clean(exclude=nulls)\n"
        "print(Item._base_manager.count(), Item.tags.through.objects.count() > 5)",
    )
    assert said == "20 True\n"
    ((kept, missing),) = ask(
        shop,
        "SELECT count(moment), count(*) - count(moment) FROM shop_item WHERE price IS NOT NULL",
    )
    assert kept > 5
    assert missing < kept


def test_the_same_seed_makes_the_same_rows_and_another_makes_others(shop, tmp_path):
    dumps = []
    for seed in ("7", "7", "8"):
        shop.ok("seed", "--seed", seed, "--rows", "6")
        dumps.append(shop.ok("dumpdata", "--all"))
        shop.ok("flush", "--noinput")

    assert dumps[0] == dumps[1]
    assert dumps[0] != dumps[2]
    assert len(json.loads(dumps[0])) == 24


def test_a_second_run_adds_rows_beside_the_first(shop):
    shop.ok("seed", "shop.Tag", "--rows", "30")

    assert shop.ok("seed", "shop.Tag", "--rows", "30") == "Made 30 shop.Tag\n"
    assert ask(shop, "SELECT count(DISTINCT name), max(length(name)) <= 20 FROM shop_tag") == [(60, 1)]  # fmt: skip


def test_what_a_model_needs_is_made_too(shop):
    said = shop.ok("seed", "shop.Token", "--rows", "4")

    assert said == "Made 4 shop.Tag (others need it)\nMade 4 shop.Token\n"
    assert ask(shop, "SELECT count(*) FROM shop_token t JOIN shop_tag g ON g.name = t.owner_id") == [(4,)]  # fmt: skip


def test_choices_limits_and_lengths_are_kept(rules):
    rules.ok("seed", "shop.Author", "--rows", "60")

    (facts,) = ask(
        rules,
        "SELECT count(DISTINCT short), max(length(short)), group_concat(DISTINCT mood), min(level), "
        "max(level), min(cold) >= -50, max(cold) <= -10, count(DISTINCT small), max(share) < 1, "
        "count(mentor_id) > 5 FROM shop_author",
    )
    assert facts[:2] == (60, 3)
    assert set(facts[2].split(",")) == {"g", "b"}
    assert facts[3:] == (5000, 5003, 1, 1, 60, 1, 1)


def test_each_one_to_one_gets_its_own_and_a_limited_key_what_it_allows(rules):
    rules.ok("seed", "shop.Author", "--rows", "5")

    said = rules.ok("seed", "shop.Profile", "--rows", "9")

    assert said == "Made 5 shop.Profile (of 9: no more values are free)\n"
    assert ask(rules, "SELECT count(DISTINCT author_id) FROM shop_profile") == [(5,)]
    assert ask(
        rules, "SELECT DISTINCT mood FROM shop_profile p JOIN shop_author a ON a.id = p.good_id"
    ) == [("g",)]


def test_rules_over_several_fields_are_kept(rules):
    said = rules.ok("seed", "shop.Seat", "--rows", "50")

    made = int(said.split()[1])
    assert 10 <= made <= 12
    assert "of 50: no more values are free" in said
    assert ask(rules, "SELECT count(*) FROM shop_seat WHERE start >= 'end'") == [(0,)]


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("Coded", "No sample value fits shop.Coded.code: Enter a valid value."),
        ("Loop", "shop.Loop.itself must point to a shop.Loop, and there is none."),
    ],
)
def test_a_field_that_nothing_fits_is_named_and_nothing_is_kept(rules, model, told):
    done = rules.run("seed", "shop.Seat", f"shop.{model}")

    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr
    assert ask(rules, "SELECT count(*) FROM shop_seat") == [(0,)]


def test_a_site_in_use_gets_no_sample_rows_unless_by_force(shop):
    off = "settings.DEBUG = False\nfrom mtvgen.runtime.core.management import call_command\n"

    refused = shop.run("exec", off + "call_command('seed')")
    forced = shop.ok("exec", off + "call_command('seed', 'shop.Tag', rows=2, force=True)")

    assert "DEBUG is False" in refused.stderr
    assert forced == "Made 2 shop.Tag\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["shop.Itm"], "Unknown model: shop.Itm. Did you mean 'Item'?"),
        (["--rows", "0"], "--rows must be at least 1, not 0."),
    ],
)
def test_a_wrong_call_is_told(shop, words, told):
    done = shop.run("seed", *words)

    assert done.returncode == 2
    assert told in done.stderr
