"""Zip files to the letter, also such as no good program writes (APPNOTE.TXT of PKWARE, section 4.3)."""

import struct
import zlib
from typing import Any

_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_UTF8 = 0x800


def zipped(entries: list[dict[str, Any]]) -> bytes:
    """Return a zip file.

    Of an entry: `name`; `text` or `zeros` (a count); `mode` (0o100644); `stored`; `method` (the number
    that it says); `flags` (more of them); `size`, `compressed` and `crc` (what it says of itself instead
    of the truth); `inside_name` (what the header in front of the bytes says); `at` (the entry whose bytes
    it claims); `latin` (the name is in CP437).
    """
    data, directory, places = b"", b"", []
    for entry in entries:
        content = b"\0" * entry["zeros"] if "zeros" in entry else entry.get("text", "").encode()
        stored = entry.get("stored", False)
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = content if stored else packer.compress(content) + packer.flush()
        name = entry["name"].encode("cp437" if entry.get("latin") else "utf-8", "surrogateescape")
        inside = entry.get("inside_name", entry["name"]).encode()
        inside = name if "inside_name" not in entry else inside
        flags = entry.get("flags", 0) | (0 if entry.get("latin") or name.isascii() else _UTF8)
        method = entry.get("method", 0 if stored else 8)
        crc = entry.get("crc", zlib.crc32(content))
        sizes = entry.get("compressed", len(packed)), entry.get("size", len(content))
        facts = struct.pack("<HHHHHLLL", 20, flags, method, 0, 0x21, crc, *sizes)
        place = places[entry["at"]] if "at" in entry else len(data)
        places.append(place)
        if "at" not in entry:
            data += _LOCAL + facts + struct.pack("<HH", len(inside), 0) + inside + packed
        mode = entry.get("mode", 0o040755 if entry["name"].endswith("/") else 0o100644)
        directory += _CENTRAL + struct.pack("<H", 3 << 8 | 20) + facts
        directory += struct.pack("<HHHHHLL", len(name), 0, 0, 0, 0, mode << 16, place) + name
    end = struct.pack("<HHHHLLH", 0, 0, len(entries), len(entries), len(directory), len(data), 0)
    return data + directory + _END + end
