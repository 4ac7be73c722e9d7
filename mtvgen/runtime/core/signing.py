"""Text that nobody else can have written: signed values, objects and cookies.

(Django's documentation: topics/signing; formats as Django's, byte for byte, so that what one signs
the other reads.) The parts of a signed text are joined by ":": value, time (base 62), signature
(HMAC-SHA-256 in base64 for URLs).
"""

import base64
import datetime as dt
import json
import re
import time
import zlib
from collections.abc import Iterable
from typing import Any, Protocol

from ..conf import settings
from ..utils.crypto import constant_time_compare, salted_hmac
from ..utils.encoding import force_bytes
from ..utils.module_loading import import_string
from .exceptions import Explained

BASE62_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

_BASE62_DIGITS = {char: digit for digit, char in enumerate(BASE62_ALPHABET)}
_UNSAFE_SEPARATOR = re.compile(r"[A-z0-9-_=]*")
_RUNTIME = __name__.removesuffix(".core.signing")


class BadSignature(Explained):
    """The signature is not genuine, or there is none."""


class SignatureExpired(BadSignature):
    """The signature is genuine, and too old."""


class Serializer(Protocol):
    """Turns objects into bytes and back."""

    def dumps(self, obj: Any) -> bytes:
        """Return *obj* as bytes."""

    def loads(self, data: bytes) -> Any:
        """Return the object that `dumps()` wrote."""


def b62_encode(s: int) -> str:
    """Return *s* in base 62."""
    digits = ""
    number = abs(s)
    while True:
        number, digit = divmod(number, 62)
        digits = BASE62_ALPHABET[digit] + digits
        if not number:
            return f"-{digits}" if s < 0 else digits


def b62_decode(s: str) -> int:
    """Return the number that *s* is in base 62. Raises ValueError when it is none."""
    number = 0
    for char in s.removeprefix("-"):
        digit = _BASE62_DIGITS.get(char)
        if digit is None:
            raise ValueError(f"{s!r} is not a number in base 62.")
        number = number * 62 + digit
    return -number if s.startswith("-") else number


def b64_encode(s: bytes) -> bytes:
    """Return bytes as base64 for URLs, without the "=" at its end."""
    return base64.urlsafe_b64encode(s).strip(b"=")


def b64_decode(s: bytes) -> bytes:
    """Return the bytes that `b64_encode()` wrote."""
    return base64.urlsafe_b64decode(s + b"=" * (-len(s) % 4))


def base64_hmac(salt: str, value: object, key: str | bytes, algorithm: str = "sha1") -> str:
    """Return `salted_hmac()` in base64 for URLs."""
    return b64_encode(salted_hmac(salt, value, key, algorithm=algorithm).digest()).decode()


class JSONSerializer:
    """Objects as compact JSON."""

    def dumps(self, obj: Any) -> bytes:
        """Return *obj* as JSON, ASCII only."""
        return json.dumps(obj, separators=(",", ":")).encode("latin-1")

    def loads(self, data: bytes) -> Any:
        """Return the object that `dumps()` wrote."""
        return json.loads(data.decode("latin-1"))


class Signer:
    """Signs texts and objects.

    key: settings.SECRET_KEY when left out. fallback_keys: older keys whose signatures still hold;
    settings.SECRET_KEY_FALLBACKS when left out. salt: another one for every use, so that what is
    signed for one is worth nothing in another; the class's own when left out. sep: between the
    parts. algorithm: of hashlib; "sha256" when left out.

    Raises ValueError for a *sep* that a value could hold.
    """

    def __init__(
        self,
        *,
        key: str | bytes | None = None,
        sep: str = ":",
        salt: str | None = None,
        algorithm: str | None = None,
        fallback_keys: Iterable[str | bytes] | None = None,
    ) -> None:
        self.key: str | bytes = key or settings.SECRET_KEY
        self.fallback_keys: list[str | bytes] = list(
            settings.SECRET_KEY_FALLBACKS if fallback_keys is None else fallback_keys
        )
        self.sep = sep
        self.salt = salt or _default_salt(type(self))
        self.algorithm = algorithm or "sha256"
        if _UNSAFE_SEPARATOR.fullmatch(sep):
            raise ValueError(
                f"Unsafe Signer separator: {sep!r} (cannot be empty or consist of only A-z0-9-_=)"
            )

    def signature(self, value: object, key: str | bytes | None = None) -> str:
        """Return the signature of *value* alone. key: the signer's own when left out."""
        return base64_hmac(self.salt + "signer", value, key or self.key, algorithm=self.algorithm)

    def sign(self, value: object) -> str:
        """Return *value* with its signature."""
        return f"{value}{self.sep}{self.signature(value)}"

    def unsign(self, signed_value: str) -> str:
        """Return the text that `sign()` was given. Raises BadSignature when it is not genuine."""
        if self.sep not in signed_value:
            raise BadSignature(f'No "{self.sep}" found in value')
        value, _, signature = signed_value.rpartition(self.sep)
        for key in (self.key, *self.fallback_keys):
            if constant_time_compare(signature, self.signature(value, key)):
                return value
        raise BadSignature(f'Signature "{signature}" does not match')

    def sign_object(
        self, obj: Any, serializer: type[Serializer] = JSONSerializer, compress: bool = False
    ) -> str:
        """Return *obj*, as JSON in base64 for URLs, with its signature.

        serializer: a class with `dumps()` to bytes, and `loads()`. compress: try zlib, and keep
        what is shorter; a "." at the start says so (signed too, so that nobody sends a zip bomb).
        """
        data = serializer().dumps(obj)
        mark = ""
        if compress:
            compressed = zlib.compress(data)
            if len(compressed) < len(data) - 1:
                data, mark = compressed, "."
        return self.sign(mark + b64_encode(data).decode())

    def unsign_object(
        self, signed_obj: str, serializer: type[Serializer] = JSONSerializer, **kwargs: Any
    ) -> Any:
        """Return the object that `sign_object()` was given.

        kwargs: as for `unsign()`. Raises BadSignature when it is not genuine.
        """
        text = self.unsign(signed_obj, **kwargs)
        data = b64_decode(text.removeprefix(".").encode())
        return serializer().loads(zlib.decompress(data) if text.startswith(".") else data)


