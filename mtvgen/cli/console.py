"""The only file of the generator that prints: results to stdout, everything else to stderr.

Colours appear on a terminal only, and not when NO_COLOR is set (no-color.org). What the output's
encoding cannot show is written as an escape, never a crash.
"""

import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from ..errors import MtvgenError, OutputFailed
from . import drawing

if TYPE_CHECKING:
    from pathlib import Path

    from ..scaffold.answers import Question
    from ..scaffold.kits import Kit
    from ..scaffold.plan import Plan

_COLOUR = re.compile("(\x1b\\[[0-9]{1,2}m|\x1b]8;;(?:file:[!-~]*)?\x1b\\\\)")
_NOTHING = re.compile("(?!)")
_CODES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BOLD, _RED, _GREEN, _YELLOW, _DIM = "1", "31", "32", "33", "2"
_NAMED = {"bold": _BOLD, "red": _RED, "green": _GREEN, "yellow": _YELLOW, "dim": _DIM}

PATIENCE = 0.4
"""Seconds of work before its progress is shown."""
MOST_SHOWN = 100
"""A project of more files than this is shown by its folders."""
PAUSE = 0.1
"""Seconds between two states of a line of progress."""


def say(text: str = "") -> None:
    """Print one line, or several, of the result."""
    _print(text, sys.stdout)


def warn(text: str) -> None:
    """Print a warning: what did not work, though the command as a whole did."""
    _print(f"{_painted('Warning:', _YELLOW, sys.stderr)} {text}", sys.stderr)


def error(text: str, *, hint: str = "", usage: str = "") -> None:
    """Print why the command ended, what to do next, and how the command is called."""
    if usage:
        _print(usage, sys.stderr)
    _print(f"{_painted('Error:', _RED, sys.stderr)} {text}", sys.stderr)
    if hint:
        _print(hint, sys.stderr)


def explain(failure: MtvgenError) -> None:
    """Print an error of ours."""
    error(failure.message, hint=failure.hint)


def document(data: Mapping[str, Any]) -> None:
    """Print *data* as one JSON document, in ASCII, so that every pipe carries it."""
    import json  # PERF: 2 ms; only --json needs it

    _print(json.dumps(data, indent=2), sys.stdout)


@contextmanager
def progress(doing: str, what: str) -> Iterator[Callable[[int], None]]:
    """Yield what is told how much is done: `Writing 1,200 of 3,000 files`, for work that takes its time.

    The line is shown on a terminal only, and is gone when the block ends.
    """
    started = shown = 0.0

    def told(done: int) -> None:
        nonlocal started, shown
        now = time.monotonic()
        started = started or now
        if now - started > PATIENCE and now - shown > PAUSE:
            shown = now
            sys.stderr.write(f"\r{doing} {done:,} {what}\x1b[K")
            sys.stderr.flush()

    def unheard(_done: int) -> None:
        pass

    try:
        yield told if _moves(sys.stderr) else unheard
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextmanager
def steps(doing: str) -> Iterator[Callable[[str], None]]:
    """Yield what is told what comes next: `Checking ruff …`. Shown on a terminal only, gone at the end."""
    is_shown = _moves(sys.stderr)

    def told(step: str) -> None:
        if is_shown:
            sys.stderr.write(f"\r{doing} {_shown(step, sys.stderr)} …\x1b[K")
            sys.stderr.flush()

    try:
        yield told
    finally:
        if is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def flush() -> None:
    """Send out what is still held back, so that a full disk or a closed pipe shows now."""
    with _explained():
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()


def is_interactive() -> bool:
    """Return whether somebody sits there who can answer."""
    return _is_terminal(sys.stdin) and _is_terminal(sys.stdout)


def ask_text(question: str, default: str | None = None) -> str:
    """Return what the user types; *default* for an empty line."""
    import click

    # SAFETY: the words of a question, and its default, are those of a kit: no code of theirs is sent.
    shown = True if default is None or _is_plain(default) else "as the kit says"
    return str(click.prompt(_words(question), default=default, type=str, show_default=shown))


def _words(question: str) -> str:
    """Return a question as click may print it: no codes, and no half letters, which UTF-8 cannot hold."""
    return _shown(question, sys.stdout).encode(errors="backslashreplace").decode()


def _is_plain(text: str) -> bool:
    return _CODES.search(text) is None


def ask_yes(question: str, default: bool) -> bool:
    """Return whether the user agrees."""
    import click

    return click.confirm(_words(question), default=default)


def ask(question: "Question") -> object:
    """Return the user's answer to a question of a kit, in the form that its default has."""
    if question.problem:
        warn(question.problem)
    elif question.help:
        say(_painted(question.help, _DIM, sys.stdout))
    if isinstance(question.default, bool):
        return ask_yes(question.text, question.default)
    if question.choices:
        return _ask_choice(question)
    if isinstance(question.default, dict):
        import json

        return ask_text(f"{question.text} (JSON)", json.dumps(question.default, ensure_ascii=False))
    return ask_text(question.text, "" if question.default is None else str(question.default))


def _ask_choice(question: "Question") -> str:
    import click

    say(f"{question.text}:")
    for number, label in enumerate(question.choices.values(), 1):
        say(f"  {number}  {label}")
    chosen = click.prompt("Number", default=1, type=click.IntRange(1, len(question.choices)))
    return list(question.choices)[chosen - 1]


