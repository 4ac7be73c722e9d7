"""InMemoryStorage: as Django's, and as files on a disk."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from mtvgen.runtime.core.files.base import ContentFile
from mtvgen.runtime.core.files.storage import (
    FileSystemStorage,
    InMemoryStorage,
    default_storage,
    storages,
)
from mtvgen.runtime.core.files.uploadedfile import TemporaryUploadedFile
from mtvgen.runtime.test import override_settings
from tests.runtime.django_peer import outcome

import django.core.files.base as their_base  # isort: skip
import django.core.files.storage as theirs  # isort: skip

FILES = ["a.txt", "b", "d/a.txt", "d/e/f.txt", "./a.txt", "../out", ""]
steps = st.one_of(
    st.tuples(
        st.just("save"), st.sampled_from(FILES), st.sampled_from(["one", b"two", "käse", ""])
    ),
    st.tuples(
        st.sampled_from(["read", "exists", "listdir", "size", "delete", "url"]),
        st.sampled_from([*FILES, "d", "d/e", "."]),
    ),
)


class Ours(InMemoryStorage):
    def get_alternative_name(self, file_root, file_ext):
        return f"{file_root}_1{file_ext}"


class Theirs(theirs.InMemoryStorage):
    get_alternative_name = Ours.get_alternative_name


def answer(storage, content_file, step):
    name, *args = step
    if name == "save":
        return storage.save(args[0], content_file(args[1]))
    if name == "read":
        with storage.open(args[0], "rb") as file:
            return file.read()
    return getattr(storage, name)(*args)


@effort(max_examples=200, deadline=None)
@given(st.lists(steps, max_size=12))
def test_files_in_memory_are_there_as_in_django(steps):
    ours, peer = Ours("/media", "/files"), Theirs("/media", "/files")

    for step in steps:
        if step[0] == "save" and outcome(ours.exists, step[1]) == ("returned", True):
            continue  # "a_1" may be taken as well, and neither side would end
        mine = outcome(answer, ours, ContentFile, step)
        assert mine == outcome(answer, peer, their_base.ContentFile, step)


@pytest.fixture(params=[InMemoryStorage, FileSystemStorage])
def storage(request, tmp_path):
    return request.param(tmp_path)


@pytest.mark.parametrize(
    ("mode", "act", "content"),
    [
        ("r", lambda file: file.read(), b"one\ntwo\n"),
        ("w", lambda file: file.write("x"), b"x"),
        ("wb", lambda file: file.write(b"x"), b"x"),
        ("a", lambda file: file.write("three"), b"one\ntwo\nthree"),
        ("r+b", lambda file: (file.seek(4), file.write(b"2")), b"one\n2wo\n"),
        ("r+b", lambda file: file.truncate(3), b"one"),
        ("r+b", lambda file: (file.seek(2, 2), file.write(b"!")), b"one\ntwo\n\0\0!"),
        ("rb", list, b"one\ntwo\n"),
    ],
)
def test_files_are_opened_as_on_a_disk(storage, mode, act, content):
    name = storage.save("a.txt", ContentFile("one\ntwo\n"))
    with storage.open(name, mode) as file:
        act(file)

    with storage.open(name) as file:
        assert file.read() == content
    assert storage.size(name) == len(content)


def test_a_file_that_is_not_there_is_made_by_writing_alone(storage):
    with pytest.raises(FileNotFoundError):
        storage.open("new.txt")
    with storage.open("new.txt", "w") as file:
        file.write("käse")

    with storage.open("new.txt", "r") as file:
        assert [file.readline(), file.read()] == ["käse", ""]


def test_a_file_is_no_folder(storage):
    storage.save("b", ContentFile("one"))

    assert not storage.exists("b/c")
    with pytest.raises(FileExistsError):
        storage.save("b/c", ContentFile("two"))
    with pytest.raises(OSError, match="b"):
        storage.open("b/c")


def test_times_are_kept():
    storage = InMemoryStorage()
    name = storage.save("a.txt", ContentFile("one"))
    made = storage.get_modified_time(name)
    with storage.open(name, "w") as file:
        file.write("two")

    assert storage.get_modified_time(name) >= made
    assert storage.get_accessed_time(name) >= made
    assert storage.get_created_time(name) <= made


def test_twenty_threads_that_save_one_name_get_twenty_files():
    storage = InMemoryStorage()
    with ThreadPoolExecutor(20) as pool:
        saved = set(pool.map(lambda n: storage.save("a", ContentFile(str(n))), range(20)))

    assert len(saved) == 20
    assert sorted(storage.listdir("")[1]) == sorted(saved)


def test_an_upload_on_disk_goes_into_memory():
    upload = TemporaryUploadedFile("a.txt", "text/plain", 3, None)
    upload.write(b"one")
    storage = InMemoryStorage()
    name = storage.save(None, upload)

    upload.close()
    assert storage.open(name).read() == b"one"


def test_settings_name_it_by_djangos_path():
    backend = "mtvgen.runtime.core.files.storage.InMemoryStorage"

    with override_settings(STORAGES={"default": {"BACKEND": backend}}, MEDIA_URL="/media/"):
        name = default_storage.save("a b.txt", ContentFile(b"x"))
        assert default_storage.url(name) == "/media/a%20b.txt"
        assert storages["default"].deconstruct() == (backend, (), {})
