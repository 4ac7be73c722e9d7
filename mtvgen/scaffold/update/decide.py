"""decide: what becomes of each file, from the kit's old text, yours, and the kit's new one."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from hashlib import sha256

from ..answers import Answers
from ..bundle.runtime import INSTALLED
from ..bundle.swap import swapped_bytes
from ..originals import masked
from ..plan import PlannedFile
from . import hidden
from .recorded import Recorded
from .state import Found, State, folded
from .texts import Merge, is_same, merge

ALIKE = 0.6
"""The share of lines that a dropped and a new file have in common when one is the other, renamed."""


@dataclass(frozen=True)
class Step:
    """What becomes of one file.

    what: "create", "replace", "merge", "delete", "keep", or "conflict" when you have to look at it.
    before, after: its bytes; the same where nothing is written. mode: the new permissions; None to
    leave them. lines: where the marked conflicts begin, from 1. obstacle: what lies where the file
    would, or one of its folders. is_recorded: whether the kit's text counts as known from now on;
    otherwise the next update offers it again.
    """

    path: str
    what: str
    note: str = ""
    before: bytes | None = None
    after: bytes | None = None
    mode: int | None = None
    lines: tuple[int, ...] = ()
    obstacle: str = ""
    is_recorded: bool = True

    @property
    def is_written(self) -> bool:
        """Whether the disk changes."""
        return self.before != self.after or self.mode is not None


@dataclass(frozen=True)
class Choice:
    """Whose side wins a conflict: all of them (`*`), or by path."""

    ours: AbstractSet[str] = frozenset()
    theirs: AbstractSet[str] = frozenset()

    def of(self, path: str) -> str:
        """Return "ours" or "theirs"; empty when both sides are to be shown."""
        if path in self.ours or path in self.theirs:
            return "ours" if path in self.ours else "theirs"
        return "ours" if "*" in self.ours else "theirs" if "*" in self.theirs else ""


@dataclass
class Decision:
    """Decides for every file of one project.

    theirs: the kit's new files by path. A private file gets the project's own secrets in `sides`.
    package: the name of the runtime in this project; where it was copied in, another than the kit's.
    texts: what the kit makes of each file here, in the kit's words.
    """

    recorded: Recorded
    theirs: Mapping[str, PlannedFile]
    answers: Answers
    choice: Choice
    state: State
    package: str = INSTALLED
    texts: dict[str, bytes] = field(default_factory=dict)

    def steps(self, paths: AbstractSet[str]) -> list[Step]:
        """Return the steps for *paths*, each in the order of its name."""
        found: dict[str, Step] = {}
        for old, new in self._renamed(paths).items():
            found |= {step.path: step for step in self._moved(old, new)}
        for path in sorted(paths - found.keys()):
            if path in self.recorded.hashes:
                step = self._known(path) if path in self.theirs else self._dropped(path)
            else:
                step = self._new(path, self.state.look(path))
            if step is not None:
                found[path] = step
        return [self._unblocked(step, found) for _, step in sorted(found.items())]

    def _known(self, path: str) -> Step | None:
        """Decide for a file that the kit had and has."""
        found = self.state.look(path)
        base, theirs = self._sides(path, found.content)
        is_old = self._is_recorded(path, self.texts[path])
        if found.content is None:
            wanted = path in self.choice.theirs
            if found.obstacle and (not is_old or wanted):
                return Step(path, "conflict", f"{found.obstacle} is {found.what}")
            if wanted:
                return Step(path, "create", after=theirs, mode=self.theirs[path].mode)
            return None if is_old else Step(path, "keep", "you deleted it; the kit changed it")
        mode = self._mode(path, found.mode)
        if is_old:
            note = "its permissions"
            return Step(path, "replace", note, found.content, found.content, mode) if mode else None
        if is_same(found.content, theirs):
            return None
        what = "replace" if base is not None and is_same(base, found.content) else "merge"
        return self._merged(Step(path, what, before=found.content, mode=mode), base, theirs)

    def _merged(self, step: Step, base: bytes | None, theirs: bytes) -> Step:
        """Put both sides of a file together."""
        assert step.before is not None
        if step.what == "replace" and base == step.before:
            return replace(step, after=theirs)
        prefer = self.choice.of(step.path)
        both: Merge | None = merge(base, step.before, theirs, prefer=prefer)
        if both is None:
            if prefer:
                return replace(
                    step, after=theirs if prefer == "theirs" else step.before, note="as you chose"
                )
            note = "no text that can be merged; yours is kept"
            return replace(step, what="conflict", note=note, after=step.before, mode=None)
        if both.conflicts:
            note = "" if base is not None else "what the kit made first is not known"
            return replace(
                step, what="conflict", note=note, after=both.content, lines=both.conflicts
            )
        return replace(step, after=both.content)

    def _dropped(self, path: str) -> Step | None:
        """Decide for a file that the kit has no more."""
        found = self.state.look(path)
        if found.content is None:
            return None
        base = self._base(path, found.content)
        untouched = base is not None and is_same(base, found.content)
        if untouched or path in self.choice.theirs:
            return Step(path, "delete", "the kit has it no more", found.content)
        note = "the kit has it no more, but you changed it"
        return Step(path, "keep", note, found.content, found.content)

    def _new(self, path: str, found: Found) -> Step | None:
        """Decide for a file that the kit did not have."""
        _, theirs = self._sides(path, found.content)
        if found.content is not None:
            if is_same(found.content, theirs):
                return None
            if path in self.choice.theirs:
                return Step(path, "replace", "as you chose", found.content, theirs)
            if path in self.choice.ours:
                return Step(path, "keep", "as you chose", found.content, found.content)
            note = "new in the kit, but you have a file of this name; yours is kept"
            return Step(path, "conflict", note, found.content, found.content, is_recorded=False)
        note = f"new in the kit, but {found.obstacle} is {found.what}; yours is kept"
        mode = self.theirs[path].mode
        return Step(path, "create", note, None, theirs, mode, obstacle=found.obstacle)

    def _unblocked(self, step: Step, steps: Mapping[str, Step]) -> Step:
        """Return a step as it is when what was in its way goes, or else as a conflict."""
        if not step.obstacle:
            return replace(step, note="") if step.what == "create" else step
        gone = {one.path for one in steps.values() if one.what == "delete"}
        inside = self.state.below(step.obstacle)
        if step.obstacle in gone or (step.obstacle == step.path and inside and inside <= gone):
            return replace(step, note="", obstacle="")
        return replace(step, what="conflict", after=step.before, mode=None, is_recorded=False)

    def _renamed(self, paths: AbstractSet[str]) -> dict[str, str]:
        """Return the files that have another name in the kit now, where that matters: old and new name."""
        gone = [path for path in self.recorded.hashes if path not in self.theirs and path in paths]
        new = [path for path in self.theirs if path not in self.recorded.hashes and path in paths]
        pairs: dict[str, str] = {}
        for old in gone:
            original = self.recorded.originals.get(old)
            found = self.state.look(old).content
            if original is None:
                continue
            first = self._renamed_in(old, original.content)
            untouched = found is not None and is_same(first, found)
            scores = {
                path: 1.0 if folded(path) == folded(old) else self._likeness(original.content, path)
                for path in new
                if path not in pairs.values() and self._is_free(path, old)
            }
            best = max(scores, key=lambda path: scores[path], default="")
            if best and scores[best] >= ALIKE and (not untouched or folded(best) == folded(old)):
                pairs[old] = best
        return pairs

    def _is_free(self, path: str, old: str) -> bool:
        """Return whether nothing has the new name of a file, except the file itself where case is ignored."""
        return self.state.look(path).content is None or self.state.is_one_file(path, old)

    def _likeness(self, content: bytes, path: str) -> float:
        from difflib import SequenceMatcher

        other = masked(self.theirs[path].content, self.answers)
        if content == other:
            return 1.0
        pair = SequenceMatcher(None, content.splitlines(), other.splitlines())
        return pair.ratio() if pair.quick_ratio() >= ALIKE and content else 0.0

    def _moved(self, old: str, new: str) -> list[Step]:
        """Carry your changes to a file over to its new name."""
        found = self.state.look(old)
        if found.content is None:
            return [Step(new, "keep", f"the kit's new name for {old}, which you deleted")]
        base = self._base(old, found.content)
        self.texts[new] = self._filled(new, found.content)
        theirs = self._renamed_in(new, self.texts[new])
        same = base is not None and is_same(base, found.content)
        step = Step(old, "replace" if same else "merge", before=found.content)
        step = self._merged(step, base, theirs)
        if self.state.is_one_file(old, new):
            return [step] if step.is_written or step.what == "conflict" else []
        gone = Step(old, "delete", f"{new} in the kit now", found.content)
        at, mode = self.state.look(new), self.theirs[new].mode
        if at.obstacle and at.obstacle != old:
            note = f"the kit's new name for {old}, but {at.obstacle} is {at.what}; yours is kept"
            return [Step(new, "conflict", note)]
        note = step.note or f"was {old}"
        return [gone, replace(step, path=new, note=note, before=None, mode=mode)]

    def _sides(self, path: str, ours: bytes | None) -> tuple[bytes | None, bytes]:
        """Return what the kit made first, if it is known, and what it makes now."""
        base = self._base(path, ours) if path in self.recorded.hashes else None
        self.texts[path] = self._filled(path, ours or b"")
        return base, self._renamed_in(path, self.texts[path])

    def _base(self, path: str, ours: bytes | None) -> bytes | None:
        base = self.recorded.base(path, ours)
        if base is None:
            return None
        if ours is not None and hidden.has_mark(base):
            base = hidden.filled(base, hidden.values_in(base, ours))
        return self._renamed_in(path, base)

    def _renamed_in(self, path: str, content: bytes) -> bytes:
        """Return a text of the kit in the words of this project: under the runtime's name here."""
        if self.package == INSTALLED:
            return content
        return swapped_bytes(content, path, INSTALLED, self.package)

    def _filled(self, path: str, ours: bytes) -> bytes:
        """Return the kit's new text, with the project's own secrets where it has them."""
        one = self.theirs[path]
        if not one.private:
            return one.content
        text = masked(one.content, self.answers)
        fresh = {
            key.encode(): str(self.answers.values[key]).encode() for key in self.answers.secrets
        }
        return hidden.filled(text, fresh | hidden.values_in(text, ours))

    def _is_recorded(self, path: str, theirs: bytes) -> bool:
        """Return whether the kit makes the file as it did before."""
        if sha256(theirs).hexdigest() == self.recorded.hashes[path]:
            return True
        original = self.recorded.originals.get(path)
        return (
            original is not None
            and self.theirs[path].private
            and original.content == masked(self.theirs[path].content, self.answers)
        )

    def _mode(self, path: str, mode: int) -> int | None:
        """Return the permissions that a file gets; None where the kit changed nothing about them."""
        original = self.recorded.originals.get(path)
        wanted = self.theirs[path].executable
        if original is None or original.executable == wanted or bool(mode & 0o100) == wanted:
            return None
        return mode | (mode & 0o444) >> 2 if wanted else mode & ~0o111
