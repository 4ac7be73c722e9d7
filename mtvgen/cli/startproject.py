"""`mtvgen startproject`: create a project from a kit."""

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from ..errors import MtvgenError, NameRefused, UsageError, WriteFailed
from ..scaffold import kits, languages
from ..scaffold.names import check_name
from ..scaffold.plan import Plan
from ..scaffold.project import check_target, plan_project
from ..scaffold.write import write
from . import console

_HELP = """Create a new project called NAME.

NAME becomes the project's folder and its Python package: letters, digits and _. Either the whole
project is written or nothing at all; no file that is there already is ever touched.

NAME may be `.`: then the current folder becomes the project, under its own name. Files of yours stay;
lines that are missing in your .gitignore are added. Where something is in the way, it is listed.

\b
Examples:
  mtvgen startproject mysite
  mtvgen startproject .
  mtvgen startproject polls_site --kit polls
  mtvgen startproject polls_site --kit polls --lang zh
  mtvgen startproject mysite --set project_name="Ada's guestbook" --no-input
  mtvgen startproject mysite --into ~/classes --dry-run
  mtvgen startproject mysite --kit blog --kit ~/kits/tasks
  mtvgen startproject mysite --kit ~/Downloads/card-main.zip
  mtvgen startproject mysite --kit https://github.com/ada/card@v2
"""


