"""Which tests are run, and in which order."""

import hashlib
import itertools
import random
import unittest
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar
from unittest.loader import _FailedTest  # type: ignore[attr-defined]  # no public name

from ..core.exceptions import Explained
from ..utils.datastructures import OrderedSet

_Item = TypeVar("_Item")


class UnknownLabel(Explained):
    """Nothing has the name of a label: no module, class, method, folder or file."""


def load_tests(
    loader: unittest.TestLoader, label: str, pattern: str | None, top_level: str | None
) -> Any:
    """Return the tests that a label means: a module, class or method (dotted), a folder or a file.

    pattern: file names that hold tests, for folders and packages. top_level: the folder that
    imports start from; worked out from `__init__.py` files when None.

    Raises UnknownLabel when there is no such thing. A module that is there and cannot be imported
    becomes a test that fails, as in unittest.
    """
    path = Path(label).absolute()
    if path.is_file():
        label = _module_of(path, top_level)
    elif not path.is_dir():
        label = _seen_from_here(label)
    tests = None
    if not path.is_dir():
        tests = loader.loadTestsFromName(label)
        if tests.countTestCases() and not _only_failed(tests):
            return tests
        if _is_missing(label):
            raise UnknownLabel(label)
        if not _is_package(label):
            return tests
    options = {} if pattern is None else {"pattern": pattern}
    top = top_level or (str(find_top_level(path)) if path.is_dir() else None)
    found = loader.discover(start_dir=label, top_level_dir=top, **options)
    loader._top_level_dir = None  # type: ignore[attr-defined]  # or the next label would start there
    return found


def find_top_level(folder: Path) -> Path:
    """Return the nearest folder upwards that is no package: where imports start from."""
    while (folder / "__init__.py").exists() and folder.parent != folder:
        folder = folder.parent
    return folder


def _module_of(file: Path, top_level: str | None) -> str:
    top = Path(top_level).absolute() if top_level else find_top_level(file.parent)
    return ".".join(file.relative_to(top).with_suffix("").parts)


def _seen_from_here(label: str) -> str:
    """Return "mysite.tests.test_views" for "tests.test_views", typed in the package mysite itself."""
    here = Path.cwd()
    first = label.partition(".")[0]
    beside = (here / first).is_dir() or (here / f"{first}.py").is_file()
    if first == here.name or not beside or not (here / "__init__.py").exists():
        return label
    package = here.relative_to(find_top_level(here)).parts
    return ".".join([*package, label])


def _is_missing(label: str) -> bool:
    """Return whether nothing is called so; False where a module is there and its import fails."""
    found: Any = None
    for name in itertools.accumulate(label.split("."), "{}.{}".format):
        if found is None or isinstance(found, ModuleType):
            try:
                found = import_module(name)
                continue
            except ModuleNotFoundError as error:
                if error.name != name:
                    return False
            except Exception:  # noqa: BLE001  # whatever the module raises is shown by unittest
                return False
        part = name.rpartition(".")[2]
        if not hasattr(found, part):
            return True
        found = getattr(found, part)
    return False


def near_labels(
    loader: unittest.TestLoader, label: str, everywhere: str, pattern: str | None
) -> list[str]:
    """Return the labels that *label* may have meant, the likeliest first.

    everywhere: the label of all tests of the project.
    """
    known: dict[str, str] = {}
    for test in iter_test_cases(load_tests(loader, everywhere, pattern, None)):
        parts = test.id().split(".")
        if isinstance(test, _FailedTest) or len(parts) < 3:
            continue
        for end in range(len(parts) - 2, len(parts) + 1):
            whole = ".".join(parts[:end])
            # also as it is called from inside its package
            known |= {".".join(parts[start:end]): whole for start in range(end)}
    near = get_close_matches(label, known, n=3)
    return list(dict.fromkeys(known[one] for one in near))


def _only_failed(tests: Any) -> bool:
    return all(isinstance(test, _FailedTest) for test in iter_test_cases(tests))


def _is_package(label: str) -> bool:
    try:
        return hasattr(import_module(label), "__path__")
    except (ImportError, TypeError, ValueError):
        return False


def iter_test_cases(tests: Iterable[Any]) -> Iterator[unittest.TestCase]:
    """Yield the tests of a suite, and of the suites in it."""
    for test in tests:
        if isinstance(test, str):
            raise TypeError(
                f"Test {test!r} must be a test case or test suite not string "
                f"(was found in {tests!r})."
            )
        if isinstance(test, unittest.TestCase):
            yield test
        else:
            yield from iter_test_cases(test)


class Shuffler:
    """Shuffles by a seed: the same seed gives the same order, also of a part of the items."""

    def __init__(self, seed: int | None = None) -> None:
        self.seed_source = "generated" if seed is None else "given"
        self.seed = random.randint(0, 10**10 - 1) if seed is None else seed  # noqa: S311  # an order

    @property
    def seed_display(self) -> str:
        """The seed, and where it is from."""
        return f"{self.seed!r} ({self.seed_source})"

    def shuffle(self, items: Iterable[_Item], key: Callable[[_Item], str]) -> list[_Item]:
        """Return the items in another order. key: a text of each that no other item has."""
        named = {self._hash(key(item)): item for item in items}
        return [named[name] for name in sorted(named)]

    def _hash(self, text: str) -> str:
        return hashlib.md5(f"{self.seed}{text}".encode(), usedforsecurity=False).hexdigest()


def reorder_tests(
    tests: Iterable[unittest.TestCase],
    classes: Sequence[type[Any]],
    reverse: bool = False,
    shuffler: Shuffler | None = None,
) -> Iterator[unittest.TestCase]:
    """Yield each test once, those of one class together, and the kinds of *classes* in that order.

    What is of none of these kinds comes last. reverse: turn round the order within each kind.
    """
    kinds: list[dict[type[Any], Any]] = [{} for _ in range(len(classes) + 1)]
    for test in tests:
        fitting = (number for number, kind in enumerate(classes) if isinstance(test, kind))
        of_class = kinds[next(fitting, len(classes))].setdefault(type(test), OrderedSet())
        of_class.add(test)
    for kind in kinds:
        ordered = list(itertools.chain.from_iterable(_in_order(kind, shuffler)))
        yield from reversed(ordered) if reverse else ordered


def _in_order(kind: dict[type[Any], Any], shuffler: Shuffler | None) -> Iterable[Iterable[Any]]:
    if shuffler is None:
        return kind.values()
    of_classes = shuffler.shuffle(kind, lambda cls: f"{cls.__module__}.{cls.__qualname__}")
    return [shuffler.shuffle(kind[cls], lambda test: test.id()) for cls in of_classes]
