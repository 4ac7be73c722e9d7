"""Secrets: random texts, comparison that leaks no time, keyed hashes.

(Django's documentation: reference/utils; formats as Django's, byte for byte.)
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from ..conf import settings
from .encoding import force_bytes

RANDOM_STRING_CHARS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class InvalidAlgorithm(ValueError):
    """The hash algorithm is not one of Python's hashlib."""


def salted_hmac(
    key_salt: str | bytes,
    value: object,
    secret: str | bytes | None = None,
    *,
    algorithm: str = "sha1",
) -> hmac.HMAC:
    """Return the HMAC of *value* under a key made of *key_salt* and *secret*.

    key_salt: another one for every use. secret: settings.SECRET_KEY when left out.
    Raises InvalidAlgorithm when hashlib has no *algorithm*.
    """
    if secret is None:
        secret = settings.SECRET_KEY
    try:
        hasher = getattr(hashlib, algorithm)
    except AttributeError as error:
        raise InvalidAlgorithm(
            f"{algorithm!r} is not an algorithm accepted by the hashlib module."
        ) from error
    # Always hashed, also where it is short enough to be a key itself: that is the format.
    key = hasher(force_bytes(key_salt) + force_bytes(secret)).digest()
    return hmac.new(key, msg=force_bytes(value), digestmod=hasher)


def get_random_string(length: int, allowed_chars: Sequence[str] = RANDOM_STRING_CHARS) -> str:
    """Return *length* characters that nobody can guess.

    They carry length × log2(len(allowed_chars)) bits: 22 of the default ones carry 131.
    """
    return "".join(secrets.choice(allowed_chars) for _ in range(length))


def constant_time_compare(val1: object, val2: object) -> bool:
    """Return whether two texts are equal, in a time that says nothing about where they differ."""
    return secrets.compare_digest(force_bytes(val1), force_bytes(val2))


def pbkdf2(
    password: str | bytes,
    salt: str | bytes,
    iterations: int,
    dklen: int = 0,
    digest: Callable[..., Any] | None = None,
) -> bytes:
    """Return the PBKDF2 hash of *password* (RFC 8018, section 5.2).

    dklen: bytes wanted; 0 means as many as the digest has. digest: hashlib.sha256 when left out.
    """
    name = (digest or hashlib.sha256)().name
    return hashlib.pbkdf2_hmac(
        name, force_bytes(password), force_bytes(salt), iterations, dklen or None
    )
