"""Every case of the battery, one after the other; the format stands in `__init__.py`."""

import hashlib
import json
import os
import shutil
import socket
import tempfile
import tomllib
import zlib
from pathlib import Path
from typing import Any

import pytest

from mtvgen.cli.main import main
from mtvgen.scaffold import fence, render

from ..conftest import FOLDER, QUESTIONS
from .zips import zipped

HERE = Path(__file__).parent
Case = dict[str, Any]
_HARD = set('<>:"|?*')


def cases() -> list[Any]:
    found = []
    for file in sorted(HERE.glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            found.append(pytest.param(case, id=f"{file.stem}-{case['id']}"))
    return found


@pytest.mark.parametrize("case", cases())
def test_bad_input_is_met_as_it_should_be(
    case: Case,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if case.get("git") is not None and shutil.which("git") is None:
        pytest.skip("there is no git on this computer")
    if os.name == "nt" and (
        {"special", "git"} & case.keys() or _HARD & set("".join(case.get("files", {})))
    ):
        pytest.skip("Windows has no such files")
    place, scratch = tmp_path / "place", tmp_path / "scratch"
    place.mkdir()
    scratch.mkdir()
    for path, text in case.get("before", {}).items():
        write(place / path, text)
    words = command_line(case, tmp_path, place)
    isolate(case, tmp_path, scratch, monkeypatch)
    monkeypatch.chdir(place)
    before = everything(tmp_path)

    code = main(words)

    out, err = capsys.readouterr()
    assert (code, out + err if code != case.get("exit", 1) else "") == (case.get("exit", 1), "")
    assert [word for word in case.get("says", []) if word not in out + err] == [], out + err
    assert [word for word in case.get("silent", []) if word in out + err] == []
    assert "Traceback" not in err
    assert code == 0 or (err.startswith("Error:") or "Usage:" in err)
    assert code == 0 or len(err.strip().splitlines()) <= case.get("lines", 2)
    assert list(scratch.iterdir()) == []
    after = everything(tmp_path)
    made = {path: what for path, what in after.items() if before.get(path) != what}
    inside = {path for path in made if path.startswith("place/")}
    assert made.keys() == inside
    assert code == 0 or after == before
    for path, text in case.get("holds", {}).items():
        assert (place / path).read_text(encoding="utf-8") == text


def command_line(case: Case, top: Path, place: Path) -> list[str]:
    words = ["startproject", *([case["name"]] if "name" in case else ["shop"])]
    if "into" in case:
        words += ["--into", case["into"].replace("{top}", str(top))]
    if kit := address(case, top, place):
        words += ["--kit", kit]
    words += [
        word for key, text in case.get("set", {}).items() for word in ("--set", f"{key}={text}")
    ]
    return [*words, "--no-input", "--no-git", *case.get("options", [])]


def address(case: Case, top: Path, place: Path) -> str:
    """Make the kit of a case and return its address; empty for the default kit."""
    if "kit" in case and not {"zip", "git", "files"} & case.keys():
        return str(case["kit"]).replace("{top}", str(top)).replace("{long}", "a" * 3000)
    kind = next((kind for kind in ("zip", "git") if kind in case), "")
    if kind == "zip":
        entries = [*(sound() if case.get("sound", True) else []), *case["zip"]]
        file = top / "kit.zip"
        file.write_bytes(zipped(entries)[: case.get("cut", None)])
        return f"{file}{case.get('kit', '')}"
    if kind == "git":
        repository(top / "repo.git", case)
        return f"file://{(top / 'repo.git').as_posix()}{case.get('kit', '')}"
    if {"files", "around", "questions", "special"} & case.keys():
        kit_folder(top / "kit", case)
        return str(top / "kit")
    return ""


def sound() -> list[Case]:
    questions = json.dumps(QUESTIONS)
    return [
        {"name": "cookiecutter.json", "text": questions},
        {"name": f"{FOLDER}/a.txt", "text": "a\n"},
    ]


def kit_folder(folder: Path, case: Case) -> None:
    (folder / FOLDER).mkdir(parents=True)
    questions = json.dumps(QUESTIONS | case.get("questions", {}))
    write(folder / "cookiecutter.json", questions)
    for path, text in case.get("files", {"a.txt": "a\n"}).items():
        write(folder / FOLDER / path, text)
    for path, text in case.get("around", {}).items():
        write(folder / path, text)
    for one in case.get("special", []):
        special(
            folder / FOLDER / one["path"] if "outside" not in one else folder / one["path"], one
        )


def special(path: Path, one: Case) -> None:
    """Make what is no plain file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if one["kind"] == "link":
        path.symlink_to(one["to"])
    elif one["kind"] == "fifo":
        os.mkfifo(path)
    elif one["kind"] == "bytes":
        Path(os.fsdecode(os.fsencode(path) + b"\xff")).touch()
    elif one["kind"] == "hole":  # a file that says it is large and takes no room
        path.touch()
        os.truncate(path, 2_000_000_000)
    else:
        here = Path.cwd()
        os.chdir(path.parent)  # a socket's path has room for 100 letters only
        try:
            with socket.socket(socket.AF_UNIX) as one_end:
                one_end.bind(path.name)
        finally:
            os.chdir(here)


def repository(folder: Path, case: Case) -> None:
    """Make a repository with one commit of the kit: branch `main`, tag `v1`.

    Of `git`: `entries`, each with mode, path and text, written as they are, whatever a name is.
    PERF: its files are written here, without a process of git for each.
    """
    top = folder.with_name("tree")
    kit_folder(top, case)
    rows = [
        ("100644", loose(folder, "blob", file.read_bytes()), file.relative_to(top).as_posix())
        for file in sorted(top.rglob("*"))
        if file.is_file()
    ]
    shutil.rmtree(top)
    for entry in case["git"].get("entries", []):
        found = loose(folder, "blob", entry.get("text", "").encode())
        rows.append(
            (entry["mode"], "1" * 40 if entry["mode"] == "160000" else found, entry["path"])
        )
    who = "Ada <ada@a.example> 1700000000 +0000"
    text = f"tree {made_tree(folder, rows)}\nauthor {who}\ncommitter {who}\n\nThe kit\n"
    commit = loose(folder, "commit", text.encode())
    write(folder / "HEAD", "ref: refs/heads/main\n")
    write(folder / "refs/heads/main", f"{commit}\n")
    write(folder / "refs/tags/v1", f"{commit}\n")
    settings = "[core]\nrepositoryformatversion = 0\nbare = true\n"
    for key, value in case["git"].get("config", {}).items():
        room, _, name = key.rpartition(".")
        first, _, second = room.partition(".")
        head = f'[{first} "{second}"]' if second else f"[{first}]"
        settings += f"{head}\n{name} = {value.replace('{top}', str(folder.parent))}\n"
    write(folder / "config", settings)


def loose(folder: Path, kind: str, content: bytes) -> str:
    """Write one object and return its name (gitformat-loose(5))."""
    whole = f"{kind} {len(content)}\0".encode() + content
    name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    file = folder / "objects" / name[:2] / name[2:]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(zlib.compress(whole))
    return name


def made_tree(folder: Path, rows: list[tuple[str, str, str]]) -> str:
    """Write a tree, folder by folder, with names that git's own commands would refuse."""
    here: list[tuple[str, str, str]] = []
    below: dict[str, list[tuple[str, str, str]]] = {}
    for mode, found, path in rows:
        name, slash, rest = path.partition("/")
        if slash:
            below.setdefault(name, []).append((mode, found, rest))
        else:
            here.append((mode, found, name))
    here += [("40000", made_tree(folder, inside), name) for name, inside in below.items()]
    here.sort(key=lambda row: (row[2] + ("/" if row[0] == "40000" else "")).encode())
    content = b"".join(
        f"{mode} {name}\0".encode() + bytes.fromhex(found) for mode, found, name in here
    )
    return loose(folder, "tree", content)


def isolate(case: Case, top: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the run a home and a folder for temporary files of its own, and no network."""
    (top / "home").mkdir()
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(top / "home"))
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    if "quick" in case:  # the limits of time are the same, only smaller
        monkeypatch.setattr(fence, "SECONDS_EACH", 0.3)
        monkeypatch.setattr(fence, "_PATIENCE", case["quick"])
    if case.get("small"):
        monkeypatch.setattr(fence, "MOST_MEMORY", 300_000_000)
        monkeypatch.setattr(fence, "LONGEST_FILLED", 1000)
        monkeypatch.setattr(render, "LONGEST_FILLED", 1000)
    for name, value in case.get("env", {}).items():
        monkeypatch.setenv(name, value.replace("{top}", str(top)))


def everything(top: Path) -> dict[str, str]:
    """Return each file below *top*, but for the kits, with what it is."""
    found = {}
    for folder, folders, files in os.walk(top):
        for name in [*folders, *files]:
            path = Path(folder) / name
            is_plain = path.is_file() and not path.is_symlink() and path.stat().st_size < 10_000_000
            found[path.relative_to(top).as_posix()] = path.read_bytes().hex() if is_plain else "-"
    return found


def write(path: Path, text: str) -> None:
    text = text.replace("{digits}", "1" * 5000).replace("{brackets}", "[" * 50_000)
    text = text.replace("{deep}", '{"a":' * 900 + "1" + "}" * 900)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
