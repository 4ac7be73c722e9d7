"""pyproject.toml names what the runtime needs in mtvgen's place, and mtvgen again."""

import re
import tomllib
from pathlib import Path

import pytest

from mtvgen.scaffold.bundle.needs import needs_of, with_needs, without_needs

RUNTIME = Path(__file__).parents[3] / "mtvgen" / "runtime"
PLAIN = (
    '[project]\nname = "shop"\ndependencies = ["mtvgen"]  # ours\n\n[tool.mypy]\nstrict = true\n'
)


def names(rows: list[str]) -> set[str]:
    return {row.partition(">")[0].partition("[")[0] for row in rows}


def test_the_runtime_needs_what_mtvgen_needs_but_for_the_generator() -> None:
    found = names(needs_of())

    assert {"jinja2", "sqlalchemy", "alembic", "multipart"} <= found
    assert not {"click", "cookiecutter", "mtvgen"} & found


def test_extras_bring_their_packages() -> None:
    assert names(needs_of(["postgresql", "servers"])) - names(needs_of()) >= {"psycopg", "waitress"}


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        '[project]\ndependencies = [\n  "mtvgen[postgresql]>=0.1",\n  "nh3>=0.2",\n]\n# the end\n',
        '[project]\ndependencies = ["nh3[x]>=0.2", "mtvgen"]\nversion = "1"\n',
    ],
)
def test_the_list_is_edited_in_place_and_back(text: str) -> None:
    changed, ours, needs = with_needs(text, "shop.mtv_runtime")

    listed = tomllib.loads(changed)["project"]["dependencies"]
    assert {"jinja2", "sqlalchemy"} <= names(listed)
    assert not any(one.startswith("mtvgen") for one in listed)
    assert ("nh3" in names(listed)) == ("nh3" in text)
    back = without_needs(changed, "shop.mtv_runtime", ours, needs)
    assert back is not None
    before, after = tomllib.loads(text), tomllib.loads(back)
    assert set(after["project"].pop("dependencies")) == set(before["project"].pop("dependencies"))
    assert after == before
    assert [line for line in text.splitlines() if "#" in line] == [
        line for line in back.splitlines() if "#" in line
    ]


def test_mypy_is_told_about_the_copy_only_where_it_is_used() -> None:
    changed, ours, needs = with_needs(PLAIN, "shop.mtv_runtime")

    assert tomllib.loads(changed)["tool"]["mypy"]["overrides"][0]["module"] == "shop.mtv_runtime.*"
    assert without_needs(changed, "shop.mtv_runtime", ours, needs) == PLAIN
    assert "mypy" not in with_needs('[project]\ndependencies = ["mtvgen"]\n', "shop.mtv_runtime")[0]


@pytest.mark.parametrize(
    "text",
    [
        '[project]\ndependencies = ["nh3"]\n',
        "[project\n",
        'dynamic = ["dependencies"]\n',
        '[project]\ndependencies = [\n  "mtvgen", # why\n]\n',
    ],
)
def test_what_cannot_be_edited_surely_is_left(text: str) -> None:
    assert with_needs(text, "shop.mtv_runtime") == (text, [], [])


def test_the_runtime_imports_everything_that_it_is_said_to_need() -> None:
    code = "".join(file.read_text("utf-8") for file in RUNTIME.rglob("*.py"))
    imported = set(re.findall(r"^\s*(?:import|from) (\w+)", code, re.MULTILINE))

    assert names(needs_of()) - {"tzdata"} <= imported
