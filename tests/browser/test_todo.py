"""The tasks of the kit todo, ticked off with the little script and without it."""

import pytest
from selenium.webdriver.support.ui import WebDriverWait

TICK = ".mark button"


@pytest.fixture
def tasks(serve, browser):
    site = serve("todo")
    browser.open(site.url)
    browser.find("#title").send_keys("Sow")
    browser.click("form.form > button")
    return site


def counts(browser):
    return [count.text for count in browser.all("[data-count]")]


def test_a_task_is_ticked_off_and_opened_again_without_loading_the_page(tasks, browser):
    browser.run("window.stayed = true")

    for pressed, shown in (("true", ["0", "0", "1"]), ("false", ["1", "0", "0"])):
        browser.find(TICK).click()
        WebDriverWait(browser.driver, 15).until(
            lambda _, pressed=pressed: browser.find(TICK).get_attribute("aria-pressed") == pressed
        )
        assert counts(browser) == shown
        browser.shoot(f"todo-{pressed}")
    browser.find(TICK).click()
    WebDriverWait(browser.driver, 15).until(lambda _: counts(browser) == ["0", "0", "1"])
    assert browser.run("return window.stayed") is True
    browser.open(f"{tasks.url}/?show=done")
    assert browser.find(TICK).get_attribute("aria-pressed") == "true"
    assert browser.errors() == []


def test_without_the_script_the_same_button_loads_the_page_again(tasks, browser):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open(f"{tasks.url}/?show=all")
        browser.find(TICK).click()
        WebDriverWait(browser.driver, 15).until(lambda _: counts(browser) == ["0", "0", "1"])
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

    assert browser.driver.current_url == f"{tasks.url}/?show=all"
