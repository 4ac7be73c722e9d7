"""plan_update: from a project and its kit's newer version to the change that brings one up to the other."""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from ... import __version__
from ...errors import AnswerRefused, ChangeRefused, nearest
from ..answers import Answers, Ask
from ..bundle.marker import read_bundle
from ..bundle.runtime import INSTALLED
from ..change.edits import Change, Draft, Edit
from ..kits import Kit
from ..languages import lookup
from ..originals import FILE as ORIGINALS
from ..originals import Original, is_text, masked, originals
from ..plan import PlannedFile
from ..project import Composed, composed
from ..record import FILE, to_record
from .decide import Choice, Decision, Step
from .recorded import Recorded, read_recorded
from .state import State
from .texts import marks, resolved


@dataclass(frozen=True)
class Update:
    """What an update would do.

    change: what is written; without edits when there is nothing to do. steps: what becomes of each
    file that is not as before. notes: what else there is to know.
    """

    change: Change
    steps: tuple[Step, ...]
    old_version: str
    new_version: str
    notes: tuple[str, ...]

    @property
    def conflicts(self) -> list[Step]:
        """The files that you have to look at."""
        return [step for step in self.steps if step.what == "conflict"]


def plan_update(
    draft: Draft,
    kit: Kit,
    *,
    given: Mapping[str, str],
    ask: Ask | None,
    choice: Choice,
    only: AbstractSet[str] = frozenset(),
) -> Update:
    """Return what `update` would do to the project that *draft* is of.

    given: answers to the kit's new questions. ask: called for those still open. only: the files to
    update; empty for all.

    Raises ChangeRefused, AnswerRefused and KitBroken.
    """
    recorded = read_recorded(draft)
    _refuse_older(recorded, kit)
    made, notes = _made(recorded, kit, given, ask)
    theirs = {one.path: one for one in made.files}
    _refuse_stranger(recorded, kit, theirs)
    everything = recorded.hashes.keys() | theirs.keys()
    for path in sorted(only | choice.ours | choice.theirs):
        _refuse_unknown(path, everything)
    state = State(draft.folder)
    settled = _settled(state, everything, choice)
    bundle = read_bundle(draft)
    package = bundle.package if bundle else INSTALLED
    decision = Decision(recorded, theirs, made.answers, choice, state, package)
    steps = settled + decision.steps((only or everything) - {step.path for step in settled})
    taken = {step.path for step in [*settled, *(s for s in steps if not s.is_recorded)]}
    selected = (theirs.keys() if not only else only & theirs.keys()) - taken
    edits = [
        Edit(step.path, step.before, step.after, step.mode) for step in steps if step.is_written
    ]
    edits += _record(draft, decision, (kit, made), selected, bool(only or settled))
    version = kit.version or __version__
    title = f"update from the kit {kit.name}"
    ordered = sorted(edits, key=lambda edit: edit.path)
    return Update(
        Change(title, draft.folder, tuple(ordered)), tuple(steps), recorded.version, version, notes
    )


def _made(
    recorded: Recorded, kit: Kit, given: Mapping[str, str], ask: Ask | None
) -> tuple[Composed, tuple[str, ...]]:
    """Return the kit's new files, made with the answers that were recorded."""
    slug = recorded.answers.get(kit.name_variable) or recorded.answers.get("project_slug")
    name = str(slug or recorded.folder.name)
    known = {
        key: _as_text(value)
        for key, value in recorded.answers.items()
        if key in kit.variables and key not in {kit.name_variable, "project_slug"}
    }
    notes: list[str] = []
    language = lookup(str(recorded.kit.get("language", "")), kit.languages)
    while True:
        try:
            made = composed(kit, name, {**known, **given}, ask=ask, language=language)
        except AnswerRefused as refusal:
            if refusal.key in given or refusal.key not in known:
                raise
            notes.append(f"Your answer no longer fits the kit, and was asked for anew. {refusal}")
            del known[refusal.key]
        else:
            return made, tuple(notes)


