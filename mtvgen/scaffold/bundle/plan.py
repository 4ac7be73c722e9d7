"""plan_bundle and plan_unbundle: the runtime goes into a project, or out of it; changes_in: what was changed there.

One word changes in the project's own files: `mtvgen.runtime` becomes `mysite.mtv_runtime`, so that
every import leads, in the editor too, to a file that the student can read and change.
"""

import ast
import difflib
from collections.abc import Iterator
from pathlib import Path

from ... import __version__
from ...errors import ChangeRefused
from ..change.edits import Change, Draft, Edit
from ..change.facts import Facts
from ..change.history import rename
from ..originals import packed, unpacked
from ..plan import PlannedFile
from . import needs
from .marker import Bundle, mark, read_bundle
from .runtime import ARCHIVE, INSTALLED, NAME, files_in, files_of_runtime, hash_of, plain
from .swap import swapped, texts_in

PATCH = "mtv_runtime.patch"
_CONFTEST = "conftest.py"


def plan_bundle(facts: Facts) -> tuple[Change, list[str]]:
    """Return what `bundle` would do, and what there is to do by hand.

    Raises ChangeRefused when the project has a copy already.
    """
    draft = Draft(facts.folder)
    bundle = read_bundle(draft)
    if bundle is not None or facts.runtime != INSTALLED:
        version = bundle.version if bundle else "?"
        raise ChangeRefused(
            f"The project carries its runtime already: {NAME}/, version {version}. Nothing was written.",
            hint="mtvgen bundle --diff shows what was changed in it; mtvgen unbundle takes it out.",
        )
    if draft.exists(NAME):
        raise ChangeRefused(
            f"{NAME} is there already, and is not what mtvgen bundle made. Nothing was written.",
            hint="Move it away first.",
        )
    package = facts.module_in(NAME)
    files = files_of_runtime()
    notes = _rename_all(draft, INSTALLED, package)
    ours, wanted = _write_needs(draft, package, notes)
    _write_conftest(draft, package, notes)
    rename(draft, lambda text: swapped(text, "", INSTALLED, package))
    mark(draft, Bundle(__version__, package, hash_of(files), tuple(ours), tuple(wanted)))
    copies = [Edit(f"{NAME}/{path}", None, content) for path, content in files.items()]
    archive = packed(PlannedFile(path, content) for path, content in files.items())
    copies.append(Edit(f"{NAME}/{ARCHIVE}", None, archive))
    edits = [*draft.finished("").edits, *copies]
    return Change("bundle", facts.folder, tuple(edits)), notes


def plan_unbundle(facts: Facts, *, give_up_changes: bool) -> tuple[Change, list[str]]:
    """Return what `unbundle` would do, and what there is to do by hand.

    give_up_changes: go on when the copy was changed; the changes are kept in a patch file.

    Raises ChangeRefused when there is no copy, and when it was changed.
    """
    draft = Draft(facts.folder)
    bundle = _bundle(draft)
    changes = changes_in(facts.folder, bundle)
    if changes and not give_up_changes:
        names = ", ".join(edit.path for edit in changes[:5]) + (", …" if len(changes) > 5 else "")
        count = "1 file" if len(changes) == 1 else f"{len(changes)} files"
        raise ChangeRefused(
            f"{count} of {NAME} {'was' if len(changes) == 1 else 'were'} changed: {names}. Nothing was written.",
            hint=f"mtvgen bundle --diff shows it. With --give-up-changes they go, and {PATCH} keeps them.",
        )
    ours = draft.exists(_CONFTEST) and draft.read(_CONFTEST) == _conftest(bundle.package)
    notes: list[str] = []
    _take_back_needs(draft, bundle, notes)
    notes += _rename_all(draft, bundle.package, INSTALLED)
    if ours:
        draft.delete(_CONFTEST)
    rename(draft, lambda text: swapped(text, "", bundle.package, INSTALLED))
    mark(draft, None)
    if changes:
        _refuse_unreadable(changes)
        draft.create(PATCH, "".join(map(_patch, changes)))
    if bundle.version != __version__:
        notes.append(f"The copy was mtvgen {bundle.version}; installed is {__version__}.")
    gone = [
        Edit(f"{NAME}/{path}", content, None)
        for path, content in files_in(facts.folder / NAME, with_archive=True).items()
    ]
    return Change("unbundle", facts.folder, (*draft.finished("").edits, *gone)), notes


def bundle_of(facts: Facts) -> Bundle:
    """Return what was copied into a project. Raises ChangeRefused when nothing was."""
    return _bundle(Draft(facts.folder))


