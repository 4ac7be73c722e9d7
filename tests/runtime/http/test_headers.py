"""The headers of a request and of a response, beside Django's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.http import HttpHeaders
from mtvgen.runtime.http.headers import ResponseHeaders
from tests.runtime.django_peer import outcome

from django.http.request import HttpHeaders as TheirHeaders  # isort: skip
from django.http.response import ResponseHeaders as TheirResponseHeaders  # isort: skip

KEYS = st.sampled_from(
    [
        *("HTTP_A", "HTTP_A_B", "HTTP_a", "HTTP_", "HTTP_X-C", "HTTP_CONTENT_TYPE", "HTTPA", ""),
        *("CONTENT_TYPE", "CONTENT_LENGTH", "CONTENT_OTHER", "wsgi.input"),
    ]
)
ENVIRONS = st.dictionaries(KEYS, st.sampled_from(["", "1", "a b"]))
NAMES = st.sampled_from(["A", "a-b", "A_B", "content-type", "Content_Type", "x", "", "a-B"])


@given(ENVIRONS, NAMES, st.dictionaries(NAMES, st.sampled_from(["", "1"])))
def test_the_headers_of_a_request_are_those_that_django_finds(environ, name, other):
    def facts(kind):
        headers = kind(environ)
        found = outcome(headers.__getitem__, name), name in headers, headers.get(name, 5)
        named = kind.to_wsgi_name(name), kind.to_wsgi_names(other), kind.parse_header_name(name)
        same = headers == other, headers == {key.upper(): one for key, one in headers.items()}
        return (
            dict(headers),
            len(headers),
            repr(headers),
            headers.copy() == headers,
            found,
            named,
            same,
        )

    assert facts(HttpHeaders) == facts(TheirHeaders)


@given(st.dictionaries(NAMES.filter(str), st.sampled_from(["1", b"2", 3])), NAMES)
def test_the_headers_of_a_response_are_those_that_django_keeps(given_, name):
    def facts(kind):
        headers = kind(given_)
        found = outcome(headers.__getitem__, name), name in headers, headers.get(name, 5)
        same = headers == {key.swapcase(): one for key, one in headers.items()}, headers == {}
        taken = headers.pop(name, "none"), headers.pop(name)
        return dict(headers), len(headers), repr(headers), found, same, taken

    assert facts(ResponseHeaders) == facts(TheirResponseHeaders)


def test_a_template_reaches_a_header_by_a_name_with_underscores():
    assert HttpHeaders({"HTTP_USER_AGENT": "me"})["user_agent"] == "me"


@pytest.mark.parametrize("kind", [HttpHeaders, ResponseHeaders])
def test_headers_cannot_be_the_key_of_a_dict(kind):
    with pytest.raises(TypeError):
        hash(kind({}))