class TimestampSigner(Signer):
    """Signs with the time, so that a signature can grow too old."""

    def timestamp(self) -> str:
        """Return the present as it is signed: seconds since 1970 (UTC), base 62."""
        return b62_encode(int(time.time()))

    def sign(self, value: object) -> str:
        """Return *value* with the time and its signature."""
        return super().sign(f"{value}{self.sep}{self.timestamp()}")

    def unsign(self, value: str, max_age: float | dt.timedelta | None = None) -> str:
        """Return the text that `sign()` was given.

        max_age: the oldest signature still accepted, in seconds or as a timedelta.
        Raises SignatureExpired when it is genuine but too old, else BadSignature.
        """
        text, _, timestamp = super().unsign(value).rpartition(self.sep)
        if max_age is not None:
            if isinstance(max_age, dt.timedelta):
                max_age = max_age.total_seconds()
            age = time.time() - b62_decode(timestamp)
            if age > max_age:
                raise SignatureExpired(f"Signature age {age} > {max_age} seconds")
        return text


def dumps(
    obj: Any,
    key: str | bytes | None = None,
    salt: str = "django.core.signing",
    serializer: type[Serializer] = JSONSerializer,
    compress: bool = False,
) -> str:
    """Return *obj* signed with the time, fit for a URL; see `Signer.sign_object()`."""
    return TimestampSigner(key=key, salt=salt).sign_object(
        obj, serializer=serializer, compress=compress
    )


def loads(
    s: str,
    key: str | bytes | None = None,
    salt: str = "django.core.signing",
    serializer: type[Serializer] = JSONSerializer,
    max_age: float | dt.timedelta | None = None,
    fallback_keys: Iterable[str | bytes] | None = None,
) -> Any:
    """Return the object that `dumps()` was given.

    Raises SignatureExpired when it is older than *max_age* (seconds), BadSignature when it is not
    genuine.
    """
    return TimestampSigner(key=key, salt=salt, fallback_keys=fallback_keys).unsign_object(
        s, serializer=serializer, max_age=max_age
    )


def get_cookie_signer(salt: str = "django.core.signing.get_cookie_signer") -> Any:
    """Return the signer of cookies: of the class settings.SIGNING_BACKEND, with keys of its own."""
    signer = import_string(settings.SIGNING_BACKEND)
    return signer(
        key=_cookie_signer_key(settings.SECRET_KEY),
        fallback_keys=[_cookie_signer_key(key) for key in settings.SECRET_KEY_FALLBACKS],
        salt=salt,
    )


def _cookie_signer_key(key: str | bytes) -> bytes:
    return b"django.http.cookies" + bytes(force_bytes(key))


def _cookie_signer_salt(cookie_name: str, salt: str = "") -> str:
    # SAFETY: with its length before it, no other pair of name and salt gives the same text.
    return f"django.http.cookies.v2:{len(salt)}:{salt}{cookie_name}"


def _unsign_cookie(
    signed_value: str,
    *,
    cookie_name: str,
    salt: str = "",
    max_age: float | dt.timedelta | None = None,
) -> str:
    """Return the value of a cookie that was signed with `_cookie_signer_salt()`.

    While settings.SIGNED_COOKIE_LEGACY_SALT_FALLBACK, older cookies hold too: their salt was the
    name and the salt, joined.
    """
    try:
        value: str = get_cookie_signer(_cookie_signer_salt(cookie_name, salt)).unsign(
            signed_value, max_age=max_age
        )
    except SignatureExpired:
        raise
    except BadSignature:
        if not settings.SIGNED_COOKIE_LEGACY_SALT_FALLBACK:
            raise
        value = get_cookie_signer(cookie_name + salt).unsign(signed_value, max_age=max_age)
    return value


def _default_salt(signer: type) -> str:
    # A signer of ours has the salt of Django's of that name: what one signs, the other reads.
    module = signer.__module__
    if module == _RUNTIME or module.startswith(f"{_RUNTIME}."):
        module = f"django{module.removeprefix(_RUNTIME)}"
    return f"{module}.{signer.__name__}"
