import gzip
import io
import unicodedata
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mtvgen.runtime.core.exceptions import SuspiciousFileOperation
from mtvgen.runtime.utils import text
from mtvgen.runtime.utils.functional import lazystr
from tests.runtime.django_peer import outcome

from django.utils import text as django_text  # isort: skip

WORDS = st.text(st.sampled_from(list("ab C\t\n\r.,-_'\"\\é…\u0301İß")), max_size=30)
MARKUP = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<b class='x'>", "</b>", "<br>", "<br/>", "<i/>", "<!-- no -->"),
            *("one ", "two", " three  four", "&amp; ", "&copy;x", "é\u0301", "a", "\n"),
        ]
    ),
    max_size=10,
).map("".join)
SIGNS = st.none() | st.sampled_from(["", "...", "é\u0301", "[%(truncated_text)s]", "four"])


@pytest.mark.parametrize(
    "name",
    [
        *("capfirst", "get_valid_filename", "normalize_newlines", "phone2numeric", "slugify"),
        *("camel_case_to_spaces", "unescape_string_literal"),
    ],
)
@given(WORDS | st.text(max_size=20) | st.from_regex(r"[A-Z]?[a-z]{0,3}[A-Z]{0,3}[a-z]{0,3}"))
@example("")
@example("..")
@example('"a \\"b\\" \\\\"')
def test_a_text_is_changed_as_django_changes_it(name, value):
    ours = outcome(getattr(text, name), value)

    assert ours == outcome(getattr(django_text, name), value)


@given(st.text(max_size=20))
@example("  Ünï -- cødé_ 文字 ")
def test_a_unicode_slug_is_what_django_makes(value):
    ours = text.slugify(value, allow_unicode=True)

    assert ours == django_text.slugify(value, allow_unicode=True)


@given(WORDS, st.integers(1, 12))
@example("short\n\n   \nlonger than that\n", 6)
def test_lines_are_broken_as_django_breaks_them(value, width):
    assert text.wrap(value, width) == django_text.wrap(value, width)


@given(WORDS, st.integers(-1, 12), SIGNS)
@example("abc", 3, None)
@example("abcd", 3, None)
@example("e\u0301a", 1, None)
def test_characters_are_cut_as_django_cuts_them(value, length, sign):
    ours = text.Truncator(value).chars(length, sign)

    assert ours == django_text.Truncator(value).chars(length, sign)


@given(WORDS, st.integers(-1, 6), SIGNS)
@example("one two", 2, None)
@example("one two  three", 2, "two")
def test_words_are_cut_as_django_cuts_them(value, length, sign):
    ours = text.Truncator(value).words(length, sign)

    assert ours == django_text.Truncator(value).words(length, sign)


@given(MARKUP, st.integers(-1, 12), SIGNS)
@example("abc", 3, None)
@example("<b>ab", 2, None)
@example("<b>a</b>b", 2, None)
@example("<b>ab</b>", 2, None)
@example("a&amp;b", 3, None)
@example("<br>ab<i/>c", 2, "")
def test_characters_of_html_are_cut_as_django_cuts_them(value, length, sign):
    ours = text.Truncator(value).chars(length, sign, html=True)

    assert ours == django_text.Truncator(value).chars(length, sign, html=True)


@given(MARKUP, st.integers(-1, 6), SIGNS)
@example("<p>one two</p> three", 2, None)
@example("<p>one two</p> three", 3, None)
def test_words_of_html_are_cut_as_django_cuts_them(value, length, sign):
    ours = text.Truncator(value).words(length, sign, html=True)

    assert ours == django_text.Truncator(value).words(length, sign, html=True)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("abc &lt", "abc &lt;"),
        ("AT&T", "AT&amp;T"),
        ("<b>Q&A", "<b>Q&amp;A"),
        ("1 < 2", "1 &lt; 2"),
    ],
)
def test_html_that_ends_in_half_an_entity_is_kept(value, kept):
    assert text.Truncator(value).chars(9, html=True) == kept
    assert text.Truncator(value).words(9, html=True) == kept


