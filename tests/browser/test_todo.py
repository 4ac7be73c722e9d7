"""The tasks of the kit todo, ticked off with the little script and without it."""

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.support.ui import WebDriverWait

TICK = ".mark button"


def tick(browser, counts):
    """Press the button of the first task, and wait until the page counts open, due and done tasks so."""
    browser.find(TICK).click()
    WebDriverWait(browser.driver, 15, ignored_exceptions=[StaleElementReferenceException]).until(
        lambda _: [count.text for count in browser.all("[data-count]")] == counts
    )


def test_a_task_is_ticked_off_without_loading_the_page_and_without_the_script_by_loading_it(
    serve, browser
):
    site = serve("todo")
    browser.open(f"{site.url}/?show=all")
    browser.find("#title").send_keys("Sow")
    browser.click("form.form > button")

    browser.run("window.stayed = true")
    tick(browser, ["0", "0", "1"])
    tick(browser, ["1", "0", "0"])
    tick(browser, ["0", "0", "1"])
    assert browser.find(TICK).get_attribute("aria-pressed") == "true"
    assert browser.run("return window.stayed") is True
    assert browser.errors() == []
    browser.shoot("todo")

    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.driver.refresh()
        tick(browser, ["1", "0", "0"])
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert browser.run("return window.stayed") is None
    assert browser.driver.current_url == f"{site.url}/?show=all"
