"""Which charsets a client may name."""

import encodings

import pytest

from mtvgen.runtime.utils.charsets import is_charset


@pytest.mark.parametrize(
    "name",
    ["utf-8", "UTF8", "utf_8_sig", "latin-1", "ISO-8859-15", "us-ascii", "cp1252", "windows-1251",
     "koi8-u", "Shift_JIS", "gb18030", "big5", "utf-16", "utf-7"],
)  # fmt: skip
def test_what_texts_are_sent_in_is_a_charset(name):
    assert is_charset(name)
    assert b"a".decode("utf-8") == "a".encode(name).decode(name)


@pytest.mark.parametrize(
    "name",
    ["idna", "IDNA", "-punycode", "undefined", "unicode_escape", "raw-unicode-escape", "rot13", "hex",
     "base64", "zip", "mbcs", "no-such", "", "utf-8\0", "utf-8\n", "ütf-8", "a" * 10_000],
)  # fmt: skip
def test_anything_else_is_none(name):
    assert not is_charset(name)


def test_a_wrong_name_leaves_nothing_behind():
    before = len(encodings._cache)

    for number in range(50):
        is_charset(f"x-{number}")

    assert len(encodings._cache) == before
