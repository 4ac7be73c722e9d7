"""`mtvgen kit`: make, check, look at and hand over kits."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import HookFailed, KitBroken, KitUntrusted
from ..scaffold import kits, languages
from . import console
from .startproject import complete_kit, given_in

if TYPE_CHECKING:
    from ..scaffold.checking.check import Report

_HELP = """Make kits, check them, look at them and hand them over.

\b
Examples:
  mtvgen kit new shop
  mtvgen kit check ./shop
  mtvgen kit pack ./shop
  mtvgen kit show https://github.com/ada/card@v2
"""
_NEW = """Create a kit called NAME: a folder with questions, a description and a project.

It passes its check as it is. Change it until it is what you want to hand out.

\b
Examples:
  mtvgen kit new shop
  mtvgen kit new shop --like polls --into ~/kits
"""
_CHECK = """Say what is wrong with KIT, each with file and line: before a class finds it.

Renders it with the default answers, with every choice and with what people really type (quotes, Chinese,
emoji, long texts); lets ruff and mypy look at the project, where they are installed; runs the project's own
tests in a clean process; looks for secrets, paths of your computer, leaked solutions, names that some system
cannot hold, missing translations.

The tests are programs of the kit: they run for kits in a folder, and for others only with --trust.

\b
Examples:
  mtvgen kit check ./shop
  mtvgen kit check ./shop --no-tests --json
"""
_SHOW = """Show what KIT is: purpose, questions, files, and what would run. Nothing of it runs.

\b
Examples:
  mtvgen kit show polls
  mtvgen kit show ~/Downloads/card-main.zip
"""
_PACK = """Make one zip file of KIT, which `startproject --kit` takes.

The file is the same to the byte whenever it is made. What `mtvgen kit check` refuses is not packed, and
files that kit.toml names as `solutions` are left out.

\b
Examples:
  mtvgen kit pack ./shop
  mtvgen kit pack ./shop --out /media/school/shop.zip
"""
_LIST = """List the kits that come with mtvgen, and those in the folders that are named.

\b
Example:
  mtvgen kit list ~/kits
"""

_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document for programs."
)
_kit = click.argument("kit", shell_complete=complete_kit)
_trust = click.option(
    "--trust", default="", metavar="NUMBER", help="Let a kit with this content run its programs."
)
_tests = click.option(
    "--tests/--no-tests", default=True, help="Run the project's own tests.  [default: run them]"
)
_set = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Answer a question in every trial.",
)


@click.group("kit", help=_HELP)
def command() -> None:
    """Choose what to do."""


@command.command("new", help=_NEW, short_help="Create a kit, ready to be changed.")
@click.argument("name")
@click.option(
    "--into", type=click.Path(path_type=Path), default=Path(), metavar="DIR",
    help="Folder that will hold the kit's folder.  [default: the current one]",
)  # fmt: skip
@click.option(
    "--like", default="minimal", show_default=True, shell_complete=complete_kit, metavar="KIT",
    help="The kit whose project it begins with.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show every file with its size; write nothing.")
@_json
def new(name: str, into: Path, like: str, dry_run: bool, as_json: bool) -> None:
    """Plan the kit, write it, and show it."""
    from ..scaffold.newkit import plan_kit
    from ..scaffold.sources.opening import opened
    from ..scaffold.write import write
    from .startproject import relative

    with opened(like, trust=None) as found:
        plan = plan_kit(name, into, found)
        if not dry_run:
            write(plan)
    path = relative(plan.target)
    path = path if "/" in path or "\\" in path else f"./{path}"  # a bare name is a kit of mtvgen's
    steps = [f"mtvgen kit check {path}", f"mtvgen startproject mysite --kit {path}"]
    if as_json:
        files = [{"path": one.path, "size": one.size} for one in plan.files]
        console.document(
            {"name": name, "path": str(plan.target), "like": plan.kit.name, "written": not dry_run}
            | {"files": files, "next": steps}
        )
    else:
        console.show_plan(plan, written=not dry_run, next_steps=steps)


@command.command(
    "list", help=_LIST, short_help="List the kits that come with mtvgen, and your own."
)
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@_json
def list_kits(folders: tuple[Path, ...], as_json: bool) -> None:
    """Read each kit's description and print it."""
    from ..errors import SourceRefused
    from ..scaffold.sources.finding import kits_in

    found = [kits.load(kits.home() / name) for name in kits.shipped()]
    broken: list[str] = []
    for folder in folders:
        if not folder.is_dir():
            raise SourceRefused(repr(str(folder)), "is no folder.")
        for name in kits_in(folder):
            try:
                found.append(kits.load((folder / name).resolve(), trust=None))
            except KitBroken as error:
                broken.append(str(error))
    read = languages.reader()
    if as_json:
        console.document({"kits": [_row(kit, read) for kit in found], "broken": broken})
        return
    console.show_kits(found, read)
    for problem in broken:
        console.warn(problem)


