"""A site whose one SQLite file many write to; `python -m tests.runtime.db.under_load` takes longer."""

import random
import sys

import pytest

from . import under_load
from .under_load import Told, facts, make_site

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


def test_thirty_clients_and_three_more_processes_lose_nothing_and_see_no_error(tmp_path):
    site = make_site(tmp_path)

    asked, alone = under_load.crowd(site, seconds=2)

    assert asked.failed + alone.failed == []
    done = asked.done + alone.done
    assert facts(site) == ("ok", done["f"], done["lock"], asked.keys | alone.keys)
    assert min(asked.done.total(), alone.done.total()) > 0


def test_after_kill_9_at_any_moment_the_file_is_sound_and_no_acknowledged_row_is_missing(tmp_path):
    site, told, pick = make_site(tmp_path), Told(), random.Random()
    for number in range(3):
        under_load.kill(site, told, f"round{number}", pick.uniform(0, 0.3))

        health, f, lock, keys = facts(site)
        assert health == "ok"
        assert told.keys <= keys
        assert (f >= told.done["f"], lock >= told.done["lock"]) == (True, True)
    assert told.keys
