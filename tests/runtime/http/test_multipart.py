"""Forms with files: what the parser makes of a body, its limits, and its upload handlers."""

import time
from io import BytesIO
from pathlib import Path

import pytest

from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from mtvgen.runtime.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile
from mtvgen.runtime.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    SkipFile,
    StopFutureHandlers,
    StopUpload,
    TemporaryFileUploadHandler,
)
from mtvgen.runtime.http.multipartparser import (
    InputStreamExhausted,
    MultiPartParser,
    MultiPartParserError,
)


def field(name: str, value: str, *headers: str) -> bytes:
    head = "\r\n".join([f'Content-Disposition: form-data; name="{name}"', *headers])
    return f"{head}\r\n\r\n{value}".encode()


def file(name: str, filename: str, content: bytes, *headers: str) -> bytes:
    first = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"'
    return "\r\n".join([first, *headers]).encode() + b"\r\n\r\n" + content


def body_of(*parts: bytes) -> bytes:
    return b"".join(b"--sep\r\n" + part + b"\r\n" for part in parts) + b"--sep--\r\n"


def parse(body: bytes, handlers=None, stream=None, **meta):
    handlers = (
        [MemoryFileUploadHandler(), TemporaryFileUploadHandler()] if handlers is None else handlers
    )
    environ = {
        "CONTENT_TYPE": "multipart/form-data; boundary=sep",
        "CONTENT_LENGTH": str(len(body)),
        **meta,
    }
    return MultiPartParser(environ, stream or BytesIO(body), handlers).parse()


class Recorder(FileUploadHandler):
    """Notes what it is told; keeps nothing."""

    def __init__(self, chunk_size=64 * 1024):
        super().__init__()
        self.chunk_size = chunk_size
        self.events = []

    def new_file(self, *args, **kwargs):
        self.events.append(("new", args[1]))

    def receive_data_chunk(self, raw_data, start):
        self.events.append((start, bytes(raw_data)))

    def file_complete(self, file_size):
        self.events.append(("complete", file_size))

    def upload_complete(self):
        self.events.append("done")

    def upload_interrupted(self):
        self.events.append("interrupted")


def test_fields_and_files_come_apart():
    post, files = parse(
        body_of(
            field("title", "Ada"),
            field("tag", "a"),
            field("tag", "é"),
            file("photo", "me.png", b"\x89PNG", "Content-Type: image/png; charset=x"),
        )
    )

    assert post.getlist("tag") == ["a", "é"]
    assert post["title"] == "Ada"
    photo = files["photo"]
    assert (photo.name, photo.size, photo.content_type) == ("me.png", 4, "image/png")
    assert (photo.charset, photo.read()) == (b"x", b"\x89PNG")


def test_the_fields_cannot_be_changed_afterwards():
    post, _ = parse(body_of(field("a", "b")))

    with pytest.raises(AttributeError):
        post["a"] = "c"


def test_a_small_request_stays_in_memory_and_a_large_one_goes_to_disk(monkeypatch):
    body = body_of(file("f", "a.txt", b"x" * 5000))
    _, small = parse(body)
    monkeypatch.setattr(settings, "FILE_UPLOAD_MAX_MEMORY_SIZE", 4000)
    _, large = parse(body)

    assert isinstance(small["f"], InMemoryUploadedFile)
    assert isinstance(large["f"], TemporaryUploadedFile)
    path = Path(large["f"].temporary_file_path())
    assert path.read_bytes() == b"x" * 5000
    large["f"].close()
    assert not path.exists()


def test_a_request_without_an_announced_length_goes_to_disk():
    body = body_of(field("a", "b"), file("f", "a.txt", b"x"))
    post, files = parse(body, CONTENT_LENGTH="", **{"wsgi.input_terminated": True})

    assert post["a"] == "b"
    assert isinstance(files["f"], TemporaryUploadedFile)
    files["f"].close()


