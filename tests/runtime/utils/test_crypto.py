import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.utils import crypto
from tests.runtime.django_peer import outcome

from django.utils import crypto as django_crypto  # isort: skip

TEXTS = st.text(max_size=70) | st.binary(max_size=70)


@given(TEXTS, TEXTS, st.none() | TEXTS, st.sampled_from(["sha1", "sha256", "sha512", "no-such"]))
def test_a_keyed_hash_is_djangos(salt, value, secret, algorithm):
    ours = outcome(crypto.salted_hmac, salt, value, secret, algorithm=algorithm)
    theirs = outcome(django_crypto.salted_hmac, salt, value, secret, algorithm=algorithm)

    assert ours[0] == theirs[0]
    if ours[0] == "returned":
        assert ours[1].hexdigest() == theirs[1].hexdigest()


def test_the_secret_is_the_projects_and_the_hash_is_sha1_unless_said():
    ours = crypto.salted_hmac("salt", "value").hexdigest()

    assert ours == django_crypto.salted_hmac("salt", "value").hexdigest()


def test_an_unknown_algorithm_is_named():
    with pytest.raises(crypto.InvalidAlgorithm, match="'whatever' is not an algorithm accepted"):
        crypto.salted_hmac("salt", "value", algorithm="whatever")
    assert issubclass(crypto.InvalidAlgorithm, ValueError)


def test_random_texts_are_as_long_as_asked_and_differ():
    texts = {crypto.get_random_string(22) for _ in range(50)}

    assert len(texts) == 50
    assert {len(text) for text in texts} == {22}
    assert set("".join(texts)) <= set(crypto.RANDOM_STRING_CHARS)
    assert set(crypto.get_random_string(100, "ab")) == {"a", "b"}
    assert crypto.RANDOM_STRING_CHARS == django_crypto.RANDOM_STRING_CHARS


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("é", "é", True), (b"a", "a", True), ("a", "b", False), ("", "a", False)],
)
def test_texts_are_compared(one, other, same):
    assert crypto.constant_time_compare(one, other) is same


@pytest.mark.parametrize("digest", [None, hashlib.sha1, hashlib.sha512])
@pytest.mark.parametrize("length", [0, 7])
def test_a_password_hash_is_djangos(length, digest):
    ours = crypto.pbkdf2("pässword", "salt", 3, length, digest)

    assert ours == django_crypto.pbkdf2("pässword", "salt", 3, length, digest)
    assert crypto.pbkdf2("a", "salt", 2) == django_crypto.pbkdf2("a", "salt", 2)
