"""Forms with files, from a browser's request to the view."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.core.exceptions import RequestDataTooBig
from mtvgen.runtime.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from mtvgen.runtime.core.files.uploadhandler import (
    FileUploadHandler,
    TemporaryFileUploadHandler,
)
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.http.multipartparser import MultiPartParserError
from mtvgen.runtime.http.wsgi import WSGIRequest
from mtvgen.runtime.middleware.csrf import get_token
from mtvgen.runtime.test import Client, RequestFactory
from mtvgen.runtime.test.utils import override_settings
from mtvgen.runtime.urls import path
from mtvgen.runtime.views.decorators.csrf import csrf_exempt, csrf_protect

names = st.text(
    st.characters(exclude_categories=["C"], exclude_characters='"\\/&;'), min_size=1, max_size=9
)


@given(
    st.dictionaries(
        names.filter(str.strip).map(str.strip),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        max_size=3,
    ),
    st.binary(max_size=99),
)
def test_what_a_form_sends_is_what_the_view_gets(fields, content):
    upload = SimpleUploadedFile("a.bin", content)
    request = RequestFactory().post("/", {**fields, "the file": upload})

    assert request.POST.dict() == fields
    assert request.FILES["the file"].read() == content


def test_a_large_upload_is_on_disk_until_the_request_is_closed():
    with override_settings(FILE_UPLOAD_MAX_MEMORY_SIZE=10):
        request = RequestFactory().post("/", {"f": SimpleUploadedFile("a.txt", b"x" * 99)})
        upload = request.FILES["f"]
    request.close()

    assert isinstance(upload, TemporaryUploadedFile)
    assert upload.closed


def test_a_view_may_choose_its_own_handlers_before_the_form_is_read():
    request = RequestFactory().post("/", {"f": SimpleUploadedFile("a.txt", b"x")})
    request.upload_handlers = [TemporaryFileUploadHandler(request)]

    assert isinstance(request.FILES["f"], TemporaryUploadedFile)
    with pytest.raises(AttributeError, match="after the upload has been processed"):
        request.upload_handlers = []
    request.close()


def test_a_body_that_the_server_decoded_from_chunks_is_read():
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'
    environ = RequestFactory()._base_environ(
        REQUEST_METHOD="POST",
        CONTENT_TYPE="multipart/form-data; boundary=x",
        **{"wsgi.input": BytesIO(body), "wsgi.input_terminated": True},
    )
    environ.pop("CONTENT_LENGTH", None)

    assert WSGIRequest(environ).POST.dict() == {"a": "b"}


@pytest.mark.parametrize(
    ("content_type", "error"),
    [
        ("multipart/form-data", MultiPartParserError),
        ("multipart/form-data; boundary=y", None),
        ("multipart/form-data; boundary=x; charset=no-such", None),
        ("multipart/form-data; boundary=x; charset=-punycode", None),
        ("multipart/form-data; boundary=x; charset=IDNA", None),
        ("multipart/form-data; boundary=x; charset=utf-8\0", None),
    ],
)
def test_a_strange_content_type_is_an_error_of_its_own_or_none(content_type, error):
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'
    request = RequestFactory().generic("POST", "/", body, content_type)

    if error is None:
        assert set(request.POST.dict().values()) <= {"b"}
        return
    with pytest.raises(error):
        request.POST  # noqa: B018
    assert not request.POST  # an error page may look again


def test_a_form_that_is_too_big_is_refused():
    request = RequestFactory().post("/", {"a": "x" * 100})

    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=50), pytest.raises(RequestDataTooBig):
        request.POST  # noqa: B018


class Progress(FileUploadHandler):
    """Counts what passes, and leaves the file to the next handler."""

    seen = 0

    def receive_data_chunk(self, raw_data, start):
        Progress.seen += len(raw_data)
        return raw_data

    def file_complete(self, file_size):
        return None


@csrf_exempt
def take(request):
    request.upload_handlers.insert(0, Progress(request))
    return keep(request)


@csrf_protect
def keep(request):
    return HttpResponse(request.FILES["f"].read())


def form(request):
    return HttpResponse(get_token(request))


def test_a_view_may_watch_an_upload_before_the_secret_of_the_form_is_checked():
    conf = type("conf", (), {"urlpatterns": [path("take/", take), path("form/", form)]})
    middleware = ["mtvgen.runtime.middleware.csrf.CsrfViewMiddleware"]
    with override_settings(ROOT_URLCONF=conf, MIDDLEWARE=middleware):
        client = Client(enforce_csrf_checks=True)
        token = client.get("/form/").content.decode()
        sent = {"f": SimpleUploadedFile("a.txt", b"hello")}
        Progress.seen = 0
        refused = client.post("/take/", sent)
        sent = {"f": SimpleUploadedFile("a.txt", b"hello"), "csrfmiddlewaretoken": token}
        taken = client.post("/take/", sent)

    assert (refused.status_code, taken.status_code, taken.content) == (403, 200, b"hello")
    assert Progress.seen == 10


def post_to_site(body, content_type, query=""):
    conf = type(
        "conf", (), {"urlpatterns": [path("", lambda r: HttpResponse(len(r.POST | r.GET)))]}
    )
    limits = {f"DATA_UPLOAD_MAX_{name}": 2 for name in ("NUMBER_FIELDS", "NUMBER_FILES")}
    limits["DATA_UPLOAD_MAX_MEMORY_SIZE"] = 20
    with override_settings(ROOT_URLCONF=conf, MIDDLEWARE=[], DEBUG=False, **limits):
        return Client().generic("POST", f"/?{query}", body, content_type)


FIELDS = "application/x-www-form-urlencoded"
FILE = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nb\r\n'
FIELD = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n12345678\r\n'


@pytest.mark.parametrize(
    ("body", "content_type", "query", "reason"),
    [
        (b"a=" + b"b" * 19, FIELDS, "", "more text than the server takes"),
        (FIELD * 2 + b"--x--\r\n", "multipart/form-data; boundary=x", "", "more text than"),
        (b"a&b&c", FIELDS, "", "more fields than the server takes"),
        (b"", FIELDS, "a&b&c", "more fields than the server takes"),
        (FILE * 3 + b"--x--\r\n", "multipart/form-data; boundary=x", "", "more files than"),
        (b"x", "multipart/form-data", "", "cannot understand this request"),
    ],
)
def test_a_visitor_is_told_of_what_there_was_too_much(caplog, body, content_type, query, reason):
    caplog.set_level("CRITICAL", logger="mtvgen")
    answer = post_to_site(body, content_type, query)

    assert answer.status_code == 400
    assert reason in answer.text
    assert "DATA_UPLOAD" not in answer.text