def test_never_more_is_read_than_was_announced():
    body = body_of(field("a", "b"))
    stream = BytesIO(body + b"GET / HTTP/1.1")
    parse(body, stream=stream)

    assert stream.read() == b"GET / HTTP/1.1"


def test_an_empty_body_is_an_empty_form():
    post, files = parse(b"", CONTENT_LENGTH="0")

    assert (dict(post), dict(files)) == ({}, {})


def test_a_file_that_was_not_chosen_is_an_empty_field():
    post, files = parse(body_of(file("f", "", b"", "Content-Type: application/octet-stream")))

    assert post.getlist("f") == [""]
    assert not files


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\x.exe", "x.exe"),
        ("/a/b/c.txt", "c.txt"),
        ("a&#47;b&sol;c.txt", "c.txt"),
        ("x\x00y\x1b.txt", "xy.txt"),
        ("Tiếng Việt.txt", "Tiếng Việt.txt"),
        ("a" * 300 + ".txt", "a" * 251 + ".txt"),
    ],
)
def test_a_file_name_loses_what_is_dangerous(sent, name):
    _, files = parse(body_of(file("f", sent, b"x")))

    assert files["f"].name == name


@pytest.mark.parametrize("sent", ["..", ".", "a/", "dir\\", "\x00"])
def test_a_file_without_a_usable_name_is_left_out(sent):
    post, files = parse(body_of(file("f", sent, b"x"), field("a", "b")))

    assert not files
    assert dict(post.items()) == {"a": "b"}


def test_a_file_name_may_be_encoded_by_rfc_2231():
    part = b"Content-Disposition: form-data; name=\"f\"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt\r\n\r\nx"
    _, files = parse(body_of(part))

    assert files["f"].name == "naïve €.txt"


def test_base64_is_decoded():
    post, files = parse(
        body_of(
            field("a", "aGVsbG8=", "Content-Transfer-Encoding: base64"),
            field("b", "x", "Content-Transfer-Encoding: base64"),
            file("f", "a.txt", b"aGVs\r\nbG8=", "Content-Transfer-Encoding: base64"),
        )
    )

    assert dict(post.items()) == {"a": "hello", "b": "x"}
    assert files["f"].read() == b"hello"


@pytest.mark.parametrize("content", [b"aGVsbG8", b"x==="])
def test_a_file_with_broken_base64_is_refused(content):
    with pytest.raises(MultiPartParserError, match="base64"):
        parse(body_of(file("f", "a.txt", content, "Content-Transfer-Encoding: base64")))


def test_fields_are_read_in_the_encoding_of_the_request():
    body = body_of(b'Content-Disposition: form-data; name="a"\r\n\r\n' + "ï".encode("latin-1"))
    environ = {"CONTENT_TYPE": "multipart/form-data; boundary=sep", "CONTENT_LENGTH": len(body)}
    post, _ = MultiPartParser(environ, BytesIO(body), [], encoding="latin-1").parse()

    assert post["a"] == "ï"


@pytest.mark.parametrize("encoding", ["idna", "punycode", "Punycode", "rot13", "no-such"])
def test_an_encoding_that_is_none_of_texts_is_refused(encoding):
    body = body_of(field("a", "b-"))
    environ = {"CONTENT_TYPE": "multipart/form-data; boundary=sep", "CONTENT_LENGTH": len(body)}

    with pytest.raises(MultiPartParserError, match="encoding"):
        MultiPartParser(environ, BytesIO(body), [], encoding=encoding).parse()


def test_handlers_get_chunks_of_the_size_they_want():
    recorder = Recorder(chunk_size=8)
    parse(body_of(file("f", "a.txt", b"0123456789" * 3)), [recorder])

    pieces = [event for event in recorder.events if isinstance(event[0], int)]
    assert b"".join(data for _, data in pieces) == b"0123456789" * 3
    assert all(len(data) <= 8 for _, data in pieces)
    assert [start for start, _ in pieces] == [
        sum(len(data) for _, data in pieces[:n]) for n in range(len(pieces))
    ]
    assert recorder.events[-2:] == [("complete", 30), "done"]


