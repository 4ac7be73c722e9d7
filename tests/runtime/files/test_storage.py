"""Storages: files kept in a folder, under names that are free and safe."""

import datetime
import os
import sys
import threading
from io import BytesIO
from pathlib import Path

import pytest

from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import SuspiciousFileOperation
from mtvgen.runtime.core.files.base import ContentFile
from mtvgen.runtime.core.files.storage import (
    FileSystemStorage,
    InvalidStorageError,
    Storage,
    StorageHandler,
    default_storage,
)
from mtvgen.runtime.core.files.uploadedfile import TemporaryUploadedFile
from mtvgen.runtime.core.signals import setting_changed
from mtvgen.runtime.utils._os import safe_join


@pytest.fixture
def storage(tmp_path):
    return FileSystemStorage(location=tmp_path / "media", base_url="/media")


def test_a_file_is_saved_and_read_again(storage):
    name = storage.save("a/b.txt", ContentFile(b"hello"))
    with storage.open(name) as file:
        content = file.read()

    assert (name, content, storage.size(name)) == ("a/b.txt", b"hello", 5)
    assert storage.exists("a/b.txt")
    assert storage.listdir("") == (["a"], [])
    assert storage.url("a/b ü.txt") == "/media/a/b%20%C3%BC.txt"


def test_a_text_and_any_open_file_can_be_saved(storage):
    storage.save("text", ContentFile("é"))
    storage.save("stream", BytesIO(b"raw"))
    named = storage.save(None, ContentFile(b"x", name="named"))

    assert Path(storage.path("text")).read_bytes() == "é".encode()
    assert Path(storage.path("stream")).read_bytes() == b"raw"
    assert named == "named"


def test_a_second_file_of_a_name_gets_another(storage):
    storage.save("a.tar.gz", ContentFile(b"1"))
    name = storage.save("a.tar.gz", ContentFile(b"2"))

    assert name.startswith("a_")
    assert name.endswith(".tar.gz")
    assert len(name) == len("a_1234567.tar.gz")
    assert Path(storage.path("a.tar.gz")).read_bytes() == b"1"


def test_names_are_cut_to_their_longest(storage):
    storage.save("abcdefghij.txt", ContentFile(b"1"))
    name = storage.save("abcdefghij.txt", ContentFile(b"2"), max_length=14)

    assert len(name) == 14
    assert name.startswith("ab_")
    with pytest.raises(SuspiciousFileOperation, match="available filename"):
        storage.save("abcdefghij.txt", ContentFile(b"3"), max_length=8)


def test_a_file_may_take_the_place_of_another_when_that_is_allowed(tmp_path):
    storage = FileSystemStorage(tmp_path, allow_overwrite=True)
    storage.save("a.txt", ContentFile(b"first and long"))

    assert storage.save("a.txt", ContentFile(b"second")) == "a.txt"
    assert (tmp_path / "a.txt").read_bytes() == b"second"


