"""Secrets in a merge: the project's own values stand in for those of the kit, which are new each time."""

import re
from collections.abc import Mapping

_MARK = re.compile(rb"\{\{ cookiecutter\.(\w+) \}\}")


def has_mark(content: bytes) -> bool:
    """Return whether the name of a secret may stand in a text in place of its value."""
    return _MARK.search(content) is not None


def values_in(masked: bytes, ours: bytes) -> dict[bytes, bytes]:
    """Return the values that the project has for the secrets that *masked* names."""
    found: dict[bytes, bytes] = {}
    lines = ours.splitlines()
    for line in masked.splitlines():
        match = _MARK.search(line)
        if match is None:
            continue
        before, after = line[: match.start()], line[match.end() :]
        if not before and not after and len(lines) > 1:
            continue  # any line would do
        for mine in lines:
            value = mine[len(before) : len(mine) - len(after)]
            if value and not has_mark(value) and mine.startswith(before) and mine.endswith(after):
                found.setdefault(match[1], value)
                break
    return found


def filled(masked: bytes, values: Mapping[bytes, bytes]) -> bytes:
    """Return the text with each secret that has a value in its place."""
    return _MARK.sub(lambda match: values.get(match[1], match[0]), masked)