def _as_text(value: Any) -> str:
    """Return a recorded answer as it would be typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value) if isinstance(value, dict) else str(value)


def _record(
    draft: Draft,
    decision: Decision,
    source: tuple[Kit, Composed],
    selected: AbstractSet[str],
    is_part: bool,
) -> list[Edit]:
    """Return the edits of the record and the originals; none when they hold already what is to be known."""
    recorded, theirs = decision.recorded, decision.theirs
    kit, made = source
    kept = set(recorded.hashes) - selected if is_part else set()
    hashes = {path: recorded.hashes[path] for path in kept}
    texts = {path: recorded.originals[path] for path in kept & recorded.originals.keys()}
    for path in selected:
        one = theirs[path]
        content = decision.texts.get(path, one.content)
        hashes[path] = PlannedFile(path, content).hash
        if is_text(one.content):
            hidden = masked(one.content, decision.answers) if one.private else one.content
            texts[path] = Original(hidden, one.executable)
    edits: list[Edit] = []
    if hashes != recorded.hashes:
        left = any(path not in selected for path in theirs) and is_part
        shown = replace(kit, version=recorded.version) if left else kit
        text = to_record(
            shown, made.answers, dict(sorted(hashes.items())), made.language, made.content
        )
        draft.change(FILE, f"{text}\n{recorded.rest}\n" if recorded.rest else text)
        edits += draft.finished("").edits
    if texts != recorded.originals:
        edits.append(_packed(draft, decision.answers, texts))
    return edits


def _packed(draft: Draft, answers: Answers, texts: Mapping[str, Original]) -> Edit:
    files = [
        PlannedFile(path, one.content, executable=one.executable)
        for path, one in sorted(texts.items())
    ]
    there = State(draft.folder).look(ORIGINALS)
    if there.obstacle:
        raise ChangeRefused(
            f"{ORIGINALS} is {there.what}.", hint="Move it away; nothing was written."
        )
    return Edit(ORIGINALS, there.content, originals(answers, files).content)


def _refuse_older(recorded: Recorded, kit: Kit) -> None:
    old, new = _numbers(recorded.version), _numbers(kit.version or __version__)
    if kit.name == recorded.kit_name and old and new and new < old:
        raise ChangeRefused(
            f"The project was made from version {recorded.version} of the kit {kit.name}; this one is {kit.version or __version__}, which is older.",
            hint="Install a newer mtvgen, or name the newer kit: --kit PATH. An update is taken back with: mtvgen undo",
        )


def _numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers that compare; empty when it is something else."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()


def _refuse_stranger(recorded: Recorded, kit: Kit, theirs: Mapping[str, PlannedFile]) -> None:
    """Refuse another kit: it would take away every file that you have not touched."""
    common = recorded.hashes.keys() & theirs.keys()
    if kit.name != recorded.kit_name and 2 * len(common) < len(recorded.hashes):
        raise ChangeRefused(
            f"The project was made from the kit {recorded.kit_name!r}, and {kit.name!r} is another one: "
            f"of {len(recorded.hashes)} files it has {len(common)}.",
            hint="Name a newer version of the same kit with --kit.",
        )


def _refuse_unknown(path: str, known: AbstractSet[str]) -> None:
    if path != "*" and path not in known:
        guess = nearest(path, known)
        raise ChangeRefused(
            f"{path!r} is no file of the kit, old or new.",
            hint=f"Did you mean {guess!r}?"
            if guess
            else "mtvgen update --dry-run lists what would change.",
        )


def _settled(state: State, paths: AbstractSet[str], choice: Choice) -> list[Step]:
    """Return the steps that settle the conflicts of an earlier update as was chosen now.

    Raises ChangeRefused for those without a choice: marks are no text to merge.
    """
    steps, marked = [], []
    for path in sorted(paths):
        content = state.look(path).content
        if content is None or not (lines := marks(content)):
            continue
        if prefer := choice.of(path):
            after = resolved(content, prefer)
            steps.append(Step(path, "merge", "as you chose", content, after))
        else:
            marked.append(f"{path}, line {lines[0]}")
    if marked:
        raise ChangeRefused(
            f"An earlier update left conflicts: {'; '.join(marked)}. Nothing was written.",
            hint="Choose between the lines and delete the marks; or say --mine or --theirs; or take that update back: mtvgen undo",
        )
    return steps
