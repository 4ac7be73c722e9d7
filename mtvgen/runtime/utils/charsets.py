"""Charsets that a client may name, in a Content-Type or beside a parameter."""

from encodings import normalize_encoding
from encodings.aliases import aliases

_WITHOUT_ALIAS = frozenset({"cp874", "koi8_u", "utf_8_sig"})
_NO_TEXT = frozenset(
    {"base64_codec", "bz2_codec", "hex_codec", "mbcs", "quopri_codec", "rot_13", "uu_codec"}
    | {"zlib_codec"}
)
_KNOWN = _WITHOUT_ALIAS | set(aliases.values()) - _NO_TEXT


def is_charset(name: str) -> bool:
    """Return whether *name* is a charset that texts are sent in.

    SAFETY: Python's own look-up keeps each wrong name for ever, and takes more: punycode needs
    quadratic time, idna raises where it was told to replace, unicode_escape warns.
    """
    if not (name.isascii() and name.isprintable()):
        return False
    plain = normalize_encoding(name).lower()
    return aliases.get(plain, plain) in _KNOWN
