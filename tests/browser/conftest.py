"""A real server and a real browser.

Debian's packages `chromium` and `chromium-driver` are enough. Without them the tests here skip,
and say so; where the environment says CI, they fail instead.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.kits.projects import HOME, environment, generate, manage

SCREENSHOTS = Path(os.environ.get("MTVGEN_SCREENSHOTS") or HOME / "build" / "screenshots")
SIZES = {"phone": (360, 740), "projector": (1280, 800)}
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars --lang=en "
    "--disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder: `-m 'not browser'` leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _is_gone(element: WebElement) -> bool:
    """Return whether the page of *element* has been left."""
    try:
        element.is_enabled()
    except StaleElementReferenceException:
        return True
    except WebDriverException as error:
        # asked in the instant between the two pages, Chromium has other words for it
        return "does not belong to the document" in str(error)
    return False


@dataclass
class Browser:
    """A Chromium and the few things that the tests do with it."""

    driver: webdriver.Chrome

    def open(self, url: str) -> None:
        """Go to *url*."""
        self.driver.get(url)

    def find(self, selector: str) -> WebElement:
        """Return the first element that the CSS *selector* finds; raises when there is none."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        """Return every element that the CSS *selector* finds."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def click(self, selector: str) -> None:
        """Click on what leads to another page, and wait until that is there."""
        old = self.find("html")
        self.find(selector).click()
        wait = WebDriverWait(self.driver, 15)
        wait.until(lambda _: _is_gone(old))
        wait.until(lambda driver: driver.execute_script("return document.readyState") == "complete")

    def text(self) -> str:
        """Return what can be read on the page."""
        return self.find("body").text

    def run(self, script: str) -> object:
        """Return what the JavaScript *script* returns."""
        return self.driver.execute_script(script)

    def errors(self) -> list[str]:
        """Return what the browser complained about since it was last asked: missing files, broken scripts."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def shoot(self, name: str) -> None:
        """Keep pictures of the page: small and large, light and dark. No size may need scrolling sideways."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for size, (width, height) in SIZES.items():
            metrics = {
                "width": width,
                "height": height,
                "deviceScaleFactor": 1,
                "mobile": size == "phone",
            }
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            for scheme in ("light", "dark"):
                media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
                self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
                assert self.driver.save_screenshot(
                    str(SCREENSHOTS / f"{name}-{width}-{scheme}.png")
                )
            assert self.run("return document.documentElement.scrollWidth") <= width, (
                f"{name} is wider than {width} px"
            )
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One running Chromium for all tests."""
    programs = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
    if missing := [name for name, path in programs.items() if path is None]:
        reason = (
            f"no {' and no '.join(missing)} here (Debian: apt install chromium chromium-driver)"
        )
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    options = webdriver.ChromeOptions()
    options.binary_location = programs["chromium"]
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in [*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"]:
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(programs["chromedriver"]))
    yield driver
    driver.quit()


@pytest.fixture
def browser(chromium: webdriver.Chrome) -> Browser:
    """A browser that has never been anywhere."""
    chromium.execute_cdp_cmd("Network.clearBrowserCookies", {})
    chromium.get("about:blank")
    chromium.get_log("browser")
    return Browser(chromium)


@dataclass
class Site:
    """A project that is being served."""

    project: Path
    url: str
    log: Path

    def xray(self) -> str:
        """Return the address of the x-ray, as the terminal told it."""
        found = re.search(r"http://\S+/__mtvgen__/xray/\?token=\w+", self.log.read_text("utf-8"))
        assert found, self.log.read_text("utf-8")
        return found[0]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that gives a project of a kit, migrated and filled: made once, to be copied."""

    @cache
    def make(kit: str) -> Path:
        project = generate(kit, tmp_path_factory.mktemp(kit))
        manage(project, "migrate")
        if kit == "polls":
            manage(project, "fill")
        return project

    return make


@pytest.fixture
def serve(tmp_path: Path, prepared: Callable[[str], Path]) -> Iterator[Callable[..., Site]]:
    """Return a function that serves a new project of a kit with `runserver`.

    edit: is called with the project's folder before it is served. Then come options of `runserver`
    and, as keywords, environment variables. reload: the server watches the files.
    """
    with serving(tmp_path, prepared) as start:
        yield start


@contextlib.contextmanager
def serving(tmp_path: Path, prepared: Callable[[str], Path]) -> Iterator[Callable[..., Site]]:
    """Give what the fixture `serve` gives, for as long as the block runs."""
    servers: list[subprocess.Popen[str]] = []

    def start(
        kit: str,
        edit: Callable[[Path], None] | None = None,
        *options: str,
        reload: bool = False,
        **variables: str,
    ) -> Site:
        project = Path(shutil.copytree(prepared(kit), tmp_path / "mysite"))
        if edit:
            edit(project)
        port = _free_port()
        log = tmp_path / "server.log"
        with log.open("w") as out:
            server = subprocess.Popen(
                [
                    sys.executable,
                    "manage.py",
                    "runserver",
                    f"127.0.0.1:{port}",
                    *([] if reload else ["--noreload"]),
                    *options,
                ],
                cwd=project,
                env=environment(**variables),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
            )
        servers.append(server)
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, server, log)
        return Site(project, url, log)

    try:
        yield start
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[str], log: Path) -> None:
    """Return once something answers at *url*, with whatever status."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the server ended: {log.read_text('utf-8')}"
        try:
            urllib.request.urlopen(url, timeout=10).close()
        except urllib.error.HTTPError as answer:
            answer.close()
        except OSError:
            time.sleep(0.05)
            continue
        return
    pytest.fail(f"nothing answers at {url} after 30 s: {log.read_text('utf-8')}")
