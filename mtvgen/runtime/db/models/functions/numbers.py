"""Functions for numbers."""

from __future__ import annotations

from typing import Any

from ..func import Func


class Abs(Func):
    """The number without its sign."""

    function, arity, takes_kind = "abs", 1, True


class Ceil(Func):
    """The next whole number above."""

    function, arity = "mtv_ceil", 1


class Floor(Func):
    """The next whole number below."""

    function, arity = "mtv_floor", 1


class Mod(Func):
    """What is left of a division."""

    function, arity = "mtv_mod", 2


class Power(Func):
    """The first to the power of the second."""

    function, arity = "mtv_power", 2


class Sqrt(Func):
    """The square root."""

    function, arity = "mtv_sqrt", 1


class Pi(Func):
    """The number π."""

    function, arity = "mtv_pi", 0


class Round(Func):
    """The number with *precision* decimals."""

    function, takes_kind = "round", True

    def __init__(self, expression: Any, precision: Any = 0, **kwargs: Any) -> None:
        super().__init__(expression, precision, **kwargs)
