"""Every kit, from the wheel in an environment of its own: linted, typed, tested, served, and used in a browser.

MTVGEN_SCREENSHOTS names the folder that keeps pictures of the main pages (build/screenshots without it).
"""

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select

from mtvgen.scaffold import kits
from tests.browser.conftest import Browser, _free_port, _wait_for
from tests.browser.conftest import browser as browser  # a fixture
from tests.browser.conftest import chromium as chromium  # a fixture
from tests.kits.projects import HOME, KITS, environment, fills

PARTS = ("mtvgen", "project_template", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore")  # fmt: skip
TOOLS = ("ruff", "mypy")
REQUIRED = sorted({package for kit in KITS for package in kits.find(kit).requires})
PER_SHAPE = 3
"""Pages of one shape, `/books/5/edit/`, that are visited."""

# What is typed into a field of this name; the others by their type
TYPED = {"isbn": "0-306-40615-2", "slug": "a-new-slug", "year": "1999", "copies": "2", "tags": "one, two"}  # fmt: skip
BY_TYPE = {"email": "someone@example.org", "number": "3", "date": "2030-01-31", "time": "10:30", "url": "https://example.org/"}  # fmt: skip


def call(*line: object, cwd: Path, **more: str) -> str:
    """Run a program; return what it said. Fails the test, with that, unless it ended well."""
    done = subprocess.run(
        [str(word) for word in line],
        cwd=cwd,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, f"{line} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that the first worker makes, and the others share."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with base.joinpath(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = base / name
        if not folder.exists():
            unfinished = base / f"{name}.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel of mtvgen and those of all that it, the kits and the tools need."""

    def make(folder: Path) -> None:
        source = tmp_path_factory.mktemp("source") / "mtvgen"
        for part in PARTS:
            copy = shutil.copytree if HOME.joinpath(part).is_dir() else shutil.copy2
            source.mkdir(exist_ok=True)
            copy(HOME / part, source / part)
        call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, source, cwd=folder)  # fmt: skip
        (wheel,) = folder.glob("mtvgen-*.whl")
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--dest", folder)
        call(*pip, wheel, *TOOLS, *REQUIRED, cwd=folder)

    return _once(tmp_path_factory, "house", make)


def fresh(folder: Path, house: Path, *packages: str) -> Path:
    """Make an environment in *folder* with these packages; return the folder of its programs."""
    call(sys.executable, "-m", "venv", "--without-pip", folder, cwd=house)
    pip = (sys.executable, "-m", "pip", "--python", folder, "install", "--quiet", "--no-index")
    call(*pip, "--find-links", house, *packages, cwd=house, PIP_EXTRA_INDEX_URL="")
    return folder / "bin"


@pytest.fixture(scope="session")
def tools(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the linter and the type checker."""
    # An environment knows its own place: it is made where it stays.
    place = tmp_path_factory.mktemp("tools") / "environment"
    return fresh(place, house, "mtvgen", *TOOLS, *REQUIRED)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the type checker has read already: the runtime, mostly."""
    return tmp_path_factory.mktemp("types")


@contextlib.contextmanager
def served(python: Path, project: Path, **variables: str) -> Iterator[str]:
    """Serve a project; give its address. Fails when the server says a traceback."""
    port = _free_port()
    log = project.parent / f"{project.name}.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [python, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload"],
            cwd=project,
            env=environment(**variables),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}", server, log)  # type: ignore[arg-type]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert "Traceback" not in log.read_text("utf-8"), log.read_text("utf-8")


@pytest.mark.parametrize("kit", KITS)
def test_a_kit_works_in_an_environment_of_its_own(
    kit: str, house: Path, tools: Path, cache: Path, tmp_path: Path, browser: Browser
) -> None:
    known = kits.find(kit)
    programs = fresh(tmp_path / "environment", house, "mtvgen", *known.requires)
    for language in known.languages or ("en",):
        site = f"{kit}_{language}"
        chosen = ("--lang", language) if known.languages else ()
        call(
            programs / "mtvgen", "startproject", site, "--kit", kit, *chosen, "--no-input", "--no-git", cwd=tmp_path,
        )  # fmt: skip
        project = tmp_path / site

        call(tools / "ruff", "check", "--no-cache", ".", cwd=project)
        call(tools / "ruff", "format", "--no-cache", "--check", ".", cwd=project)
        call(tools / "mypy", "--strict", "--cache-dir", cache, "-p", site, cwd=tmp_path)
        manage = (programs / "python", "-W", "error", "manage.py")
        call(*manage, "check", "--fail-level", "WARNING", cwd=project)
        call(*manage, "makemigrations", "--check", cwd=project)
        said = call(*manage, "test", cwd=project)
        assert "Ran 0 tests" not in said
        call(*manage, "migrate", cwd=project)
        with served(programs / "python", project) as address:
            Visit(browser, address, f"{site}-bare").look_at("/")
        if fills(kit):
            call(*manage, "fill", cwd=project)
        with served(programs / "python", project) as address:
            secrets = project.joinpath(".env").read_text("utf-8")
            visit = Visit(browser, address, site, "".join(re.findall(r"_PASSWORD=(\S+)", secrets)))
            visit.walk()
            visit.send_forms()


class Visit:
    """Somebody who follows every link of a site, and sends every form."""

    def __init__(self, browser: Browser, address: str, name: str, password: str = "") -> None:
        self.browser, self.address, self.name = browser, address, name
        self.password = password
        self.shapes: dict[str, list[str]] = {}  # by shape, the pages that were visited

    def look_at(self, path: str) -> None:
        """Open a page; keep pictures of the first one of each shape."""
        self.browser.open(self.address + path)
        self.is_fine()
        shape = shape_of(path)
        if shape not in self.shapes:
            self.browser.shoot(f"{self.name}-{file_name(path)}")
        self.shapes.setdefault(shape, []).append(path)
        if self.browser.all("input[type=password]"):
            self.fill_in(self.browser.find("form:has(input[type=password])"))
            self.shapes.pop(shape)  # it is not asked for again

    def is_fine(self) -> None:
        """Check that the browser has nothing to complain about, and that the page has a title."""
        place = self.browser.driver.current_url
        log = self.browser.driver.get_log("browser")
        assert [one for one in log if one["level"] in ("SEVERE", "WARNING")] == [], place
        status = self.browser.run("return performance.getEntriesByType('navigation')[0].responseStatus")  # fmt: skip
        assert status == 200, (place, status)
        assert self.browser.driver.title, place

    def walk(self) -> None:
        """Follow every link within the site, a few for each shape, in whatever form it answers."""
        waiting, seen, counts = ["/"], {"/"}, dict[str, int]()
        while waiting:
            path = waiting.pop(0)
            if not self.is_page(path):
                continue
            self.look_at(path)
            for link in self.browser.all("a[href]"):
                found = self.path_of(link.get_attribute("href") or "")
                if found and found not in seen and counts.get(shape_of(found), 0) < PER_SHAPE:
                    seen.add(found)
                    counts[shape_of(found)] = counts.get(shape_of(found), 0) + 1
                    waiting.append(found)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{self.address}/there-is-nothing-here/", timeout=20)

    def is_page(self, path: str) -> bool:
        """Return whether a path answers with HTML; JSON and feeds are not for browsers. Fails for errors."""
        cookies = "; ".join(
            f"{one['name']}={one['value']}" for one in self.browser.driver.get_cookies()
        )
        request = urllib.request.Request(self.address + path, headers={"Cookie": cookies})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return str(answer.headers.get_content_type()) == "text/html"

    def path_of(self, link: str) -> str:
        """Return the path of a link within the site; empty for another site, or the x-ray."""
        whole = urldefrag(urljoin(self.browser.driver.current_url, link))[0]
        inside = whole.removeprefix(self.address)
        if inside == whole or not inside.startswith("/") or inside.startswith("/__mtvgen__"):
            return ""
        return inside

    def send_forms(self) -> None:
        """Send each form of each shape of page: those that delete, and that for leaving, at the end."""
        found: dict[str, str] = {}  # by form, the first page that has it
        for paths in self.shapes.values():
            self.browser.open(self.address + paths[0])
            for form in self.browser.all("form"):
                found.setdefault(key_of(form), paths[0])
        for key in sorted(found, key=lambda key: ("leave" in key, "delete" in key, key)):
            self.send(found[key], key)

    def send(self, path: str, key: str) -> None:
        """Send a form of a page, empty and then filled in."""
        form = self.form(path, key)
        if "post" in key and any(is_empty(field) for field in fields_of(form)):
            self.submit(form)
            if self.browser.all("[aria-invalid], .error, [role=alert]"):
                self.browser.shoot(f"{self.name}-{file_name(path)}-errors")
            form = self.form(path, key)
        self.fill_in(form)
        wrong = [field.get_attribute("name") for field in self.browser.all("[aria-invalid]")]
        assert not wrong, f"{path}: {wrong}\n{self.browser.text()}"

    def form(self, path: str, key: str) -> WebElement:
        """Return the form, on its page as that is now."""
        self.browser.open(self.address + path)
        return next(form for form in self.browser.all("form") if key_of(form) == key)

    def fill_in(self, form: WebElement) -> None:
        """Send a form as people would."""
        for field in fields_of(form):
            fill(field, self.password)
        self.submit(form)

    def submit(self, form: WebElement) -> None:
        """Send a form as it stands, past what the browser itself would refuse."""
        self.browser.run("for (const form of document.forms) form.noValidate = true")
        button = form.find_element(By.CSS_SELECTOR, "button:not([type=button]), input[type=submit]")
        if form.get_attribute("data-api"):  # a script sends it, and the page stays
            button.click()
        else:
            self.browser.driver.execute_script("arguments[0].setAttribute('data-send', '')", button)
            self.browser.click("[data-send]")
        self.is_fine()


def shape_of(path: str) -> str:
    """Return what pages of one kind have in common: numbers and words of the query left out."""
    parts = urlsplit(path)
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return re.sub(r"/(\d+|[\w%-]*[\d%-][\w%-]*)(?=/|$)", "/N", parts.path) + "?" * bool(names) + "&".join(names)  # fmt: skip


def file_name(path: str) -> str:
    """Return what the pictures of a page are called."""
    return re.sub(r"\W+", "-", shape_of(path)).strip("-") or "front"


def fields_of(form: WebElement) -> list[WebElement]:
    """Return what a visitor can fill in."""
    found = form.find_elements(By.CSS_SELECTOR, "input, select, textarea")
    return [
        field
        for field in found
        if field.get_attribute("type") not in {"hidden", "submit", "checkbox"} and field.is_displayed()
    ]  # fmt: skip


def is_empty(field: WebElement) -> bool:
    """Return whether a field must be filled in and is not."""
    if field.get_attribute("type") == "radio":
        return not field.is_selected()
    return bool(field.get_attribute("required")) and not field.get_attribute("value")


def key_of(form: WebElement) -> str:
    """Return what forms of one kind have in common: where they are sent, and how."""
    action = urlsplit(form.get_attribute("action") or "").path
    return f"{form.get_attribute('method')} {shape_of(action)}"


def fill(field: WebElement, password: str) -> None:
    """Do what a person would do with a field."""
    kind, name = field.get_attribute("type") or "", field.get_attribute("name") or ""
    if kind == "radio":
        field.click()
    elif field.tag_name == "select":
        options = [one for one in Select(field).options if one.get_attribute("value")]
        if options and not field.get_attribute("value"):
            options[0].click()
    elif not field.get_attribute("value"):
        text = TYPED.get(name) or BY_TYPE.get(kind) or "Something new"
        text = password if kind == "password" else text
        if kind in {"date", "time", "datetime-local"}:
            field.parent.execute_script("arguments[0].value = arguments[1]", field, text)
        else:
            field.send_keys(text)


def test_the_api_does_what_its_document_says_whatever_chance_sends(
    house: Path, tmp_path: Path
) -> None:
    programs = fresh(tmp_path / "environment", house, "mtvgen")
    call(sys.executable, "-m", "venv", "--without-pip", tmp_path / "chance", cwd=tmp_path)
    pip = (sys.executable, "-m", "pip", "--python", tmp_path / "chance", "install", "--quiet")
    call(*pip, "schemathesis>=4.3", cwd=tmp_path)
    call(programs / "mtvgen", "startproject", "weather", "--kit", "api", "--no-input", "--no-git", cwd=tmp_path)  # fmt: skip
    project = tmp_path / "weather"
    for command in ("migrate", "fill"):
        call(programs / "python", "manage.py", command, cwd=project)
    token = re.findall(r"API_TOKEN=(\w+)", project.joinpath(".env").read_text("utf-8"))[0]

    with served(programs / "python", project, DEBUG="0", ALLOWED_HOSTS="127.0.0.1") as address:
        said = call(
            tmp_path / "chance" / "bin" / "schemathesis", "run", f"{address}/openapi.json", "--no-color",
            "-H", f"Authorization: Bearer {token}", "--max-examples", "50", "--seed", "1", cwd=project,
        )  # fmt: skip

    assert re.search(r"\d{3,} generated, \d+ passed", said), said
