"""`mtvgen deploy`: its files are written whole, and what they start serves the project."""

import http.cookiejar
import io
import json
import os
import re
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml  # cookiecutter brings it

from mtvgen.runtime.core.management import CommandError, call_command
from mtvgen.runtime.servers.deployment import RECIPES
from tests.kits.projects import generate, manage
from tests.runtime.db.postgresql.conftest import server as server  # a fixture
from tests.runtime.db.postgresql.server import Server

from . import fronts
from .started import Started, environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
STATIC = '\nSTATIC_ROOT = BASE_DIR / "staticfiles"\n'


def needs(*programs: str) -> None:
    for name in programs:
        if fronts.program(name) is None:
            if os.environ.get("CI") == "true":
                pytest.fail(f"{name} is not installed")
            pytest.skip(f"{name} is not installed")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A guestbook, its tables in SQLite, its static files gathered; to be copied."""
    project = generate("default", tmp_path_factory.mktemp("made"))
    with (project / "settings.py").open("a", encoding="utf-8") as file:
        file.write(STATIC)
    manage(project, "migrate")
    manage(project, "collectstatic", "--noinput")
    return project


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "mysite"))


def deploy(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "mtvgen", "deploy", *words],
        cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def variables(file: Path) -> dict[str, str]:
    """Return what an .env file sets."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    return dict(line.split("=", 1) for line in lines if line)


@contextmanager
def running(words: list[str], folder: Path, port: int, **more: str) -> Iterator[None]:
    """Run a program until it listens on *port*; it must end well on SIGTERM."""
    log = folder / "running.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            words, cwd=folder, env=environment(**more), stdout=output, stderr=output,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    try:
        end = time.monotonic() + 30
        while not is_open(port):
            said = log.read_text(encoding="utf-8", errors="replace")
            assert process.poll() is None, said
            assert time.monotonic() < end, said
            time.sleep(0.02)
        yield
        process.terminate()
        assert process.wait(30) in (0, -signal.SIGTERM)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def is_open(port: int) -> bool:
    import socket

    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def get(port: int, path: str = "/") -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(answer.read().decode())


def sign(port: int, author: str, text: str) -> str:
    """Write into the guestbook as a browser does; return the page that follows."""
    cookies = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    url = f"http://127.0.0.1:{port}/"
    with browser.open(url, timeout=30) as answer:
        page = answer.read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found, page
    fields = {"csrfmiddlewaretoken": found[1], "author": author, "text": text}
    with browser.open(url, urllib.parse.urlencode(fields).encode(), timeout=30) as answer:
        return str(answer.read().decode())


# Writing


def test_the_recipes_are_listed_outside_a_project_too(tmp_path: Path) -> None:
    done = deploy(tmp_path, "--list")

    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(RECIPES)


def test_no_file_is_overwritten_unless_it_is_said_and_no_secret_ever(project: Path) -> None:
    first = deploy(project, "gunicorn-nginx")
    assert first.returncode == 0, first.stderr
    secret = (project / "deploy/mysite.env").read_text(encoding="utf-8")
    conf = project / "deploy/mysite.nginx.conf"
    conf.write_text("mine", encoding="utf-8")

    refused = deploy(project, "gunicorn-nginx", "--host", "a.example.org")
    assert (refused.returncode, conf.read_text(encoding="utf-8")) == (1, "mine")
    assert "Already there, and not the same: deploy/mysite.nginx.conf" in refused.stderr
    forced = deploy(project, "gunicorn-nginx", "--host", "a.example.org", "--force")

    assert "overwritten deploy/mysite.nginx.conf" in forced.stdout
    assert "unchanged   deploy/gunicorn.conf.py" in forced.stdout
    assert "kept        deploy/mysite.env" in forced.stdout
    assert "server_name a.example.org;" in conf.read_text(encoding="utf-8")
    assert (project / "deploy/mysite.env").read_text(encoding="utf-8") == secret
    assert stat.S_IMODE((project / "deploy/mysite.env").stat().st_mode) == 0o600
    assert "written     deploy/mysite.service" in first.stdout
    assert "sudo systemctl enable --now mysite" in first.stdout


