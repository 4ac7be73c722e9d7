import copy
import ipaddress
import pickle
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.utils import hashable, ipv6
from mtvgen.runtime.utils.plural import Plural
from mtvgen.runtime.utils.regex_helper import _lazy_re_compile
from tests.runtime.django_peer import outcome

from django.utils import hashable as django_hashable  # isort: skip
from django.utils import ipv6 as django_ipv6  # isort: skip

ADDRESSES = (
    st.ip_addresses(v=6).map(str)
    | st.ip_addresses(v=4).map(lambda address: f"::ffff:{address}")
    | st.text("0123456789abcdefABCDEF:.%", max_size=45)
)


@given(ADDRESSES, st.booleans())
@example("fe80::1%eth0", False)
@example("::ffff:10.0.0.1", True)
@example("0:0:0:0:0:ffff:0a00:0001", False)
def test_addresses_are_cleaned_as_django_cleans_them(address, unpack):
    ours = outcome(ipv6.clean_ipv6_address, address, unpack)

    assert ours == outcome(django_ipv6.clean_ipv6_address, address, unpack)
    assert ipv6.is_valid_ipv6_address(address) == django_ipv6.is_valid_ipv6_address(address)


def test_what_is_no_address_says_so_in_the_words_that_were_given():
    with pytest.raises(ValidationError, match="Not six") as caught:
        ipv6.clean_ipv6_address("x", error_message="Not six.")

    assert caught.value.code == "invalid"
    assert not ipv6.is_valid_ipv6_address(None)
    assert ipv6.is_valid_ipv6_address(ipaddress.IPv6Address("::1"))


@given(
    st.recursive(
        st.integers() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
        max_leaves=6,
    )
)
def test_a_value_is_made_hashable_as_in_django(value):
    made = hashable.make_hashable(value)

    assert made == django_hashable.make_hashable(value)
    assert hash(made) == hash(hashable.make_hashable(copy.deepcopy(value)))


def test_what_cannot_be_made_hashable_raises():
    class Odd:
        __hash__ = None

    with pytest.raises(TypeError):
        hashable.make_hashable(Odd())


def test_a_plural_knows_its_singular_and_survives_a_copy():
    days = Plural("%(n)d day", "%(n)d days", "n")

    for text in (days, copy.deepcopy(days), pickle.loads(pickle.dumps(days))):
        assert [text % {"n": n} for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]


def test_a_pattern_is_compiled_when_it_is_used():
    broken = _lazy_re_compile("(")

    with pytest.raises(re.error):
        broken.match("a")
    assert _lazy_re_compile("A", re.IGNORECASE).match("a")
    with pytest.raises(ValueError, match="flags must be empty"):
        _lazy_re_compile(re.compile("a"), re.IGNORECASE).match("a")
