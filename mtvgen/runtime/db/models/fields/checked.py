"""What a field says about its own declaration, before anything runs."""

from __future__ import annotations

from typing import Any


class Checked:
    """A field that can be checked; a field of a project's own may add to what `check()` finds."""

    def check(self, **_: Any) -> list[Any]:
        """Return what is wrong with the declaration: messages of `core.checks`."""
        from ..checks.fields import of_field

        return of_field(self)
