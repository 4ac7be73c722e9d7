"""Digests of texts, as hexadecimal digits."""

from __future__ import annotations

from typing import Any

from ..fields.text import CharField
from ..lookups import Transform


class Digest(Transform):
    """Base of the digests; SQLite is taught them (backends/sqlite3/functions.py)."""

    output_field = CharField()


class MD5(Digest):
    """The MD5 digest: for checks of old data, not against forgers."""

    function = lookup_name = "md5"


class SHA1(Digest):
    """The SHA-1 digest; PostgreSQL needs its extension pgcrypto for it."""

    function = lookup_name = "sha1"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return what pgcrypto gives."""
        template = "ENCODE(DIGEST(%(expressions)s, 'sha1'), 'hex')"
        return self.as_sql(compiler, connection, template=template)


class _SHA2(Digest):
    bits = 256

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return PostgreSQL's own, which takes and gives bytes."""
        template = f"ENCODE(SHA{self.bits}(CONVERT_TO(%(expressions)s, 'UTF8')), 'hex')"
        return self.as_sql(compiler, connection, template=template)

    def as_mysql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return MySQL's own."""
        return self.as_sql(compiler, connection, template=f"SHA2(%(expressions)s, {self.bits})")


class SHA224(_SHA2):
    """The SHA-224 digest."""

    function = lookup_name = "sha224"
    bits = 224


class SHA256(_SHA2):
    """The SHA-256 digest."""

    function = lookup_name = "sha256"


class SHA384(_SHA2):
    """The SHA-384 digest."""

    function = lookup_name = "sha384"
    bits = 384


class SHA512(_SHA2):
    """The SHA-512 digest."""

    function = lookup_name = "sha512"
    bits = 512
