"""The polls, as visitors meet them."""

import pytest


@pytest.fixture
def polls(serve, browser):
    site = serve("polls")
    browser.open(site.url)
    return site


def test_the_front_page_lists_what_is_open_newest_first(polls, browser):
    assert browser.driver.current_url == f"{polls.url}/polls/"
    questions = [question.text.splitlines()[0] for question in browser.all(".question")]
    assert questions == [
        "Which letter of MTV do you like best?",
        "What do you read first in a new project?",
        "Tabs or spaces?",
    ]
    assert browser.errors() == []
    browser.shoot("polls")


def test_a_vote_is_counted(polls, browser):
    browser.click(".question a")
    browser.find(".choice:nth-of-type(2)").click()
    browser.shoot("polls-detail")
    browser.click("form button")

    assert browser.driver.current_url.endswith("/results/")
    assert [count.text for count in browser.all(".result strong")] == [
        "0 votes",
        "1 vote",
        "0 votes",
    ]
    assert [bar.get_attribute("value") for bar in browser.all("meter")] == ["0", "1", "0"]


def test_votes_add_up_and_the_bars_follow(polls, browser):
    for choice in (1, 1, 1, 2, 3, 3):
        browser.open(f"{polls.url}/polls/1/")
        browser.find(f".choice:nth-of-type({choice})").click()
        browser.click("form button")

    assert [count.text for count in browser.all(".result strong")] == [
        "3 votes",
        "1 vote",
        "2 votes",
    ]
    assert browser.errors() == []
    browser.shoot("polls-results")


def test_a_vote_without_a_choice_is_asked_again(polls, browser):
    browser.click(".question a")

    browser.click("form button")

    assert browser.find("[role=alert]").text == "Please choose one of the answers."
    assert len(browser.all(".choice")) == 3
    browser.shoot("polls-error")


def test_a_choice_can_be_made_with_the_keyboard_alone(polls, browser):
    browser.click(".question a")

    browser.find("input[type=radio]").send_keys(" ")

    assert (
        browser.run("return document.querySelector(':checked').parentElement.textContent")
        == "M: models"
    )
