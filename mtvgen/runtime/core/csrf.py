"""The token of a form: made, masked, compared. (Django's documentation: reference/csrf.)

The *secret* is what the browser keeps (a cookie, or its session); a *token* is the secret behind
a fresh mask, so that no two pages hold the same text and compression cannot leak it (BREACH).
Everything here works on the request; the middleware decides what is accepted.

A secret has Django's form, 32 letters and digits, so that it stays good after a move to Django.
Django takes any text of that form: whoever can plant a cookie (a neighbour under the same domain,
somebody on the line of a plain-HTTP page) knows the secret and with it a good token. Here

- its second half is a keyed hash of its first under SECRET_KEY (or one of SECRET_KEY_FALLBACKS): a
  secret that this site did not make is refused, and replaced by the next response. 95 random bits
  and 95 of proof remain, far more than anybody can guess;
- a visitor's session remembers the secret (under Django's key for CSRF_USE_SESSIONS) from the
  moment when both are there, and then only that one counts: a secret that somebody fetched from
  this site for himself opens nothing in another's session. A session that begins adopts the
  secret that the browser has, so that forms in open tabs still hold; `rotate_token()`, at log-in,
  is what makes a planted one worthless. A session that is older than its first form gets a
  secret of its own, and what the browser had does not count.

A visitor without a session has nothing to be bound to; there the proof, and the Origin and
Referer headers, must do. Nobody needs a session for a form, and none is made for one.
"""

import secrets
import string
from functools import lru_cache
from hashlib import blake2b, sha256
from typing import Any

from ..conf import settings
from ..utils.crypto import constant_time_compare
from ..utils.encoding import force_bytes
from ..utils.functional import Promise
from ..utils.html import format_html
from ..utils.safestring import SafeString

CSRF_ALLOWED_CHARS = string.ascii_letters + string.digits
CSRF_SECRET_LENGTH = 32
CSRF_TOKEN_LENGTH = 2 * CSRF_SECRET_LENGTH
CSRF_SESSION_KEY = "_csrftoken"

REASON_INCORRECT_LENGTH = "has incorrect length"
REASON_INVALID_CHARACTERS = "has invalid characters"
REASON_NOT_OF_THIS_SITE = "was not made by this site"
REASON_NOT_OF_THIS_SESSION = "was not made for this session"

_HALF = CSRF_SECRET_LENGTH // 2
_SIZE = len(CSRF_ALLOWED_CHARS)
_PLACE = {character: place for place, character in enumerate(CSRF_ALLOWED_CHARS)}
_ROUND = CSRF_ALLOWED_CHARS * 2  # PERF: one look-up in place of a division for each character
_AS_CHARACTER = bytes(ord(CSRF_ALLOWED_CHARS[byte % _SIZE]) for byte in range(256))
_UNEVEN = bytes(range(256 - 256 % _SIZE, 256))  # with these, some characters would be likelier


