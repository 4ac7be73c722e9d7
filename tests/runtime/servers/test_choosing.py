"""Which server a name means, and what is said of one that is not there."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mtvgen.runtime.core.management import CommandError, call_command
from mtvgen.runtime.servers import choosing
from mtvgen.runtime.servers.catalogue import ALIASES, AUTO, GONE, SERVERS
from mtvgen.runtime.servers.choosing import ServerRefused, choose, find

from .started import environment


def mtvgen(*words: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "mtvgen", *words],
        cwd=cwd, env=environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def not_installed(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    """Have these packages, and what lies in them, not be found."""
    there = choosing.find_spec
    monkeypatch.setattr(
        choosing,
        "find_spec",
        lambda name: None if name.partition(".")[0] in packages else there(name),
    )


@pytest.mark.parametrize(("alias", "name"), ALIASES.items())
def test_a_server_is_known_by_its_other_names(alias: str, name: str) -> None:
    assert find(alias) is SERVERS[name]
    assert find(alias.upper()) is SERVERS[name]


@pytest.mark.parametrize("name", GONE)
def test_a_server_that_is_gone_is_told_with_what_to_take(name: str) -> None:
    with pytest.raises(ServerRefused, match=r"Take \w+"):
        choose(name)


def test_a_name_that_is_near_is_proposed() -> None:
    with pytest.raises(ServerRefused, match=r"no server 'waitres'\. Did you mean 'waitress'\?"):
        choose("waitres")


def test_a_server_that_is_not_installed_is_told_with_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    not_installed(monkeypatch, "waitress", "a2wsgi")

    with pytest.raises(ServerRefused, match=r'Type: pip install "mtvgen\[waitress\]"'):
        choose("waitress")
    with pytest.raises(ServerRefused, match=r"needs .*a2wsgi, which is not installed"):
        choose("uvicorn")


def test_a_server_of_other_systems_is_refused_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")

    with pytest.raises(ServerRefused, match="gunicorn runs on linux and macos, not on windows"):
        choose("gunicorn")


def test_auto_takes_the_first_that_is_installed_and_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = []
    for name in AUTO:
        server, why = choose("auto")
        said.append((server.name, why))
        not_installed(monkeypatch, *AUTO[: AUTO.index(name) + 1])

    assert [name for name, _ in said] == list(AUTO)
    assert said[0][1].startswith("--server auto takes waitress: the first that is installed of")
    assert said[-1][1].endswith(
        "mtvgen: none of waitress, cheroot, gunicorn, granian is installed."
    )


def test_every_record_says_how_to_install_what_it_needs() -> None:
    for server in SERVERS.values():
        assert bool(server.packages) == bool(server.command), server.name
        assert not (server.extra and server.install), server.name


def test_plain_runserver_loads_nothing_of_other_servers_and_the_list_loads_none_of_them() -> None:
    line = (
        "import sys; import mtvgen.runtime.commands.runserver as plain; "
        "ours = [name for name in sys.modules if name.startswith('mtvgen.runtime.servers')]; "
        "import mtvgen.runtime.commands.servers as listed; listed.Command().handle(as_json=False); "
        "print(ours, [name for name in sys.argv[1:] if name in sys.modules])"
    )
    packages = [one.package.partition(".")[0] for one in SERVERS.values() if one.package]

    done = subprocess.run(
        [sys.executable, "-c", line, *packages],
        env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip

    # what lies inside a package is looked for by importing the package itself, which is empty
    loaded = done.stdout.splitlines()[-1]
    assert loaded.startswith("[] ")
    assert set(re.findall(r"'(\w+)'", loaded)) <= {"paste", "flup", "mod_wsgi"}


def test_the_list_is_there_outside_a_project_and_for_programs(tmp_path: Path) -> None:
    done = mtvgen("servers", cwd=tmp_path)
    told = json.loads(mtvgen("servers", "--json", cwd=tmp_path).stdout)

    assert (done.returncode, done.stderr) == (0, "")
    assert {row["name"] for row in told["servers"]} == set(SERVERS)
    for name in (*SERVERS, *GONE):
        assert f"\n{name}" in f"\n{done.stdout}"
    assert told["servers"][0]["installed"] is True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--server", "meinheld"], "Take granian or gunicorn"),
        (["--server", "nope"], "There is no server 'nope'"),
        (["--server", "wsgiref", "--workers", "3"], "wsgiref serves with one process"),
        (["--server", "wsgiref", "--threads", "3"], "wsgiref decides itself"),
        (["--server", "wsgiref", "--https"], "wsgiref does not serve --https here"),
        (["unix:x.sock", "--server", "wsgiref"], "only the development server does"),
        (["--app", "tgshop.py"], "Did you mean 'tgshop:app'?"),
    ],
)
def test_a_wrong_call_is_refused_with_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    if "--app" not in words:
        words = [*words, "--app", "wsgiref.simple_server:demo_app"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])

    with pytest.raises(CommandError, match=re.escape(said)) as caught:
        call_command("runserver", *words)

    assert caught.value.returncode == 2
