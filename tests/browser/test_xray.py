"""The x-ray page, as a class sees it: requests come in live, and each can be walked through."""

import contextlib
import re
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from mtvgen.runtime.xray.page import self_contained

from .conftest import Browser, serving

ATTACK = '"><img src=x onerror="window.caught=1"><script>window.caught=1</script>'
VIEWS = f'''

def fail(request: HttpRequest) -> HttpResponse:
    """Fail with a text that a page must not believe."""
    raise ValueError({ATTACK!r})


def find(request: HttpRequest) -> HttpResponse:
    """Ask the database for what the visitor wrote."""
    found = Question.objects.filter(question_text=request.GET["q"]).count()
    return HttpResponse(f"found {{found}}")
'''
URLS = """
urlpatterns += [path("fail/", views.fail), path("find/", views.find)]
"""


def edit(project):
    """Let the front page count the choices of each question by itself, and add two views."""
    index = project / "templates" / "index.html"
    text = index.read_text("utf-8")
    assert "{{ question }} <time" in text
    index.write_text(
        text.replace(
            "{{ question }} <time", "{{ question }} {{ question.choice_set.count() }} <time"
        ),
        "utf-8",
    )
    with (project / "views.py").open("a", encoding="utf-8") as views:
        views.write(VIEWS)
    urls = project / "urls.py"
    text = urls.read_text("utf-8")
    imported = (
        "" if re.search(r"^from \. import views", text, re.MULTILINE) else "from . import views\n"
    )
    urls.write_text(imported + text + URLS, "utf-8")


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory):
    with serving(tmp_path_factory.mktemp("xray"), prepared) as start:
        yield start("polls", edit)


@pytest.fixture(scope="module")
def opened(site, chromium):
    """The x-ray, opened once with the address from the terminal; put back into its size at the end."""
    chromium.execute_cdp_cmd("Network.clearBrowserCookies", {})
    look(chromium)
    chromium.get(site.xray())
    yield Browser(chromium)
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def look(driver):
    """Look at it on a projector, with motion reduced so that nothing has to be waited for."""
    size = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    calm = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", calm)


@pytest.fixture
def xray(opened, site):
    """The open page, as it is when nobody has touched anything."""
    look(opened.driver)
    if not opened.driver.current_url.startswith(f"{site.url}/__mtvgen__/xray/"):
        opened.open(site.xray())
    until(opened, lambda: opened.run("return document.readyState === 'complete'"))
    opened.run(
        "document.querySelector('dialog').close(); setPredicting(false); setLarge(false); speak('en');"
        "xray.other = null; xray.answered.clear(); sessionStorage.clear(); $('filter').value = '';"
        "$('follow').checked = false; player.pause(); show.all();"
    )
    opened.errors()
    return opened


def until(browser, question):
    return WebDriverWait(
        browser.driver, 20, poll_frequency=0.02, ignored_exceptions=[Exception]
    ).until(lambda _: question())


def ask(site, path, data=None, **headers):
    """Let a visitor ask the site; return the id of the journey where the page tells it."""
    request = urllib.request.Request(site.url + path, data, headers)
    with contextlib.closing(_answer(request)) as answer:
        answer.read()
        return answer.headers.get("X-Mtvgen-Journey")


def _answer(request):
    try:
        return urllib.request.urlopen(request, timeout=15)
    except urllib.error.HTTPError as error:
        return error


def watch(xray, site, path, data=None, **headers):
    """Ask the site while the page is open, and show that request once it has arrived."""
    before = xray.run("return xray.summaries[0]?.number ?? 0")
    ask(site, path, data, **headers)
    until(xray, lambda: xray.run("return xray.summaries[0]?.number ?? 0") > before)
    xray.run("return show.journey(xray.summaries[0].id)")
    xray.run("player.pause()")


def key(xray, *keys):
    body = xray.find("body")
    for one in keys:
        body.send_keys(one)


def walk_to(xray, text):
    """Step on with the arrow key until the headline holds *text*."""
    for _ in range(60):
        if text in xray.find("#panel h2").text:
            return
        key(xray, Keys.ARROW_RIGHT)
    raise AssertionError(f"{text!r} does not come; last: {xray.find('#panel').text}")


