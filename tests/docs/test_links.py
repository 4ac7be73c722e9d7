"""What the pages name is there: links, anchors, pictures, files, dependencies, kits."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import SUITES
from tests.kits.projects import HOME

from .test_pages_run import DOCS, PAGES, name_of
from .test_reference import rows

LINK = re.compile(
    r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|^```\{image\} (\S+)|!\[[^\]]*\]\(([^)\s]+)\)", re.M
)
FENCED = re.compile(r"^(`{3,})(?!\{image\}).*?^\1\s*$", re.M | re.S)
CODE = re.compile(r"`[^`\n]+`")


def prose(page: Path) -> str:
    """Return a page's text without its code."""
    return CODE.sub("", FENCED.sub("", page.read_text(encoding="utf-8")))


def anchors(page: Path) -> set[str]:
    """Return the anchors that headings make, as MyST and GitHub do."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#{1,6} (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def links(page: Path) -> list[str]:
    return ["".join(found) for found in LINK.findall(prose(page))]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_inside_leads_somewhere(page: Path) -> None:
    for link in links(page):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_links_are_found() -> None:
    assert "../how-to/index.md" in links(DOCS / "tutorial" / "read-polls.md")
    assert "_static/guestbook.png" in links(DOCS / "index.md")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_to_the_outside_are_safe(page: Path) -> None:
    assert [link for link in links(page) if link.startswith("http://")] == []


def test_every_page_is_in_a_table_of_contents() -> None:
    listed: set[Path] = set()
    for page in DOCS.rglob("*.md"):
        for tree in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text(encoding="utf-8"), re.S):
            names = [line for line in tree.splitlines() if line and not line.startswith(":")]
            for name in names:
                listed |= set(page.parent.glob(f"{name}.md"))

    pages = {page for page in PAGES if page.is_relative_to(DOCS)}
    assert pages - listed == {DOCS / "index.md"}


def test_pictures_are_small_and_described() -> None:
    for picture in (DOCS / "_static").iterdir():
        assert picture.stat().st_size < 150_000, picture.name
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert text.count("{image}") == len(re.findall(r"^```\{image\} \S+\n:alt: \S", text, re.M))
        assert "![](" not in text


def test_every_dependency_has_its_reason_and_licence() -> None:
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (DOCS / "explanation" / "dependencies.md").read_text(encoding="utf-8")
    there = project["dependencies"] + [
        one for extra in project["optional-dependencies"].values() for one in extra
    ]

    documented = {
        name
        for cells in rows(text)
        if cells[0].startswith("`") and all(cells)
        for name in re.findall(r"`([\w.-]+)`", cells[0])
    }

    # an extra that gathers others names this very package
    assert documented == {re.split(r"[<>=;\[ ]", one)[0] for one in there} - {"mtvgen"}
    for extra in project["optional-dependencies"]:
        assert f"the extra `{extra}`" in text


def test_every_suite_of_the_benchmarks_is_named() -> None:
    text = (DOCS / "explanation" / "performance.md").read_text(encoding="utf-8")
    suites = {cells[0].strip("`") for cells in rows(text) if re.fullmatch(r"`\w+`", cells[0])}

    assert suites == set(SUITES)


def test_files_that_the_reading_order_names_are_there() -> None:
    text = (DOCS / "teaching" / "reading.md").read_text(encoding="utf-8")
    project, runtime, rest = re.split(r"^## The runtime|^## Good", text, flags=re.M)
    kit = HOME / "project_template" / "default" / "{{ cookiecutter.project_slug }}"
    for folder, part in ((kit, project), (HOME / "mtvgen" / "runtime", runtime), (HOME, rest)):
        names = re.findall(r"^\d+\. (.*?):", part, re.M)
        assert len(names) > 3
        for name in re.findall(r"`([\w/.]+)`", " ".join(names)):
            assert (folder / name).is_file(), name


def test_the_readme_is_short() -> None:
    assert len((HOME / "README.md").read_text(encoding="utf-8").splitlines()) <= 125


MACHINE = re.compile(r"/root/|/work/|/home/\w|simple/|\bagents?\b|\bsession of\b", re.I)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_pages_speak_of_the_product_alone(page: Path) -> None:
    assert MACHINE.findall(page.read_text(encoding="utf-8")) == []
