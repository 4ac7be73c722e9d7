"""`dumpdata` and `loaddata` beside Django's: the same bytes, and each reads what the other wrote."""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from .peer import DJANGO, OURS, ROWS, Peer


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Both, on copies of one database with rows in every kind of field."""
    folder = tmp_path_factory.mktemp("pair")
    ours, theirs = Peer(OURS, folder / "ours"), Peer(DJANGO, folder / "theirs")
    theirs.tables()
    shutil.copy(theirs.database, theirs.database.with_name("empty"))
    theirs.ok("exec", ROWS)
    shutil.copy(theirs.database, ours.database)
    return ours, theirs


@pytest.fixture
def empty(pair, tmp_path):
    """Return what makes one of the two with empty tables."""
    _, theirs = pair

    def made(root: str) -> Peer:
        peer = Peer(root, tmp_path / root)
        shutil.copy(theirs.database.with_name("empty"), peer.database)
        return peer

    return made


def rows(peer: Peer) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(peer.database)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'shop%'")
        found = {}
        for (name,) in names.fetchall():
            # pairs are numbered in the order of a set
            columns = "item_id, tag_id" if name.startswith("shop_item_tags") else "*"
            try:
                found[name] = sorted(
                    connection.execute(f'SELECT {columns} FROM "{name}"').fetchall(), key=repr
                )
            except sqlite3.OperationalError:
                continue  # an index
        return found


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--indent", "2"],
        ["--indent", "0"],
        ["shop", "--exclude", "shop.Tag", "-e", "shop.Token"],
        ["shop.Tag", "shop.Item", "--indent", "4"],
        ["shop.Item", "--pks", "2,1"],
        ["shop.Item", "--all"],
        ["--natural-foreign"],
        ["--natural-primary", "--indent", "1"],
        ["--natural-foreign", "--natural-primary"],
    ],
    ids=" ".join,
)
def test_a_dump_is_djangos_byte_for_byte(pair, words):
    ours, theirs = pair

    assert ours.ok("dumpdata", *words) == theirs.ok("dumpdata", *words)


@pytest.mark.parametrize("words", [[], ["--natural-foreign", "--natural-primary"]], ids=" ".join)
@pytest.mark.parametrize("ending", ["json", "json.gz"])
def test_django_loads_a_dump_of_ours_and_we_one_of_djangos(pair, empty, tmp_path, words, ending):
    ours, theirs = pair
    dumps = {}
    for peer, reader in ((ours, DJANGO), (theirs, OURS)):
        dumps[reader] = tmp_path / f"{peer.root}.{ending}"
        peer.ok("dumpdata", "--all", *words, "-o", str(dumps[reader]))

    for root, dump in dumps.items():
        loaded = empty(root)

        said = loaded.ok("loaddata", str(dump))

        assert said == "Installed 7 object(s) from 1 fixture(s)\n"
        assert rows(loaded) == rows(ours)


def test_a_dump_loaded_again_gives_the_same_dump(pair, empty):
    ours, _ = pair
    text = ours.ok("dumpdata", "--all")
    again = empty(OURS)

    again.ok("loaddata", "--format", "json", "-", stdin=text)

    assert again.ok("dumpdata", "--all") == text


def test_both_overwrite_a_row_with_the_same_key(pair, tmp_path):
    ours, theirs = pair
    fixture = tmp_path / "change.json"
    fixture.write_text(
        json.dumps([{"model": "shop.tag", "pk": 1, "fields": {"name": "RED"}}]), encoding="utf-8"
    )
    found = []
    for peer in (ours, theirs):
        copy = Peer(peer.root, tmp_path / f"copy-{peer.root}")
        shutil.copy(peer.database, copy.database)
        found.append((copy.ok("loaddata", str(fixture)), rows(copy)))

    assert found[0] == found[1]
    assert (1, "RED") in found[0][1]["shop_tag"]


@pytest.mark.parametrize("kind", ["json", "python"])
def test_serialize_gives_djangos_answer(pair, kind):
    code = (
        "from importlib import import_module\n"
        "from shop.models import Item\n"
        "s = import_module(f'{root}.core.serializers')\n"
        f"found = s.serialize({kind!r}, Item.objects.order_by('pk'), fields=['name', 'best', 'tags', 'span'])\n"
        "print(found)\n"
        f"back = list(s.deserialize({kind!r}, found))\n"
        "print(back, [(one.object.name, one.m2m_data) for one in back])\n"
        "print(s.get_public_serializer_formats()[:1], s.get_serializer('json').internal_use_only)"
    )
    ours, theirs = pair

    def said(peer: Peer) -> str:
        return peer.ok("exec", code).replace("['xml']", "['json']")

    assert said(ours) == said(theirs)
