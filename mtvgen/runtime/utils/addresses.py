"""What a domain name and an e-mail address look like: patterns, read by the validators and by urlize.

Labels have up to 63 characters and no hyphen at either end (RFC 1034, section 3.1); letters beyond
ASCII are fine (RFC 5890). Each pattern is linear: no two parts of one may match the same text.
"""

import ipaddress
import re

from .ipv6 import is_valid_ipv6_address
from .regex_helper import _lazy_re_compile

UNICODE_LETTERS = "\u00a1-\uffff"
"""For use in a character class."""

_LETTERS = f"a-z{UNICODE_LETTERS}"
HOSTNAME = rf"[{_LETTERS}0-9](?:[{_LETTERS}0-9-]{{0,61}}[{_LETTERS}0-9])?"
"""The first label of a domain name."""
DOMAIN = rf"(?:\.(?!-)[{_LETTERS}0-9-]{{1,63}}(?<!-))*"
"""Labels between the first and the last, each after its dot."""
TOP_LEVEL_DOMAIN = rf"\.(?!-)(?:[{_LETTERS}-]{{2,63}}|xn--[a-z0-9]{{1,59}})(?<!-)"
"""The last label, after its dot: no digits, except in the ASCII spelling of an international one."""

ASCII_HOSTNAME = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
ASCII_DOMAIN = r"(?:\.(?!-)[a-zA-Z0-9-]{1,63}(?<!-))*"
ASCII_TOP_LEVEL_DOMAIN = r"\.(?!-)[a-zA-Z0-9-]{2,63}(?<!-)"

_ATOM = r"[-!#$%&'*+/=?^_`{}|~0-9A-Z]+"
_QUOTED_TEXT = r"[\x01-\x08\x0b\x0c\x0e-\x1f!#-\[\]-\x7f]"
_QUOTED_PAIR = r"\\[\x01-\x09\x0b\x0c\x0e-\x7f]"

EMAIL_USER = _lazy_re_compile(  # RFC 5322, sections 3.2.3 and 3.2.4 (with its obsolete controls)
    rf'^(?:{_ATOM}(?:\.{_ATOM})*|"(?:{_QUOTED_TEXT}|{_QUOTED_PAIR})*")\Z', re.IGNORECASE
)
EMAIL_DOMAIN = _lazy_re_compile(rf"^{HOSTNAME}{DOMAIN}{TOP_LEVEL_DOMAIN}\Z", re.IGNORECASE)
EMAIL_LITERAL = _lazy_re_compile(r"\[([A-F0-9:.]+)\]\Z", re.IGNORECASE)
"""An IP address in place of a domain (RFC 5321, section 4.1.3)."""
MAX_EMAIL_LENGTH = 320
"""Characters (RFC 3696, section 3)."""


def is_email(value: str) -> bool:
    """Return whether *value* has the form of an e-mail address."""
    user, at, domain = value.rpartition("@")
    return (
        bool(at)
        and len(value) <= MAX_EMAIL_LENGTH
        and EMAIL_USER.match(user) is not None
        and is_email_domain(domain)
    )


def is_email_domain(domain: str) -> bool:
    """Return whether *domain* may stand behind the "@": a domain name, or "[an IP address]"."""
    if EMAIL_DOMAIN.match(domain):
        return True
    literal = EMAIL_LITERAL.match(domain)
    return literal is not None and is_ip_address(literal[1])


def is_ip_address(text: str) -> bool:
    """Return whether *text* is an IPv4 or IPv6 address."""
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return is_valid_ipv6_address(text)
    return True