def show_kits(kits: "list[Kit]", languages: tuple[str, ...]) -> None:
    """Print what each kit is for, in the first of *languages* that it speaks."""
    width = max((len(kit.name) for kit in kits), default=0) + 2
    for kit in kits:
        name = _painted(kit.name, _BOLD, sys.stdout) + " " * (width - len(kit.name))
        words = filter(None, (kit.title_in(languages), kit.purpose_in(languages)))
        told = f"{name}{': '.join(words)}"
        if len(kit.languages) > 1:
            told += " " + _painted(f"[{', '.join(kit.languages)}]", _DIM, sys.stdout)
        say(told)


def show_plan(plan: "Plan", *, written: bool, next_steps: list[str]) -> None:
    """Print the tree of a project, and what to type next when it was written."""
    count, size = len(plan.files), sum(one.size for one in plan.files)
    did = "Created" if written else "Would create"
    say(
        f"{did} {_painted(str(plan.target), _BOLD, sys.stdout)} from the kit {plan.kit.name}: {count} files, {_size(size)}."
    )
    say()
    say(f"{plan.name}/")
    if written and count > MOST_SHOWN:
        lines = drawing.summary((one.path for one in plan.files), encoding())
    else:
        notes = {one.path: "" if written else _size(one.size) for one in plan.files}
        lines = drawing.tree(notes, encoding())
    say("\n".join(lines))
    say()
    if written:
        show_steps(next_steps)
    else:
        say("Nothing was written (--dry-run).")


def show_diff(lines: Iterable[str]) -> None:
    """Print a unified diff: what goes in red, what comes in green."""
    colours = {"+": _GREEN, "-": _RED, "@": _DIM}
    for line in lines:
        colour = colours.get(line[:1], "")
        say(_painted(line, colour, sys.stdout) if colour else line)


def painted(text: str, colour: str) -> str:
    """Return *text* in "bold", "red", "green", "yellow" or "dim", where the result goes to a terminal."""
    return _painted(text, _NAMED[colour], sys.stdout)


def linked(path: "Path") -> str:
    """Return a path that a terminal opens on a click (OSC 8), where the result goes to one."""
    if not _has_colours(sys.stdout):
        return str(path)
    return f"\x1b]8;;{path.absolute().as_uri()}\x1b\\{path}\x1b]8;;\x1b\\"


def clear() -> None:
    """Clear the terminal that the result goes to, where it is one."""
    if _moves(sys.stdout):
        sys.stdout.write("\x1b[2J\x1b[3J\x1b[H")


def width() -> int:
    """Return how many columns the terminal has."""
    import shutil  # PERF: 3 ms; only lessons need it

    return shutil.get_terminal_size().columns


def encoding() -> str:
    """Return what the result is encoded in."""
    return sys.stdout.encoding if sys.stdout is not None and sys.stdout.encoding else "ascii"


def show_markdown(text: str) -> None:
    """Print Markdown: laid out on a terminal, as it is elsewhere."""
    if not _moves(sys.stdout):
        say(text)
        return
    import io

    import rich.console  # PERF: 60 ms; only lessons need it
    import rich.markdown

    out = io.StringIO()
    colours = _has_colours(sys.stdout)
    page = rich.console.Console(
        file=out, force_terminal=colours, no_color=not colours, width=min(width(), 100),
        color_system="standard" if colours else None, highlight=False,
    )  # fmt: skip
    # SAFETY: codes of the text itself are written out before rich adds its own
    page.print(rich.markdown.Markdown(_CODES.sub(_written_out, text)))
    with _explained():
        sys.stdout.write(out.getvalue().encode(encoding(), "backslashreplace").decode(encoding()))


def show_steps(steps: Iterable[str]) -> None:
    """Print what to type next."""
    say("Next:")
    for step in steps:
        say(f"  {_painted(step, _BOLD, sys.stdout)}")


def _size(count: int) -> str:
    """Return a number of bytes as people read it."""
    return f"{count} bytes" if count < 1000 else f"{count / 1000:.1f} kB"


def _painted(text: str, code: str, stream: TextIO) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if _has_colours(stream) else text


def _has_colours(stream: TextIO) -> bool:
    return not os.environ.get("NO_COLOR") and _moves(stream)


def _moves(stream: TextIO | None) -> bool:
    """Return whether the stream is a terminal that knows codes."""
    if os.environ.get("TERM") == "dumb" or not _is_terminal(stream):
        return False
    # The old console of Windows shows the codes themselves.
    return os.name != "nt" or "WT_SESSION" in os.environ or "TERM" in os.environ


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _print(text: str, stream: TextIO | None) -> None:
    """Write text and a line's end. Raises OutputFailed; BrokenPipeError stays what it is."""
    if stream is None:  # no console at all: pythonw on Windows
        return
    encoding = stream.encoding or "ascii"
    with _explained():
        stream.write(
            _shown(text, stream).encode(encoding, "backslashreplace").decode(encoding) + "\n"
        )


def _shown(text: str, stream: TextIO) -> str:
    """Return *text* with every control code written out, except our colours on a terminal.

    SAFETY: a code in a name or an answer would move the cursor, or set the terminal's title.
    """
    colours = _COLOUR if _has_colours(stream) else _NOTHING
    pieces = colours.split(text)
    return "".join(
        piece if colours.fullmatch(piece) else _CODES.sub(_written_out, piece) for piece in pieces
    )


def _written_out(match: "re.Match[str]") -> str:
    return repr(match[0])[1:-1]


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as failure:
        raise OutputFailed(f"The output could not be written: {failure.strerror}.") from failure