def test_a_request_appears_while_the_page_is_open_and_follows(xray, site):
    xray.run("$('follow').checked = true; player.touched = false")

    ask(site, "/polls/2/results/?round=1")

    until(xray, lambda: "/polls/2/results/?round=1" in xray.find("#list li").text)
    until(xray, lambda: "/polls/2/results/" in xray.find("#block .path").text)
    assert xray.find("#list .status").text == "200"
    assert xray.errors() == []


def test_what_comes_while_a_request_is_played_follows_when_that_has_ended(xray, site):
    watch(xray, site, "/polls/1/")
    xray.run("$('follow').checked = true; player.touched = false; player.play()")

    for number in (1, 2):
        ask(site, f"/polls/2/results/?round=late{number}")
    until(xray, lambda: "round=late2" in xray.run("return xray.summaries[0].query"))
    assert "/polls/1/" in xray.find("#block .path").text
    xray.run("clearTimeout(player.timer); xray.step = player.end; player.show()")

    until(xray, lambda: "/polls/2/results/" in xray.find("#block .path").text)
    assert xray.run("return xray.journey.id === xray.summaries[0].id")
    assert xray.errors() == []


def test_the_keyboard_alone_walks_through_a_request(xray, site):
    watch(xray, site, "/polls/1/")

    key(xray, Keys.END)
    last = xray.find("#panel h2").text
    key(xray, Keys.HOME, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    third = xray.find("#panel h2").text
    key(xray, Keys.ARROW_LEFT)

    assert "go back to the browser" in last
    assert third == "The request enters SessionMiddleware."
    assert xray.find("#panel h2").text == "The request enters SecurityMiddleware."
    assert xray.find("#scrub").get_attribute("aria-valuetext") == xray.find("#panel h2").text
    key(xray, "?")
    assert xray.find("#keys").is_displayed()
    key(xray, Keys.ESCAPE)
    assert not xray.find("#keys").is_displayed()


def test_playing_comes_to_the_end_by_itself_and_pauses(xray, site):
    watch(xray, site, "/polls/1/")
    xray.run(
        "$('speed').value = '4'; $('speed').add(new Option('100', '100')); $('speed').value = '100'"
    )

    key(xray, Keys.SPACE)

    until(xray, lambda: "go back to the browser" in xray.find("#panel h2").text)
    until(xray, lambda: xray.find("#play").get_attribute("aria-label") == "Play")
    xray.run("$('speed').lastChild.remove(); $('speed').value = '1'")


def test_the_token_travels_unless_the_system_asks_for_less_motion(xray, site):
    watch(xray, site, "/polls/1/")
    move = "player.go(0); player.step(1); const moving = drawing.frame !== 0; drawing.stop(); return moving"

    assert xray.run(move) is False
    xray.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert xray.run(move) is True


def test_a_miss_is_explained_in_words_at_its_pattern(xray, site):
    watch(xray, site, "/polls/one/")

    walk_to(xray, "/polls/<int:pk>/ does not match")

    said = xray.find("#panel .said").text
    assert "'one'" in said
    assert "digits" in said
    assert 'path("<int:pk>/"' in xray.find(".source.yours .here").text


def test_repeated_queries_are_marked_with_what_to_use_instead(xray, site):
    watch(xray, site, "/polls/")

    key(xray, Keys.END)
    marked = len(xray.all("#picture .tick.again:not(.gone)"))
    key(xray, Keys.HOME)
    for _ in range(60):
        if xray.all("#panel .hint.again"):
            break
        key(xray, Keys.ARROW_RIGHT)

    assert marked == 3
    hint = xray.find("#panel .hint.again").text
    assert "N+1" in hint
    assert "3 times" in hint
    assert "annotate" in hint
    assert "choice_set.count()" in xray.find(".source.yours .here").text


def test_a_form_without_a_token_stops_at_the_middleware_that_refused_it(xray, site):
    watch(xray, site, "/polls/1/vote/", b"choice=1")

    key(xray, Keys.END)

    assert xray.find("#block .status").text == "403 Forbidden"
    walls = xray.all("#picture .wall.stopped")
    assert len(walls) == 1
    assert xray.all("#picture .failed:not(.gone)")
    assert xray.run("return xray.journey.events.some((one) => one.kind === 'view.called')") is False
    stopped = float(walls[0].get_attribute("y"))
    names = {one.text: float(one.get_attribute("y")) for one in xray.all("#picture text.label")}
    assert 0 < names["CsrfViewMiddleware"] - stopped < 20
    key(xray, Keys.HOME)
    walk_to(xray, "The form is refused here")


def test_the_error_stands_where_it_happened_with_the_students_line(xray, site):
    watch(xray, site, "/fail/")

    walk_to(xray, "ValueError")

    assert "raise ValueError(" in xray.find(".source.yours .here").text
    assert xray.find("#panel .kicker").text.startswith("V")


def test_whatever_a_request_holds_stays_text(xray, site):
    quoted = urllib.parse.quote(ATTACK)
    form = urllib.parse.urlencode({"choice": ATTACK, ATTACK: "x"}).encode()
    walk = (
        "let found = 0; for (let step = 0; step <= lastStep(xray.journey); step++) { player.go(step);"
        " found += document.querySelectorAll('img, #main script, #picture script').length; }"
        " return [found, window.caught ?? null, $('panel').textContent.length > 0];"
    )
    watched = [
        ("/polls/" + quoted,),
        ("/polls/?q=" + quoted,),
        ("/polls/1/vote/", form),
        ("/fail/",),
        ("/find/?q=" + quoted,),
    ]

    found = []
    for asked in watched:
        watch(xray, site, *asked, **{"X-Words": ATTACK, "User-Agent": ATTACK})
        found.append(xray.run(walk))
    xray.run("return show.compare(xray.summaries[1].id)")
    found.append([len(xray.all("img")), xray.run("return window.caught"), True])

    assert found == [[0, None, True]] * 6
    assert ATTACK in xray.find("#both").text
    assert xray.errors() == []


def test_prediction_hides_the_result_until_it_is_answered_and_keeps_the_score(xray, site):
    watch(xray, site, "/polls/1/results/")
    key(xray, "p")
    key(xray, Keys.END)

    assert xray.find("#panel h2").text == "Which pattern will match?"
    assert xray.find("#block .status").text == "?"
    assert xray.find("#list .status").text == "?"
    assert "ResultsView" not in xray.find("#picture").text
    choices = {one.text: one for one in xray.all(".choices button")}
    choices["/polls/<int:pk>/"].click()

    assert xray.find("#verdict").text == "Not this one."
    assert xray.find("#score").text == "0 of 1 right"
    watch(xray, site, "/nowhere/")
    key(xray, Keys.END)
    xray.all(".choices button")[-1].click()
    assert xray.find("#verdict").text == "Right."
    assert xray.find("#score").text == "1 of 2 right"


def test_two_requests_side_by_side_show_what_differs(xray, site):
    watch(xray, site, "/polls/1/")
    watch(xray, site, "/polls/999/")

    xray.run("document.querySelectorAll('#list .beside')[0].click()")
    until(xray, lambda: xray.all("#both tbody tr.differs"))

    heads = [one.text for one in xray.all("#both th")]
    assert "/polls/999/" in heads[0]
    assert "/polls/1/" in heads[1]
    marks = [one.text for one in xray.all("#both mark")]
    assert any("999" in one for one in marks)
    assert any("only here" in one.text for one in xray.all("#both td.only"))
    assert not any(one.is_displayed() for one in xray.all("#both tbody tr[hidden]"))
    key(xray, Keys.ESCAPE)
    assert xray.find("#one").is_displayed()


def test_the_list_can_be_filtered_by_path_method_and_status(xray, site):
    watch(xray, site, "/polls/1/vote/", b"choice=1")
    watch(xray, site, "/polls/1/")

    xray.find("#filter").send_keys("post 403")

    rows = [one.text for one in xray.all("#list .request")]
    assert rows
    assert all(one.startswith("POST") and "403" in one for one in rows)


def test_it_speaks_chinese_and_english(xray, site):
    watch(xray, site, "/polls/one/")
    walk_to(xray, "does not match")

    xray.run("speak('zh'); player.go(8)")

    assert xray.run("return document.documentElement.lang") == "zh-CN"
    shown = xray.find("#panel").text
    assert re.search("不匹配|匹配", shown)
    assert "模式" in shown
    assert xray.run(
        "const { en, zh } = xray.setting.texts;"
        "return Object.keys(en).length === Object.keys(zh).length && Object.keys(en).every((key) => key in zh)"
    )


def test_no_size_needs_scrolling_sideways_and_buttons_have_names(xray, site):
    watch(xray, site, "/polls/")

    for step, name in ((12, "xray"), (99, "xray-end")):
        xray.run(f"player.go({step})")
        xray.shoot(name)
    xray.run("setLarge(true)")
    xray.shoot("xray-large")

    nameless = xray.run(
        "return [...document.querySelectorAll('button, input, select')].filter((one) =>"
        " !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length)).length"
    )
    assert nameless == 0


def test_a_page_leads_to_its_own_journey(xray, site):
    xray.open(f"{site.url}/polls/")
    journey = xray.run("return document.querySelector('script[data-journey]').dataset.journey")

    assert xray.run("return document.querySelector('mtvgen-xray') !== null")
    xray.open(f"{site.url}/__mtvgen__/xray/?journey={journey}")
    until(xray, lambda: xray.run("return xray.journey?.id") == journey)
    assert xray.find("#block .path").text == "/polls/"


def test_the_page_goes_on_after_a_restart_and_says_so(serve, browser):
    site = serve("polls", reload=True)
    look(browser.driver)
    browser.open(site.xray())
    ask(site, "/polls/")
    until(browser, lambda: browser.run("return xray.summaries.length") >= 1)

    views = site.project / "views.py"
    views.write_text(views.read_text("utf-8") + "\n# changed\n", "utf-8")

    until(browser, lambda: "started anew" in browser.find("#notice").text)
    deadline = time.monotonic() + 15
    while browser.run("return xray.summaries.length") == 0 and time.monotonic() < deadline:
        ask(site, "/polls/1/")
    assert browser.find("#list .path").text == "/polls/1/"
    assert site.log.read_text("utf-8").count("X-ray of its requests") == 1


def test_one_file_shows_the_same_without_a_server(xray, site, tmp_path):
    watch(xray, site, "/find/?q=" + urllib.parse.quote(ATTACK))
    journey = xray.run("return xray.journey")
    file = tmp_path / "journey.html"
    file.write_text(self_contained([journey], "zh"), encoding="utf-8")

    xray.open(file.as_uri())
    key(xray, Keys.END)

    assert xray.find("#block .path").text.startswith("/find/")
    assert "送回浏览器" in xray.find("#panel h2").text
    assert xray.run("return window.caught") is None
    assert xray.errors() == []


def test_beside_the_guestbook_each_click_is_seen_as_it_comes(serve, browser):
    site = serve("default")
    look(browser.driver)
    browser.open(site.xray())
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    browser.open(site.url)
    browser.find("#author").send_keys("Eve")
    browser.find("#text").send_keys(ATTACK)
    browser.click("form button")
    browser.driver.close()
    browser.driver.switch_to.window(first)

    until(browser, lambda: browser.run("return xray.summaries.length") >= 3)
    rows = [one.text.split() for one in browser.all("#list .request")]
    assert [(row[0], row[2]) for row in rows] == [("GET", "200"), ("POST", "302"), ("GET", "200")]
    browser.run("return show.journey(xray.summaries.find((one) => one.method === 'POST').id)")
    browser.run("player.pause(); player.go(0)")
    walk_to(browser, "leads to the view")
    for _ in range(60):
        if "INSERT INTO" in browser.find("#panel").text:
            break
        key(browser, Keys.ARROW_RIGHT)
    assert ATTACK[:20] in browser.find("#panel .facts").text
    assert browser.find(".source.yours .here").text.endswith("entry.save()")
    assert browser.run("return window.caught") is None
    assert browser.errors() == []