def test_a_handler_can_change_what_the_next_one_gets():
    class Upper(FileUploadHandler):
        def receive_data_chunk(self, raw_data, start):
            return raw_data.upper()

        def file_complete(self, file_size):
            return None

    _, files = parse(body_of(file("f", "a.txt", b"abc")), [Upper(), TemporaryFileUploadHandler()])

    assert files["f"].read() == b"ABC"
    files["f"].close()


def test_a_handler_can_skip_a_file_and_leave_the_others_alone():
    class NoTxt(FileUploadHandler):
        def new_file(self, *args):
            super().new_file(*args)
            if args[1].endswith(".txt"):
                raise SkipFile

        def receive_data_chunk(self, raw_data, start):
            return raw_data

        def file_complete(self, file_size):
            return None

    handlers = [NoTxt(), TemporaryFileUploadHandler()]
    body = body_of(file("a", "a.png", b"1"), file("b", "b.txt", b"2"), file("c", "c.png", b"3"))
    _, files = parse(body, handlers)

    assert {name: upload.read() for name, upload in files.items()} == {"a": b"1", "c": b"3"}
    for upload in files.values():
        upload.close()


@pytest.mark.parametrize(("reset", "left"), [(True, True), (False, False)])
def test_a_handler_can_stop_the_upload_and_say_whether_the_rest_is_read(reset, left):
    class Quota(Recorder):
        def receive_data_chunk(self, raw_data, start):
            raise StopUpload(connection_reset=reset)

    body = body_of(field("a", "b"), file("f", "a.txt", b"x" * 300_000))
    stream = BytesIO(body)
    post, files = parse(body, [Quota()], stream=stream)

    assert dict(post.items()) == {"a": "b"}
    assert not files
    assert bool(stream.read()) is left


def test_a_handler_can_take_the_whole_parsing_over():
    class Raw(Recorder):
        def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
            return {"boundary": boundary, "length": content_length}, {}

    post, _ = parse(b"whatever", [Raw()])

    assert post == {"boundary": b"sep", "length": 8}


@pytest.mark.parametrize("cut", [b"--sep--\r\n", b"\r\n--sep--\r\n", b"x\r\n--sep--\r\n"])
def test_what_was_cut_off_is_left_out_and_the_handlers_are_told(cut):
    recorder = Recorder()
    body = body_of(field("a", "b"), file("f", "a.txt", b"xxx")).removesuffix(cut)
    post, files = parse(body, [recorder])

    assert dict(post.items()) == {"a": "b"}
    assert not files
    assert recorder.events[-2:] == ["interrupted", "done"]


def test_half_a_field_is_not_taken_for_a_whole_one():
    post, _ = parse(body_of(field("a", "b"), field("amount", "1000"))[: -len("00\r\n--sep--\r\n")])

    assert dict(post.items()) == {"a": "b"}


def test_an_upload_that_was_cut_off_leaves_no_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", str(tmp_path))
    parse(body_of(file("f", "a.txt", b"x" * 99))[:-20], [TemporaryFileUploadHandler()])

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_came_whole_stays_when_the_next_one_is_cut_off():
    class TextInMemory(Recorder):
        def new_file(self, *args):
            self.mine = args[1].endswith(".txt")
            if self.mine:
                raise StopFutureHandlers

        def receive_data_chunk(self, raw_data, start):
            return None if self.mine else raw_data

    body = body_of(file("a", "a.png", b"whole"), file("b", "b.txt", b"x" * 99))[:-30]
    _, files = parse(body, [TextInMemory(), TemporaryFileUploadHandler()])

    assert list(files) == ["a"]
    assert files["a"].read() == b"whole"
    files["a"].close()