class InvalidTokenFormat(Exception):  # Django's name
    """A text that cannot be a token or a secret. reason: why, as the end of a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Secrets


def new_secret(seed: str | None = None) -> str:
    """Return a fresh random secret of this site; always the same one for the same *seed*."""
    key = _proof_key(settings.SECRET_KEY)
    begin = _random(_HALF) if seed is None else _digest(key, f"seed:{seed}")
    return begin + _digest(key, begin)


def is_of_this_site(secret: str) -> bool:
    """Return whether `new_secret()` made *secret*, here or on another machine with our key."""
    begin, proof = secret[:_HALF], secret[_HALF:]
    if constant_time_compare(proof, _digest(_proof_key(settings.SECRET_KEY), begin)):
        return True
    return any(
        constant_time_compare(proof, _digest(_proof_key(key), begin))
        for key in settings.SECRET_KEY_FALLBACKS
    )


def _random(length: int) -> str:
    # PERF: one call for all characters: 1 µs for 32 of them, one call for each takes 20
    found = b""
    while len(found) < length:
        found += secrets.token_bytes(2 * length).translate(_AS_CHARACTER, _UNEVEN)
    return found[:length].decode("ascii")


def _digest(key: bytes, text: str) -> str:
    """Return half a secret that only the holder of *key* can make from *text*."""
    # PERF: 0.6 µs; HMAC of SHA-256 takes 1.5. Keyed BLAKE2 is a MAC as it is (RFC 7693, section 1)
    digest = blake2b(text.encode(), key=key, digest_size=_HALF, person=b"csrf").digest()
    return digest.translate(_AS_CHARACTER).decode("ascii")


@lru_cache(maxsize=8)
def _proof_key(secret_key: str | bytes) -> bytes:
    # SAFETY: a key of its own, so that nothing else that is signed can pass for a proof
    return sha256(b"mtvgen.runtime.core.csrf:" + bytes(force_bytes(secret_key))).digest()


# Tokens


def mask(secret: str) -> str:
    """Return a token for *secret*: a random mask, and the secret shifted by it."""
    key = _random(CSRF_SECRET_LENGTH)
    return key + "".join([_ROUND[_PLACE[a] + _PLACE[b]] for a, b in zip(secret, key, strict=True)])


def unmask(token: str) -> str:
    """Return the secret of a token (64 characters of CSRF_ALLOWED_CHARS)."""
    key, shifted = token[:CSRF_SECRET_LENGTH], token[CSRF_SECRET_LENGTH:]
    return "".join(
        [CSRF_ALLOWED_CHARS[_PLACE[a] - _PLACE[b]] for a, b in zip(shifted, key, strict=True)]
    )


def check_format(token: str) -> None:
    """Raise InvalidTokenFormat unless *token* has the form of a token or a secret."""
    if len(token) not in (CSRF_TOKEN_LENGTH, CSRF_SECRET_LENGTH):
        raise InvalidTokenFormat(REASON_INCORRECT_LENGTH)
    if not _PLACE.keys() >= set(token):
        raise InvalidTokenFormat(REASON_INVALID_CHARACTERS)


def bare(text: str) -> str:
    """Return the secret of *text*, which is one, or a token as older versions kept it."""
    return unmask(text) if len(text) == CSRF_TOKEN_LENGTH else text


def proven(text: str) -> str:
    """Return the secret of a cookie. Raises InvalidTokenFormat unless it is one of this site."""
    check_format(text)
    secret = bare(text)
    if not is_of_this_site(secret):
        raise InvalidTokenFormat(REASON_NOT_OF_THIS_SITE)
    return secret


def matches(token: str, secret: str) -> bool:
    """Return whether *token* (masked, or the secret itself) belongs to *secret*. Both well-formed."""
    return constant_time_compare(bare(token), secret)


# The secret of a request


def get_token(request: Any) -> str:
    """Return a token for a form of this request; the response will carry the cookie."""
    secret = secret_of(request)
    # the browser may have it; sending it again keeps it from running out
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    return mask(secret)


def secret_of(request: Any) -> str:
    """Return the secret that counts for this browser; a fresh one where it has none."""
    meta = request.META
    secret: str | None = meta.get("CSRF_COOKIE")
    if not getattr(request, "_csrf_settled", False):
        session = session_of(request)
        if session is not None:
            secret = secret_in(session) or (None if _came_with_session(request) else secret)
        if secret is None:
            # the session's cookie as seed: two tabs that ask at once get the same secret
            seed = session and request.COOKIES.get(settings.SESSION_COOKIE_NAME)
            return add_new_secret(request, seed)
        settle(request, secret)
    return str(secret)


def settle(request: Any, secret: str) -> None:
    """Make *secret* the one that counts for the rest of this request."""
    request.META["CSRF_COOKIE"] = secret
    request._csrf_settled = True


def add_new_secret(request: Any, seed: str | None = None) -> str:
    """Give the request a fresh secret, and return it."""
    secret = new_secret(seed)
    settle(request, secret)
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    return secret


def rotate_token(request: Any) -> None:
    """Change the secret: to be done when somebody logs in."""
    add_new_secret(request)


# The session that remembers it


def session_of(request: Any) -> Any:
    """Return the visitor's session if there is one that holds anything; else None.

    A session that nobody has touched is loaded only where the browser sent its cookie.
    """
    if request._session is None and not _came_with_session(request):
        return None
    if getattr(request, "_csrf_without_session", False):
        return None
    try:
        session = request.session
        return session if session.keys() else None
    except AttributeError:  # no middleware makes sessions, or something else stands in its place
        return None


def secret_in(session: Any) -> str | None:
    """Return the secret that a session remembers; None also for what cannot be one."""
    kept = session.get(CSRF_SESSION_KEY)
    if not kept:
        return None
    try:
        check_format(str(kept))
    except InvalidTokenFormat:
        return None
    return bare(str(kept))


def bound_secret(request: Any) -> str | None:
    """Return the secret that the visitor's session remembers; None where no session counts.

    Raises InvalidTokenFormat for a session from before this request that remembers none.
    """
    session = session_of(request)
    if session is None:
        return None
    secret = secret_in(session)
    if secret is None and _came_with_session(request):
        raise InvalidTokenFormat(REASON_NOT_OF_THIS_SESSION)
    return secret


def remember(request: Any, secret: str) -> bool:
    """Have the visitor's session, if there is one, remember *secret*; return whether it was new to it."""
    session = session_of(request)
    if session is None or session.get(CSRF_SESSION_KEY) == secret:
        return False
    session[CSRF_SESSION_KEY] = secret
    return True


def begins_session(request: Any) -> bool:
    """Return whether this request may have begun the visitor's session."""
    session = request._session
    # a session that was made and left alone is none, and a look at it would vary the page by cookie
    return (
        session is not None
        and getattr(session, "modified", True)
        and not _came_with_session(request)
    )


def _came_with_session(request: Any) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


# In templates


class CsrfToken(Promise):
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

    def __len__(self) -> int:
        return len(str(self))

    def __getitem__(self, place: Any) -> str:
        return str(self)[place]

    def __getattr__(self, name: str) -> Any:
        # the methods of a text; what only looks for a special one must not make the token
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(str(self), name)

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
