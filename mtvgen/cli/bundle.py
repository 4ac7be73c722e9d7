"""`mtvgen bundle`: copy the runtime into the project, or show what was changed in the copy."""

from collections.abc import Iterable

import click

from ..scaffold.bundle.plan import bundle_of, changes_in, plan_bundle
from ..scaffold.bundle.runtime import INSTALLED, NAME
from ..scaffold.change.edits import Change, Edit
from ..scaffold.change.facts import Facts, read_facts
from . import changing, console

_HELP = """Copy the runtime into this project, as the folder mtv_runtime: from then on the project runs
with no mtvgen installed, and its framework can be read and changed.

One word changes in the project's own files: mtvgen.runtime becomes mysite.mtv_runtime. In a project
that has its copy, --diff shows what was changed there since. mtvgen unbundle takes it out again.

\b
Examples:
  mtvgen bundle --dry-run --diff
  mtvgen bundle
  mtvgen bundle --diff
"""


@click.command("bundle", help=_HELP)
@changing.options
def command(dry_run: bool, diff: bool, as_json: bool) -> None:
    """Copy it, or show what was changed."""
    facts = changing.here()
    if diff and facts.runtime != INSTALLED:
        _show_changes(facts, as_json=as_json)
        return
    (change, notes), recovered = changing.made(
        facts.folder,
        lambda: plan_bundle(facts if dry_run else read_facts(facts.project)),
        lambda planned: planned[0],
        dry_run=dry_run,
    )
    steps = ["mtvgen test", "mtvgen bundle --diff     (what you changed in the framework)"]
    notes = [recovered] * bool(recovered) + notes
    show(change, notes, steps, diff=diff, as_json=as_json, written=not dry_run)


def show(
    change: Change, notes: list[str], steps: list[str], *, diff: bool, as_json: bool, written: bool
) -> None:
    """Print a change in which the copy comes or goes: its files are counted, the others listed."""
    own = [edit for edit in change.edits if not edit.path.startswith(f"{NAME}/")]
    if as_json:
        document = changing.document_of(change, steps, diff=False, written=written, recovered="")
        if diff:
            differences = {edit.path: list(edit.diff()) for edit in own}
            for row in document["files"]:
                row["diff"] = differences.get(row["path"], [])
        console.document(document | {"warnings": notes})
        return
    copies = [edit for edit in change.edits if edit not in own]
    if copies:
        console.say(f"  {copies[0].kind:8}{NAME}/     ({len(copies)} files)")
    for edit in own:
        console.say(f"  {edit.kind:8}{edit.path}")
    if diff:
        _show_diff(own)
    console.say()
    for note in notes:
        console.warn(note)
    if not written:
        console.say("Nothing was written (--dry-run).")
    else:
        console.show_steps(steps)


def _show_changes(facts: Facts, *, as_json: bool) -> None:
    """Print what was changed in the copy since it was made."""
    bundle = bundle_of(facts)
    changes = changes_in(facts.folder, bundle)
    if as_json:
        rows = [
            {"path": edit.path, "change": edit.kind, "diff": list(edit.diff())} for edit in changes
        ]
        console.document(
            {
                "command": "bundle",
                "path": str(facts.folder),
                "version": bundle.version,
                "files": rows,
            }
        )
    elif changes:
        for edit in changes:
            console.say(f"  {edit.kind:8}{edit.path}")
        _show_diff(changes)
    else:
        console.say(f"{NAME} is mtvgen's runtime, version {bundle.version}, unchanged.")


def _show_diff(edits: Iterable[Edit]) -> None:
    for edit in edits:
        console.say()
        console.show_diff(edit.diff())
