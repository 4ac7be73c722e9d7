"""What a student sees when something is wrong, and what a visitor sees."""


def break_the_list(project):
    views = project / "views.py"
    text = views.read_text("utf-8")
    assert text.count("    errors = {}\n") == 1
    views.write_text(
        text.replace("    errors = {}\n", "    errors = {}\n    share = 1 / len(errors)\n"), "utf-8"
    )


def test_in_development_an_unknown_address_lists_the_known_ones(serve, browser):
    site = serve("polls")

    browser.open(f"{site.url}/nowhere/")

    assert "nowhere/" in browser.text()
    assert "polls/" in browser.text()
    browser.shoot("debug-404")


def test_in_development_an_error_shows_the_line_that_raised_it(serve, browser):
    site = serve("default", break_the_list)

    browser.open(site.url)

    assert "ZeroDivisionError in views.py" in browser.text()
    line = browser.find("[aria-current]")
    assert line.is_displayed()
    assert "share = 1 / len(errors)" in line.get_attribute("textContent")
    assert line.location["y"] < 800  # without scrolling
    browser.shoot("debug-500")


def test_who_forgot_to_migrate_is_told_what_to_type(serve, browser):
    site = serve("default", lambda project: project.joinpath("db.sqlite3").unlink())

    browser.open(site.url)

    assert "python manage.py migrate" in browser.find(".hint").text
    browser.shoot("debug-migrate")


def test_with_debug_off_visitors_get_the_projects_own_404_page(serve, browser):
    # A web server in front would hand out the style sheet; here runserver does, for the picture.
    site = serve("default", None, "--insecure", DEBUG="0", ALLOWED_HOSTS="127.0.0.1")

    browser.open(f"{site.url}/nowhere/")

    assert browser.find("h1").text == "There is nothing here"
    assert "urls.py" not in browser.text()
    browser.shoot("guestbook-404")


def test_with_debug_off_an_error_reveals_nothing(serve, browser):
    site = serve("default", break_the_list, DEBUG="0", ALLOWED_HOSTS="127.0.0.1")

    browser.open(site.url)

    shown = browser.driver.page_source
    assert not [
        word
        for word in ("ZeroDivisionError", "views.py", "share =", str(site.project))
        if word in shown
    ]


def test_the_error_pages_draw_the_way_even_without_javascript(serve, browser):
    site = serve("default", break_the_list)
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open(site.url)
        broke = browser.find(".picture svg .failed").rect["y"]
        view = browser.find(".picture svg .box.v").rect
        assert view["y"] < broke < view["y"] + view["height"]

        browser.open(f"{site.url}/nowhere/")
        assert len(browser.all(".picture svg .mark.miss")) >= 2
        assert not browser.all(".picture svg .box.v.lit")
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
