"""Programs of kits: refused with all that would run, and run when their very content is trusted."""

import json
import os
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from mtvgen.cli.main import main
from mtvgen.errors import KitUntrusted, UsageError
from mtvgen.scaffold import hooks
from mtvgen.scaffold.digest import digest_of
from mtvgen.scaffold.sources.opening import opened

from .conftest import write_kit

pytestmark = pytest.mark.usefixtures("scratch")

POST = """#!/usr/bin/env python
# What a kit may do with a project that is there.
import pathlib
pathlib.Path("made.txt").write_text("{{ cookiecutter.project_name }} in " + pathlib.Path.cwd().name)
print("It is made.")
"""


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def kit_with(tmp_path: Path, hooks: dict[str, str], **variables: object) -> Path:
    folder = write_kit(tmp_path / "kits" / "card", {"a.txt": "a"}, variables)
    (folder / "hooks").mkdir()
    for name, text in hooks.items():
        (folder / "hooks" / name).write_text(text, encoding="utf-8")
    return folder


def start(kit: Path, place: Path, *words: str) -> int:
    return main(
        ["startproject", "shop", "--into", str(place), "--kit", str(kit), "--no-input", "--no-git", *words]
    )  # fmt: skip


def test_the_refusal_lists_all_that_would_run(
    tmp_path: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"post_gen_project.py": POST, "pre_prompt.sh": "#!/bin/sh\necho hi\n", "notes.txt": "x"}
    kit = kit_with(tmp_path, files, _extensions=["loud.Loud", "jinja2.ext.do"])
    (kit / "loud.py").write_text("class Loud: ...\n", encoding="utf-8")

    code = start(kit, place)

    said = capsys.readouterr().err
    assert code == 1
    assert "hooks/post_gen_project.py (5 lines, " in said
    assert "): import pathlib\n" in said
    assert "hooks/pre_prompt.sh (2 lines, 18 bytes): echo hi\n" in said
    assert "the Jinja2 extension loud.Loud\n" in said
    assert "loud.py (1 lines, 16 bytes): class Loud: ...\n" in said
    assert "notes.txt" not in said
    assert f"--trust {digest_of(kit)}" in said
    assert list(place.iterdir()) == []


