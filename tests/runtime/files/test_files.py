"""Files, uploaded files and temporary files."""

import tempfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile as DjangoContentFile
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.core.exceptions import SuspiciousFileOperation
from mtvgen.runtime.core.files import File
from mtvgen.runtime.core.files.base import ContentFile
from mtvgen.runtime.core.files.move import file_move_safe
from mtvgen.runtime.core.files.temp import NamedTemporaryFile, TemporaryFile
from mtvgen.runtime.core.files.uploadedfile import (
    InMemoryUploadedFile,
    SimpleUploadedFile,
    TemporaryUploadedFile,
    UploadedFile,
)
from mtvgen.runtime.core.files.uploadhandler import (
    MemoryFileUploadHandler,
    StopUpload,
    load_handler,
)
from mtvgen.runtime.core.files.utils import validate_file_name


@given(st.text(alphabet="ab\r\n", max_size=30), st.integers(1, 7))
def test_the_lines_of_a_file_are_those_that_django_yields(text, chunk_size):
    ours, djangos = ContentFile(text), DjangoContentFile(text)
    ours.DEFAULT_CHUNK_SIZE = djangos.DEFAULT_CHUNK_SIZE = chunk_size

    assert list(ours) == list(djangos)


def test_one_line_of_a_megabyte_is_joined_once():
    text = b"x" * 1_000_000
    file = ContentFile(text)
    file.DEFAULT_CHUNK_SIZE = 16

    assert list(file) == [text]


def test_a_file_has_the_name_size_and_mode_of_what_it_wraps(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"hello")
    with File(path.open("rb")) as file:
        facts = (file.name, file.size, len(file), file.mode, bool(file), str(file))

    assert facts == (str(path), 5, 5, "rb", True, str(path))
    assert file.closed


def test_the_size_of_a_stream_is_found_by_going_to_its_end():
    stream = BytesIO(b"hello")
    stream.seek(2)
    file = File(stream)

    assert file.size == 5
    assert stream.tell() == 2
    assert not file
    assert repr(file) == "<File: None>"


def test_a_size_that_nobody_can_tell_is_an_attribute_error():
    with pytest.raises(AttributeError, match="Unable to determine"):
        File(object()).size  # noqa: B018


def test_a_file_is_read_in_chunks_from_its_start():
    file = ContentFile(b"abcdef")
    file.read(3)

    assert list(file.chunks(4)) == [b"abcd", b"ef"]
    assert file.multiple_chunks(5)
    assert not file.multiple_chunks(6)


def test_a_closed_file_can_be_opened_again(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"hello")
    file = File(path.open("rb"))
    file.close()

    with file.open() as again:
        assert again.read() == b"hello"
    path.unlink()
    with pytest.raises(ValueError, match="cannot be reopened"):
        file.open()


def test_writing_to_a_content_file_changes_its_size():
    file = ContentFile("text", name="a.txt")
    file.read()
    file.write(" and more")

    assert file.size == 13
    assert bool(ContentFile(""))
    assert file.open().read() == "text and more"


@pytest.mark.parametrize("wrapped", [StringIO("x"), BytesIO(b"x")])
def test_a_proxy_answers_for_the_inner_file(wrapped):
    file = File(wrapped)

    assert (file.readable(), file.writable(), file.seekable()) == (True, True, True)
    file.close()
    assert (file.readable(), file.writable(), file.seekable()) == (False, False, False)


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("/etc/passwd", "passwd"),
        ("../../x.txt", "x.txt"),
        ("a" * 300, "a" * 255),
        ("a" * 300 + ".jpeg", "a" * 250 + ".jpeg"),
        ("a." + "b" * 300, "." + "b" * 254),
    ],
)
def test_an_uploaded_file_has_a_plain_short_name(given_name, name):
    assert UploadedFile(name=given_name).name == name


@pytest.mark.parametrize("name", ["..", ".", "", "a/", "/"])
def test_an_uploaded_file_has_some_name(name):
    with pytest.raises(SuspiciousFileOperation, match="Could not derive"):
        UploadedFile(name=name)


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "\\a\\b", "a\\..\\b"])
def test_a_relative_path_cannot_lead_out(name):
    with pytest.raises(SuspiciousFileOperation):
        validate_file_name(name, allow_relative_path=True)