def complete_kit(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the kits that begin so; else what the shell finds among the files."""
    found = [CompletionItem(name) for name in kits.shipped() if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def _complete_language(
    ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    try:
        kit = kits.find((ctx.params.get("kit_names") or ["default"])[0])
    except MtvgenError:
        return []
    return [CompletionItem(one) for one in kit.languages if one.startswith(incomplete)]


@click.command("startproject", help=_HELP)
@click.argument("name", required=False)
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Folder that will hold the project's folder.  [default: the current one]",
)
@click.option(
    "--kit",
    "kit_names",
    multiple=True,
    default=["default"],
    show_default="default",
    shell_complete=complete_kit,
    metavar="KIT",
    help="What to start from: a name of --list-kits, the path of a folder or a zip file, or a git "
    "repository's address (https, ssh, git@host:path, file), with @BRANCH, @TAG or @COMMIT behind it. "
    "#FOLDER at its end names one kit of several. Given again: a kit that becomes an app in the project.",
)
@click.option(
    "--lang",
    "language",
    default="",
    shell_complete=_complete_language,
    metavar="LANG",
    help="Language of the project's pages, comments and README, such as zh.  [default: the kit's own]",
)
@click.option("--list-kits", is_flag=True, help="List the kits that come with mtvgen, and stop.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Answer a question of the kit. May be repeated.",
)
@click.option(
    "--trust",
    default="",
    metavar="NUMBER",
    help="Let a kit with this content run its hooks and Jinja2 extensions. Without it the number, and what "
    "would run, are shown.",
)
@click.option(
    "--no-input", is_flag=True, help="Ask nothing; open questions get the kit's defaults."
)
@click.option("--dry-run", is_flag=True, help="Show every file with its size; write nothing.")
@click.option("--diff", is_flag=True, help="Show every line that is new or different.")
@click.option(
    "--git/--no-git",
    default=None,
    help="Make a first commit, or no repository.  [default: a commit, if git is there and no repository around]",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document for programs, and ask nothing."
)
def command(
    name: str | None,
    into: Path,
    kit_names: tuple[str, ...],
    language: str,
    list_kits: bool,
    settings: tuple[str, ...],
    trust: str,
    no_input: bool,
    dry_run: bool,
    diff: bool,
    git: bool | None,
    as_json: bool,
) -> None:
    """Plan the project, write it, and show it."""
    if list_kits:
        _list_kits(as_json, (language,) if language else languages.reader())
        return
    asks = console.is_interactive() and not no_input and not as_json
    given = given_in(settings)
    warnings: list[str] = []
    said: list[str] = []
    in_place = name == "."
    into = _folder(into) if in_place else into
    with ExitStack() as stack:
        chosen = stack.enter_context(opened_kit(kit_names[0], trust))
        apps = [stack.enter_context(opened_kit(one)) for one in kit_names[1:]]
        typed = into.name if in_place else _name(name, into, given, asks)
        with console.progress("Rendering", "files") as told:
            ask = console.ask if asks else None
            plan = plan_project(
                typed, into, chosen, given=given, ask=ask, language=language, told=told,
                in_place=in_place,
            )  # fmt: skip
        if apps:
            from ..scaffold.combine import with_apps  # PERF: one kit needs no edits of Python

            plan = with_apps(plan, apps)
        if in_place:
            plan, changes = _put(plan, git, warnings, dry_run=dry_run)
        else:
            changes = [(one.path, None, one.content) for one in plan.files] if diff else []
            if not dry_run:
                _write(plan, git, warnings, said)
    steps = next_steps(plan)
    differences = _differences(changes) if diff else {}
    if as_json:
        document = _document(plan, not dry_run, steps, warnings, said)
        for row in document["files"] if diff else ():
            row["diff"] = differences.get(row["path"], [])
        console.document(document)
    else:
        for line in said:
            console.say(line)
        for lines in differences.values():
            console.show_diff(lines)
            console.say()
        console.show_plan(plan, written=not dry_run, next_steps=steps)
    for warning in warnings:
        console.warn(warning)


_Changes = list[tuple[str, bytes | None, bytes | None]]


def _folder(into: Path) -> Path:
    """Return the folder that `.` means. Raises NameRefused when its name cannot be a project's."""
    from ..scaffold.inplace import name_of  # PERF: a new folder needs no journal

    folder = _absolute(into)
    name_of(folder)
    return folder


def _absolute(into: Path) -> Path:
    """Return the absolute path of a folder. Raises WriteFailed when the current one is gone."""
    try:
        return Path(os.path.abspath(os.path.expanduser(into)))  # noqa: PTH100, PTH111 - links stay as typed
    except FileNotFoundError:
        raise WriteFailed(
            "The current folder does not exist any more.", hint="Go to another one with: cd"
        ) from None


def _put(
    plan: Plan, git: bool | None, warnings: list[str], *, dry_run: bool
) -> tuple[Plan, _Changes]:
    """Write the project into a folder that is there; return what is written, as a plan and as changes."""
    from ..scaffold.inplace import plan_in_place, write_in_place

    was_empty = not any(plan.target.iterdir())
    recovered = ""
    if dry_run:
        shown, change = plan_in_place(plan)
    else:
        shown, change, recovered = write_in_place(plan)
    changes: _Changes = [(edit.path, edit.before, edit.after) for edit in change.edits]
    left_out = sorted({one.path for one in plan.files} - {one.path for one in shown.files})
    if left_out:
        warnings.append(f"Yours stayed, and the kit's was left out: {', '.join(left_out)}.")
    if recovered:
        warnings.append(recovered)
    if not dry_run and git is not False and (git or was_empty):
        commit = _first_commit(plan, git, warnings)
        if commit is not None:
            commit(plan.target)
    return shown, changes


def _differences(changes: _Changes) -> dict[str, list[str]]:
    """Return the lines of each file that are new or different."""
    from ..scaffold.change.edits import Edit  # PERF: only --diff needs it

    return {path: list(Edit(path, before, after).diff()) for path, before, after in changes}


@contextmanager
def opened_kit(kit: str, trust: str = "") -> Iterator[kits.Kit]:
    """Give the kit to the block. PERF: one that comes with mtvgen needs nothing of `sources`."""
    if kit in kits.shipped() and not trust:
        yield kits.find(kit)
        return
    from ..scaffold.sources.opening import opened

    with opened(kit, trust=trust) as found:
        yield found


def given_in(settings: tuple[str, ...]) -> dict[str, str]:
    """Return the answers of --set. Raises UsageError for one without `=`."""
    given: dict[str, str] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or not key:
            raise UsageError(
                f"--set {setting!r} names no value.",
                hint='Write it like: --set project_name="My site"',
            )
        given[key.strip()] = value
    return given


def _name(name: str | None, into: Path, given: dict[str, str], asks: bool) -> str:
    """Return the project's name; on a terminal, ask for one until it fits.

    A refused name that has a corrected form stays as the project's title.
    """
    if name is not None and not asks:
        return name
    if name is None and not asks:
        raise UsageError("A project needs a name.", hint="Type: mtvgen startproject mysite")
    while True:
        if name is None:
            name = console.ask_text("Name of the project").strip()
        try:
            check_target(check_name(name), into)
        except NameRefused as refusal:
            console.warn(refusal.message)
            if refusal.suggestion and console.ask_yes(f"Use {refusal.suggestion!r} instead?", True):
                given.setdefault("project_name", refusal.typed)
                name = refusal.suggestion
            else:
                name = None
        else:
            return name


def _write(plan: Plan, git: bool | None, warnings: list[str], said: list[str]) -> None:
    """Write the project, with a first commit where one is wanted; what git says goes to *warnings*.

    said: gets what the hooks of a trusted kit say.
    """
    finish = None if git is False else _first_commit(plan, git, warnings)
    prepare = None
    if plan.kit.trusted:
        prepare, finish = _hooks(plan, finish, said)
    with console.progress("Writing", f"of {len(plan.files):,} files") as told:
        write(plan, finish, told, prepare)


_Step = Callable[[Path], None]


def _hooks(plan: Plan, commit: _Step | None, said: list[str]) -> tuple[_Step, _Step]:
    """Return what runs a kit's hooks: before the first file, and after the last, before the commit."""
    from ..scaffold.hooks import run_hooks

    def prepare(folder: Path) -> None:
        said.extend(run_hooks(plan.kit, "pre_gen_project", folder, plan.answers.values))

    def finish(folder: Path) -> None:
        said.extend(run_hooks(plan.kit, "post_gen_project", folder, plan.answers.values))
        if commit is not None:
            commit(folder)

    return prepare, finish


def _first_commit(plan: Plan, git: bool | None, warnings: list[str]) -> "_Step | None":
    """Return what makes the first commit in the folder that it is called with; None where none is wanted."""
    from ..scaffold.git import (
        first_commit,
        is_wanted,
        repository_around,
    )  # PERF: 8 ms; --no-git does without

    around = repository_around(plan.target)
    if around is not None:
        if git:
            warnings.append(f"{around} is a git repository already; no other one was made in it.")
        return None
    if git is None and not is_wanted(plan.target):
        return None

    def finish(folder: Path) -> None:
        warning = first_commit(folder, plan)
        if warning:
            warnings.append(warning)

    return finish


def next_steps(plan: Plan) -> list[str]:
    """Return the commands that lead from here to the running project."""
    folder = relative(plan.target)
    return [
        *([] if folder == "." else [f"cd {folder}"]),
        *_installing(plan.kit),
        *plan.kit.next_steps,
    ]


def _installing(kit: kits.Kit) -> list[str]:
    """Return the command that installs what the project needs; none when all is there."""
    if not kit.requires:
        return []
    from ..scaffold.needs import missing  # PERF: 12 ms; most kits need nothing

    # SAFETY: quoted, for a shell would take `nh3>=0.2` to write a file.
    words = [f'"{requirement}"' for requirement in missing(kit.requires)]
    return [f"python -m pip install {' '.join(words)}"] if words else []


def relative(path: Path) -> str:
    """Return a path from here, as this system's shell takes it."""
    try:
        return _quoted(os.path.relpath(path))
    except ValueError:  # on another drive of Windows
        return _quoted(str(path))


def _quoted(folder: str) -> str:
    if os.name != "nt":
        return shlex.quote(folder)
    return f'"{folder}"' if " " in folder else folder


def _document(
    plan: Plan, written: bool, steps: list[str], warnings: list[str], said: list[str]
) -> dict[str, Any]:
    """Return what --json prints."""
    return {
        "name": plan.name,
        "path": str(plan.target),
        "kit": plan.kit.name,
        "language": plan.language,
        "written": written,
        "answers": plan.answers.to_record(),
        "files": [{"path": one.path, "size": one.size} for one in plan.files],
        "next": steps,
        "hooks": said,
        "warnings": warnings,
    }


def _list_kits(as_json: bool, read: tuple[str, ...]) -> None:
    """List the shipped kits, with what they say in the first of the languages *read*."""
    found = [kits.load(kits.home() / name) for name in kits.shipped()]
    if as_json:
        rows = [
            {
                "name": kit.name,
                "title": kit.title_in(read),
                "purpose": kit.purpose_in(read),
                "languages": list(kit.languages),
            }
            for kit in found
        ]
        console.document({"kits": rows})
    else:
        console.show_kits(found, read)
