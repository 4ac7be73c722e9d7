"""Compiled templates, kept between starts in `<BASE_DIR>/.mtvgen/templates`.

PERF: reading and compiling the four templates of a small page took 13 ms of each start.

SAFETY: what lies in a file becomes code here, so it counts only when this project wrote it: each
file begins with a keyed hash of the rest, made with SECRET_KEY. A file that is damaged, or that
somebody else put there, is left alone and written anew.
"""

import hashlib
import hmac
import os
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

_SIZE = 32  # bytes of the hash
_CODE = 2  # of environment.py: counts up when templates are compiled to other code


class SignedBytecodeCache(BytecodeCache):
    """Keeps compiled templates in *folder*, signed with *secret*.

    options: those of the environment. A template that was compiled with others is another one.
    """

    def __init__(self, folder: Path, secret: str, options: dict[str, Any]) -> None:
        self.folder = folder
        self._key = hashlib.sha256(b"mtvgen.template.bytecode" + secret.encode()).digest()
        made_for = [jinja2.__version__, _CODE, *sorted((k, _shown(v)) for k, v in options.items())]
        self._made_for = hashlib.sha256(repr(made_for).encode()).hexdigest()[:16]

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill *bucket* with what was kept for it, if that is genuine."""
        try:
            data = self._file(bucket).read_bytes()
        except OSError:
            return
        code = data[_SIZE:]
        if hmac.compare_digest(data[:_SIZE], self._hash(code)):
            bucket.load_bytecode(BytesIO(code))  # it asks itself whether the source has changed

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of *bucket*; a folder that cannot be written is no error."""
        code = bucket.bytecode_to_string()
        file = self._file(bucket)
        # the process's number: two that start at once must not write into one file
        part = file.with_suffix(f".{os.getpid()}.tmp")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(self._hash(code) + code)
            part.replace(file)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget every template that was kept."""
        for file in self.folder.glob("*.jinja"):
            file.unlink(missing_ok=True)

    def _file(self, bucket: Bucket) -> Path:
        return self.folder / f"{bucket.key}-{self._made_for}.jinja"

    def _hash(self, code: bytes) -> bytes:
        return hashlib.blake2b(code, key=self._key, digest_size=_SIZE).digest()


def _shown(value: object) -> str:
    """Return *value* such that the same setting gives the same text in another process."""
    name = getattr(value, "__qualname__", None)
    if name is not None:
        return f"{getattr(value, '__module__', '')}.{name}"
    if isinstance(value, dict):
        return repr(sorted((str(key), _shown(one)) for key, one in value.items()))
    if isinstance(value, (list, tuple, set, frozenset)):
        return repr(sorted(map(_shown, value)))
    if isinstance(value, (bool, int, float, str, type(None))):
        return repr(value)
    return type(value).__name__
