"""IPv6 addresses, recognised and written in their shortest form (RFC 5952)."""

import ipaddress

from ..core.exceptions import ValidationError

MAX_IPV6_ADDRESS_LENGTH = 39
"""Characters. SAFETY: a longer one is refused before its parts are looked at."""


def clean_ipv6_address(
    ip_str: str,
    unpack_ipv4: bool = False,
    error_message: str = "This is not a valid IPv6 address.",
    max_length: int = MAX_IPV6_ADDRESS_LENGTH,
) -> str:
    """Return an IPv6 address in its shortest form, in lower case.

    unpack_ipv4: write an IPv4 address that is packed in one ("::ffff:10.0.0.1") by itself.
    Raises ValidationError with *error_message* when it is none.
    """
    try:
        address = _address(ip_str, max_length)
    except ValueError:
        raise ValidationError(error_message, code="invalid", params={"protocol": "IPv6"}) from None
    if address.ipv4_mapped is None:
        return str(address)
    return str(address.ipv4_mapped) if unpack_ipv4 else f"::ffff:{address.ipv4_mapped}"


def is_valid_ipv6_address(ip_addr: object) -> bool:
    """Return whether *ip_addr* is an IPv6 address: a text, or one of Python's `ipaddress`."""
    if isinstance(ip_addr, ipaddress.IPv6Address):
        return True
    try:
        _address(ip_addr)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return True


def _address(text: str, max_length: int = MAX_IPV6_ADDRESS_LENGTH) -> ipaddress.IPv6Address:
    if len(text) > max_length:
        raise ValueError(f"Unable to convert {text} to an IPv6 address (value too long).")
    # By way of a number, which drops a zone ("%eth0") from the address.
    return ipaddress.IPv6Address(int(ipaddress.IPv6Address(text)))
