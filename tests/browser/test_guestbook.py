"""The guestbook, as visitors meet it."""

import re

import pytest


def sign(browser, author, text):
    browser.find("#author").clear()
    browser.find("#author").send_keys(author)
    browser.find("#text").send_keys(text)
    browser.click("form button")


@pytest.fixture
def guestbook(serve, browser):
    site = serve("default")
    browser.open(site.url)
    return site


def test_an_empty_guestbook_invites(guestbook, browser):
    assert "Nobody has written yet" in browser.text()
    assert browser.errors() == []
    browser.shoot("guestbook-empty")


def test_a_script_in_an_entry_is_shown_and_never_runs(guestbook, browser):
    attack = "<script>window.caught = true; alert('caught')</script>"

    sign(browser, "<b>Eve</b>", attack)

    assert browser.find(".entry .text").text == attack
    assert browser.find(".entry .by strong").text == "<b>Eve</b>"
    assert browser.run("return window.caught") is None
    assert browser.all("main script, main b") == []
    browser.click(".entry .by a")
    assert browser.find("h1").text == "<b>Eve</b> wrote"
    assert browser.run("return window.caught") is None


def test_entries_come_newest_first_and_the_form_knows_the_name(guestbook, browser):
    sign(browser, "Ada", "Hello from London!")
    sign(browser, "Grace Hopper", "First line.\nSecond line.")
    sign(browser, "小明", "你好，世界！")

    assert [entry.text for entry in browser.all(".entry .by strong")] == [
        "小明",
        "Grace Hopper",
        "Ada",
    ]
    assert browser.all(".entry .text")[1].text == "First line.\nSecond line."
    assert browser.find("#author").get_attribute("value") == "小明"
    assert browser.find("#text").get_attribute("value") == ""
    assert browser.errors() == []
    browser.shoot("guestbook")


def test_reloading_after_an_entry_does_not_send_it_again(guestbook, browser):
    sign(browser, "Ada", "Only once")

    browser.driver.refresh()

    assert len(browser.all(".entry")) == 1


def test_a_refused_entry_stays_in_the_form_beside_its_error(guestbook, browser):
    sign(browser, "Ada", "   ")

    assert browser.find("#author").get_attribute("value") == "Ada"
    field = browser.find("#text")
    error = browser.find(f"#{field.get_attribute('aria-describedby')}")
    assert error.is_displayed()
    assert error.text
    assert browser.all("#author[aria-invalid]") == []
    assert browser.all(".entry") == []
    browser.shoot("guestbook-error")


def test_the_browser_itself_stops_an_empty_form(guestbook, browser):
    browser.find("form button").click()

    assert browser.run("return document.activeElement.id") == "author"
    assert browser.run("return document.activeElement.validity.valueMissing") is True


def test_an_entry_has_a_page_of_its_own(guestbook, browser):
    sign(browser, "Ada", "Hello from London!")

    browser.click(".entry .by a")

    assert re.fullmatch(rf"{guestbook.url}/entries/\d+/", browser.driver.current_url)
    assert "Hello from London!" in browser.text()
    browser.shoot("guestbook-detail")


def test_every_field_has_a_label_and_the_page_its_landmarks(guestbook, browser):
    assert browser.run(
        "return [...document.querySelectorAll('#author, #text')].map(field => field.labels.length)"
    ) == [
        1,
        1,
    ]
    assert browser.run("return document.documentElement.lang") == "en"
    assert [len(browser.all(tag)) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]


def test_the_pages_ask_no_other_server_for_anything(guestbook, browser):
    names = browser.run(
        "return performance.getEntriesByType('resource').map(resource => resource.name)"
    )

    assert any(name.endswith("/static/css/site.css") for name in names)
    assert [name for name in names if not name.startswith(guestbook.url)] == []
