"""An exception on its way to the terminal: one clear block instead of a traceback."""

from types import TracebackType

from ...utils.source import last_project_place, lines_around, place_in_words, shown
from ..exceptions import Explained
from .color import Styles, no_style

_MEANING = {
    "IndentationError": "Lines of one block must start in the same column: four spaces per level.",
    "TabError": "The block mixes tabs and spaces; Python cannot tell which lines belong together.",
}


_LONGEST = 4_000  # characters of an error's own words
_CONTROL = {number: f"\\x{number:02x}" for number in [*range(9), *range(11, 32), *range(127, 160)]}


def calm(text: str) -> str:
    """Return *text* with its control characters written out, line ends and tabs excepted, and cut.

    SAFETY: an error may quote what a visitor sent, and the terminal would obey it.
    """
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]} … ({len(text)} characters)"
    return text.translate(_CONTROL)


def explain(error: BaseException, style: Styles | None = None) -> str | None:
    """Return a few lines about *error* for the person who can put it right.

    None when nothing in the project has to do with it: then it is a fault of the runtime.
    """
    style = style or no_style()
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return _syntax_block(error, style)
    place = _place_of(error)
    if isinstance(error, Explained):
        message = Exception.__str__(error)
        head = style.ERROR(calm(f"Error: {error.args[0] if error.args else message}"))
        hint = f"\n{calm(error.hint)}" if error.hint else ""
        where = f"\n{_code_block(place, style)}" if place else ""
        return f"{head}{where}{hint}"
    if isinstance(error, KeyboardInterrupt):
        return "Stopped."
    if place is None:
        return None
    import traceback  # PERF: only an error pays for it

    said = calm("".join(traceback.format_exception_only(error)).strip())
    return f"{_code_block(place, style)}\n{style.ERROR(said)}{_advice(error)}"


def our_fault(error: BaseException, style: Styles | None = None) -> str:
    """Return what is printed for a fault of the runtime: the traceback, and how to report it."""
    style = style or no_style()
    import traceback

    trace = "".join(traceback.format_exception(error)).rstrip()
    return (
        f"{trace}\n\n{style.ERROR('This is a fault of mtvgen, not of your project.')}\n"
        "Please report it with the lines above and what you typed; "
        "`mtvgen --version` says which version it is."
    )


def _place_of(error: BaseException) -> tuple[str, int, str] | None:
    told = place_in_words(_words_of(error))
    if told is not None:
        return (*told, "<module>")
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        place = last_project_place(_trace(current))
        if place:
            return place
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
    return None


def _words_of(error: BaseException) -> str:
    try:
        return str(error)[-2_000:]
    except Exception:  # noqa: BLE001  # SAFETY: a text may raise anything
        return ""


def _trace(error: BaseException) -> TracebackType | None:
    return error.__traceback__


def _code_block(place: tuple[str, int, str], style: Styles) -> str:
    filename, line, function = place
    where = f", in {function}" if function != "<module>" else ""
    rows = [f"{shown(filename)}, line {line}{where}:"]
    for number, text in lines_around(filename, line, 1):
        row = f"{'>' if number == line else ' '} {number:>4} | {text}"
        rows.append(row if number == line else style.FAINT(row))
    return "\n".join(rows)


def _syntax_block(error: SyntaxError, style: Styles) -> str:
    filename, line = str(error.filename), error.lineno or 1
    kind = type(error).__name__
    rows = [f"{shown(filename)}, line {line}, is not valid Python:"]
    for number, text in lines_around(filename, line, 1):
        rows.append(f"{'>' if number == line else ' '} {number:>4} | {text}")
        if number == line and error.offset:
            end = error.end_offset if error.end_lineno == line and error.end_offset else 0
            width = max(1, min(end - error.offset, len(text)))
            before = "".join(
                "\t" if character == "\t" else " " for character in text[: error.offset - 1]
            )
            before = before.ljust(error.offset - 1)
            rows.append(" " * 9 + before + style.ERROR("^" * width))
    rows.append(style.ERROR(f"{kind}: {error.msg}"))
    if kind in _MEANING:
        rows.append(_MEANING[kind])
    return "\n".join(rows)


def _advice(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        top = error.name.partition(".")[0]
        return (
            f"\nPython finds no module {error.name!r}: check its spelling; your own modules are "
            f"imported as `from .{top} import …`, others are installed with `pip install …`."
        )
    return ""
