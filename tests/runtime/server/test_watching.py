"""What changed in the project's own files: noted by the system, or found by comparing."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from mtvgen.runtime.server import inotify
from mtvgen.runtime.server.watching import (
    Watch,
    _compared,
    _noted,
    _told,
    folders_below,
    is_code,
    is_page,
)

WAYS = [_told, _noted, _compared] if sys.platform == "linux" else [_noted, _compared]


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__.strip("_"))
def watch(request, tmp_path):
    """Start watching a folder; returns the list in which each burst of changes appears."""
    watch = Watch({str(tmp_path)})
    bursts = []

    def follow():
        for burst in request.param(watch):
            bursts.append({os.path.relpath(path, tmp_path) for path in burst.code | burst.pages})

    def start():
        thread.start()
        time.sleep(0.5)
        return bursts

    thread = threading.Thread(target=follow)
    yield start
    watch.stop()
    thread.join(5)
    watch.bell.close()
    assert not thread.is_alive()


def wait_for(bursts, name):
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if any(name in burst for burst in bursts):
            return
        time.sleep(0.02)
    raise AssertionError(f"{name} was not noticed, only {bursts}")


def test_a_file_that_is_changed_made_renamed_or_deleted_is_noticed(watch, tmp_path):
    file = tmp_path / "views.py"
    file.write_text("1", encoding="utf-8")
    bursts = watch()

    file.write_text("two", encoding="utf-8")
    wait_for(bursts, "views.py")
    (tmp_path / "new.py").write_text("1", encoding="utf-8")
    wait_for(bursts, "new.py")
    (tmp_path / "new.py").rename(tmp_path / "named.py")
    wait_for(bursts, "named.py")
    bursts.clear()
    file.unlink()
    wait_for(bursts, "views.py")


def test_a_file_in_a_new_folder_is_noticed(watch, tmp_path):
    bursts = watch()

    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "models.py").write_text("1", encoding="utf-8")
    wait_for(bursts, str(Path("shop", "models.py")))
    bursts.clear()
    time.sleep(0.3)
    (tmp_path / "shop" / "models.py").write_text("two", encoding="utf-8")

    wait_for(bursts, str(Path("shop", "models.py")))


def test_a_folder_that_joins_later_is_watched_and_its_files_have_not_changed(tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("1", encoding="utf-8")
    for follow in WAYS:
        bursts, watch = [], Watch({str(tmp_path / "first")})
        thread = threading.Thread(target=lambda f=follow, b=bursts, w=watch: b.extend(f(w)))
        thread.start()
        time.sleep(0.3)
        watch.add({str(tmp_path / "second")})
        time.sleep(1.5)
        assert bursts == []

        (tmp_path / "second" / "a.py").write_text(f"changed {follow}", encoding="utf-8")
        time.sleep(1.0)
        watch.stop()
        thread.join(5)
        watch.bell.close()
        assert [Path(path).parent.name for burst in bursts for path in burst.code] == ["second"]


def test_a_file_that_only_got_other_rights_is_no_change(watch, tmp_path):
    file = tmp_path / "views.py"
    file.write_text("1", encoding="utf-8")
    bursts = watch()

    file.chmod(0o600)
    file.read_text(encoding="utf-8")
    time.sleep(0.8)

    assert bursts == []


def test_templates_and_static_files_are_told_apart_from_code(tmp_path):
    for name in ("app/templates/app", "static"):
        (tmp_path / name).mkdir(parents=True)
    files = {"app/views.py", "app/templates/app/a.html", "static/site.css", "static/tool.py"}
    for name in files:
        (tmp_path / name).write_text("1", encoding="utf-8")
    watch = Watch({str(tmp_path)})
    following = _compared(watch)
    changed = []
    thread = threading.Thread(target=lambda: changed.append(next(following)))
    thread.start()
    time.sleep(0.2)

    for name in files:
        (tmp_path / name).write_text("other", encoding="utf-8")
    thread.join(5)
    watch.stop()
    watch.bell.close()

    relative = [{Path(path).relative_to(tmp_path).as_posix() for path in one} for one in changed[0]]
    assert relative == [{"app/views.py"}, files - {"app/views.py"}]


@pytest.mark.parametrize("name", ["views.py", "b.py", ".env"])
def test_code_and_settings_are_code(name):
    assert is_code(name)


@pytest.mark.parametrize(
    "name",
    ["db.sqlite3", "page.html", "site.css", ".#views.py", "#views.py#", "views.py~", "views.pyc"],
)
def test_other_files_are_no_code(name):
    assert not is_code(name)


@pytest.mark.parametrize(
    ("name", "for_pages", "found"),
    [
        ("page.html", False, True),
        ("site.css", False, True),
        ("data.json", False, False),
        ("data.json", True, True),
        ("photo.png", False, False),
        ("photo.png", True, True),
        (".page.html.swp", True, False),
        ("page.html~", True, False),
    ],
)
def test_what_a_browser_shows_is_part_of_a_page(name, for_pages, found):
    assert is_page(name, for_pages=for_pages) is found


def test_environments_and_caches_are_not_watched(tmp_path):
    for name in ("app", "app/inner", "venv2", "__pycache__", ".git", "templates", "node_modules/x"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "venv2" / "pyvenv.cfg").write_text("", encoding="utf-8")

    found = folders_below([str(tmp_path)])

    relative = {os.path.relpath(folder, tmp_path): pages for folder, pages in found.items()}
    assert relative == {
        ".": False,
        "app": False,
        str(Path("app", "inner")): False,
        "templates": True,
    }


def test_a_folder_that_holds_itself_does_not_end_the_search(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)

    assert folders_below([str(tmp_path)]) == {os.path.realpath(tmp_path): False}


# What only Linux tells

linux = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")


@pytest.fixture
def watched(tmp_path):
    watch = Watch({str(tmp_path)})
    yield watch
    watch.bell.close()


@linux
def test_who_never_stops_saving_does_not_keep_others_from_being_noticed(watched, tmp_path):
    stop, log = threading.Event(), tmp_path / "log.txt"
    found = _told(watched)

    def write():
        while not stop.wait(0.004):
            log.write_text("more", encoding="utf-8")

    writer = threading.Thread(target=write)
    writer.start()
    threading.Timer(0.4, (tmp_path / "views.py").write_text, ["1"]).start()
    try:
        assert next(found).code == {str(tmp_path / "views.py")}
    finally:
        stop.set()
        writer.join()


@linux
def test_a_burst_of_saves_is_one_change(watched, tmp_path):
    found = _told(watched)
    files = [tmp_path / f"part{number}.py" for number in range(30)]

    def save():
        for file in files:
            part = file.with_suffix(".tmp")
            part.write_text("1", encoding="utf-8")
            part.replace(file)

    threading.Timer(0.3, save).start()

    assert next(found).code == {str(file) for file in files}


@linux
def test_what_happens_while_the_watch_is_renewed_is_not_missed(watched, tmp_path):
    found = _told(watched)
    seen: set[str] = set()

    def make():
        for number in range(20):
            folder = tmp_path / f"app{number}"
            folder.mkdir()
            (folder / "models.py").write_text("1", encoding="utf-8")

    threading.Timer(0.3, make).start()
    while len(seen) < 20:
        seen |= next(found).code

    assert seen == {str(tmp_path / f"app{number}" / "models.py") for number in range(20)}


@linux
def test_folders_of_this_machine_tell_and_those_of_others_do_not(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/vda / ext4 rw 0 0\nserver:/home /home nfs4 rw 0 0\nC: /mnt/My\\040disk 9p rw 0 0\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(inotify, "MOUNTS", mounts)

    told = [inotify.tells(place) for place in ("/tmp/x", "/home/ada", "/homely", "/mnt/My disk/x")]
    assert told == [True, False, True, False]


@linux
def test_folders_that_have_gone_are_passed_over(tmp_path):
    with inotify.Notes([str(tmp_path), str(tmp_path / "gone")]) as notes:
        (tmp_path / "views.py").write_text("1", encoding="utf-8")

        assert notes.wait(5) == {str(tmp_path / "views.py")}
