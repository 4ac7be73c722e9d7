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
    if found is None or (host[0] == "[" and not _is_address(found[1])):
        return "", ""
    domain, port = found.groups(default="")
    return domain.removesuffix("."), port


def _is_address(bracketed: str) -> bool:
    from ..utils.ipv6 import is_valid_ipv6_address  # PERF: 4 ms to import, and most hosts are names

    return is_valid_ipv6_address(bracketed[1:-1])


class _Known:
    """PERF: the hosts that settings.ALLOWED_HOSTS was found to allow, while it stays the same: −2 µs."""

    def __init__(self) -> None:
        self.allowed: list[str] = []
        self.hosts: set[str] = set()

    def holds(self, host: str, allowed: list[str]) -> bool:
        """Return whether *host* was allowed before by the same list."""
        if allowed != self.allowed:
            self.allowed, self.hosts = list(allowed), set()
        return host in self.hosts

    def add(self, host: str) -> None:
        """Keep *host*. SAFETY: with a wildcard a client may name hosts without end."""
        if len(self.hosts) > 100:
            self.hosts = set()
        self.hosts.add(host)


known = _Known()


def validate_host(host: str, allowed_hosts: Iterable[str]) -> bool:
    """Return whether *host* (lower case, no port) fits one of *allowed_hosts*.

    ".example.com" fits the domain and every one below it; "*" fits all.
    """
    return any(pattern == "*" or is_same_domain(host, pattern) for pattern in allowed_hosts)
