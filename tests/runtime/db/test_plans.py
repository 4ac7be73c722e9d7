"""Plans: a shape that was asked before is not compiled again, in this start or in the next."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mtvgen.runtime import trace
from mtvgen.runtime.db import plans
from mtvgen.runtime.db.models import F

from .conftest import Writer

PROGRAM = Path(__file__).parent / "peer" / "warm.py"


def planned(work):
    heard = []
    stop = trace.listen(lambda event, facts: heard.append(event))
    try:
        work()
    finally:
        stop()
    return heard.count("db.planned")


def test_a_known_shape_with_other_values_is_not_compiled_again(ada):
    list(Writer.objects.filter(name="a", pk__in=[1]))

    assert planned(lambda: list(Writer.objects.filter(name="b", pk__in=[1, 2, 3]))) == 0
    assert planned(lambda: list(Writer.objects.filter(name="b", pk__in=[]))) == 0


def test_plans_in_memory_are_bounded(ada, monkeypatch):
    monkeypatch.setattr(plans, "LIMIT", 3)
    Writer._meta.plans.clear()
    for n in range(6):
        list(Writer.objects.order_by(*["name"] * (n + 1)))

    assert len(Writer._meta.plans) == 3


def test_an_empty_list_finds_nothing_and_excludes_nothing(ada):
    assert not Writer.objects.filter(pk__in=[]).exists()
    assert Writer.objects.exclude(pk__in=[]).count() == 1


def test_names_are_never_taken_for_code(ada):
    with pytest.raises(ValueError, match="no name of an attribute"):
        list(Writer.objects.annotate(**{"x; drop": F("pk")}))


def warm(folder, *arguments):
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(folder), *arguments],
        check=False, capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_warm_start_never_imports_sqlalchemy(tmp_path):
    cold, later = warm(tmp_path), warm(tmp_path)

    assert cold["sqlalchemy"]
    assert not later["sqlalchemy"]
    assert later["answers"] == cold["answers"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"made_for": 1}', '{"made_for": "x", "plans": {"a": 1}}']
)
def test_a_damaged_file_is_ignored_and_made_anew(tmp_path, text):
    first = warm(tmp_path)
    file = tmp_path / ".mtvgen" / "plans.json"
    file.write_text(text, encoding="utf-8")

    assert warm(tmp_path)["answers"] == first["answers"]
    assert json.loads(file.read_text(encoding="utf-8"))["plans"]


def test_a_changed_model_makes_the_kept_plans_void(tmp_path):
    warm(tmp_path)

    assert warm(tmp_path, "changed")["sqlalchemy"]


def test_a_kept_plan_may_only_do_what_its_shape_does(tmp_path):
    first = warm(tmp_path)
    file = tmp_path / ".mtvgen" / "plans.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    for plan in kept["plans"].values():
        plan[0] = "DROP TABLE tea_cup"
    file.write_text(json.dumps(kept), encoding="utf-8")

    assert warm(tmp_path)["answers"] == first["answers"]
