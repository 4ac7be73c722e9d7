import copy
import re
import time
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mtvgen.runtime.core import validators
from mtvgen.runtime.core.exceptions import ValidationError

from django.core import validators as django_validators  # isort: skip
from django.core.exceptions import ValidationError as DjangosError  # isort: skip

HOSTS = st.one_of(
    st.lists(st.text("abz09-é.", max_size=5), max_size=4).map(".".join),
    st.sampled_from(
        [
            *(
                "example.com",
                "EXAMPLE.com",
                "localhost",
                "xn--bcher-kva.example",
                "a" * 64 + ".com",
            ),
            *(
                "a" * 63 + ".com",
                "例子.测试",
                "-a.com",
                "a-.com",
                "a..com",
                "a.c",
                "a.com.",
                "a.c0m",
            ),
            *("127.0.0.1", "256.1.1.1", "[::1]", "[1.2.3.4]", "[::ffff:1.2.3.4]", "[x]", "a.com\n"),
            *("😀.com", "a_b.com", "1.2.3.4.com", "01.2.3.4", "a.xn--p1ai", "a.xn--", "\u017f.com"),
            ".".join(["a" * 60] * 5) + ".com",
        ]
    ),
)
NUMBERS = st.text("0123456789,-+ ٣\n", max_size=8)


def verdict(validator, value):
    """Return ("fine",), or the code and the words of the refusal."""
    try:
        validator(value)
    except (ValidationError, DjangosError) as error:
        return error.code, error.messages
    except Exception as error:
        return ("raised", type(error).__name__)
    return ("fine",)


def agree(name, value, *args, **kwargs):
    ours = getattr(validators, name)
    theirs = getattr(django_validators, name)
    if args or kwargs or name.endswith(("Validator", "_list_validator")):
        ours, theirs = ours(*args, **kwargs), theirs(*args, **kwargs)
    assert verdict(ours, value) == verdict(theirs, value)


@given(st.text("aA1.!\"\\ +'é\x01(", max_size=8), HOSTS)
@example("ada", "example.com")
@example('"quoted @ text"', "example.com")
@example("a" * 310, "example.com")
@example("", "example.com")
def test_an_email_address_is_taken_where_django_takes_it(user, host):
    agree("validate_email", f"{user}@{host}")
    agree("EmailValidator", f"{user}@{host}", allowlist=["a"])
    agree("EmailValidator", f"{user}@{host}", message="No.", code="own")


@pytest.mark.parametrize("value", [None, "", "plain", "@", "a@@b.com", "a@b@c.com"])
def test_what_is_no_email_address_is_refused(value):
    agree("validate_email", value)


@given(
    st.sampled_from(["http", "HTTPS", "ftp", "git+ssh", "javascript", "", "1a"]),
    st.sampled_from(["", "ada@", "ada:pw@", "ada:p:w@", ":@", "a/b@"]),
    HOSTS,
    st.sampled_from(["", ":80", ":123456", ":", ":x"]),
    st.sampled_from(["", "/", "/a b", "?q=1", "#x", "/é\n", "x", "/\t", "/[" + "a" * 2048]),
)
@example("http", "", "[::1]", ":80", "/")
@example("http", "", "[::1", "", "/")
def test_a_url_is_taken_where_django_takes_it(scheme, user, host, port, rest):
    url = f"{scheme}://{user}{host}{port}{rest}"

    agree("URLValidator", url)
    agree("URLValidator", url, schemes=["git+ssh"])


@pytest.mark.parametrize("value", [None, 5, "", "http://", "//a.com", "http:///a", "a.com", []])
def test_what_is_no_url_is_refused(value):
    agree("URLValidator", value)


@given(HOSTS)
def test_a_domain_name_is_taken_where_django_takes_it(host):
    agree("validate_domain_name", host)
    agree("DomainNameValidator", host, accept_idna=False)


@pytest.mark.parametrize("value", [None, 5, "a" * 300, ""])
def test_what_is_no_domain_name_is_refused(value):
    agree("DomainNameValidator", value)


