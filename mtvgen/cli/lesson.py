"""`mtvgen lesson`: climb a ladder of lessons in a folder of one's own."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from ..classroom import assembling, folder
from ..classroom.folder import Work
from ..classroom.lessons import LessonSet, Stage, ladder, load
from ..classroom.phrases import phrase
from ..classroom.words import said
from ..errors import LessonBroken, MtvgenError, UsageError
from ..scaffold.languages import lookup, reader
from . import console

_HELP = """Climb from a socket to a web framework, in a folder of your own.

Each stage has a text, a program that you write, and checks that speak to it from outside, as a
browser does. Without a command it says where you are and what is next.

\b
Examples:
  mtvgen lesson start
  cd ladder
  mtvgen lesson watch
"""
_START = """Make a folder to work in, at the first stage.

\b
Examples:
  mtvgen lesson start
  mtvgen lesson start my-ladder --lang zh
"""
_SHOW = """Show the text of a stage.

\b
Examples:
  mtvgen lesson show
  mtvgen lesson show 3 --lang zh
"""
_HINT = """Show the next hint of this stage: first a nudge, at the end nearly the answer.

\b
Example:
  mtvgen lesson hint
"""
_NEXT = """Go on to the next stage, with the program that you have.

\b
Example:
  mtvgen lesson next
"""
_RESET = """Begin a stage anew. Your old work is kept beside it.

\b
Example:
  mtvgen lesson reset 2
"""
_SOLUTION = """Show how a stage may look in the end.

It is yours after the pass; before, with --give-up. Your own files stay as they are.

\b
Examples:
  mtvgen lesson solution
  mtvgen lesson solution 4 --give-up
"""
_LIST = """List the stages, and how far you are.

\b
Examples:
  mtvgen lesson list
  mtvgen lesson list --json
"""


def complete_stage(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the stages whose names begin so."""
    try:
        work = here()
    except (MtvgenError, OSError):
        return []
    language = work.state.language
    return [
        CompletionItem(one.name, help=said(one.title, language))
        for one in work.lessons.stages
        if one.name.startswith(incomplete)
    ]


stage_argument = click.argument("stage", default="", shell_complete=complete_stage)
language_option = click.option(
    "--lang", "language", default="", metavar="LANG", help="Language of what is shown."
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document for programs."
)


def here() -> Work:
    """Return the working folder around the current folder. Raises LessonBroken."""
    return folder.find(Path.cwd())


def chosen(work: Work, stage: str) -> Stage:
    """Return the stage that was named; that of the current folder when none was."""
    return work.lessons.stage(stage) if stage else folder.here(work, Path.cwd())


def spoken(lessons: LessonSet, wanted: str, otherwise: str) -> str:
    """Return the language to show: the one wanted, else *otherwise*. Raises UsageError."""
    if not wanted:
        return otherwise
    found = lookup(wanted, lessons.languages)
    if not found:
        raise UsageError(
            f"These lessons do not speak {wanted!r}.", hint=f"They speak: {', '.join(lessons.languages)}."
        )  # fmt: skip
    return found


