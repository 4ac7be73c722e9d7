"""Functions of angles, logarithms and powers; every result is a float, or a decimal of decimals."""

from __future__ import annotations

from typing import Any

from ..func import Func
from ..lookups import Transform
from .numbers import Numeric


class ACos(Numeric, Transform):
    """The angle, in radians, whose cosine this is."""

    function = lookup_name = "acos"


class ASin(Numeric, Transform):
    """The angle, in radians, whose sine this is."""

    function = lookup_name = "asin"


class ATan(Numeric, Transform):
    """The angle, in radians, whose tangent this is."""

    function = lookup_name = "atan"


class ATan2(Numeric):
    """The angle, in radians, whose tangent is the first over the second."""

    function, arity = "atan2", 2


class Cos(Numeric, Transform):
    """The cosine of an angle in radians."""

    function = lookup_name = "cos"


class Cot(Numeric, Transform):
    """The cotangent of an angle in radians."""

    function = lookup_name = "cot"


class Degrees(Numeric, Transform):
    """Radians as degrees."""

    function = lookup_name = "degrees"


class Exp(Numeric, Transform):
    """e to the power of the number."""

    function = lookup_name = "exp"


class Ln(Numeric, Transform):
    """The natural logarithm."""

    function = lookup_name = "ln"


class Log(Numeric):
    """The logarithm of the second to the base of the first."""

    function, arity = "log", 2

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the logarithm, which PostgreSQL knows for decimals alone."""
        template = "LOG((%(expressions)s)::numeric)::double precision"
        return self.as_sql(compiler, connection, template=template, arg_joiner=")::numeric, (")


class Radians(Numeric, Transform):
    """Degrees as radians."""

    function = lookup_name = "radians"


class Sign(Transform):
    """-1, 0 or 1: whether the number is below, at or above nought."""

    function = lookup_name = "sign"


class Sin(Numeric, Transform):
    """The sine of an angle in radians."""

    function = lookup_name = "sin"


class Tan(Numeric, Transform):
    """The tangent of an angle in radians."""

    function = lookup_name = "tan"


class Random(Func):
    """A number by chance, from 0 to below 1."""

    function, arity = "mtv_random", 0
    kind = "float"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return PostgreSQL's own."""
        return "RANDOM()", []

    def as_mysql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return MySQL's own."""
        return "RAND()", []
