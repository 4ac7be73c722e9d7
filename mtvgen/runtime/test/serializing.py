"""SerializeMixin: test classes of several processes, one after the other.

(Django's documentation: topics/testing/advanced, "Enforce running test classes sequentially".)
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        while True:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # gives up after ten seconds
            except OSError:
                time.sleep(0.1)
            else:
                return

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)


class SerializeMixin:
    """Lets no two test classes with the same `lockfile` run at once, whichever process has them.

    lockfile: a file that is there, such as the `__file__` of their module. Stands before the
    TestCase among the bases.
    """

    lockfile: str
    addClassCleanup: Callable[..., None]  # noqa: N815  # unittest's name

    @classmethod
    def setUpClass(cls) -> None:
        """Wait for the other classes; the next one may begin when this one is done."""
        if not hasattr(cls, "lockfile"):
            raise ValueError(
                f"{cls.__name__}.lockfile isn't set. Set it in the base class, to __file__ for "
                "instance."
            )
        file = Path(cls.lockfile).open("rb")  # noqa: SIM115  # closing it gives the lock back
        cls.addClassCleanup(file.close)
        _lock(file)
        above: Any = super()
        above.setUpClass()
