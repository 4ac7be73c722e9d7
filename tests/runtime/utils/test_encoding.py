import datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mtvgen.runtime.utils import encoding
from mtvgen.runtime.utils.functional import SimpleLazyObject, lazystr
from tests.runtime.django_peer import outcome

from django.utils import encoding as django_encoding  # isort: skip

VALUES = st.one_of(
    st.text(max_size=10),
    st.binary(max_size=10),
    st.integers(),
    st.none(),
    st.just(Decimal("1.5")),
    st.just(datetime.date(2020, 1, 2)),
    st.just(["é"]),
    st.binary(max_size=4).map(memoryview),
)


@pytest.mark.parametrize("name", ["force_str", "smart_str", "force_bytes", "smart_bytes"])
@given(VALUES, st.sampled_from(["utf-8", "latin-1", "ascii"]), st.booleans())
def test_a_value_becomes_what_django_makes_of_it(name, value, codec, strings_only):
    if isinstance(value, memoryview) and name.endswith("str"):
        return  # it prints with its address

    ours = outcome(getattr(encoding, name), value, codec, strings_only)

    assert ours == outcome(getattr(django_encoding, name), value, codec, strings_only)


def test_wrong_bytes_are_named_in_the_error():
    with pytest.raises(UnicodeDecodeError, match=r"You passed in b'\\xff' \(<class 'bytes'>\)"):
        encoding.force_str(b"\xff")


def test_smart_leaves_a_lazy_text_lazy_and_force_does_not():
    late = lazystr("a")

    assert encoding.smart_str(late) is late
    assert encoding.smart_bytes(late) is late
    assert type(encoding.force_str(late)) is str
    assert encoding.force_bytes(late) == b"a"


def test_a_lazy_object_that_holds_text_is_made_into_text():
    assert type(encoding.force_str(SimpleLazyObject(lambda: "a"))) is str


@pytest.mark.parametrize("value", [None, 1, 1.5, True, datetime.time(), "a", b"a", []])
def test_numbers_dates_and_none_are_protected(value):
    assert encoding.is_protected_type(value) == django_encoding.is_protected_type(value)


@given(st.text(max_size=15) | st.binary(max_size=10))
@example("/I ♥ Django/?a=b%20c#é")
def test_an_iri_becomes_the_uri_that_django_makes(iri):
    assert outcome(encoding.iri_to_uri, iri) == outcome(django_encoding.iri_to_uri, iri)


@given(st.text(max_size=15) | st.text("%0123456789abcdefABCDEF/é", max_size=24))
@example("/I%20%E2%99%A5%20Django/%41%2f%2F%7e%ff%C3%28")
def test_a_uri_becomes_the_iri_that_django_makes(uri):
    assert encoding.uri_to_iri(uri) == django_encoding.uri_to_iri(uri)


@pytest.mark.parametrize("octet", range(256))
def test_every_octet_is_decoded_where_django_decodes_it(octet):
    for uri in (f"a%{octet:02x}b", f"a%{octet:02X}b"):
        assert encoding.uri_to_iri(uri) == django_encoding.uri_to_iri(uri)


@given(st.text(max_size=12), st.binary(max_size=12))
def test_paths_are_quoted_as_django_quotes_them(path, octets):
    ours = encoding.escape_uri_path, encoding.filepath_to_uri, encoding.punycode
    theirs = (
        django_encoding.escape_uri_path,
        django_encoding.filepath_to_uri,
        django_encoding.punycode,
    )

    for our, their in zip(ours, theirs, strict=True):
        assert outcome(our, path) == outcome(their, path)
    assert encoding.repercent_broken_unicode(octets) == django_encoding.repercent_broken_unicode(
        octets
    )


def test_none_stays_none():
    assert encoding.iri_to_uri(None) is None
    assert encoding.uri_to_iri(None) is None
    assert encoding.filepath_to_uri(None) is None


def test_a_lazy_iri_is_worked_out():
    assert encoding.iri_to_uri(lazystr("/é")) == "/%C3%A9"


def test_the_encoding_of_the_system_is_one_that_python_knows():
    assert encoding.get_system_encoding() == django_encoding.get_system_encoding()
