"""Run the Python of one block, from standard input: in a project (argument 1), its models imported."""

import doctest
import os
import sys
from pathlib import Path
from typing import Any


def names_of(folder: str) -> dict[str, Any]:
    """Return what `mtvgen shell` has in that project; nothing without one."""
    if not folder:
        return {}
    project = Path(folder)
    sys.path.append(str(project.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{project.name}.settings")

    from mtvgen.runtime import setup
    from mtvgen.runtime.apps import apps

    setup()
    return {model.__name__: model for model in apps.get_models()}


def main() -> int:
    """Run; 1 when a doctest prints something else."""
    names = {"__name__": "__main__", **names_of(sys.argv[1])}
    text = sys.stdin.buffer.read().decode()
    if ">>>" not in text:
        exec(compile(text, "block", "exec"), names)  # what a page shows is what is run
        return 0
    parser = doctest.DocTestParser()
    test = parser.get_doctest(text.replace("…", "..."), names, "block", None, None)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test)
    return 1 if runner.failures else 0


if __name__ == "__main__":
    sys.path.pop(0)  # the folder of this file
    sys.exit(main())
