"""`python -m mtvgen` is `mtvgen`."""

import os
import sys
from contextlib import suppress

if __name__ == "__main__":
    # SAFETY: Python puts the current folder first; a `click.py` that lies there is not ours to run.
    with suppress(FileNotFoundError):
        if sys.path[:1] == [os.getcwd()]:  # noqa: PTH109 - as Python itself spells it
            del sys.path[0]

    from .cli.main import main

    sys.exit(main())
