import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.conf import settings
from mtvgen.runtime.core import signing
from tests.runtime.django_peer import outcome

from django.core import signing as django_signing  # isort: skip

NOON = 1_700_000_000.5
OBJECTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
KEYS = st.none() | st.text(min_size=1, max_size=70) | st.binary(min_size=1, max_size=9)
SALTS = st.none() | st.text(min_size=1, max_size=9)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("time.time", lambda: NOON)


@pytest.fixture
def changed():
    names = ("SECRET_KEY", "SECRET_KEY_FALLBACKS", "SIGNING_BACKEND")
    before = {name: getattr(settings, name) for name in names}
    legacy = settings.SIGNED_COOKIE_LEGACY_SALT_FALLBACK
    yield settings
    for name, value in before.items():
        setattr(settings, name, value)
    settings.SIGNED_COOKIE_LEGACY_SALT_FALLBACK = legacy


def both(name, **kwargs):
    return getattr(signing, name)(**kwargs), getattr(django_signing, name)(**kwargs)


@pytest.mark.parametrize("name", ["Signer", "TimestampSigner"])
@given(
    st.text(max_size=20) | st.integers(),
    KEYS,
    SALTS,
    st.sampled_from([None, "sha1", "sha512"]),
    st.sampled_from([":", "::", "/", "é"]),
)
def test_a_value_is_signed_as_django_signs_it(name, value, key, salt, algorithm, sep):
    ours, theirs = both(name, key=key, salt=salt, algorithm=algorithm, sep=sep)

    token = ours.sign(value)

    assert token == theirs.sign(value)
    assert ours.unsign(token) == theirs.unsign(token) == str(value)


@pytest.mark.parametrize("compress", [False, True])
@given(OBJECTS)
def test_an_object_is_signed_as_django_signs_it(compress, value):
    token = signing.dumps(value, compress=compress)

    assert token == django_signing.dumps(value, compress=compress)
    assert signing.loads(token) == value
    assert django_signing.loads(token) == value


@given(OBJECTS, KEYS, SALTS)
def test_an_object_without_time_is_signed_as_django_signs_it(value, key, salt):
    ours, theirs = both("Signer", key=key, salt=salt)

    assert ours.sign_object(value) == theirs.sign_object(value)
    assert ours.unsign_object(theirs.sign_object(value, compress=True)) == value


def test_a_signer_of_ones_own_has_a_salt_of_its_own():
    class Mine(signing.Signer):
        pass

    assert Mine().salt == f"{__name__}.Mine"
    assert signing.TimestampSigner().salt == "django.core.signing.TimestampSigner"


@given(st.text(max_size=30))
def test_what_nobody_signed_is_refused(token):
    with pytest.raises(signing.BadSignature):
        signing.Signer().unsign(token)
    with pytest.raises(signing.BadSignature):
        signing.loads(token)


def test_one_changed_character_is_one_too_many():
    token = signing.dumps({"user": 1})

    for place, char in enumerate(token):
        forged = token[:place] + ("A" if char != "A" else "B") + token[place + 1 :]
        with pytest.raises(signing.BadSignature):
            signing.loads(forged)


def test_a_token_for_one_use_is_worth_nothing_in_another():
    token = signing.dumps("a", salt="first")

    with pytest.raises(signing.BadSignature, match="does not match"):
        signing.loads(token, salt="second")


def test_older_keys_still_hold(changed):
    token = signing.Signer(key="old").sign("a")
    changed.SECRET_KEY, changed.SECRET_KEY_FALLBACKS = "new", ["older", "old"]

    assert signing.Signer().unsign(token) == "a"
    assert signing.Signer(key="new", fallback_keys=["old"]).unsign(token) == "a"
    with pytest.raises(signing.BadSignature):
        signing.Signer(fallback_keys=[]).unsign(token)
    assert signing.loads(signing.dumps("a", key="old"), fallback_keys=["old"]) == "a"


@pytest.mark.parametrize("age", [0, 10, datetime.timedelta(seconds=10)])
def test_a_token_lives_for_its_time(monkeypatch, age):
    signer = signing.TimestampSigner()
    token = signer.sign("a")
    monkeypatch.setattr("time.time", lambda: NOON + 9.25)

    if age == 0:
        with pytest.raises(signing.SignatureExpired, match=r"Signature age 9\.75 > 0 seconds"):
            signer.unsign(token, max_age=age)
    else:
        assert signer.unsign(token, max_age=age) == "a"


