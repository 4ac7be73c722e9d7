"""RequestFactory beside Django's: the same calls make the same environ."""

import io

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from mtvgen.runtime.test import RequestFactory
from mtvgen.runtime.test.client import FakePayload, encode_multipart
from tests.runtime import django_peer

assert django_peer  # its settings come before any name of Django

from django.test import RequestFactory as TheirRequestFactory  # noqa: E402
from django.test.client import encode_multipart as their_encode_multipart  # noqa: E402

CALLS = [
    ("get", ("/a b/ü/?q=1&q=2",), {}),
    ("get", ("/", {"q": ["1", "2"], "name": "käse"}), {}),
    ("get", ("https://elsewhere.example/path;p?x#f",), {"secure": True}),
    ("head", ("/x/", {"a": 1}), {}),
    ("post", ("/x/?q=1", {"name": "Ada", "n": 3, "many": ["a", "b"]}), {}),
    ("post", ("/x/", "raw"), {"content_type": "text/plain; charset=latin-1"}),
    ("post", ("/x/", {"a": [1, None]}), {"content_type": "application/json"}),
    ("post", ("/x/", {"a": 1}), {"content_type": "application/vnd.api+json"}),
    ("put", ("/x/", {"a": 1}), {"content_type": "application/json", "query_params": {"b": "2"}}),
    ("patch", ("/x/", b"\x00\xff"), {}),
    ("delete", ("/x/",), {"headers": {"X-Api-Key": "k", "Content-Type": "t/p"}}),
    ("options", ("/x/", "body"), {"HTTP_ORIGIN": "https://here.example"}),
    ("trace", ("/x/",), {"REMOTE_ADDR": "10.0.0.1"}),
    ("generic", ("PROPFIND", "/x/", "däta"), {}),
]


class Environs:
    """Gives the environ itself, before a request makes something of it."""

    def request(self, **request):
        environ = self._base_environ(**request)
        del environ["wsgi.errors"]
        return environ | {"wsgi.input": environ["wsgi.input"].read()}


class Mine(Environs, RequestFactory):
    pass


class Theirs(Environs, TheirRequestFactory):
    pass


@pytest.mark.parametrize(("method", "args", "kwargs"), CALLS)
def test_a_call_makes_the_environ_that_django_makes(method, args, kwargs):
    mine = Mine(HTTP_HOST="testserver", headers={"Accept": "*/*"})
    theirs = Theirs(HTTP_HOST="testserver", headers={"Accept": "*/*"})

    made = getattr(mine, method)(*args, **kwargs)

    assert made == getattr(theirs, method)(*args, **kwargs)


def test_cookies_of_the_factory_are_sent():
    mine, theirs = RequestFactory(), TheirRequestFactory()
    mine.cookies["b"], mine.cookies["a"] = "x y", "1"
    theirs.cookies["b"], theirs.cookies["a"] = "x y", "1"

    sent = mine.get("/").environ["HTTP_COOKIE"]

    assert sent == theirs.get("/").environ["HTTP_COOKIE"] == 'a=1; b="x y"'


def test_query_params_of_the_factory_are_part_of_every_request():
    assert RequestFactory(query_params={"lang": "en"}).get("/").GET.dict() == {"lang": "en"}


texts = st.text(max_size=5)
values = texts | st.integers() | st.lists(texts, max_size=3)


@effort(deadline=None)
@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), values, max_size=4))
def test_a_form_is_encoded_as_django_encodes_it(data):
    assert encode_multipart("B", data) == their_encode_multipart("B", data)


@pytest.mark.parametrize(
    ("name", "content_type"), [("a.txt", None), (None, None), ("x.unknown", None), ("a.txt", "x/y")]
)
def test_a_file_is_encoded_as_django_encodes_it(name, content_type):
    def file():
        made = io.BytesIO(b"\xff\x00")
        if name:
            made.name = f"/some/folder/{name}"
        if content_type:
            made.content_type = content_type
        return made

    assert encode_multipart("B", {"f": file(), "g": [file()]}) == their_encode_multipart(
        "B", {"f": file(), "g": [file()]}
    )


def test_a_payload_is_read_once_and_never_beyond_its_end():
    payload = FakePayload("line one\nrest")

    assert (payload.readline(), payload.read(4), payload.read()) == (b"line one\n", b"rest", b"")
    with pytest.raises(AssertionError, match="Cannot read more than the available bytes"):
        payload.read(1)


def test_a_payload_that_is_being_read_cannot_be_added_to():
    payload = FakePayload(b"x")
    payload.read()

    with pytest.raises(ValueError, match="after it's been read"):
        payload.write(b"y")
