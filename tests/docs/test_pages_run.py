"""Whoever does what a page says sees what it shows: every code block is run."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kits.projects import HOME, KITS, generate, manage

from .blocks import KINDS, Block, blocks_of, commands_of, patched, unlike
from .session import Reader

DOCS = HOME / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), HOME / "README.md"])
PAGES = [page for page in PAGES if "_build" not in page.parts]
RUN = [page for page in PAGES if any(one.language not in {"text", ""} and not one.language.startswith("{") for one in blocks_of(page))]  # fmt: skip


def name_of(page: Path) -> str:
    return page.relative_to(HOME).as_posix()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated project of each kit, to be copied."""
    folder = tmp_path_factory.mktemp("prepared")
    for kit in KITS:
        manage(generate(kit, folder / kit), "migrate")
    return folder


@pytest.fixture
def reader(tmp_path: Path, prepared: Path) -> Iterator[Reader]:
    folder = tmp_path / "reader"
    folder.mkdir()
    someone = Reader(folder, prepared)
    yield someone
    someone.stop()


@pytest.mark.skipif(
    os.name == "nt" or shutil.which("sh") is None, reason="the pages' commands are typed into sh"
)
@pytest.mark.parametrize("page", RUN, ids=name_of)
def test_a_page_can_be_followed_to_the_word(page: Path, reader: Reader) -> None:
    for block in blocks_of(page):
        reader.follow(block)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_is_of_a_kind_that_is_run_or_shown_on_purpose(page: Path) -> None:
    kinds = {one.language for one in blocks_of(page) if not one.language.startswith("{")}

    assert kinds <= KINDS | {"project", "GET"}


def test_what_a_command_prints_is_compared_line_for_line() -> None:
    assert unlike(["Added … of 4", "…", "end"], ["Added 3 of 4", "a", "b", "end"]) == ""
    assert unlike(["one"], ["one", "two"])
    assert unlike(["one…"], ["two"])
    assert unlike([], ["noise"])


def test_a_diff_fits_only_where_its_lines_stand_once() -> None:
    block = Block(Path("page.md"), 1, "diff", "--- a.py\n one\n-two\n+three\n")

    assert patched("one\ntwo\n", block) == "one\nthree\n"
    with pytest.raises(AssertionError, match="2 times"):
        patched("one\ntwo\none\ntwo\n", block)
    with pytest.raises(AssertionError, match="0 times"):
        patched("one\n", block)


def test_a_command_goes_on_over_lines_and_knows_its_output() -> None:
    block = Block(Path("page.md"), 1, "console", "$ a \\\n  b\nout\n$ c\n")

    assert list(commands_of(block)) == [("a \\\n  b", ["out"]), ("c", [])]


def test_a_server_that_is_not_there_fails_the_page(reader: Reader) -> None:
    with pytest.raises(AssertionError, match="nothing serves"):
        reader.follow(Block(Path("page.md"), 1, "GET", "/ 200: Hello"))


def test_a_command_that_fails_fails_the_page(reader: Reader) -> None:
    with pytest.raises(AssertionError, match="ended with 3"):
        reader.follow(Block(Path("page.md"), 1, "console", "$ exit 3\n"))
