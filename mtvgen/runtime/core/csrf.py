"""The token of a form: made, masked, compared. (Django's documentation: reference/csrf.)

The *secret* is what the browser keeps (a cookie, or its session); a *token* is the secret behind
a fresh mask, so that no two pages hold the same text and compression cannot leak it (BREACH).
Everything here works on `request.META`; the middleware decides what is accepted.
"""

import string
from typing import Any

from ..utils.crypto import constant_time_compare, get_random_string
from ..utils.html import format_html
from ..utils.safestring import SafeString

CSRF_ALLOWED_CHARS = string.ascii_letters + string.digits
CSRF_SECRET_LENGTH = 32
CSRF_TOKEN_LENGTH = 2 * CSRF_SECRET_LENGTH

REASON_INCORRECT_LENGTH = "has incorrect length"
REASON_INVALID_CHARACTERS = "has invalid characters"

_PLACE = {character: place for place, character in enumerate(CSRF_ALLOWED_CHARS)}


class InvalidTokenFormat(Exception):  # Django's name
    """A text that cannot be a token or a secret. reason: why, as the end of a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def new_secret() -> str:
    """Return a fresh random secret."""
    return get_random_string(CSRF_SECRET_LENGTH, allowed_chars=CSRF_ALLOWED_CHARS)


def mask(secret: str) -> str:
    """Return a token for *secret*: a random mask, and the secret shifted by it."""
    key = new_secret()
    size = len(CSRF_ALLOWED_CHARS)
    shifted = (
        CSRF_ALLOWED_CHARS[(_PLACE[a] + _PLACE[b]) % size] for a, b in zip(secret, key, strict=True)
    )
    return key + "".join(shifted)


def unmask(token: str) -> str:
    """Return the secret of a token (64 characters of CSRF_ALLOWED_CHARS)."""
    key, shifted = token[:CSRF_SECRET_LENGTH], token[CSRF_SECRET_LENGTH:]
    return "".join(
        CSRF_ALLOWED_CHARS[_PLACE[a] - _PLACE[b]] for a, b in zip(shifted, key, strict=True)
    )


def check_format(token: str) -> None:
    """Raise InvalidTokenFormat unless *token* has the form of a token or a secret."""
    if len(token) not in (CSRF_TOKEN_LENGTH, CSRF_SECRET_LENGTH):
        raise InvalidTokenFormat(REASON_INCORRECT_LENGTH)
    if not _PLACE.keys() >= set(token):
        raise InvalidTokenFormat(REASON_INVALID_CHARACTERS)


def matches(token: str, secret: str) -> bool:
    """Return whether *token* (masked, or the secret itself) belongs to *secret*. Both well-formed."""
    if len(token) == CSRF_TOKEN_LENGTH:
        token = unmask(token)
    return constant_time_compare(token, secret)


def get_token(request: Any) -> str:
    """Return a token for a form of this request; the response will carry the cookie."""
    meta = request.META
    if "CSRF_COOKIE" in meta:
        secret = meta["CSRF_COOKIE"]
        # the browser has it; sending it again keeps it from running out
        meta["CSRF_COOKIE_NEEDS_UPDATE"] = True
    else:
        secret = add_new_secret(request)
    return mask(secret)


def add_new_secret(request: Any) -> str:
    """Give the request a fresh secret, and return it."""
    secret = new_secret()
    request.META.update({"CSRF_COOKIE": secret, "CSRF_COOKIE_NEEDS_UPDATE": True})
    return secret


def rotate_token(request: Any) -> None:
    """Change the secret: to be done when somebody logs in."""
    add_new_secret(request)


class CsrfToken:
    """The token of a request as a template sees it: made when it is first shown."""

    __slots__ = ("_request", "_token")

    def __init__(self, request: Any) -> None:
        self._request = request
        self._token = ""

    def __str__(self) -> str:
        if not self._token:
            self._token = get_token(self._request)
        return self._token

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


class CsrfInput(CsrfToken):
    """The hidden field of a form, `{{ csrf_input }}`."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.__html__()

    def __html__(self) -> SafeString:
        return format_html(
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', CsrfToken.__str__(self)
        )
