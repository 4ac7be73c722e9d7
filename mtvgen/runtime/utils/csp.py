"""Content Security Policy: what a page may load and run, as one header.

(Django's documentation, from its version 6.0 on: ref/csp, howto/csp; W3C, Content Security Policy
Level 3.)
"""

import secrets
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from .functional import SimpleLazyObject, empty


class CSP(StrEnum):
    """The words of a policy that stand in quotes, so that nobody forgets the quotes."""

    HEADER_ENFORCE = "Content-Security-Policy"
    HEADER_REPORT_ONLY = "Content-Security-Policy-Report-Only"

    NONE = "'none'"
    REPORT_SAMPLE = "'report-sample'"
    SELF = "'self'"
    STRICT_DYNAMIC = "'strict-dynamic'"
    UNSAFE_EVAL = "'unsafe-eval'"
    UNSAFE_HASHES = "'unsafe-hashes'"
    UNSAFE_INLINE = "'unsafe-inline'"
    WASM_UNSAFE_EVAL = "'wasm-unsafe-eval'"

    NONCE = "<CSP_NONCE_SENTINEL>"
    """Stands for the nonce of each response; the header shows it where the page has used it."""


class LazyNonce(SimpleLazyObject):
    """A text that nobody can guess, made when it is first shown; false until then."""

    def __init__(self) -> None:
        super().__init__(_nonce)

    def __bool__(self) -> bool:
        return self._wrapped is not empty


def _nonce() -> str:
    return secrets.token_urlsafe(16)  # 128 bits, as the specification asks for (section 7.1)


def get_nonce(request: Any) -> LazyNonce | None:
    """Return the nonce of this request's response; None where no middleware gave it one."""
    nonce: LazyNonce | None = getattr(request, "_csp_nonce", None)
    return nonce


def build_policy(config: Mapping[str, Any], nonce: LazyNonce | str | None = None) -> str:
    """Return *config* as the value of the header.

    config: directive → its sources as a list, tuple or set, or one text; True for a directive
    without any, None or False to leave it out. A set is sorted, so that the header stays the same.
    nonce: stands in for CSP.NONCE; where it was not used, no nonce is named.
    """
    policy = []
    for directive, sources in config.items():
        if sources is None or sources is False:
            continue
        if sources is True:
            policy.append(directive)
            continue
        words = _sources(sources)
        if CSP.NONCE in words:
            named = [f"'nonce-{nonce}'"] if nonce else []
            words = [one for word in words for one in (named if word == CSP.NONCE else [word])]
        if words:
            policy.append(f"{directive} {' '.join(words)}".rstrip())
    return "; ".join(policy)


def _sources(sources: Any) -> list[str]:
    if isinstance(sources, (set, frozenset)):
        return sorted(str(source) for source in sources)
    if isinstance(sources, (list, tuple)):
        return [str(source) for source in sources]
    return [str(sources)]
