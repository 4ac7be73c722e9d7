"""`python -m tests.docs`: bring the lists of the reference up to what there is.

Names, commands with their options, settings with their defaults, servers. What a new setting means has to
be written by hand: its row says "?" until then, and a test fails.
"""

import sys

from . import commands, names, servers, settings


def main() -> None:
    """Rewrite the pages of docs/reference in place."""
    names.set_up()
    names.update()
    commands.update()
    settings.update()
    servers.update()
    sys.stdout.write("Read what changed: git diff docs/reference\n")


main()