def test_a_handler_that_was_not_asked_keeps_its_file_when_another_skips():
    class Keeper(Recorder):
        def new_file(self, *args):
            self.file = BytesIO()

        def receive_data_chunk(self, raw_data, start):
            self.file.write(raw_data)

        def file_complete(self, file_size):
            return self.file

    class NoTxt(Recorder):
        def new_file(self, *args):
            if args[1].endswith(".txt"):
                raise SkipFile

        def receive_data_chunk(self, raw_data, start):
            return raw_data

    body = body_of(file("a", "a.png", b"whole"), file("b", "b.txt", b"x"))
    _, files = parse(body, [NoTxt(), Keeper()])

    assert not files["a"].closed


@pytest.mark.parametrize("kind", [TemporaryFileUploadHandler, MemoryFileUploadHandler])
def test_a_file_that_is_skipped_before_it_is_made_leaves_the_one_before(kind):
    class NoTxt(kind):
        def new_file(self, *args):
            if args[1].endswith(".txt"):
                raise SkipFile
            super().new_file(*args)

    body = body_of(file("a", "a.png", b"whole"), file("b", "b.txt", b"x"))
    _, files = parse(body, [NoTxt()])

    assert (list(files), files["a"].read()) == (["a"], b"whole")
    files["a"].close()


def test_a_handler_has_its_file_still_when_it_is_whole():
    class Signed(TemporaryFileUploadHandler):
        def file_complete(self, file_size):
            upload = super().file_complete(file_size)
            self.file.seek(0, 2)
            self.file.write(b" signed")
            self.file.seek(0)
            return upload

    body = body_of(file("a", "a.txt", b"one"), file("b", "b.txt", b"two"))[:-30]
    _, files = parse(body, [Signed()])

    assert files["a"].read() == b"one signed"
    files["a"].close()


def test_files_are_closed_when_the_form_is_refused(monkeypatch):
    class Keeper(TemporaryFileUploadHandler):
        def file_complete(self, file_size):
            kept.append(super().file_complete(file_size))
            return kept[-1]

    kept = []
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_NUMBER_FILES", 1)

    with pytest.raises(TooManyFilesSent):
        parse(body_of(file("f", "a.txt", b"x"), file("g", "b.txt", b"y")), [Keeper()])
    assert [one.closed for one in kept] == [True]


def test_a_limit_that_is_passed_leaves_no_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", str(tmp_path))
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_NUMBER_FILES", 1)
    body = body_of(file("f", "a.txt", b"x"), file("g", "b.txt", b"y"))

    with pytest.raises(TooManyFilesSent, match="more than 1 files"):
        parse(body, [TemporaryFileUploadHandler()])
    assert list(tmp_path.iterdir()) == []


def test_the_number_of_fields_is_limited(monkeypatch):
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_NUMBER_FIELDS", 2)
    parse(body_of(field("a", "1"), field("b", "2")))

    with pytest.raises(TooManyFieldsSent, match="DATA_UPLOAD_MAX_NUMBER_FIELDS"):
        parse(body_of(field("a", "1"), field("b", "2"), field("c", "3")))


def test_parts_without_a_name_count_as_fields(monkeypatch):
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_NUMBER_FIELDS", 2)

    with pytest.raises(TooManyFieldsSent):
        parse(body_of(*[b"Content-Disposition: form-data\r\n\r\nx"] * 3))


def test_the_bytes_of_the_fields_are_limited_and_those_of_files_are_not(monkeypatch):
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 10)
    big = file("f", "a.bin", b"x" * 100)
    parse(body_of(field("a", "1234567"), big))

    with pytest.raises(RequestDataTooBig, match="DATA_UPLOAD_MAX_MEMORY_SIZE"):
        parse(body_of(field("a", "12345678"), big))


def test_limits_that_are_none_are_no_limits(monkeypatch):
    for name in ("MEMORY_SIZE", "NUMBER_FIELDS", "NUMBER_FILES"):
        monkeypatch.setattr(settings, f"DATA_UPLOAD_MAX_{name}", None)
    post, _ = parse(body_of(*[field("a", "x" * 3000)] * 1100))

    assert len(post.getlist("a")) == 1100


