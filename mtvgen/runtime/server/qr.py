"""The address of the site as a picture for the terminal, so that a phone need not type it."""

from collections.abc import Sequence

_QUIET = 2  # empty modules around the code, so that a camera finds it
_HALVES = " ▄▀█"  # by which of two modules, one above the other, are light: lower, upper


def qr_code(text: str, *, unicode: bool, colored: bool) -> str | None:
    """Return a QR code of *text*, lines that end in a line feed; None where it cannot be made.

    unicode: half blocks, so that it is half as tall and wide; otherwise letters and spaces alone.
    colored: it says its own black and white. Without, light modules are drawn, because terminals
    are dark; cameras of today read either.
    """
    try:
        import segno
    except ImportError:
        return None
    code = segno.make(text, error="l", micro=False)
    dark = [[bool(module) for module in row] for row in code.matrix_iter(border=_QUIET)]
    lines = _in_halves(dark) if unicode else _in_letters(dark, colored=colored)
    if colored and unicode:
        lines = [f"\x1b[97;40m{line}\x1b[0m" for line in lines]
    return "".join(f"{line}\n" for line in lines)


def _in_halves(dark: Sequence[Sequence[bool]]) -> list[str]:
    rows = [*dark, [False] * len(dark[0])] if len(dark) % 2 else dark
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return [
        "".join(_HALVES[2 * (not up) + (not low)] for up, low in zip(upper, lower, strict=True))
        for upper, lower in pairs
    ]


def _in_letters(dark: Sequence[Sequence[bool]], *, colored: bool) -> list[str]:
    if colored:
        light, black = "\x1b[107m  \x1b[0m", "\x1b[40m  \x1b[0m"
    else:
        light, black = "##", "  "
    return ["".join(black if module else light for module in row) for row in dark]
