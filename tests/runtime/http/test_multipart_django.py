"""The same bytes give the same fields and files as in Django."""

from io import BytesIO

import pytest
from django.core.exceptions import SuspiciousOperation as DjangoSuspicious
from django.http.multipartparser import MultiPartParser as DjangoParser
from django.http.multipartparser import MultiPartParserError as DjangoParserError
from django.test.utils import override_settings as django_override
from hypothesis import assume, given
from hypothesis import strategies as st

from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import SuspiciousOperation
from mtvgen.runtime.core.files.uploadhandler import (
    MemoryFileUploadHandler,
    TemporaryFileUploadHandler,
)
from mtvgen.runtime.http.multipartparser import MultiPartParser, MultiPartParserError

import tests.runtime.django_peer  # noqa: F401  # isort: skip  # settings, for Django


def ours(body: bytes, boundary: str = "sep", **meta):
    handlers = [MemoryFileUploadHandler(), TemporaryFileUploadHandler()]
    return _result(MultiPartParser, handlers, body, boundary, meta)


def djangos(body: bytes, boundary: str = "sep", **meta):
    from django.core.files import uploadhandler

    handlers = [
        uploadhandler.MemoryFileUploadHandler(),
        uploadhandler.TemporaryFileUploadHandler(),
    ]
    return _result(DjangoParser, handlers, body, boundary, meta)


def _result(parser, handlers, body, boundary, meta):
    environ = {
        "CONTENT_TYPE": f"multipart/form-data; boundary={boundary}",
        "CONTENT_LENGTH": len(body),
        **meta,
    }
    try:
        post, files = parser(environ, BytesIO(body), handlers).parse()
    except (
        MultiPartParserError,
        DjangoParserError,
        SuspiciousOperation,
        DjangoSuspicious,
    ) as error:
        return type(error).__name__
    found = []
    for name, uploads in files.lists():
        for one in uploads:
            extra = dict(one.content_type_extra)
            found.append(
                (name, one.name, one.size, one.content_type, one.charset, extra, one.read())
            )
            one.close()
    return dict(post.lists()), found


names = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\;'), max_size=8
)
contents = st.binary(max_size=40).filter(lambda data: b"--sep" not in data)
types = st.sampled_from(
    ["", "text/plain", 'text/html; charset="utf-8"', "Text/PLAIN;Charset=x; a=b", "x", ";;"]
)
encodings = st.sampled_from([None, "base64", "BASE64 ", "binary", "8bit"])
filenames = st.none() | names | st.sampled_from(["a/b.txt", "..", "C:\\x", "&#47;x", "a" * 260])


@st.composite
def parts(draw):
    filename = draw(filenames)
    # Django reads the base64 of a file that it drops for its empty name; we do not
    name = draw(names if filename is None else names.filter(str.strip))
    disposition = f'Content-Disposition: form-data; name="{name}"'
    if filename is not None:
        disposition += f'; filename="{filename}"'
    headers = [disposition]
    if kind := draw(types):
        headers.append(f"content-type:{kind}")
    if encoding := draw(encodings):
        headers.append(f"Content-Transfer-Encoding: {encoding}")
    if draw(st.booleans()):
        headers.reverse()
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + draw(contents)


def body_of(some: list[bytes], preamble: bytes = b"", epilogue: bytes = b"") -> bytes:
    joined = b"".join(b"--sep\r\n" + part + b"\r\n" for part in some)
    return preamble + joined + b"--sep--\r\n" + epilogue


@given(st.lists(parts(), max_size=5), st.sampled_from([b"", b"hi\r\n"]), st.binary(max_size=9))
def test_any_form_gives_what_django_gives(some, preamble, epilogue):
    body = body_of(some, preamble, epilogue)

    assert ours(body) == djangos(body)


@pytest.mark.parametrize(
    "disposition",
    [
        'form-data; name="a"; filename="x.txt"',
        "form-data; name=a; filename=x.txt",
        'form-data; NAME="a"; FileName="x.txt"',
        'form-data;name="a";filename="x.txt"',
        'form-data; name=" a "; filename="x.txt"',
        'form-data; name="a\\"b"; filename="x\\"y.txt"',
        'form-data; name="a%22b"; filename="x%22y.txt"',
        'form-data; name="a;b"; filename="x;y.txt"',
        'form-data; name="a"; filename="C:\\dir\\x.txt"',
        "form-data; name=\"a\"; filename*=UTF-8''%e2%82%ac%20rates.txt",
        'form-data; name="a"; filename="x.txt"; filename*=utf-8\'\'y%20z.txt',
        "form-data; name*=utf-8''%C3%A9; filename=\"x.txt\"",
        "form-data; name=\"a\"; filename*=iso-8859-1''%E9.txt",
        'form-data; name="a"; filename*0="x"; filename*1="y.txt"',
        'form-data; filename="x.txt"',
        "form-data",
        'form-data; name=""',
        'form-data; name="a"; filename=""',
        'form-data; name="a"; filename="x.txt"; size=3',
        "form-data; name; filename=x",
    ],
)
def test_a_content_disposition_means_what_it_means_in_django(disposition):
    body = body_of([f"Content-Disposition: {disposition}\r\n\r\nvalue".encode()])

    assert ours(body) == djangos(body)


@pytest.mark.parametrize("boundary", ["sep", '"sep"', "sep; charset=utf-8", "=sep", "a:b/c'd", ""])
def test_a_boundary_is_read_as_in_django(boundary):
    raw = boundary.partition(";")[0].strip('"').encode()
    part = b'Content-Disposition: form-data; name="a"\r\n\r\nb'
    body = b"--" + raw + b"\r\n" + part + b"\r\n--" + raw + b"--\r\n"

    assert ours(body, boundary) == djangos(body, boundary)


@pytest.mark.parametrize("fields", [2, 3, 4])
@pytest.mark.parametrize("files", [1, 2, 3])
@pytest.mark.parametrize("size", [2, 6, 7, 8])
def test_the_limits_are_reached_where_django_reaches_them(monkeypatch, fields, files, size):
    limits = {
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 3,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 2,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 30,
    }
    for name, value in limits.items():
        monkeypatch.setattr(settings, name, value)
    value = b"x" * size
    field = b'Content-Disposition: form-data; name="a"\r\n\r\n' + value
    file = b'Content-Disposition: form-data; name="f"; filename="x"\r\n\r\n' + value
    body = body_of([field] * fields + [file] * files)

    with django_override(**limits):
        theirs = djangos(body)
    # of two limits that are passed, either may be named
    assert (ours(body) == theirs) or (isinstance(ours(body), str) and isinstance(theirs, str))


@given(st.lists(parts(), min_size=1, max_size=3), st.integers(0, 400))
def test_a_body_that_was_cut_off_gives_what_came_whole(some, cut):
    whole = body_of(some)
    assume(cut < len(whole))
    result = ours(whole[:cut])
    complete = ours(whole)
    assume(isinstance(complete, tuple))

    post, files = result
    assert all(complete[0][name][: len(values)] == values for name, values in post.items())
    assert all(file in complete[1] for file in files)


@given(st.binary(max_size=200), st.lists(parts(), max_size=2), st.integers(0, 300))
def test_no_bytes_make_the_parser_fail_in_any_other_way_than_its_own(noise, some, at):
    body = body_of(some)
    body = body[:at] + noise + body[at:]

    result = ours(body)
    assert isinstance(result, (tuple, str))
