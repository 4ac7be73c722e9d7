"""The ladder in a browser, as a student sees it beside the terminal."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from mtvgen.classroom import folder

ENVIRONMENT = os.environ | {"PYTHONIOENCODING": "utf-8"}


@pytest.fixture
def opened(tmp_path, browser):
    """Open the ladder of a student who passed two stages; return the working folder."""
    work = folder.start(tmp_path / "ladder", "en")
    for _ in range(2):
        work = work.passed(work.stage)
        after = work.after(work.stage)
        work.begin(after)
        work = work.keep(work.state.at(after.place))
    command = [sys.executable, "-m", "mtvgen", "lesson", "open", "--no-browser"]
    with subprocess.Popen(
        command, cwd=work.folder, env=ENVIRONMENT, stdout=subprocess.PIPE, encoding="utf-8"
    ) as server:
        try:
            address = re.match(r"(http://\S+)", server.stdout.readline())[1]
            browser.open(address)
            yield work
        finally:
            server.terminate()


def test_the_page_shows_where_the_student_is_and_fits_every_screen(opened, browser):
    assert browser.find("nav [aria-current]").text.startswith("3")
    assert [mark.text for mark in browser.all("nav .passed .mark")] == ["✓", "✓"]
    assert len(browser.all("aside svg g")) == 7
    browser.shoot("lesson")
    browser.click("nav li:nth-child(1) a")
    assert browser.find("article h1").text == "A socket that answers"
    assert browser.errors() == []


def test_the_page_follows_what_is_typed_in_the_terminal(opened, browser):
    assert browser.all("details") == []

    subprocess.run(
        [sys.executable, "-m", "mtvgen", "lesson", "hint"], cwd=opened.folder, env=ENVIRONMENT, check=True, capture_output=True
    )  # fmt: skip

    WebDriverWait(browser.driver, 20, ignored_exceptions=[Exception]).until(
        lambda _: len(browser.all("details")) == 1
    )
    assert browser.errors() == []


def test_a_language_can_be_chosen_for_the_page(tmp_path: Path, browser):
    work = folder.start(tmp_path / "ladder", "zh")
    command = [sys.executable, "-m", "mtvgen", "lesson", "open", "--no-browser"]
    with subprocess.Popen(
        command, cwd=work.folder, env=ENVIRONMENT, stdout=subprocess.PIPE, encoding="utf-8"
    ) as server:
        try:
            browser.open(re.match(r"(http://\S+)", server.stdout.readline())[1])

            assert browser.find("article h1").text == "会回答的套接字"
            assert browser.find("html").get_attribute("lang") == "zh-Hans"
            assert browser.errors() == []
            browser.shoot("lesson-zh")
        finally:
            server.terminate()
