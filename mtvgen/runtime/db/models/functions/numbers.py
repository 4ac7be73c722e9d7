"""Functions for numbers."""

from __future__ import annotations

from typing import Any

from ..func import Func
from ..lookups import Transform
from ..structure import Scope


class Numeric(Func):
    """What gives a float, or a decimal where it is given one."""

    def result_kind(self, scope: Scope) -> str:
        """Return the read kind."""
        if self.output_field is not None:
            return super().result_kind(scope)
        kinds = [one.result_kind(scope) for one in self.source_expressions]
        return "decimal" if any(kind.startswith("decimal") for kind in kinds) else "float"


class Abs(Transform):
    """The number without its sign."""

    function = lookup_name = "abs"
    takes_kind = True


class Ceil(Transform):
    """The next whole number above."""

    function, lookup_name = "mtv_ceil", "ceil"


class Floor(Transform):
    """The next whole number below."""

    function, lookup_name = "mtv_floor", "floor"


class Mod(Numeric):
    """What is left of a division."""

    function, arity = "mtv_mod", 2


class Power(Numeric):
    """The first to the power of the second."""

    function, arity = "mtv_power", 2


class Sqrt(Numeric, Transform):
    """The square root."""

    function, lookup_name = "mtv_sqrt", "sqrt"


class Pi(Numeric):
    """The number π."""

    function, arity = "mtv_pi", 0


class Round(Numeric, Transform):
    """The number with *precision* decimals."""

    function, lookup_name, arity = "round", "round", None

    def __init__(self, expression: Any, precision: Any = 0, **kwargs: Any) -> None:
        super().__init__(expression, precision, **kwargs)