def test_age_is_looked_at_after_the_signature(monkeypatch):
    token = signing.dumps("a")
    monkeypatch.setattr("time.time", lambda: NOON + 100)

    with pytest.raises(signing.SignatureExpired):
        signing.loads(token, max_age=10)
    with pytest.raises(signing.BadSignature) as caught:
        signing.loads(token + "x", max_age=10)
    assert not isinstance(caught.value, signing.SignatureExpired)


@pytest.mark.parametrize("sep", ["", "a", "-", "_", "=", "AB", "^", "[", ":", "::", "!", ":a"])
def test_a_separator_that_a_value_could_hold_is_refused(sep):
    ours = outcome(lambda: signing.Signer(sep=sep).sign("a"))

    assert ours == outcome(lambda: django_signing.Signer(sep=sep).sign("a"))


@given(st.integers(-(2**70), 2**70))
def test_base_62_is_written_and_read_as_in_django(number):
    text = signing.b62_encode(number)

    assert text == django_signing.b62_encode(number)
    assert signing.b62_decode(text) == number


def test_what_is_no_number_in_base_62_is_refused():
    with pytest.raises(ValueError, match="'a!' is not a number in base 62"):
        signing.b62_decode("a!")


@given(st.binary(max_size=20))
def test_base_64_is_written_and_read_as_in_django(data):
    text = signing.b64_encode(data)

    assert text == django_signing.b64_encode(data)
    assert signing.b64_decode(text) == data


def test_another_serializer_can_be_given():
    class Shouting:
        def dumps(self, obj):
            return json.dumps(obj).upper().encode()

        def loads(self, data):
            return json.loads(data)

    token = signing.dumps("abc", serializer=Shouting)

    assert token == django_signing.dumps("abc", serializer=Shouting)
    assert signing.loads(token, serializer=Shouting) == "ABC"


def test_cookies_are_signed_with_keys_of_their_own(changed):
    theirs = django_signing.get_cookie_signer()

    token = signing.get_cookie_signer().sign("a")

    assert token == theirs.sign("a")
    assert token != signing.TimestampSigner(salt=theirs.salt).sign("a")
    assert signing.get_cookie_signer(salt="x").sign("a") == django_signing.get_cookie_signer(
        salt="x"
    ).sign("a")
    changed.SECRET_KEY, changed.SECRET_KEY_FALLBACKS = "new", ["a-key-for-tests-only"]
    assert signing.get_cookie_signer().unsign(token) == "a"


def test_the_signer_of_cookies_is_a_setting(changed):
    changed.SIGNING_BACKEND = f"{signing.__name__}.Signer"

    assert type(signing.get_cookie_signer()) is signing.Signer


@given(st.text(max_size=6), st.text(max_size=6))
def test_the_salt_of_a_cookie_is_djangos(name, salt):
    ours = signing._cookie_signer_salt(name, salt)

    assert ours == django_signing._cookie_signer_salt(name, salt)


def test_a_cookie_with_the_older_salt_is_a_matter_of_a_setting(changed):
    token = signing.get_cookie_signer(salt="name" + "salt").sign("a")

    assert signing._unsign_cookie(token, cookie_name="name", salt="salt") == "a"
    changed.SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False
    with pytest.raises(signing.BadSignature):
        signing._unsign_cookie(token, cookie_name="name", salt="salt")


def test_a_cookie_that_is_too_old_is_told_so(monkeypatch):
    salt = signing._cookie_signer_salt("name", "salt")
    token = signing.get_cookie_signer(salt=salt).sign("a")
    monkeypatch.setattr("time.time", lambda: NOON + 100)

    assert signing._unsign_cookie(token, cookie_name="name", salt="salt", max_age=200) == "a"
    with pytest.raises(signing.SignatureExpired):
        signing._unsign_cookie(token, cookie_name="name", salt="salt", max_age=10)


def test_a_cookie_signed_here_is_read_by_django_and_the_other_way_round():
    from django.http import HttpRequest as DjangosRequest
    from django.http import HttpResponse as DjangosResponse

    from mtvgen.runtime.http import HttpRequest, HttpResponse

    for response, request in (
        (HttpResponse(), DjangosRequest()),
        (DjangosResponse(), HttpRequest()),
    ):
        response.set_signed_cookie("name", "Ada", salt="s")
        request.COOKIES = {"name": response.cookies["name"].value}

        assert request.get_signed_cookie("name", salt="s", max_age=10) == "Ada"
