"""Names that Django has and this runtime does not: the answer to whoever imports one.

__getattr__ = absent(__name__, {"CreateView": "Write the form's two steps in a View."})
"""

from collections.abc import Callable, Mapping
from typing import NoReturn


def absent(module: str, advice: Mapping[str, str]) -> Callable[[str], NoReturn]:
    """Return a module's `__getattr__` that refuses unknown names in words.

    advice: for each name that Django offers in this place and we do not, what to use instead.
    Those raise ImportError (the one error that survives `from X import Y` with its text); any
    other name raises the usual AttributeError, with the nearest known name.
    """

    def refuse(name: str) -> NoReturn:
        if name in advice:
            raise ImportError(f"{module} does not offer {name!r}. {advice[name]}", name=module)
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return refuse
