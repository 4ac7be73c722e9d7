import os
import shutil
import subprocess
from pathlib import Path

import pytest

from mtvgen.scaffold.git import first_commit, is_wanted
from mtvgen.scaffold.plan import Plan, PlannedFile
from mtvgen.scaffold.write import write

from .test_write import plan_of

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None, reason="there is no git on this computer"
)


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A computer on which nobody has told git who they are."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("EMAIL", raising=False)


def plan(place: Path, *private: str) -> Plan:
    base = plan_of(place, {"a.txt": b"a\r\n", "sub/b.txt": b"b"})
    hidden = tuple(PlannedFile(path, b"secret", private=True) for path in private)
    return Plan(base.name, base.target, base.kit, base.answers, base.files + hidden)


def commit(project: Plan) -> list[str]:
    """Write the project with its first commit; return the warnings."""
    warnings: list[str] = []
    write(project, lambda folder: warnings.append(first_commit(folder, project)))
    return [warning for warning in warnings if warning]


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_everything_is_committed_on_main(place: Path) -> None:
    assert commit(plan(place)) == []
    assert git(place / "shop", "branch", "--show-current") == "main"
    assert git(place / "shop", "ls-files").splitlines() == ["a.txt", "sub/b.txt"]
    assert git(place / "shop", "status", "--porcelain") == ""


def test_somebody_without_a_name_gets_a_commit_too(place: Path) -> None:
    commit(plan(place))

    assert (
        git(place / "shop", "log", "--format=%an <%ae>: %s")
        == "mtvgen <mtvgen@localhost>: Create shop from the kit small"
    )


def test_somebody_with_a_name_is_the_author(place: Path, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".gitconfig").write_text(
        "[user]\nname = Ada\nemail = ada@localhost\n", encoding="utf-8"
    )

    commit(plan(place))

    assert git(place / "shop", "log", "--format=%an") == "Ada"


@pytest.mark.parametrize("name", [".env", "sp ace.env", "we[i]rd*.env", "#x", "!y"])
def test_a_private_file_is_never_committed(place: Path, name: str) -> None:
    commit(plan(place, name))

    assert git(place / "shop", "ls-files").splitlines() == ["a.txt", "sub/b.txt"]
    assert git(place / "shop", "status", "--porcelain") == ""
    assert (place / "shop" / name).is_file()


def test_another_repository_in_the_environment_is_left_alone(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / "index"))

    assert commit(plan(place)) == []
    monkeypatch.undo()
    assert (place / "shop" / ".git").is_dir()
    assert not (other / "index").exists()


def test_the_users_hooks_and_signing_do_not_run(place: Path, tmp_path: Path) -> None:
    hooks = tmp_path / "home" / "hooks"
    hooks.mkdir(parents=True)
    (hooks / "pre-commit").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (hooks / "pre-commit").chmod(0o755)
    config = f"[core]\nhooksPath = {hooks}\nautocrlf = true\n[commit]\ngpgsign = true\n[init]\ndefaultBranch = trunk\n"
    (tmp_path / "home" / ".gitconfig").write_text(config, encoding="utf-8")

    assert commit(plan(place)) == []
    assert git(place / "shop", "branch", "--show-current") == "main"


@pytest.mark.skipif(os.name == "nt", reason="needs a shell script for git")
@pytest.mark.parametrize(
    ("script", "reason"), [("echo broken >&2; exit 3", "broken"), ("exit 3", "code 3")]
)
def test_a_git_that_fails_is_a_warning(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").write_text(f"#!/bin/sh\nmkdir -p .git; {script}\n", encoding="utf-8")
    (tmp_path / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)

    warnings = commit(plan(place))

    assert len(warnings) == 1
    assert reason in warnings[0]
    assert not (place / "shop" / ".git").exists()
    assert (place / "shop" / "a.txt").exists()


def test_a_computer_without_git_gets_a_warning_only_when_asked(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    assert not is_wanted(place / "shop")
    assert "git made no repository" in commit(plan(place))[0]


def test_a_repository_around_is_enough(place: Path) -> None:
    assert is_wanted(place / "shop")

    git(place, "init", "--quiet")

    assert not is_wanted(place / "shop")
    assert not is_wanted(place / "deep" / "shop")