def changes_in(folder: Path, bundle: Bundle) -> list[Edit]:
    """Return what was changed in the copy since it was made, in the order of the paths."""
    now = files_in(folder / NAME)
    if hash_of(now) == bundle.hash:
        return []
    first = {path: one.content for path, one in unpacked(folder / NAME / ARCHIVE).items()}
    if hash_of(first) != bundle.hash:
        first = files_of_runtime()
    if hash_of(first) != bundle.hash:
        raise ChangeRefused(
            f"{NAME} was changed, and what it was is not known: {NAME}/{ARCHIVE} is missing or damaged.",
            hint=f"Install the version that it came from: pip install mtvgen=={bundle.version}",
        )
    return [
        Edit(f"{NAME}/{path}", first.get(path), now.get(path))
        for path in sorted(first.keys() | now.keys())
        if _plain(first.get(path)) != _plain(now.get(path))
    ]


def _patch(edit: Edit) -> str:
    """Return a change as `patch -p1` and `git apply` take it."""
    before, after = (
        plain(content or b"").decode("utf-8", "replace").splitlines(keepends=True)
        for content in (edit.before, edit.after)
    )
    old = f"a/{edit.path}" if edit.before is not None else "/dev/null"
    new = f"b/{edit.path}" if edit.after is not None else "/dev/null"
    rows = difflib.unified_diff(before, after, old, new)
    return "".join(
        row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows
    )


def _plain(content: bytes | None) -> bytes | None:
    return None if content is None else plain(content)


def _bundle(draft: Draft) -> Bundle:
    bundle = read_bundle(draft)
    if bundle is None or not draft.exists(NAME):
        raise ChangeRefused(
            "The project does not carry its runtime with it. Nothing was written.",
            hint="mtvgen bundle copies it into the project.",
        )
    return bundle


def _rename_all(draft: Draft, old: str, new: str) -> list[str]:
    """Replace the name in every file; return the places that still ask for the old package."""
    notes: list[str] = []
    for path in texts_in(draft.folder):
        try:
            text = draft.read(path)
        except ChangeRefused:  # no UTF-8, or nobody may read it: no file of the project's making
            continue
        draft.change(path, swapped(text, path, old, new))
        if path.endswith(".py"):
            notes += _left(draft.read(path), path, old)
    return notes


def _left(text: str, path: str, old: str) -> Iterator[str]:
    """Yield where a file still imports the package, in a way that is not replaced."""
    top, _, last = old.rpartition(".")
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom) and node.module == top and last in names:
            yield f"{path}, line {node.lineno}, still imports {old}: write the new name there."


def _write_needs(draft: Draft, package: str, notes: list[str]) -> tuple[list[str], list[str]]:
    """Name what the runtime needs in pyproject.toml; return what stood there, and what does now."""
    ours: list[str] = []
    wanted: list[str] = []
    if draft.exists(needs.FILE):
        text, ours, wanted = needs.with_needs(draft.read(needs.FILE), package)
        draft.change(needs.FILE, text)
    if not wanted:
        listed = ", ".join(needs.needs_of()) or "what mtvgen needs"
        notes.append(f"{needs.FILE} names no mtvgen to be replaced. The project needs: {listed}.")
    return ours, wanted


def _take_back_needs(draft: Draft, bundle: Bundle, notes: list[str]) -> None:
    if not draft.exists(needs.FILE):
        return
    text = needs.without_needs(
        draft.read(needs.FILE), bundle.package, list(bundle.ours), list(bundle.needs)
    )
    if text is None:
        notes.append(f"{needs.FILE} was edited: name mtvgen in its dependencies again.")
    else:
        draft.change(needs.FILE, text)


def _conftest(package: str) -> str:
    return f'''"""Plain `pytest` takes the project's settings and its fixtures from {NAME}."""

pytest_plugins = ["{package}.pytest_plugin"]
'''


def _write_conftest(draft: Draft, package: str, notes: list[str]) -> None:
    if draft.exists(_CONFTEST):
        notes.append(
            f'For plain pytest, write into {_CONFTEST}: pytest_plugins = ["{package}.pytest_plugin"]'
        )
    else:
        draft.create(_CONFTEST, _conftest(package))


def _refuse_unreadable(changes: list[Edit]) -> None:
    """Refuse to give up what no patch can hold."""
    for edit in changes:
        if b"\0" in (edit.after or b""):
            raise ChangeRefused(
                f"{edit.path} is no text, and {PATCH} could not keep it. Nothing was written.",
                hint="Move it out of the folder first.",
            )