@pytest.mark.parametrize(
    ("meta", "message"),
    [
        ({"CONTENT_TYPE": "text/plain"}, "Invalid Content-Type: text/plain"),
        ({"CONTENT_TYPE": "multipart/form-data"}, "Invalid boundary"),
        ({"CONTENT_TYPE": "multipart/form-data; boundary="}, "Invalid boundary"),
        ({"CONTENT_TYPE": f"multipart/form-data; boundary={'x' * 202}"}, "Invalid boundary"),
        ({"CONTENT_TYPE": 'multipart/form-data; boundary="a "'}, "Invalid boundary"),
        ({"CONTENT_TYPE": "multipart/form-data; boundary=é"}, "non-ASCII"),
        ({"CONTENT_LENGTH": "-1"}, "Invalid content length"),
    ],
)
def test_a_request_that_cannot_be_is_refused(meta, message):
    with pytest.raises(MultiPartParserError, match=message):
        parse(b"x", **meta)


@pytest.mark.parametrize(
    "body",
    [
        b"--sep\nContent-Disposition: form-data; name=a\n\nb\n--sep--\n",
        body_of(b"No-Disposition: x\r\n\r\ny"),
        body_of(b"Content-Disposition: attachment; name=a\r\n\r\ny"),
        body_of(b"no header\r\n\r\ny"),
        body_of(b'Content-Disposition: form-data; name="\xff"\r\n\r\ny'),
        body_of(field("a", "b", "Content-Length: 7")),
        body_of(field("a", "b", "Content-Length: x")),
        body_of(file("a", "b", b"x", "Content-Length: -1")),
        body_of(b"Content-Disposition: form-data; name*=no-such''a\r\n\r\nb"),
        b"junk--sep\r\n" + field("a", "b"),
        body_of(field("a", "b")).replace(b"--sep--", b"--sepx-"),
    ],
)
def test_a_body_that_no_browser_sends_is_refused(body):
    with pytest.raises(MultiPartParserError, match="Invalid multipart body"):
        parse(body)


def test_a_type_of_a_file_that_cannot_be_read_is_none():
    _, files = parse(body_of(file("f", "a.txt", b"x", "Content-Type: text/x; a*=no-such''b")))

    assert (files["f"].content_type, files["f"].content_type_extra) == ("", {})


def test_a_boundary_in_no_known_encoding_is_refused():
    with pytest.raises(MultiPartParserError, match="Invalid boundary"):
        parse(b"x", CONTENT_TYPE="multipart/form-data; boundary*=no-such''x")


def test_an_input_may_say_that_it_is_exhausted():
    class Exhausted(BytesIO):
        def read(self, size=-1):
            data = super().read(size)
            if not data:
                raise InputStreamExhausted
            return data

    body = body_of(field("a", "b"))
    post, _ = parse(body, stream=Exhausted(body), CONTENT_LENGTH=str(len(body) + 50))

    assert post["a"] == "b"


def test_the_headers_of_a_part_are_limited():
    head = 'Content-Disposition: form-data; name="a"\r\nX-Long: '
    fits = 1024 - len(head) - 6
    post, _ = parse(body_of(f"{head}{'x' * fits}\r\n\r\nb".encode()))

    assert post["a"] == "b"
    with pytest.raises(MultiPartParserError, match="max total header size"):
        parse(body_of(f"{head}{'x' * (fits + 1)}\r\n\r\nb".encode()))
    with pytest.raises(MultiPartParserError, match="max total header size"):
        parse(b"--sep\r\n" + b"x" * 100_000)


@pytest.mark.parametrize(
    "content",
    [b"\r\n--se" * 300_000, b"\r" * 1_500_000, b"\r\n--" * 400_000, b"-" * 1_500_000],
)
def test_hostile_bodies_take_linear_time(content):
    started = time.process_time()
    _, files = parse(body_of(file("f", "a.bin", content)))
    parse(content + b"\r\n" + body_of(field("a", "b")))

    assert files["f"].size == len(content)
    assert time.process_time() - started < 1.5  # quadratic time takes minutes
    files["f"].close()