def test_trusted_hooks_run_in_the_project_before_it_gets_its_place(
    tmp_path: Path, place: Path, scratch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pre = "import os, pathlib\nassert os.listdir() == []\npathlib.Path('first.txt').touch()\n"
    kit = kit_with(tmp_path, {"pre_gen_project.py": pre, "post_gen_project.py": POST})

    code = start(kit, place, "--trust", digest_of(kit), "--set", "project_name=The Shop")

    assert code == 0
    assert "hooks/post_gen_project.py: It is made." in capsys.readouterr().out
    assert (place / "shop" / "made.txt").read_text(encoding="utf-8") == "The Shop in shop"
    assert (place / "shop" / "first.txt").exists()
    assert [entry.name for entry in place.iterdir()] == ["shop"]
    assert list(scratch.iterdir()) == []


def test_what_a_hook_wrote_before_gives_way_to_the_kits_own_file(
    tmp_path: Path, place: Path
) -> None:
    kit = kit_with(tmp_path, {"pre_gen_project.py": "open('a.txt', 'w').write('of the hook')\n"})

    assert start(kit, place, "--trust", digest_of(kit)) == 0
    assert (place / "shop" / "a.txt").read_text(encoding="utf-8") == "a"


@pytest.mark.skipif(os.name == "nt", reason="a script of the shell")
def test_a_script_of_the_shell_is_rendered_and_runs(tmp_path: Path, place: Path) -> None:
    script = "#!/bin/sh\necho {{ cookiecutter.project_slug }} > made.txt\n"
    kit = kit_with(tmp_path, {"post_gen_project.sh": script})

    assert start(kit, place, "--trust", digest_of(kit)) == 0
    assert (place / "shop" / "made.txt").read_text(encoding="utf-8") == "shop\n"


def test_a_hook_before_the_questions_may_change_them_in_its_copy(
    tmp_path: Path, place: Path
) -> None:
    pre = (
        "import json, pathlib\nfile = pathlib.Path('cookiecutter.json')\n"
        "file.write_text(json.dumps(json.loads(file.read_text()) | {'colour': 'teal'}))\n"
    )
    kit = kit_with(tmp_path, {"pre_prompt.py": pre})
    before = digest_of(kit)

    assert start(kit, place, "--trust", before, "--set", "colour=red") == 0
    assert digest_of(kit) == before
    assert f'content = "{before}"' in (place / "shop" / ".mtvgen.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("stem", ["pre_prompt", "pre_gen_project", "post_gen_project"])
def test_a_hook_that_fails_leaves_nothing(
    tmp_path: Path, place: Path, scratch: Path, capsys: pytest.CaptureFixture[str], stem: str
) -> None:
    kit = kit_with(tmp_path, {f"{stem}.py": "import sys\nsys.exit('The name is too short.')\n"})

    code = start(kit, place, "--trust", digest_of(kit))

    said = capsys.readouterr().err
    assert code == 1
    assert f"hooks/{stem}.py: ended with code 1. It said:\n  The name is too short.\n" in said
    assert [*place.iterdir(), *scratch.iterdir()] == []


def test_a_hook_that_does_not_end_is_stopped(
    tmp_path: Path, place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "TIME_LIMIT", 0.2)
    kit = kit_with(tmp_path, {"post_gen_project.py": "while True: pass\n"})

    code = start(kit, place, "--trust", digest_of(kit))

    assert code == 1
    assert "was stopped" in capsys.readouterr().err
    assert list(place.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows starts programs by their suffix")
def test_a_hook_that_cannot_be_started_says_why(
    tmp_path: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kit = kit_with(tmp_path, {"post_gen_project.sh": "#!/nothing/here\n"})

    assert start(kit, place, "--trust", digest_of(kit)) == 1
    assert "could not be started" in capsys.readouterr().err


def test_one_changed_byte_is_another_content(
    tmp_path: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kit = kit_with(tmp_path, {"post_gen_project.py": POST})
    trusted = digest_of(kit)
    (kit / "cookiecutter.json").write_bytes((kit / "cookiecutter.json").read_bytes() + b" ")

    code = start(kit, place, "--trust", trusted)

    said = capsys.readouterr().err
    assert code == 1
    assert f"its content is {digest_of(kit)}, not what you said that you trust." in said
    assert "hooks/post_gen_project.py" in said
    assert list(place.iterdir()) == []


def test_the_number_also_pins_a_kit_without_programs(tmp_path: Path, place: Path) -> None:
    kit = write_kit(tmp_path / "plain", {"a.txt": "a"})

    assert start(kit, place, "--trust", digest_of(kit)) == 0
    with pytest.raises(KitUntrusted, match="not what you said"), opened(str(kit), trust="0" * 64):
        pass


@pytest.mark.parametrize("trust", ["yes", "ABC", "0" * 63, "0" * 65])
def test_what_is_no_number_is_a_wrong_call(tmp_path: Path, trust: str) -> None:
    kit = write_kit(tmp_path / "plain", {"a.txt": "a"})

    with pytest.raises(UsageError, match="64 digits"), opened(str(kit), trust=trust):
        pass


def test_trusted_extensions_are_imported_from_the_kit(
    tmp_path: Path, place: Path, scratch: Path
) -> None:
    code = (
        "from jinja2.ext import Extension\nprint('not an answer')\n\nclass Loud(Extension):\n"
        "    def __init__(self, environment):\n        super().__init__(environment)\n"
        "        environment.filters['loud'] = lambda text: text.upper()\n"
    )
    kit = write_kit(
        tmp_path / "card",
        {"a.txt": "{{ cookiecutter.project_name|loud }}"},
        {"_extensions": ["loud.Loud"]},
    )
    (kit / "loud.py").write_text(code, encoding="utf-8")

    assert start(kit, place, "--trust", digest_of(kit)) == 0
    assert (place / "shop" / "a.txt").read_text(encoding="utf-8") == "SHOP"
    assert "loud" not in sys.modules
    assert list(scratch.iterdir()) == []


def test_an_extension_that_cannot_be_loaded_is_told(
    tmp_path: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kit = write_kit(tmp_path / "card", {"a.txt": "a"}, {"_extensions": ["nothing_like_it.X"]})

    assert start(kit, place, "--trust", digest_of(kit)) == 1
    assert "'_extensions': cannot be used" in capsys.readouterr().err


def test_what_hooks_say_is_part_of_the_document(
    tmp_path: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kit = kit_with(tmp_path, {"post_gen_project.py": POST})

    start(kit, place, "--trust", digest_of(kit), "--json")

    assert json.loads(capsys.readouterr().out)["hooks"] == [
        "hooks/post_gen_project.py: It is made."
    ]


def test_a_dry_run_runs_no_hook_of_the_project(tmp_path: Path, place: Path) -> None:
    kit = kit_with(tmp_path, {"post_gen_project.py": "raise SystemExit(1)"})

    assert start(kit, place, "--trust", digest_of(kit), "--dry-run") == 0
    assert list(place.iterdir()) == []


def test_the_number_counts_content_and_names_and_nothing_else(tmp_path: Path) -> None:
    kit = write_kit(tmp_path / "card", {"a.txt": "a", "b/c.txt": "c"})
    before = digest_of(kit)
    for cache in ("__pycache__", ".ruff_cache"):
        (kit / cache).mkdir()
        (kit / cache / "x.pyc").write_bytes(b"x")
    (kit / "cookiecutter.json").touch()
    same = digest_of(kit)
    (kit / "d.txt").touch()

    assert same == before
    assert digest_of(kit) != before


def test_a_kit_given_over_to_others_to_write_is_copied_before_it_is_trusted(
    tmp_path: Path, scratch: Path
) -> None:
    kit = kit_with(tmp_path, {"post_gen_project.py": POST})

    with opened(str(kit), trust=digest_of(kit)) as found:
        assert found.folder.is_relative_to(scratch)
        assert stat.S_IMODE(found.folder.parent.stat().st_mode) == 0o700 or os.name == "nt"
        assert found.trusted
