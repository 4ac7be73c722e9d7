"""What a value must fulfil: objects and functions that raise ValidationError when it does not.

(Django's documentation: reference/validators.) Every pattern takes time in proportion to the length
of the value. Validators compare equal when they ask the same, and a migration can write them down.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath
from typing import Any, NoReturn
from urllib.parse import urlsplit

from ..utils import addresses
from ..utils.deconstruct import deconstructible
from ..utils.http import MAX_URL_LENGTH
from ..utils.ipv6 import is_valid_ipv6_address
from ..utils.regex_helper import _lazy_re_compile
from .exceptions import ValidationError
from .limit_validators import BaseValidator as BaseValidator
from .limit_validators import DecimalValidator as DecimalValidator
from .limit_validators import MaxLengthValidator as MaxLengthValidator
from .limit_validators import MaxValueValidator as MaxValueValidator
from .limit_validators import MinLengthValidator as MinLengthValidator
from .limit_validators import MinValueValidator as MinValueValidator
from .limit_validators import StepValueValidator as StepValueValidator

__all__ = [
    "EMPTY_VALUES",
    "BaseValidator",
    "DecimalValidator",
    "DomainNameValidator",
    "EmailValidator",
    "FileExtensionValidator",
    "MaxLengthValidator",
    "MaxValueValidator",
    "MinLengthValidator",
    "MinValueValidator",
    "ProhibitNullCharactersValidator",
    "RegexValidator",
    "StepValueValidator",
    "URLValidator",
    "get_available_image_extensions",
    "int_list_validator",
    "integer_validator",
    "ip_address_validator_map",
    "ip_address_validators",
    "slug_re",
    "slug_unicode_re",
    "validate_comma_separated_integer_list",
    "validate_domain_name",
    "validate_email",
    "validate_image_file_extension",
    "validate_integer",
    "validate_ipv4_address",
    "validate_ipv6_address",
    "validate_ipv46_address",
    "validate_slug",
    "validate_unicode_slug",
]

EMPTY_VALUES: tuple[Any, ...] = (None, "", [], (), {})
"""What counts as "nothing given": a field that is not required takes it unlooked at."""


@deconstructible
class RegexValidator:
    """A text in which *regex* is found (or is not, with *inverse_match*).

    regex: a pattern, as text or compiled. flags: of `re`, for a pattern in text; TypeError else.
    """

    regex: Any = ""
    message: Any = "Enter a valid value."
    code: str = "invalid"
    inverse_match: bool = False
    flags: int = 0

    def __init__(
        self,
        regex: Any = None,
        message: Any = None,
        code: str | None = None,
        inverse_match: bool | None = None,
        flags: int | None = None,
    ) -> None:
        if regex is not None:
            self.regex = regex
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code
        if inverse_match is not None:
            self.inverse_match = inverse_match
        if flags is not None:
            self.flags = flags
        if self.flags and not isinstance(self.regex, str):
            raise TypeError("If the flags are set, regex must be a regular expression string.")
        self.regex = _lazy_re_compile(self.regex, self.flags)

    def __call__(self, value: Any) -> None:
        """Raise ValidationError unless *value*, as text, fulfils the rule."""
        if bool(self.regex.search(str(value))) is self.inverse_match:
            self._refuse(value)

    def _refuse(self, value: Any) -> NoReturn:
        raise ValidationError(self.message, code=self.code, params={"value": value})

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, RegexValidator)
            and self.regex.pattern == other.regex.pattern
            and self.regex.flags == other.regex.flags
            and self.message == other.message
            and self.code == other.code
            and self.inverse_match == other.inverse_match
        )

    __hash__ = None  # type: ignore[assignment]


@deconstructible
class DomainNameValidator(RegexValidator):
    """A domain name of at least two labels. accept_idna: letters beyond ASCII are fine too."""

    message = "Enter a valid domain name."
    max_length = 255

    def __init__(self, **kwargs: Any) -> None:
        self.accept_idna = kwargs.pop("accept_idna", True)
        parts = (
            (addresses.HOSTNAME, addresses.DOMAIN, addresses.TOP_LEVEL_DOMAIN)
            if self.accept_idna
            else (
                addresses.ASCII_HOSTNAME,
                addresses.ASCII_DOMAIN,
                addresses.ASCII_TOP_LEVEL_DOMAIN,
            )
        )
        self.regex = _lazy_re_compile(rf"^{''.join(parts)}\.?\Z", re.IGNORECASE)
        super().__init__(**kwargs)

    def __call__(self, value: Any) -> None:
        """Raise ValidationError unless *value* is a domain name; a dot may end it."""
        if not isinstance(value, str) or len(value) > self.max_length:
            self._refuse(value)
        if not self.accept_idna and not value.isascii():
            self._refuse(value)
        super().__call__(value)


validate_domain_name = DomainNameValidator()

_IPV4_PART = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_HOST = rf"(?:{addresses.HOSTNAME}{addresses.DOMAIN}{addresses.TOP_LEVEL_DOMAIN}\.?|localhost)"


@deconstructible
class URLValidator(RegexValidator):
    """A URL with a host: a domain name, "localhost" or an IP address.

    schemes: which are fine, in lower case; http, https, ftp and ftps when left out.
    """

    regex = _lazy_re_compile(
        r"^[a-z0-9.+-]*://"  # looked at more closely below
        r"(?:[^\s:@/]+(?::[^\s:@/]*)?@)?"  # user:password@
        rf"(?:{_IPV4_PART}(?:\.{_IPV4_PART}){{3}}|\[[0-9a-f:.]+\]|{_HOST})"
        r"(?::[0-9]{1,5})?"
        r"(?:[/?#]\S*)?\Z",
        re.IGNORECASE,
    )
    message = "Enter a valid URL."
    schemes: Sequence[str] = ["http", "https", "ftp", "ftps"]
    unsafe_chars = frozenset("\t\r\n")
    max_length = MAX_URL_LENGTH

    def __init__(self, schemes: Sequence[str] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if schemes is not None:
            self.schemes = schemes

    def __call__(self, value: Any) -> None:
        """Raise ValidationError unless *value* is such a URL of at most `max_length` characters."""
        if not isinstance(value, str) or len(value) > self.max_length:
            self._refuse(value)
        if self.unsafe_chars.intersection(value):  # urlsplit would take them out
            self._refuse(value)
        if value.split("://")[0].lower() not in self.schemes:
            self._refuse(value)
        try:
            parts = urlsplit(value)
        except ValueError:
            self._refuse(value)
        super().__call__(value)
        bracketed = re.search(r"^\[(.+)\](?::[0-9]{1,5})?$", parts.netloc)
        if bracketed and not is_valid_ipv6_address(bracketed[1]):
            self._refuse(value)
        # Of the 255 bytes of RFC 1034, section 3.1, two are not written.
        if parts.hostname is None or len(parts.hostname) > 253:
            self._refuse(value)


@deconstructible
class EmailValidator:
    """An e-mail address. allowlist: domains that are fine although they are no domain names."""

    message: Any = "Enter a valid email address."
    code: str = "invalid"
    user_regex = addresses.EMAIL_USER
    domain_regex = addresses.EMAIL_DOMAIN
    literal_regex = addresses.EMAIL_LITERAL
    domain_allowlist: Sequence[str] = ["localhost"]

    def __init__(
        self,
        message: Any = None,
        code: str | None = None,
        allowlist: Sequence[str] | None = None,
    ) -> None:
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code
        if allowlist is not None:
            self.domain_allowlist = allowlist

    def __call__(self, value: Any) -> None:
        """Raise ValidationError unless *value* is an e-mail address."""
        if not value or "@" not in value or len(value) > addresses.MAX_EMAIL_LENGTH:
            self._refuse(value)
        user, _, domain = value.rpartition("@")
        if not self.user_regex.match(user):
            self._refuse(value)
        if domain not in self.domain_allowlist and not self.validate_domain_part(domain):
            self._refuse(value)

    def validate_domain_part(self, domain_part: str) -> bool:
        """Return whether *domain_part* may stand behind the "@"."""
        if self.domain_regex.match(domain_part):
            return True
        literal = self.literal_regex.match(domain_part)
        return literal is not None and addresses.is_ip_address(literal[1])

    def _refuse(self, value: Any) -> NoReturn:
        raise ValidationError(self.message, code=self.code, params={"value": value})

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, EmailValidator)
            and set(self.domain_allowlist) == set(other.domain_allowlist)
            and self.message == other.message
            and self.code == other.code
        )

    __hash__ = None  # type: ignore[assignment]


validate_email = EmailValidator()

integer_validator = RegexValidator(
    _lazy_re_compile(r"^-?\d+\Z"), message="Enter a valid integer.", code="invalid"
)


def validate_integer(value: Any) -> None:
    """Raise ValidationError unless *value*, as text, is a whole number."""
    integer_validator(value)


slug_re = _lazy_re_compile(r"^[-a-zA-Z0-9_]+\Z")
validate_slug = RegexValidator(
    slug_re,
    "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
    "invalid",
)

slug_unicode_re = _lazy_re_compile(r"^[-\w]+\Z")
validate_unicode_slug = RegexValidator(
    slug_unicode_re,
    "Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens.",
    "invalid",
)


def _refuse_address(protocol: str, value: Any) -> NoReturn:
    raise ValidationError(
        "Enter a valid %(protocol)s address.",
        code="invalid",
        params={"protocol": protocol, "value": value},
    )


def validate_ipv4_address(value: Any) -> None:
    """Raise ValidationError unless *value* is an IPv4 address."""
    try:
        ipaddress.IPv4Address(value)
    except ValueError:
        _refuse_address("IPv4", value)


def validate_ipv6_address(value: Any) -> None:
    """Raise ValidationError unless *value* is an IPv6 address."""
    if not is_valid_ipv6_address(value):
        _refuse_address("IPv6", value)


def validate_ipv46_address(value: Any) -> None:
    """Raise ValidationError unless *value* is an IPv4 or an IPv6 address."""
    try:
        ipaddress.IPv4Address(value)
    except ValueError:
        if not is_valid_ipv6_address(value):
            _refuse_address("IPv4 or IPv6", value)


ip_address_validator_map: dict[str, list[Callable[[Any], None]]] = {
    "both": [validate_ipv46_address],
    "ipv4": [validate_ipv4_address],
    "ipv6": [validate_ipv6_address],
}


def ip_address_validators(protocol: str, unpack_ipv4: bool) -> list[Callable[[Any], None]]:
    """Return the validators of an address of *protocol*: "both", "ipv4" or "ipv6" (in any case).

    Raises ValueError for another, and for *unpack_ipv4* with any but "both".
    """
    if protocol != "both" and unpack_ipv4:
        raise ValueError("You can only use `unpack_ipv4` if `protocol` is set to 'both'")
    try:
        return ip_address_validator_map[protocol.lower()]
    except KeyError:
        known = list(ip_address_validator_map)
        raise ValueError(f"The protocol '{protocol}' is unknown. Supported: {known}") from None


def int_list_validator(
    sep: str = ",", message: Any = None, code: str = "invalid", allow_negative: bool = False
) -> RegexValidator:
    """Return the validator of a text of whole numbers, with *sep* between them."""
    number = r"-?\d+" if allow_negative else r"\d+"
    pattern = _lazy_re_compile(rf"^{number}(?:{re.escape(sep)}{number})*\Z")
    return RegexValidator(pattern, message=message, code=code)


validate_comma_separated_integer_list = int_list_validator(
    message="Enter only digits separated by commas."
)


@deconstructible
class FileExtensionValidator:
    """A file whose name ends in one of *allowed_extensions*: "pdf", in any case; None allows all.

    SAFETY: a name says nothing about what is in the file.
    """

    message: Any = (
        "File extension “%(extension)s” is not allowed. "
        "Allowed extensions are: %(allowed_extensions)s."
    )
    code: str = "invalid_extension"

    def __init__(
        self,
        allowed_extensions: Iterable[str] | None = None,
        message: Any = None,
        code: str | None = None,
    ) -> None:
        self.allowed_extensions = (
            None
            if allowed_extensions is None
            else [extension.lower() for extension in allowed_extensions]
        )
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code

    def __call__(self, value: Any) -> None:
        """Raise ValidationError unless `value.name` has an extension that is allowed."""
        extension = PurePath(value.name).suffix[1:].lower()
        if self.allowed_extensions is None or extension in self.allowed_extensions:
            return
        params = {
            "extension": extension,
            "allowed_extensions": ", ".join(self.allowed_extensions),
            "value": value,
        }
        raise ValidationError(self.message, code=self.code, params=params)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, type(self))
            and set(self.allowed_extensions or []) == set(other.allowed_extensions or [])
            and self.message == other.message
            and self.code == other.code
        )

    __hash__ = None  # type: ignore[assignment]


def get_available_image_extensions() -> list[str]:
    """Return the extensions of the images that Pillow reads; none without Pillow."""
    try:
        from PIL import Image  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return []
    Image.init()
    return [extension.lower()[1:] for extension in Image.EXTENSION]


def validate_image_file_extension(value: Any) -> None:
    """Raise ValidationError unless `value.name` has the extension of an image."""
    FileExtensionValidator(allowed_extensions=get_available_image_extensions())(value)


@deconstructible
class ProhibitNullCharactersValidator:
    """A text without the character U+0000, which databases do not take."""

    message: Any = "Null characters are not allowed."
    code: str = "null_characters_not_allowed"

    def __init__(self, message: Any = None, code: str | None = None) -> None:
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code

    def __call__(self, value: Any) -> None:
        """Raise ValidationError when *value*, as text, holds one."""
        if "\x00" in str(value):
            raise ValidationError(self.message, code=self.code, params={"value": value})

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, type(self))
            and self.message == other.message
            and self.code == other.code
        )

    __hash__ = None  # type: ignore[assignment]