def _row(kit: kits.Kit, read: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": kit.name,
        "title": kit.title_in(read),
        "purpose": kit.purpose_in(read),
        "languages": list(kit.languages),
        "path": str(kit.folder),
    }


@command.command("show", help=_SHOW, short_help="Show a kit's purpose, questions, files, programs.")
@_kit
@_json
def show(kit: str, as_json: bool) -> None:
    """Open the kit, run nothing, and print what it is."""
    from ..scaffold.description import describe, lines_of
    from ..scaffold.sources.opening import opened

    with opened(kit, trust=None) as found:
        told = describe(found, languages.reader())
    if as_json:
        console.document(told)
        return
    for line in lines_of(told):
        console.say(line)


@command.command(
    "check", help=_CHECK, short_help="Say what is wrong with a kit, with file and line."
)
@_kit
@_set
@_tests
@_trust
@_json
def check(kit: str, settings: tuple[str, ...], tests: bool, trust: str, as_json: bool) -> int:
    """Check the kit and print each finding; return 1 when there is one that is no warning."""
    with _checked(kit, settings, tests, trust) as (found, report):
        name = found.name if found is not None else kit
    if as_json:
        console.document(
            {
                "kit": name,
                "good": report.is_good,
                "findings": [_told(one) for one in report.findings],
            }
            | {"done": report.done, "skipped": report.skipped}
        )
    else:
        _show_report(name, report)
    return 0 if report.is_good else 1


@command.command("pack", help=_PACK, short_help="Make one zip file of a kit, to hand it over.")
@_kit
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, metavar="FILE",
    help="The file to write.  [default: the kit's name with .zip, in the current folder]",
)  # fmt: skip
@_set
@_tests
@_trust
@click.option("--dry-run", is_flag=True, help="Check the kit and say what would be written.")
@_json
def pack(
    kit: str,
    out: Path | None,
    settings: tuple[str, ...],
    tests: bool,
    trust: str,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Check the kit, and write it as one file when nothing is wrong."""
    from ..scaffold.checking.check import solutions_of
    from ..scaffold.packing import check_free, packed
    from ..scaffold.write import write_file
    from .startproject import relative

    with _checked(kit, settings, tests, trust) as (found, report):
        if found is None or not report.is_good:
            _show_report(kit, report)
            raise KitBroken(
                kit, "it was not packed.", hint="Mend it first; what may stay: skip in kit.toml."
            )
        content, number = packed(found, solutions_of(found))
        file = Path.cwd() / (out or f"{found.name}.zip")
        if not check_free(file, content) and not dry_run:
            write_file(file, content)
    step = f"mtvgen startproject mysite --kit {relative(file)}"
    if as_json:
        console.document(
            {"path": str(file), "size": len(content), "content": number, "written": not dry_run}
            | {"next": [step]}
        )
        return 0
    console.say(
        f"{'Would write' if dry_run else 'Wrote'} {file}: {len(content):,} bytes, content {number}."
    )
    console.say()
    if not dry_run:
        console.show_steps([step])
    return 0


@contextmanager
def _checked(
    kit: str, settings: tuple[str, ...], tests: bool, trust: str
) -> "Iterator[tuple[kits.Kit | None, Report]]":
    """Give the kit, and what is wrong with it, to the block; no kit when it cannot be read."""
    from ..scaffold.checking.check import Report, check_kit
    from ..scaffold.checking.rendering import found as finding_of
    from ..scaffold.sources.opening import is_folder, opened, scratch

    given = given_in(settings)
    with ExitStack() as stack:
        found: kits.Kit | None = None
        try:
            found = stack.enter_context(opened(kit, trust=trust or None))
            room = stack.enter_context(scratch())
            # SAFETY: the tests are the kit's programs; a folder's are the user's own, as far as we know.
            allowed = tests and (bool(trust) or kit in kits.shipped() or is_folder(kit))
            with console.steps("Checking") as told:
                report = check_kit(found, room, said=given, tests=allowed, told=told)
        except (KitUntrusted, HookFailed):
            raise
        except KitBroken as error:
            report = Report([finding_of(error)])
        yield found, report


def _told(finding: Any) -> dict[str, Any]:
    return {
        "file": finding.file,
        "line": finding.line,
        "code": finding.code,
        "what": finding.what,
        "do": finding.do,
        "warning": finding.warns,
    }


def _show_report(name: str, report: "Report") -> None:
    """Print each finding on a line, then what was not looked at, then the sum."""
    for finding in report.findings:
        console.say(f"{finding}{' (warning)' if finding.warns else ''} [{finding.code}]")
    for one in report.skipped:
        console.say(f"Not looked at: {one}.")
    wrong = sum(not one.warns for one in report.findings)
    warnings = len(report.findings) - wrong
    verdict = "is good" if report.is_good else f"has {wrong} mistake{'s' if wrong > 1 else ''}"
    more = f", {warnings} warning{'s' if warnings > 1 else ''}" if warnings else ""
    console.say(f"The kit {name} {verdict}{more}.")
