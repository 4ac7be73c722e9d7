"""Words for made-up text: plain ones, about nobody."""

from __future__ import annotations

from random import Random

_WORDS = (  # noqa: SIM905  # as a list, one a line, they would be most of this file
    "amber anchor apple arrow autumn basket beacon birch blanket bridge button candle canyon cedar "
    "circle cloud clover copper coral cotton crystal dawn desert dolphin echo ember falcon feather "
    "fern forest fountain garden ginger glacier granite harbour harvest hazel honey island ivory "
    "jasmine jungle kettle lantern lemon lilac linen lotus maple marble meadow mirror mountain "
    "nectar oasis ocean olive orchard orchid paper pebble pepper pine planet pocket prairie quartz "
    "rain raven ribbon river rocket saffron sail shadow silver spark spring star stone summer "
    "sunset thistle thunder tiger timber tulip tunnel valley velvet violet walnut water willow "
    "window winter yellow zephyr"
).split()
_SHORT = [word for word in _WORDS if len(word) <= 5]


def word(pick: Random, longest: int | None = None) -> str:
    """Return a word of at most *longest* characters; letters of one when none is so short."""
    if longest is None or longest >= 8:
        return pick.choice(_WORDS)
    fitting = [one for one in _SHORT if len(one) <= longest]
    return pick.choice(fitting) if fitting else pick.choice(_SHORT)[:longest]


def phrase(pick: Random, longest: int | None = None) -> str:
    """Return one to four words, the first with a capital, of at most *longest* characters."""
    words = [word(pick, longest)]
    for _ in range(pick.randint(0, 3)):
        more = pick.choice(_WORDS)
        if longest is None or len(" ".join([*words, more])) <= longest:
            words.append(more)
    return " ".join(words).capitalize()


def sentence(pick: Random) -> str:
    """Return five to twelve words with a full stop."""
    words = [pick.choice(_WORDS) for _ in range(pick.randint(5, 12))]
    return " ".join(words).capitalize() + "."


def text(pick: Random, longest: int | None = None) -> str:
    """Return one to three paragraphs; cut between words where they pass *longest* characters."""
    paragraphs = [
        " ".join(sentence(pick) for _ in range(pick.randint(2, 5)))
        for _ in range(pick.randint(1, 3))
    ]
    whole = "\n\n".join(paragraphs)
    if longest is None or len(whole) <= longest:
        return whole
    cut = whole[: longest + 1].rpartition(" ")[0]
    return cut or whole[:longest]