@pytest.mark.parametrize(
    "name",
    [
        *("validate_slug", "validate_unicode_slug", "validate_integer"),
        *("validate_comma_separated_integer_list", "validate_ipv4_address"),
        *("validate_ipv6_address", "validate_ipv46_address", "ProhibitNullCharactersValidator"),
    ],
)
@given(
    st.one_of(
        NUMBERS,
        st.text("aZ_-é 0\n\x00", max_size=6),
        st.ip_addresses().map(str),
        st.text("0123456789abcdef:.%", max_size=12),
        st.none(),
        st.integers(),
    )
)
@example("010.0.0.1")
@example("fe80::1%eth0")
def test_a_value_is_taken_where_django_takes_it(name, value):
    agree(name, value)


@given(NUMBERS | st.text("0|-", max_size=6), st.sampled_from([",", "|", "--"]), st.booleans())
def test_a_list_of_numbers_is_taken_where_django_takes_it(value, sep, negative):
    agree("int_list_validator", value, sep=sep, allow_negative=negative)


@pytest.mark.parametrize("name", ["MinValueValidator", "MaxValueValidator", "BaseValidator"])
@given(st.integers(-3, 3) | st.floats(-3, 3), st.integers(-3, 3))
def test_a_value_is_compared_with_its_limit_as_in_django(name, value, limit):
    agree(name, value, limit)
    agree(name, value, lambda: limit)
    agree(name, value, limit, message="%(show_value)s against %(limit_value)s")


@pytest.mark.parametrize("name", ["MinLengthValidator", "MaxLengthValidator"])
@given(st.text(max_size=4), st.integers(0, 4))
def test_a_length_is_compared_with_its_limit_as_in_django(name, value, limit):
    agree(name, value, limit)


@given(
    st.integers(-50, 50) | st.floats(-5, 5).map(lambda n: round(n, 2)),
    st.sampled_from([1, 3, 0.1, 0.25]),
    st.sampled_from([None, 0, 1, 0.05]),
)
@example(0.3, 0.1, None)
def test_a_step_is_asked_for_as_in_django(value, step, offset):
    agree("StepValueValidator", value, step, offset=offset)


@given(
    st.decimals(allow_nan=True, allow_infinity=True)
    | st.from_regex(r"-?[0-9]{1,4}(\.[0-9]{1,3})?(E[+-]?[0-9]{1,2})?", fullmatch=True).map(Decimal),
    st.none() | st.integers(0, 6),
    st.none() | st.integers(0, 4),
)
@example(Decimal("0E+5"), 3, 2)
@example(Decimal("1E-5"), 3, 2)
def test_digits_are_counted_as_in_django(value, digits, places):
    agree("DecimalValidator", value, digits, places)


@given(
    st.sampled_from(["a.TXT", "a.txt", "a", "a.tar.gz", ".txt", "a.", "dir.txt/a"]),
    st.none() | st.lists(st.sampled_from(["txt", "GZ", ""]), max_size=2),
)
def test_an_extension_is_taken_where_django_takes_it(name, allowed):
    file = SimpleNamespace(name=name)

    agree("FileExtensionValidator", file, allowed)
    agree("FileExtensionValidator", file, allowed, message="%(extension)s!", code="own")


def test_images_are_those_that_pillow_knows():
    agree("validate_image_file_extension", SimpleNamespace(name="a.exe"))


@given(st.text("ab\n", max_size=5), st.sampled_from(["a", "^a+\\Z", "b$", ""]), st.booleans())
def test_a_pattern_is_found_as_in_django(value, regex, inverse):
    agree("RegexValidator", value, regex, inverse_match=inverse)
    agree("RegexValidator", value, re.compile(regex), inverse_match=inverse)
    agree("RegexValidator", value, regex, "No %(value)s.", "own", flags=re.IGNORECASE)


def test_flags_belong_to_a_pattern_in_text():
    with pytest.raises(TypeError, match="regex must be a regular expression string"):
        validators.RegexValidator(re.compile("a"), flags=re.IGNORECASE)


