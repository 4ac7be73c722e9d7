"""Hosts: what the Host header may be. (RFC 1034; RFC 3986, section 3.2.2.)"""

import re
from collections.abc import Iterable

from ..utils.http import is_same_domain

_HOST = re.compile(r"(\[[a-f0-9]*:[a-f0-9.:]+\]|[a-z0-9.-]+)(?::([0-9]+))?").fullmatch


def split_domain_port(host: str) -> tuple[str, str]:
    """Return the domain, in lower case and without an end dot, and the port ("" when none).

    Both are "" when *host* is no host (RFC 1034, RFC 3986 section 3.2.2).
    """
    found = _HOST(host.lower())
    if found is None:
        return "", ""
    domain, port = found.groups(default="")
    return domain.removesuffix("."), port


def validate_host(host: str, allowed_hosts: Iterable[str]) -> bool:
    """Return whether *host* (lower case, no port) fits one of *allowed_hosts*.

    ".example.com" fits the domain and every one below it; "*" fits all.
    """
    return any(pattern == "*" or is_same_domain(host, pattern) for pattern in allowed_hosts)
