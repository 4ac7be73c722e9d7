"""Paths that the development server keeps for itself, and whose addresses may ask for them."""

STREAM = "/__mtvgen__/live"
SCRIPT = "/__mtvgen__/live.js"
XRAY = "/__mtvgen__/xray/"


def is_local(address: str) -> bool:
    """Return whether *address* is one of this machine alone. (A Unix socket's, "", may be a proxy's.)"""
    return address == "::1" or address.removeprefix("::ffff:").startswith("127.")