def test_a_dry_run_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = io.StringIO()

    call_command("deploy", "docker", "--dry-run", app="wsgiref.simple_server:demo_app", stdout=said)

    assert "--- Dockerfile" in said.getvalue()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["guniron-nginx"], "Did you mean 'gunicorn-nginx'?"),
        ([], "Name a recipe."),
        (["docker", "--host", "a b; }"], "is not the name of a site"),
        (["docker", "--app", "nothing_here:app"], "there is no module 'nothing_here'"),
    ],
)
def test_a_wrong_call_is_refused_with_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])

    with pytest.raises(CommandError, match=re.escape(said)) as caught:
        call_command("deploy", *words)

    assert caught.value.returncode == 2


@pytest.mark.parametrize("recipe", RECIPES)
def test_another_application_gets_its_files_too(
    recipe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a name it is spelled out; what is Python compiles."""
    (tmp_path / "dpshop.py").write_text(
        "def create_app():\n    return lambda environ, start_response: []\n", encoding="utf-8"
    )

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])
    monkeypatch.delitem(sys.modules, "dpshop", raising=False)

    call_command("deploy", recipe, app="dpshop", stdout=io.StringIO())

    texts = {
        path: path.read_text(encoding="utf-8")
        for path in tmp_path.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    for path, text in texts.items():
        if path.suffix in {".py", ".wsgi", ".cgi"}:
            compile(text, path, "exec")
        assert "mysite" not in text
    assert any("create_app()" in text for path, text in texts.items() if path.name != "dpshop.py")


# Running


def test_gunicorn_nginx_and_postgresql_serve_the_project(
    project: Path, tmp_path: Path, server: Server
) -> None:
    needs("nginx")
    pytest.importorskip("gunicorn")
    name, port = server.create(), fronts.free_port()
    done = deploy(project, "gunicorn-nginx", "--host", "localhost", "--port", str(port))
    assert done.returncode == 0, done.stderr
    told = variables(project / "deploy/mysite.env") | {
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"postgresql://postgres@/{name}?host={server.folder}",
    }
    manage(project, "migrate", **told)
    unit = (project / "deploy/mysite.service").read_text(encoding="utf-8")
    start = shlex.split(re.search(r"^ExecStart=(.*)$", unit, re.M)[1])  # type: ignore[index]
    conf = (project / "deploy/mysite.nginx.conf").read_text(encoding="utf-8")
    upstream, _, site = conf.partition("server {\n    listen 80;\n    server_name localhost;")
    front = tmp_path / "front"
    front.mkdir()

    with (
        running(start, project, port, **told),
        fronts.nginx(front, site.rstrip().removesuffix("}"), outside=upstream) as outer,
    ):
        page = sign(outer, "Hiếu", "From nginx to PostgreSQL")
        style = get(outer, "/static/css/site.css")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(outer, "/static/../settings.py")

    assert "From nginx to PostgreSQL" in page
    assert style == (project / "static/css/site.css").read_text(encoding="utf-8")
    with server.connect(name) as witness:
        rows = witness.execute("SELECT author, text FROM mysite_entry").fetchall()
    assert rows == [("Hiếu", "From nginx to PostgreSQL")]


def test_uwsgi_serves_the_project(project: Path) -> None:
    pytest.importorskip("pyuwsgi")
    port = fronts.free_port()
    assert deploy(project, "uwsgi", "--port", str(port)).returncode == 0
    told = variables(project / "deploy/mysite.env") | {"ALLOWED_HOSTS": "127.0.0.1"}
    program = str(Path(sys.executable).with_name("uwsgi"))

    with running([program, "--ini", "deploy/uwsgi.ini"], project, port, **told):
        assert "Leave a few words" in get(port)


def test_the_service_of_windows_serves_the_project(project: Path) -> None:
    pytest.importorskip("waitress")
    port = fronts.free_port()
    words = ["waitress-windows", "--port", str(port), "--host", "127.0.0.1"]
    assert deploy(project, *words).returncode == 0

    with running([sys.executable, "deploy/windows_service.py", "serve"], project, port):
        assert "Leave a few words" in get(port)


def test_the_command_of_the_image_serves_the_project(project: Path) -> None:
    pytest.importorskip("gunicorn")
    port = fronts.free_port()
    assert deploy(project, "docker", "--host", "127.0.0.1").returncode == 0
    image = (project / "Dockerfile").read_text(encoding="utf-8")
    words = json.loads(re.search(r"^CMD (\[.*\])$", image, re.M)[1])  # type: ignore[index]
    told = variables(project / "deploy/docker.env")
    compose = yaml.safe_load((project / "compose.yaml").read_text(encoding="utf-8"))
    assert set(compose["services"]) == {"db", "migrate", "web", "front"}
    assert set(compose["volumes"]) == {"data", "static"}
    assert told["DATABASE_URL"].endswith("@db:5432/mysite")
    del told["DATABASE_URL"]

    words = [one.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for one in words]
    with running([sys.executable, "-m", *words], project, port, **told):
        assert "Leave a few words" in get(port)


def test_what_apache_loads_has_the_application(project: Path) -> None:
    assert deploy(project, "mod_wsgi").returncode == 0
    line = "import runpy; print(callable(runpy.run_path('deploy/mysite.wsgi')['application']))"

    done = subprocess.run(
        [sys.executable, "-c", line],
        cwd=project, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.stdout == "True\n", done.stderr
    conf = (project / "deploy/mysite.apache.conf").read_text(encoding="utf-8")
    assert f"WSGIScriptAlias / {project}/deploy/mysite.wsgi" in conf


def test_a_script_of_cgi_serves_the_project_in_a_real_host(project: Path, tmp_path: Path) -> None:
    needs("lighttpd")
    assert deploy(project, "cgi").returncode == 0
    front = tmp_path / "front"
    front.mkdir()
    lines = (
        'server.modules += ( "mod_cgi", "mod_alias", "mod_setenv" )\n'
        f'alias.url = ( "/site" => "{project}/cgi-bin/mysite.cgi" )\n'
        'cgi.assign = ( ".cgi" => "" )\n'
        'setenv.add-environment = ( "DEBUG" => "1" )\n'
    )

    with fronts.lighttpd(front, lines) as port:
        assert "Leave a few words" in get(port, "/site/")


def test_gae_writes_what_is_missing_and_runs_the_entry_point(tmp_path: Path) -> None:
    pytest.importorskip("gunicorn")
    (tmp_path / "dpcity.py").write_text(
        "def shop(environ, start_response):\n"
        "    start_response('200 OK', [('Content-Type', 'text/plain')])\n"
        "    return [b'from App Engine']\n",
        encoding="utf-8",
    )
    (tmp_path / "requirements.txt").write_text("mine\n", encoding="utf-8")

    server = Started("--server", "gae", "--app", "dpcity:shop", folder=tmp_path)
    try:
        server.wait_for("Listening at")
        assert get(server.port) == "from App Engine"
        assert server.stop() == 0
    finally:
        server.kill()

    assert "written main.py" in server.said
    assert (tmp_path / "requirements.txt").read_text(encoding="utf-8") == "mine\n"


def test_what_app_engine_copies_under_another_name_serves_the_project(project: Path) -> None:
    pytest.importorskip("gunicorn")
    assert deploy(project, "gae", "--host", "127.0.0.1").returncode == 0
    assert stat.S_IMODE((project / "app.yaml").stat().st_mode) == 0o600  # it holds the key
    copied = project.rename(project.with_name("workspace"))
    yaml = (copied / "app.yaml").read_text(encoding="utf-8")
    port = fronts.free_port()
    entry = re.search(r"^entrypoint: (.*)$", yaml, re.M)[1]  # type: ignore[index]
    words = shlex.split(entry.replace(":$PORT", f"127.0.0.1:{port}"))

    with running(
        [sys.executable, "-m", *words], copied, port, DEBUG="0", ALLOWED_HOSTS="127.0.0.1"
    ):
        assert "Leave a few words" in get(port)
