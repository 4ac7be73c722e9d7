"""Run a command on this project: `python manage.py runserver`; `python manage.py help` lists the others."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guestbook.settings")

if __name__ == "__main__":
    from mtvgen.runtime.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