MADE = {
    "RegexValidator": [("a",), ("b",), ("a", "No.")],
    "EmailValidator": [(), ("No.",), ("No.", "own"), ("No.", "own", ["x"])],
    "URLValidator": [(), (["http"],)],
    "MaxValueValidator": [(1,), (2,), (1, "No.")],
    "MinLengthValidator": [(1,), (2,)],
    "StepValueValidator": [(1,), (2,)],
    "DecimalValidator": [(1, 2), (2, 2)],
    "FileExtensionValidator": [(["a", "B"],), (["b", "a"],), (None,)],
    "ProhibitNullCharactersValidator": [(), ("No.",)],
}


@pytest.mark.parametrize("name", MADE)
def test_validators_are_equal_where_djangos_are(name):
    ours = [getattr(validators, name)(*args) for args in MADE[name]]
    theirs = [getattr(django_validators, name)(*args) for args in MADE[name]]

    assert [[a == b for b in ours] for a in ours] == [[a == b for b in theirs] for a in theirs]
    assert ours[0] == getattr(validators, name)(*MADE[name][0])
    assert ours[0] != "text"


@pytest.mark.parametrize("name", MADE)
def test_a_migration_can_write_a_validator_down(name):
    for args in MADE[name]:
        path, kept, kwargs = getattr(validators, name)(*args).deconstruct()

        assert (path, kept, kwargs) == (f"{validators.__name__}.{name}", args, {})


def test_a_copy_of_a_validator_asks_the_same():
    for validator in (validators.MaxLengthValidator(1), validators.validate_slug):
        same = copy.deepcopy(validator)

        assert same == validator
        assert verdict(same, "a b") == verdict(validator, "a b")


@pytest.mark.parametrize(
    ("protocol", "unpack"),
    [("both", True), ("IPv4", False), ("ipv6", False), ("ipv6", True), ("x", False)],
)
def test_the_validators_of_a_protocol_are_found(protocol, unpack):
    def names(module):
        try:
            return [one.__name__ for one in module.ip_address_validators(protocol, unpack)]
        except ValueError:
            return "refused"

    assert names(validators) == names(django_validators)


def test_what_counts_as_empty_is_djangos():
    assert validators.EMPTY_VALUES == django_validators.EMPTY_VALUES


def test_every_public_name_of_django_is_there():
    def names(module):
        return {
            name
            for name, value in vars(module).items()
            if not name.startswith("_")
            and getattr(value, "__module__", module.__name__) == module.__name__
            and not isinstance(value, type(re))
        }

    assert {name for name in names(django_validators) if name.islower() or "Validator" in name} <= (
        set(validators.__all__)
    )


@pytest.mark.parametrize(
    ("validator", "value"),
    [
        (validators.validate_email, "a" * 300_000 + "@example.com"),
        (validators.validate_email, "a." * 100_000 + "@" + "a." * 100_000),
        (validators.URLValidator(), "http://" + "a." * 100_000),
        (validators.validate_domain_name, "a-" * 100_000),
        (validators.validate_comma_separated_integer_list, "1," * 200_000),
        (validators.validate_slug, "a" * 400_000 + "!"),
        (validators.validate_ipv6_address, ":" * 400_000),
    ],
)
def test_a_long_value_takes_no_long_time(validator, value):
    start = time.perf_counter()

    with pytest.raises(ValidationError):
        validator(value)

    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize("part", ["a", "a-", "a.", "é", "xn--", "0."])
def test_a_value_at_the_limit_of_its_length_takes_no_long_time(part):
    start = time.perf_counter()

    for value in (part * 2000, f"http://{part * 1000}"[:2048], f"http://{part * 120}:x"):
        verdict(validators.URLValidator(), value)
        verdict(validators.validate_email, f"a@{value}"[:320])
        verdict(validators.validate_domain_name, value[:255])

    assert time.perf_counter() - start < 0.5
