"""The open page follows what is saved, as a student sees it."""

from selenium.webdriver.support.ui import WebDriverWait


def wait(browser, question):
    WebDriverWait(browser.driver, 20, poll_frequency=0.02, ignored_exceptions=[Exception]).until(
        lambda _: question()
    )


def replace(file, old, new):
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def marked(browser):
    return browser.run("return window.mark === 1")


def test_the_open_page_follows_templates_styles_and_code(serve, browser):
    site = serve("default", reload=True)
    heading = site.project / "templates" / "base.html"
    views = site.project / "views.py"
    browser.open(site.url)
    browser.run("window.mark = 1")

    style = next((site.project / "static").rglob("*.css"))
    style.write_text(style.read_text("utf-8") + "\nbody { outline: 3px solid red; }\n", "utf-8")
    wait(browser, lambda: "3px" in browser.find("body").value_of_css_property("outline"))
    assert marked(browser)  # no reload
    wait(browser, lambda: len(browser.all("link[rel=stylesheet]")) == 1)

    replace(heading, "</body>", "<p>a new template</p></body>")
    wait(browser, lambda: "a new template" in browser.text())
    assert not marked(browser)

    good = views.read_text("utf-8")
    views.write_text(good + "\ndef broken(:\n", "utf-8")
    wait(browser, lambda: "The project does not start" in browser.text())
    assert "def broken(:" in browser.text()
    browser.shoot("does-not-start")
    views.write_text(good, "utf-8")
    wait(browser, lambda: "a new template" in browser.text())


def test_an_error_in_a_view_is_gone_once_it_is_mended(serve, browser):
    site = serve("default", reload=True)
    views = site.project / "views.py"
    good = views.read_text("utf-8")
    browser.open(site.url)

    replace(views, "    errors = {}\n", "    errors = 1 / 0\n")
    wait(browser, lambda: "ZeroDivisionError" in browser.text())
    views.write_text(good, "utf-8")

    wait(browser, lambda: "ZeroDivisionError" not in browser.text() and browser.find("form"))


def test_a_page_that_was_left_reloads_when_it_is_seen_again(serve, browser):
    site = serve("default", reload=True)
    browser.open(site.url)
    first = browser.driver.current_window_handle
    browser.run("window.mark = 1")

    browser.driver.switch_to.new_window("tab")
    replace(site.project / "templates" / "base.html", "</body>", "<p>meanwhile</p></body>")
    browser.open(site.url)
    wait(browser, lambda: "meanwhile" in browser.text())
    browser.driver.close()
    browser.driver.switch_to.window(first)

    wait(browser, lambda: "meanwhile" in browser.text())