class Lessons(click.Group):
    """The group: commands of its own file are loaded when they are called."""

    ELSEWHERE = {
        "check": "lesson_check",
        "watch": "lesson_check",
        "open": "lesson_open",
        "new": "lesson_sets",
        "verify": "lesson_sets",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order in which a student meets them."""
        order = [
            "start",
            "show",
            "check",
            "watch",
            "hint",
            "next",
            "list",
            "solution",
            "reset",
            "open",
        ]
        return [*order, "new", "verify"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name."""
        if cmd_name in self.ELSEWHERE:
            from importlib import import_module

            found = getattr(import_module(f"mtvgen.cli.{self.ELSEWHERE[cmd_name]}"), cmd_name)
            assert isinstance(found, click.Command)
            return found
        return super().get_command(ctx, cmd_name)


@click.command("lesson", cls=Lessons, help=_HELP, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Say where the student is, when no command was named."""
    if ctx.invoked_subcommand is None:
        status()


def status() -> None:
    """Print where the student is and what is next."""
    work = here()
    stage, language = work.stage, work.state.language
    count = len(work.lessons.stages)
    console.say(console.painted(said(work.lessons.title, language), "bold"))
    console.say(
        phrase(
            "stage", language, number=stage.number, count=count, title=said(stage.title, language)
        )
    )
    console.say(phrase("progress", language, passed=_passed(work), count=count))
    console.say(phrase("your work", language, path=console.linked(work.place(stage))))
    console.say()
    if stage.place not in work.state.passed:
        steps = {"show": "read", "watch": "keep checking", "hint": "a hint", "open": "page"}
    elif work.after(stage) is not None:
        steps = {"next": "go on", "open": "page"}
    else:
        console.say(phrase("the end", language))
        return
    console.say(phrase("next", language))
    for name, why in steps.items():
        typed = f"mtvgen lesson {name}"
        console.say(f"  {console.painted(f'{typed:24}', 'bold')}{phrase(why, language)}")


def _passed(work: Work) -> int:
    return sum(one.place in work.state.passed for one in work.lessons.stages)


@command.command("start", help=_START, short_help="Make a folder to work in.")
@click.argument("target", default=folder.NAME, metavar="[FOLDER]", type=click.Path(path_type=Path))
@click.option(
    "--lang", "language", default="", metavar="LANG",
    help="Language of the lessons, en or zh.  [default: yours, as the system says]",
)  # fmt: skip
@click.option(
    "--set", "lessons", default=None, metavar="DIR", type=click.Path(path_type=Path),
    help="Other lessons than those that come with mtvgen: a folder with a lessons.toml.",
)  # fmt: skip
@click.option(
    "--trust", is_flag=True, help="The lessons of --set may run their checks on this computer."
)
def start(target: Path, language: str, lessons: Path | None, trust: bool) -> None:
    """Make a working folder."""
    found = load(lessons.absolute()) if lessons is not None else None
    if found is not None and not trust:
        programs = "\n".join(f"  {one.folder / 'checks.py'}" for one in found.stages)
        raise LessonBroken(
            found.name, f"brings programs that would run on your computer:\n{programs}",
            hint="Read them, then type the command again with --trust.",
        )  # fmt: skip
    known = found or load(ladder())
    own = next(filter(None, (lookup(one, known.languages) for one in reader())), known.languages[0])
    work = folder.start(target.absolute(), spoken(known, language, own), found)
    language = work.state.language
    console.say(
        phrase(
            "begun", language, place=work.stage.place, path=console.linked(work.place(work.stage))
        )
    )
    console.say()
    console.say(phrase("next", language))
    for step in (f"cd {target}", "mtvgen lesson show", "mtvgen lesson watch"):
        console.say(f"  {console.painted(step, 'bold')}")


@command.command("show", help=_SHOW, short_help="Show the text of a stage.")
@stage_argument
@language_option
def show(stage: str, language: str) -> None:
    """Show a text."""
    work = here()
    console.show_markdown(
        chosen(work, stage).text(spoken(work.lessons, language, work.state.language))
    )


@command.command("hint", help=_HINT, short_help="Take the next hint.")
@stage_argument
@click.option("--all", "everything", is_flag=True, help="Show those again that you took.")
def hint(stage: str, everything: bool) -> None:
    """Show a hint, and remember that it was shown."""
    work = here()
    one, language = chosen(work, stage), work.state.language
    hints, taken = one.hints(language), work.state.hints.get(one.place, 0)
    if everything:
        shown = hints[:taken]
        first = 1
    elif taken < len(hints):
        shown, first = [hints[taken]], taken + 1
        work.keep(work.state.with_hint(one.place, taken + 1))
    else:
        console.say(phrase("no more hints", language))
        return
    for number, (title, text) in enumerate(shown, first):
        head = phrase("hint", language, number=number, count=len(hints), title=title)
        console.say(console.painted(head, "bold"))
        console.say()
        console.show_markdown(text)


@command.command("next", help=_NEXT, short_help="Go on to the next stage.")
@click.option("--skip", is_flag=True, help="Go on though this stage has not passed.")
def next_(skip: bool) -> None:
    """Begin the next stage."""
    work = here()
    stage, language = work.stage, work.state.language
    if stage.place not in work.state.passed and not skip:
        raise MtvgenError(
            phrase("not passed", language, place=stage.place), hint=phrase("not passed hint", language)
        )  # fmt: skip
    after = work.after(stage)
    if after is None:
        console.say(phrase("the end", language))
        return
    work.begin(after)
    work.keep(work.state.at(after.place))
    console.say(
        phrase("begun", language, place=after.place, path=console.linked(work.place(after)))
    )


@command.command("reset", help=_RESET, short_help="Begin a stage anew; the old work is kept.")
@stage_argument
def reset(stage: str) -> None:
    """Begin a stage anew."""
    work = here()
    one, language = chosen(work, stage), work.state.language
    aside = work.reset(one)
    if aside is not None:
        console.say(phrase("kept", language, path=aside))
    console.say(phrase("begun", language, place=one.place, path=console.linked(work.place(one))))


@command.command("solution", help=_SOLUTION, short_help="Show how a stage may look in the end.")
@stage_argument
@click.option("--give-up", is_flag=True, help="Show it though the stage has not passed.")
@click.option("--diff", is_flag=True, help="Show what is different from your files.")
def solution(stage: str, give_up: bool, diff: bool) -> None:
    """Show the files of a solution."""
    work = here()
    one, language = chosen(work, stage), work.state.language
    if one.place not in work.state.passed:
        if not give_up:
            raise MtvgenError(
                phrase("not passed", language, place=one.place), hint=phrase("give up hint", language)
            )  # fmt: skip
        work.keep(work.state.with_surrender(one.place))
    for name, lines in assembling.solution_of(one, work.place(one), as_diff=diff):
        console.say(console.painted(name, "bold"))
        if diff:
            console.show_diff(lines)
        else:
            console.say("\n".join(f"    {line}" for line in lines))
        console.say()


@command.command("list", help=_LIST, short_help="List the stages, and how far you are.")
@json_option
def list_(as_json: bool) -> None:
    """List the stages."""
    work = here()
    language, state = work.state.language, work.state
    if as_json:
        console.document({"path": str(work.folder), "language": language, "stage": state.stage, "stages": [
            {"number": one.number, "name": one.name, "title": dict(one.title), "folder": str(work.place(one)),
             "passed": state.passed.get(one.place), "hints": state.hints.get(one.place, 0),
             "given_up": one.place in state.given_up}
            for one in work.lessons.stages
        ]})  # fmt: skip
        return
    for one in work.lessons.stages:
        passed = one.place in state.passed
        notes = [state.passed.get(one.place, "")]
        notes += [phrase("given up", language)] if one.place in state.given_up else []
        notes += [phrase("here", language)] if one.place == state.stage else []
        mark = console.painted("x" if passed else " ", "green")
        tail = console.painted(", ".join(filter(None, notes)), "dim")
        console.say(f"[{mark}] {one.number:2}  {said(one.title, language)}  {tail}".rstrip())
    console.say(phrase("progress", language, passed=_passed(work), count=len(work.lessons.stages)))
