"""Three texts put together: each side's changes come, and no line that somebody wrote is lost."""

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mtvgen.scaffold.update.lines import MANY_LINES, Piece, compared, merged
from mtvgen.scaffold.update.texts import KITS, MIDDLE, YOURS, is_same, marks, merge, resolved


def flat(pieces: list[Piece[str]]) -> str:
    """The result on one line: conflicts as [ours|theirs]."""
    return "".join(
        f"[{''.join(one.ours)}|{''.join(one.theirs)}]" if one.is_conflict else "".join(one.lines)
        for one in pieces
    )


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        ("abcde", "Abcde", "abcdE", "AbcdE"),  # first and last line
        ("abcde", "xabcde", "abcdex", "xabcdex"),  # added in front and behind
        ("abcde", "abde", "abcdX", "abdX"),  # deleted, and changed elsewhere
        ("abcde", "abXde", "abYde", "ab[X|Y]de"),  # the same line
        ("abcde", "abXde", "abcYe", "ab[Xd|cY]e"),  # lines that touch each other
        ("abcde", "abXde", "abXde", "abXde"),  # the same change
        ("abcde", "abde", "abde", "abde"),  # both delete
        ("ab", "aXb", "aXYb", "aX[|Y]b"),  # both add, one of them more
        ("ab", "aXb", "aYb", "a[X|Y]b"),
        ("abcde", "", "abXde", "[|abXde]"),  # all deleted, and changed
        ("abc", "abc", "", ""),
        ("", "X", "Y", "[X|Y]"),
        ("", "X", "X", "X"),
        ("", "", "", ""),
    ],
)  # fmt: skip
def test_changes_are_put_together(base: str, ours: str, theirs: str, result: str) -> None:
    assert flat(merged(base, ours, theirs)) == result
    assert "".join(line for piece in merged(base, base, theirs) for line in piece.lines) == theirs


@pytest.mark.parametrize(
    ("ours", "theirs", "result"),
    [("abc", "abc", "abc"), ("aXc", "aYc", "a[X|Y]c"), ("ac", "abc", "a[|b]c"), ("", "a", "[|a]")],
)
def test_without_a_base_every_difference_is_a_conflict(ours: str, theirs: str, result: str) -> None:
    assert flat(compared(ours, theirs)) == result


def test_a_long_text_of_equal_lines_takes_no_minutes() -> None:
    base = [line for number in range(MANY_LINES) for line in ("", str(number))]
    ours, theirs = ["mine", *base, "mine"], [*base[:MANY_LINES], "its", *base[MANY_LINES:]]

    pieces = merged(base, ours, theirs)

    assert not any(piece.is_conflict for piece in pieces)
    assert sum(len(piece.lines) for piece in pieces) == len(base) + 3


LINES = st.lists(st.sampled_from([b"a", b"b", b"c", b"", b"d\r", b"\xff", b"\tif x:"]), max_size=9)
ENDS = st.sampled_from([b"\n", b"\r\n"])


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    end = draw(ENDS)
    return end.join(draw(LINES)) + draw(st.sampled_from([b"", end]))


def counted(content: bytes) -> Counter[bytes]:
    return Counter(line.rstrip(b"\r") for line in content.split(b"\n") if line.strip(b"\r"))


@given(base=texts(), ours=texts(), theirs=texts())
@example(base=b"a\n", ours=b"a", theirs=b"a\nb")
@example(base=b"", ours=b"a", theirs=b"b")
@example(base=b"a\r\nb\r\n", ours=b"a\nb\n", theirs=b"b\r\n")
def test_no_line_that_the_user_wrote_is_ever_lost(base: bytes, ours: bytes, theirs: bytes) -> None:
    both = merge(base, ours, theirs)
    without_base = merge(None, ours, theirs)

    assert both is not None
    assert without_base is not None
    assert not counted(ours) - counted(base) - counted(both.content)
    assert not counted(ours) - counted(without_base.content)


@given(base=texts(), ours=texts(), theirs=texts())
def test_a_conflict_settled_for_one_side_is_what_that_side_would_have_got(
    base: bytes, ours: bytes, theirs: bytes
) -> None:
    marked = merge(base, ours, theirs)
    assert marked is not None

    for side in ("ours", "theirs"):
        chosen = merge(base, ours, theirs, prefer=side)
        assert chosen is not None
        assert chosen.conflicts == ()
        assert counted(resolved(marked.content, side)) == counted(chosen.content)


@given(base=texts(), theirs=texts())
def test_what_nobody_changed_becomes_the_kits(base: bytes, theirs: bytes) -> None:
    both = merge(base, base, theirs)

    assert both is not None
    assert is_same(both.content, theirs)
    assert both.conflicts == ()


def test_a_conflict_stands_between_marks_and_is_found_again() -> None:
    both = merge(b"a\nb\nc\n", b"a\nmine\nc\n", b"a\nits\nc\n")

    assert both is not None
    assert both.content == b"\n".join([b"a", YOURS, b"mine", MIDDLE, b"its", KITS, b"c", b""])
    assert both.conflicts == (2,)
    assert marks(both.content) == [2]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        (b"a\nb\n", b"a\r\nb\r\n", b"a\nB\n", b"a\r\nB\r\n"),  # checked out on Windows
        (b"a\r\nb\r\n", b"a\r\nb\r\nc\r\n", b"A\r\nb\r\n", b"A\r\nb\r\nc\r\n"),
        (b"a\r\nb\r\n", b"a\r\nb\r\nc\r\n", b"A\nb\n", b"A\nb\nc\n"),  # the kit changed its ends
        (b"a\nb\n", b"a\nb", b"A\nb\n", b"A\nb"),  # no end of the last line: yours
        (b"a\nb", b"a\nB", b"a\nb\n", b"a\nB\n"),  # ... the kit's
        (b"a\n", b"\xef\xbb\xbfa\n", b"b\n", b"\xef\xbb\xbfb\n"),  # an editor put its mark in front
        (b"a\n\xff\n", b"a\n\xff\nmine\n", b"its\na\n\xff\n", b"its\na\n\xff\nmine\n"),  # no UTF-8
        (b"a\nb\r\nc\n", b"a\nb\r\nC\n", b"A\nb\r\nc\n", b"A\nb\r\nC\n"),  # mixed ends stay
        (b"", b"a", b"", b"a"),
        (b"a\n", b"", b"a\n", b""),
    ],
)  # fmt: skip
def test_line_ends_belong_to_whoever_changed_them(
    base: bytes, ours: bytes, theirs: bytes, result: bytes
) -> None:
    both = merge(base, ours, theirs)

    assert both is not None
    assert both.content == result


def test_what_is_no_text_cannot_be_merged() -> None:
    assert merge(b"a\0", b"b\0", b"c\0") is None