def test_twenty_threads_that_save_one_name_get_twenty_files(storage):
    threads = [
        threading.Thread(target=storage.save, args=("a.txt", ContentFile(str(n))))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    files = storage.listdir("")[1]
    assert sorted(int(Path(storage.path(name)).read_text()) for name in files) == list(range(20))


@pytest.mark.parametrize("on_disk", [True, False])
def test_a_file_that_somebody_made_meanwhile_is_not_overwritten(tmp_path, on_disk):
    class Slow(FileSystemStorage):
        def get_available_name(self, name, max_length=None):
            name = super().get_available_name(name, max_length)
            if name == "a.txt":
                (tmp_path / name).write_text("somebody else's")
            return name

    content = TemporaryUploadedFile("a.txt", "", 1, None) if on_disk else ContentFile(b"")
    content.write(b"mine")
    content.flush()
    name = Slow(tmp_path).save("a.txt", content)
    content.close()

    assert (tmp_path / "a.txt").read_text() == "somebody else's"
    assert (tmp_path / name).read_text() == "mine"


def test_an_upload_on_disk_is_moved(storage):
    upload = TemporaryUploadedFile("a.txt", "text/plain", 1, None)
    upload.write(b"x")
    upload.flush()
    temporary = Path(upload.temporary_file_path())
    name = storage.save("a.txt", upload)
    upload.close()

    assert not temporary.exists()
    assert Path(storage.path(name)).read_bytes() == b"x"


def test_a_file_whose_content_breaks_off_leaves_nothing(storage):
    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        storage.save("a.txt", Broken(b""))
    assert storage.listdir("") == ([], [])


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a/../../b", "..", "\\\\host\\share\\x"])
def test_nothing_is_saved_outside_of_the_folder(storage, name):
    with pytest.raises(SuspiciousFileOperation):
        storage.save(name, ContentFile(b"x"))
    with pytest.raises(SuspiciousFileOperation):
        storage.generate_filename(f"../{name}")


def test_a_path_outside_is_refused_also_where_names_begin_alike(tmp_path):
    assert safe_join(tmp_path / "a", "b/../c") == str(tmp_path / "a" / "c")
    assert safe_join("/", "x") == os.path.abspath("/x")  # noqa: PTH100
    with pytest.raises(SuspiciousFileOperation, match="outside of the base path"):
        safe_join(tmp_path / "a", "../ab")


def test_a_name_is_made_valid_for_saving(storage):
    assert storage.generate_filename("2026/my photo (1).png") == os.path.join(  # noqa: PTH118
        "2026", "my_photo_1.png"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_files_and_folders_get_the_rights_of_the_settings(tmp_path):
    storage = FileSystemStorage(
        tmp_path, file_permissions_mode=0o640, directory_permissions_mode=0o750
    )
    storage.save("a/b/c.txt", ContentFile(b"x"))

    assert (tmp_path / "a/b/c.txt").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "a/b").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o750


def test_a_file_where_a_folder_should_be_is_named(storage):
    storage.save("a", ContentFile(b"x"))

    with pytest.raises(FileExistsError, match=r"is not a directory|is a file"):
        storage.save("a/b", ContentFile(b"x"))


def test_deleting_takes_files_and_empty_folders_and_forgives_absence(storage):
    storage.save("a/b", ContentFile(b"x"))
    storage.delete("a/b")
    storage.delete("a")
    storage.delete("a")

    assert storage.listdir("") == ([], [])
    with pytest.raises(ValueError, match="name must be given"):
        storage.delete("")


def test_times_are_aware_with_time_zones(storage):
    name = storage.save("a", ContentFile(b"x"))
    os.utime(storage.path(name), (0, 1_000_000_000))

    moment = datetime.datetime(2001, 9, 9, 1, 46, 40, tzinfo=datetime.UTC)
    assert storage.get_modified_time(name) == moment
    assert storage.get_accessed_time(name).year == 1970
    assert storage.get_created_time(name).year > 2001


def test_the_default_storage_follows_the_settings(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "MEDIA_ROOT", str(tmp_path))
    setting_changed.send(sender=None, setting="MEDIA_ROOT", value=str(tmp_path), enter=True)

    assert default_storage.path("a") == str(tmp_path / "a")
    assert isinstance(default_storage._wrapped, FileSystemStorage)
    default_storage.__dict__  # noqa: B018
    monkeypatch.undo()
    setting_changed.send(sender=None, setting="MEDIA_ROOT", value="", enter=False)
    assert default_storage.path("a") == os.path.abspath("a")  # noqa: PTH100


def test_a_storage_that_is_not_configured_is_named():
    handler = StorageHandler({"other": {"BACKEND": "no.such.Storage"}})

    with pytest.raises(InvalidStorageError, match=r"config for 'default'.*'other'"):
        handler["default"]
    with pytest.raises(InvalidStorageError, match=r"find backend 'no.such.Storage'"):
        handler["other"]


def test_a_storage_is_made_once_with_its_options(tmp_path):
    backend = "mtvgen.runtime.core.files.storage.FileSystemStorage"
    handler = StorageHandler({"a": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}})

    assert handler["a"] is handler["a"]
    assert handler["a"].location == str(tmp_path)


@pytest.mark.parametrize("method", ["delete", "exists", "listdir", "size", "url", "open", "path"])
def test_a_storage_says_which_methods_it_lacks(method):
    with pytest.raises(NotImplementedError):
        getattr(Storage(), method)("a")
