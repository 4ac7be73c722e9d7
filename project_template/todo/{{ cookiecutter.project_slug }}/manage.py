#!/usr/bin/env python
"""Run a command on this project: `python manage.py runserver`; `help` lists the others."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Find the project, then do what the command line asks."""
    folder = Path(__file__).resolve().parent
    # The project is imported by its name from the folder above it, and in no other way:
    # were its own folder on the path too, one file could be imported twice under two names.
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != folder]
    sys.path.append(str(folder.parent))
    settings = "{{ cookiecutter.project_slug }}.settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)

    from mtvgen.runtime.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