def test_a_lazy_text_can_be_cut():
    assert text.Truncator(lazystr("one two")).words(1) == "one…"


@pytest.mark.parametrize("piece", ["<a ", "<!--", "</", "&", "<a href='", "<?", "<![CDATA["])
def test_html_that_is_never_finished_takes_no_long_time(piece):
    shown = text.Truncator(piece * 30_000).chars(200_000, html=True)

    assert unescape(shown).startswith(piece * 1_000)


def test_many_stray_end_tags_take_no_long_time():
    assert len(text.Truncator("<p>" * 20_000 + "</b>" * 20_000).words(1, html=True)) == 140_000


@given(st.lists(st.text(max_size=3) | st.integers(), max_size=4), st.sampled_from(["or", "and"]))
def test_a_list_is_said_as_django_says_it(items, last_word):
    ours = text.get_text_list(items, last_word)

    assert ours == django_text.get_text_list(items, last_word)


def test_a_list_is_said_with_or_when_nothing_else_is_asked():
    assert text.get_text_list(["a", "b", "c"]) == "a, b or c"


def test_a_file_name_that_means_a_folder_is_refused():
    with pytest.raises(SuspiciousFileOperation, match=r"Could not derive file name from '\$\.\.'"):
        text.get_valid_filename("$..")


@given(st.integers() | st.text(max_size=12), st.integers(0, 8))
def test_a_long_value_is_trimmed_as_django_trims_it(value, limit):
    assert text.trim_value(value, limit) == django_text.trim_value(value, limit)


@given(WORDS)
@example(r'This is "a person\'s" test.')
@example(r"""a="b c"'d e'f "open""")
def test_words_in_quotes_stay_together_as_in_django(value):
    assert list(text.smart_split(value)) == list(django_text.smart_split(value))


@given(st.binary(max_size=200))
def test_compressed_bytes_are_those_of_django(data):
    compressed = text.compress_string(data)

    assert compressed == django_text.compress_string(data)
    assert gzip.decompress(compressed) == data


def test_a_file_name_of_random_length_hides_the_length():
    lengths = {len(text.compress_string(b"x" * 50, max_random_bytes=100)) for _ in range(60)}

    assert len(lengths) > 5
    assert gzip.decompress(text.compress_string(b"x", max_random_bytes=9)) == b"x"


def test_parts_are_compressed_one_by_one():
    parts = text.compress_sequence(iter([b"a" * 100_000, b"b"]), max_random_bytes=10)

    assert gzip.GzipFile(fileobj=io.BytesIO(b"".join(parts))).read() == b"a" * 100_000 + b"b"


@given(st.lists(st.binary(max_size=50), max_size=4))
def test_compressed_parts_are_those_of_django(parts):
    ours = list(text.compress_sequence(parts))

    assert ours == list(django_text.compress_sequence(parts))


def test_the_first_part_is_sent_before_anything_is_read():
    def never():
        raise AssertionError("read too early")
        yield b""

    assert next(text.compress_sequence(never())).startswith(b"\x1f\x8b")


def test_a_format_with_lazy_parts_is_filled_late():
    late = text.format_lazy("{} {name}", lazystr("a"), name=lazystr("b"))

    assert not isinstance(late, str)
    assert str(late) == "a b"


def test_a_lazy_text_stays_lazy():
    late = text.capfirst(lazystr("ada"))

    assert not isinstance(late, str)
    assert late == "Ada"


@pytest.mark.parametrize("mark", ["\u0301", "\u0301\u0323", "\u0344", "ﾞ\u0323"])
def test_long_texts_are_normalised_as_short_ones_are(mark):
    long = f"a{mark}ä각 ﬁ" * 500

    assert text.Truncator(long).chars(10**6) == unicodedata.normalize("NFC", long)
    for allow_unicode in (True, False):
        assert text.slugify(long, allow_unicode) == django_text.slugify(long, allow_unicode)
