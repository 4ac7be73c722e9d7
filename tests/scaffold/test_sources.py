"""Kits from elsewhere; what must be refused stands in `battery/`."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import pytest

from mtvgen.errors import SourceRefused
from mtvgen.scaffold import processes
from mtvgen.scaffold.digest import digest_of
from mtvgen.scaffold.kits import Kit
from mtvgen.scaffold.processes import TooSlow, run
from mtvgen.scaffold.project import plan_project
from mtvgen.scaffold.sources import archives, repositories
from mtvgen.scaffold.sources.addresses import Local, Repository, Shipped, parse
from mtvgen.scaffold.sources.opening import opened

from .conftest import write_kit

needs_git = pytest.mark.skipif(
    shutil.which("git") is None, reason="there is no git on this computer"
)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's place for temporary files, empty."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    return write_kit(
        tmp_path / "kits" / "card", {"a.txt": "a\n", "b/c.txt": "{{ cookiecutter.project_name }}"}
    )


@pytest.fixture
def repository(tmp_path: Path, kit: Path) -> str:
    """A repository of the kit with two commits on `main`, the first of them also `v1`."""
    for words in (
        ["init", "--quiet", "-b", "main"],
        ["add", "--all"],
        ["commit", "--quiet", "-m", "One"],
        ["tag", "v1"],
        ["commit", "--quiet", "--allow-empty", "-m", "Two"],
    ):
        git(kit, *words)
    return f"file://{kit.as_posix()}"


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@a.example"]
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def recorded(kit: Kit, place: Path) -> dict[str, str]:
    """Return what the record of a project says of its kit."""
    plan = plan_project("shop", place, kit)
    found = next(one for one in plan.files if one.path == ".mtvgen.toml")
    table: dict[str, str] = tomllib.loads(found.content.decode())["kit"]
    return table


@pytest.mark.parametrize(
    ("text", "url", "ref", "inside"),
    [
        ("https://a.example/g/kit", "https://a.example/g/kit", "", ""),
        ("https://a.example/g/kit.git@v1", "https://a.example/g/kit.git", "v1", ""),
        ("https://ada@a.example:8443/kit@feature/x", "https://ada@a.example:8443/kit", "feature/x", ""),
        ("https://a.example/kits@v1#polls/new", "https://a.example/kits", "v1", "polls/new"),
        ("ssh://git@a.example/~ada/kit@main", "ssh://git@a.example/~ada/kit", "main", ""),
        ("git@a.example:g/kit.git@v1#polls", "git@a.example:g/kit.git", "v1", "polls"),
        ("gh:ada/kit@v1", "https://github.com/ada/kit", "v1", ""),
        ("file:///srv/kit.git", "file:///srv/kit.git", "", ""),
        ("https://[::1]:80/kit", "https://[::1]:80/kit", "", ""),
    ],
)  # fmt: skip
def test_an_address_of_a_repository_is_taken_apart(
    text: str, url: str, ref: str, inside: str
) -> None:
    found = parse(text)

    assert isinstance(found, Repository)
    assert (found.url, found.ref, found.inside) == (url, ref, inside)


def test_what_is_no_repository_is_a_name_or_a_place_on_this_computer(tmp_path: Path) -> None:
    (tmp_path / "a#b").mkdir()

    assert parse("polls") == Shipped("polls")
    assert parse("./kits.zip#polls") == Local(Path("kits.zip"), "polls")
    assert parse("kits.zip") == Local(Path("kits.zip"))
    assert parse(str(tmp_path / "a#b")) == Local(tmp_path / "a#b")


def test_a_password_is_shown_nowhere() -> None:
    found = parse("https://ada:secret@a.example/kit@v1")

    assert isinstance(found, Repository)
    assert (found.url, found.shown) == (
        "https://ada:secret@a.example/kit",
        "https://ada@a.example/kit",
    )


@needs_git
def test_a_kit_is_one_content_in_a_folder_a_zip_file_and_a_repository(
    scratch: Path, kit: Path, repository: str, place: Path, tmp_path: Path
) -> None:
    shutil.copytree(kit, tmp_path / "other" / "card")
    shutil.rmtree(tmp_path / "other" / "card" / ".git")
    shutil.make_archive(str(tmp_path / "card"), "zip", tmp_path / "other", "card")
    contents = []
    for text in (str(tmp_path / "other" / "card"), str(tmp_path / "card.zip"), repository):
        with opened(text) as found:
            contents.append(recorded(found, place)["content"])
            assert digest_of(found.folder) == contents[-1]

    assert len(set(contents)) == 1
    assert list(scratch.iterdir()) == []


@needs_git
def test_the_record_names_source_ref_commit_and_content(
    scratch: Path, repository: str, kit: Path, place: Path
) -> None:
    with opened(f"{repository}@v1") as found:
        table = recorded(found, place)

    assert (table["name"], table["source"], table["ref"]) == ("card", repository, "v1")
    assert table["commit"] == git(kit, "rev-parse", "v1")
    assert len(table["content"]) == 64


def test_a_path_below_the_home_is_recorded_without_it(
    kit: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))

    with opened(str(kit)) as found:
        assert recorded(found, place)["source"] == "~/kits/card"


@needs_git
@pytest.mark.parametrize("ref", ["", "@main", "@v1", "@COMMIT", "@FIRST"])
def test_branches_tags_and_commits_are_fetched(
    scratch: Path, kit: Path, repository: str, ref: str
) -> None:
    named = ref.replace("COMMIT", git(kit, "rev-parse", "main")).replace(
        "FIRST", git(kit, "rev-parse", "v1")
    )

    with opened(repository + named) as found:
        assert found.origin is not None
        assert found.origin.commit == git(kit, "rev-parse", named[1:] or "HEAD")


@needs_git
def test_a_server_that_gives_no_single_commits_gives_all(
    scratch: Path, kit: Path, repository: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = git(kit, "rev-parse", "v1")
    git(kit, "tag", "-d", "v1")
    monkeypatch.setattr(repositories, "_OFF", (*repositories._OFF, "-c", "protocol.version=0"))

    with opened(f"{repository}@{first}") as found:
        assert found.origin is not None
        assert found.origin.commit == first


def test_without_git_one_sentence_says_what_to_do(
    scratch: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SourceRefused, match=r"git is not installed.*zip"), opened("gh:ada/kit"):
        pass


@needs_git
@pytest.mark.skipif(os.name == "nt", reason="the program that waits is a script")
def test_a_git_that_waits_is_ended_with_all_that_it_started(
    scratch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ssh = tmp_path / "bin" / "ssh"
    ssh.parent.mkdir()
    ssh.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n", encoding="utf-8")
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{ssh.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(repositories, "TIME_LIMIT", 0.5)

    with pytest.raises(SourceRefused, match="took more than"), opened("git@a.example:g/kit"):
        pass

    if (tmp_path / "pid").exists():  # it may have been ended before its first step
        assert has_ended(int((tmp_path / "pid").read_text()))
    assert list(scratch.iterdir()) == []


@needs_git
@pytest.mark.skipif(os.name == "nt", reason="the program in ssh's place is a script")
@pytest.mark.parametrize("form", ["git@a.example:{path}@v1", "ssh://git@a.example{path}@v1"])
def test_a_repository_is_fetched_over_ssh_that_asks_nothing(
    scratch: Path,
    tmp_path: Path,
    kit: Path,
    repository: str,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
) -> None:
    ssh = tmp_path / "bin" / "ssh"
    ssh.parent.mkdir()
    script = f'#!/bin/sh\necho "$@" > {tmp_path}/said\nfor last; do :; done\nexec sh -c "$last"\n'
    ssh.write_text(script, encoding="utf-8")
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{ssh.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GIT_SSH_COMMAND", "touch evil")

    with opened(form.format(path=kit.as_posix())) as found:
        assert found.origin is not None
        assert found.origin.commit == git(kit, "rev-parse", "v1")

    assert "-oBatchMode=yes" in (tmp_path / "said").read_text(encoding="utf-8")


def has_ended(pid: int) -> bool:
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


@needs_git
def test_a_repository_larger_than_the_limit_is_stopped(
    scratch: Path, repository: str, kit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kit / "large.bin").write_bytes(os.urandom(3_000_000))
    git(kit, "add", "--all")
    git(kit, "commit", "--quiet", "-m", "Large")
    monkeypatch.setattr(repositories, "MOST_FETCHED", 1_000_000)
    monkeypatch.setattr(processes, "_LOOK_EVERY", 0.001)

    with pytest.raises(SourceRefused, match="more than 1000000 bytes"), opened(repository):
        pass


def test_a_program_that_is_watched_ends_when_the_watcher_says_so(tmp_path: Path) -> None:
    def watch() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        run(
            [sys.executable, "-c", "import time; time.sleep(60)"],
            cwd=tmp_path,
            env=os.environ,
            seconds=50,
            watch=watch,
        )


def test_a_program_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(TooSlow):
        run([sys.executable, "-c", "while True: pass"], cwd=tmp_path, env=os.environ, seconds=0.2)


def test_a_zip_file_with_too_many_files_is_refused(
    scratch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kit: Path
) -> None:
    shutil.make_archive(str(tmp_path / "card"), "zip", kit, ".")
    monkeypatch.setattr(archives, "MOST_DIRECTORY", 100)

    with (
        pytest.raises(SourceRefused, match="directory of more than 100 bytes"),
        opened(str(tmp_path / "card.zip")),
    ):
        pass


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal")
def test_a_run_that_is_told_to_end_leaves_nothing_unpacked(tmp_path: Path, kit: Path) -> None:
    scratch = tmp_path / "own"
    scratch.mkdir()
    shutil.make_archive(str(tmp_path / "card"), "zip", kit, ".")
    code = (
        "import sys, time\nfrom mtvgen.scaffold.sources.opening import opened\n"
        "from mtvgen.errors import Stopped\n"
        "try:\n with opened(sys.argv[1]): print('open', flush=True); time.sleep(60)\n"
        "except Stopped: sys.exit(3)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "card.zip")],
        env=os.environ | {"TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"open\n"
    assert [oct(folder.stat().st_mode)[-3:] for folder in scratch.iterdir()] == ["700"]

    process.send_signal(signal.SIGTERM)

    assert process.wait(30) == 3
    process.stdout.close()
    assert list(scratch.iterdir()) == []
