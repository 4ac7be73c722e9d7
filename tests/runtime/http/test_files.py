"""FileResponse: whatever the file can tell, its headers and bytes are those of Django's."""

import gzip
import io
import os
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.core.files.base import ContentFile
from mtvgen.runtime.http import FileResponse
from tests.runtime import django_peer  # noqa: F401  # configures Django's settings first

from django.http import FileResponse as TheirFileResponse  # isort: skip


class Reads:
    """Reads, and can do nothing else."""

    def __init__(self, content=b"0123456789"):
        self.file = io.BytesIO(content)

    def read(self, size=-1):
        return self.file.read(size)


class Seeks(Reads):
    def seek(self, *place):
        return self.file.seek(*place)


class Tells(Reads):
    def tell(self):
        return self.file.tell()


class Buffered(Tells):
    def getbuffer(self):
        return self.file.getbuffer()


class SeeksAndTells(Seeks, Tells):
    pass


class CannotSeek(SeeksAndTells):
    def seekable(self):
        return False


class NamedTells(Tells):
    name = __file__

    def tell(self):
        return 5


def at(file, place):
    file.seek(place)
    return file


def named(file, name):
    file.name = name
    return file


FILES = {
    "in memory": lambda: io.BytesIO(b"0123456789"),
    "in memory, further on": lambda: at(io.BytesIO(b"0123456789"), 4),
    "in memory, at its end": lambda: at(io.BytesIO(b"0123456789"), 10),
    "in memory, empty": io.BytesIO,
    "in memory, with a name": lambda: named(io.BytesIO(b"x"), "a/b.pdf"),
    "with a number for a name": lambda: named(io.BytesIO(b"x"), 5),
    "on disk": lambda: open(__file__, "rb"),  # noqa: SIM115, PTH123
    "on disk, further on": lambda: at(open(__file__, "rb"), 100),  # noqa: SIM115, PTH123
    "temporary": tempfile.TemporaryFile,
    "packed": lambda: gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(b"abc"))),
    "reads": Reads,
    "seeks": Seeks,
    "seeks, further on": lambda: at(Seeks(), 3),
    "tells": Tells,
    "tells, of nowhere": lambda: named(Tells(), "/no/such/file.txt"),
    "tells, of what is no name": lambda: named(Tells(), "a\0" * 3000),
    "tells, of a name too long": lambda: named(Tells(), "a" * 9000),
    "tells, with a name": NamedTells,
    "buffered": Buffered,
    "seeks and tells": SeeksAndTells,
    "cannot seek": CannotSeek,
    "cannot seek, buffered": type("File", (Buffered, CannotSeek), {}),
    "a file of Django's own": lambda: ContentFile(b"abc", name="x.png"),
    "an iterable": lambda: [b"a", "b"],
    "a generator": lambda: (piece for piece in [b"a", b"b"]),
    "bytes": lambda: b"ab",
}


def told(response):
    headers = dict(response.headers)
    wrapped = response.file_to_stream is not None
    content = b"".join(response)
    response.close()
    return response.status_code, headers, content, wrapped


@pytest.mark.parametrize("make", FILES.values(), ids=FILES.keys())
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"as_attachment": True},
        {"filename": "report.tar.gz"},
        {"as_attachment": True, "filename": 'a "b"/naïve \\ 1.html'},
        {"filename": "dir/"},
        {"content_type": "text/css"},
        {"content_type": None, "filename": ".."},
        {"headers": {"Content-Length": "3", "Content-Type": "text/x"}},
    ],
)
def test_any_file_is_told_of_as_django_tells_of_it(make, options):
    assert told(FileResponse(make(), **options)) == told(TheirFileResponse(make(), **options))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12), st.booleans())
def test_any_name_is_told_as_django_tells_it(name, as_attachment):
    def one(kind):
        try:
            return told(kind(io.BytesIO(b"x"), filename=name, as_attachment=as_attachment))
        except ValueError as error:
            return type(error).__name__

    assert one(FileResponse) == one(TheirFileResponse)


@pytest.mark.parametrize("extension", ["gz", "br", "bz2", "xz", "Z", "txt", "svgz", "unknown", ""])
def test_the_type_follows_the_name_as_in_django(extension):
    name = f"a.html.{extension}"

    ours, theirs = (
        kind(io.BytesIO(b""), filename=name)["Content-Type"]
        for kind in (FileResponse, TheirFileResponse)
    )
    assert ours == theirs


def test_a_pipe_has_no_length():
    reading, writing = os.pipe()
    os.write(writing, b"some")
    os.close(writing)

    response = FileResponse(open(reading, "rb"))  # noqa: SIM115, PTH123

    assert "Content-Length" not in response
    assert response.getvalue() == b"some"
    response.close()


def test_another_stream_in_its_place_is_closed_like_the_first():
    first, second = io.BytesIO(b"1"), io.BytesIO(b"22")
    response = FileResponse(first)
    response.streaming_content = second

    assert (response["Content-Length"], response.getvalue()) == ("2", b"22")
    response.close()
    assert first.closed
    assert second.closed


@pytest.mark.parametrize("sign", ["\t", "\n", "\0", "\x7f"])
def test_a_control_character_in_a_name_is_encoded(sign):
    response = FileResponse(io.BytesIO(b"x"), as_attachment=True, filename=f"a{sign}b.txt")

    expected = f"attachment; filename*=utf-8''a%{ord(sign):02X}b.txt"
    assert response["Content-Disposition"] == expected
