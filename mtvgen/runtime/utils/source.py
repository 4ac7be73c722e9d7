"""Where code stands: whose file it is, and the lines around one of them."""

import linecache
import os
import re
import sys
from functools import cache
from pathlib import Path
from types import TracebackType

_PLACE = re.compile(r"\(([^()\n]{1,1000}), line ([0-9]{1,7})\)\.?$")

RUNTIME_FOLDER = str(Path(__file__).resolve().parent.parent)
"""The folder of the runtime itself, wherever it was installed or copied to."""

# beside the runtime lies the generator, unless the runtime was copied into a project
_GENERATOR_FOLDER = (
    str(Path(RUNTIME_FOLDER).parent) if __name__.startswith("mtvgen.runtime.") else ""
)


@cache
def _foreign_folders() -> tuple[str, ...]:
    import site

    # PERF: sysconfig says the same, and takes 3 ms to load
    folders = {str(Path(os.__file__).parent), *site.getsitepackages(), site.getusersitepackages()}
    real = {os.path.realpath(folder) for folder in folders if folder}
    return tuple(sorted(folder + os.sep for folder in real))


@cache
def is_project_file(filename: str) -> bool:
    """Return whether *filename* is the user's own: not Python's, a library's or the runtime's.

    A template is one too: its frames carry its file.
    """
    if not filename or filename.startswith("<"):
        return False
    path = os.path.realpath(filename)
    if _GENERATOR_FOLDER and path.startswith(_GENERATOR_FOLDER + os.sep):
        return False
    if not os.path.isfile(path):  # noqa: PTH113  # PERF: no Path
        return False
    if path.startswith((RUNTIME_FOLDER + os.sep, *_foreign_folders())):
        return False
    # the script that started everything says nothing: its one line only calls the runtime
    return not (os.path.basename(path) == "manage.py" and _is_main(path))  # noqa: PTH119  # PERF: no Path


def is_runtime_file(filename: str) -> bool:
    """Return whether *filename* belongs to the runtime."""
    return os.path.realpath(filename).startswith(RUNTIME_FOLDER + os.sep)


def _is_main(path: str) -> bool:
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    return bool(main) and os.path.realpath(str(main)) == path


def shown(filename: str) -> str:
    """Return *filename* as a reader knows it.

    From the current folder down where it lies there; a library's or the runtime's from its package.
    """
    real = os.path.realpath(filename)
    for folder in (str(Path(RUNTIME_FOLDER).parent.parent) + os.sep, *_foreign_folders()[::-1]):
        if real.startswith(folder) and not is_project_file(filename):
            return real[len(folder) :]
    try:
        here = os.path.relpath(filename)
    except ValueError:  # another drive on Windows
        return filename
    return filename if here.startswith("..") else here


def lines_around(filename: str, line: int, radius: int = 3) -> list[tuple[int, str]]:
    """Return (number, text) of the lines of *filename* up to *radius* lines around *line*.

    Empty when there is no such file. Lines longer than 400 characters are cut.
    """
    linecache.checkcache(filename)
    lines = linecache.getlines(filename)
    first = max(1, line - radius)
    return [
        (number, text.rstrip("\r\n")[:400])
        for number, text in enumerate(lines[first - 1 : line + radius], first)
    ]


def last_project_place(traceback: TracebackType | None) -> tuple[str, int, str] | None:
    """Return file, line and function of the innermost frame in the user's own code, if any."""
    place = None
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if is_project_file(code.co_filename):
            place = (code.co_filename, traceback.tb_lineno, code.co_name)
        traceback = traceback.tb_next
    return place


def place_in_words(text: str) -> tuple[str, int] | None:
    """Return file and line of an explanation that ends with "(…/views.py, line 14)"."""
    found = _PLACE.search(text)
    if found is None or not is_project_file(found[1]):
        return None
    return found[1], int(found[2])
