"""Work: a draft together with the record of what it makes."""

from ...errors import ChangeRefused
from .edits import Change, Draft
from .facts import Facts
from .history import Made, hash_of_text, made_in, remember
from .imports import From, with_imports
from .sections import parted
from .source import Source, code_of, with_code, with_element


class Work:
    """What one generator makes, piece by piece; `finished` is the change with its record."""

    def __init__(self, facts: Facts, made: Made) -> None:
        self.facts = facts
        self.made = made
        self.draft = Draft(facts.folder)
        self._whole: set[str] = set()  # new files, which are recorded as a whole
        self._earlier = made_in(Draft(facts.folder))

    def create(self, path: str, text: str) -> None:
        """Add a new file."""
        self.draft.create(path, text)
        self.made.files[path] = hash_of_text(text)
        self._whole.add(path)

    def ensure(self, path: str, text: str) -> None:
        """Add a new file that several makers share, unless one has made it: it goes with the last."""
        if not self.draft.exists(path):
            self.draft.create(path, text)
        elif not any(path in made.files for made in self._earlier):
            return
        self.made.files[path] = hash_of_text(text)

    def ensure_module(self, path: str, text: str) -> None:
        """Add a Python file in the same way, unless a package has its name."""
        if not (self.facts.folder / path).with_suffix("").is_dir():
            self.ensure(path, text)

    def add_element(
        self, path: str, name: str, element: str, *, before_catch_all: bool = False
    ) -> None:
        """Add to a list in a file."""
        text = self.draft.read(path)
        self.draft.change(
            path, with_element(text, path, name, element, before_catch_all=before_catch_all)
        )
        self._note(path)
        self.made.elements.append((path, name, element))

    def add_imports(self, path: str, wanted: list[From]) -> None:
        """Import names into a file."""
        text = self.draft.read(path)
        there = Source(path, text).defined()
        text = with_imports(text, path, wanted)
        package = self.facts.runtime.partition(".")[0]
        if package != "mtvgen":  # the project carries its runtime: it is one of its own packages
            text = parted(text, package)
        self.draft.change(path, text)
        if path not in self._whole:
            rows = [(path, one.module, name) for one in wanted for name in one.names or ("",)]
            ours = {row for made in self._earlier for row in made.imports}
            self.made.imports += [
                row for row in rows if (row[2] or row[1]) not in there or row in ours
            ]
        self._note(path)

    def add_code(self, path: str, code: str) -> None:
        """Add functions and classes at the end of a file. Raises ChangeRefused for a name that is taken."""
        text = self.draft.read(path)
        there = Source(path, text).defined()
        names = list(Source(path, code).defined())
        for name in names:
            if name in there:
                raise ChangeRefused(
                    f"{path} has {name!r} already (line {there[name]}). Nothing was written.",
                    hint="Choose another name.",
                )
        text = with_code(text, code)
        self.draft.change(path, text)
        if path not in self._whole:
            rows = [(path, name, hash_of_text(code_of(text, path, name) or "")) for name in names]
            self.made.code += rows
        self._note(path)

    def _note(self, path: str) -> None:
        """Keep the record of a file that this work itself has made up to date."""
        if path in self._whole:
            self.made.files[path] = hash_of_text(self.draft.read(path))

    def finished(self, title: str) -> Change:
        """Return the change with the record of it."""
        remember(self.draft, self.made)
        return self.draft.finished(title)