def test_a_plain_name_has_no_folders():
    assert validate_file_name("a/b", allow_relative_path=True) == "a/b"
    with pytest.raises(SuspiciousFileOperation, match="path elements"):
        validate_file_name("a/b")


def test_a_temporary_upload_is_deleted_when_closed():
    file = TemporaryUploadedFile("test.txt", "text/plain", 1, "utf8")
    path = Path(file.temporary_file_path())

    assert path.exists()
    assert path.name.endswith(".upload.txt")
    file.close()
    assert not path.exists()


def test_a_temporary_upload_that_was_moved_away_closes_quietly(tmp_path):
    file = TemporaryUploadedFile("test.txt", "text/plain", 1, "utf8")
    Path(file.temporary_file_path()).rename(tmp_path / "kept")
    file.close()

    assert (tmp_path / "kept").exists()


@pytest.mark.parametrize("name", ["a." + "b" * 200, "a.\x00", "a.b c", "a.é"])
def test_a_strange_extension_does_not_stop_an_upload(name):
    file = TemporaryUploadedFile(name, "text/plain", 1, None)

    assert file.temporary_file_path().endswith(".upload")
    file.close()


def test_an_upload_in_memory_is_one_chunk():
    file = InMemoryUploadedFile(BytesIO(b"x" * 99), "f", "a.txt", "text/plain", 99, None)

    assert list(file.chunks(1)) == [b"x" * 99]
    assert not file.multiple_chunks(1)
    assert file.open().read(2) == b"xx"


def test_an_upload_can_be_made_by_hand():
    made = SimpleUploadedFile.from_dict(
        {"filename": "a.txt", "content": b"hi", "content-type": "text/x"}
    )

    assert (made.name, made.size, made.content_type, made.read()) == ("a.txt", 2, "text/x", b"hi")
    assert repr(SimpleUploadedFile("b", None)) == "<SimpleUploadedFile: b (text/plain)>"


@pytest.mark.parametrize("kind", [NamedTemporaryFile, TemporaryFile])
def test_a_temporary_file_can_be_opened_a_second_time_and_goes_when_closed(kind):
    with kind(suffix=".x") as file:
        file.write(b"hello")
        file.flush()
        seen = Path(file.name).read_bytes()

    assert seen == b"hello"
    assert not Path(file.name).exists()


def test_a_file_is_moved_but_never_over_another(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("1")
    new.write_text("2")

    with pytest.raises(FileExistsError, match="allow_overwrite is False"):
        file_move_safe(old, new)
    assert old.read_text() + new.read_text() == "12"
    file_move_safe(old, new, allow_overwrite=True)
    assert new.read_text() == "1"
    assert not old.exists()
    file_move_safe(new, new)
    file_move_safe(new, tmp_path / "third")
    assert (tmp_path / "third").read_text() == "1"


def test_a_file_that_appears_in_the_last_moment_is_not_overwritten(tmp_path, monkeypatch):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("1")
    new.write_text("2")
    monkeypatch.setattr("os.path.lexists", lambda path: False)

    with pytest.raises(FileExistsError):
        file_move_safe(old, new)
    assert (old.read_text(), new.read_text()) == ("1", "2")


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second file system")
def test_a_file_is_moved_to_another_file_system(tmp_path):
    old = tmp_path / "old"
    old.write_bytes(b"x" * 200_000)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        new = Path(folder) / "new"
        file_move_safe(old, new)

        assert new.read_bytes() == b"x" * 200_000
        assert not old.exists()


def test_a_handler_is_loaded_by_its_dotted_name():
    handler = load_handler(
        "mtvgen.runtime.core.files.uploadhandler.MemoryFileUploadHandler", "the request"
    )

    assert isinstance(handler, MemoryFileUploadHandler)
    assert handler.request == "the request"
    assert "Halt" in str(StopUpload(connection_reset=True))
