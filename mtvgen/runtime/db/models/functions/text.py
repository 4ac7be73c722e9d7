"""Functions for text."""

from __future__ import annotations

from typing import Any

from ..expressions import Value
from ..fields.numbers import IntegerField
from ..fields.text import CharField
from ..func import Func
from ..lookups import Transform
from ..structure import Scope


class Lower(Transform):
    """The text in small letters."""

    function = lookup_name = "lower"


class Upper(Transform):
    """The text in capitals."""

    function = lookup_name = "upper"


class Length(Transform):
    """How many characters the text has."""

    function = lookup_name = "length"
    output_field = IntegerField()


class Trim(Transform):
    """The text without spaces at both ends."""

    function = lookup_name = "trim"


class LTrim(Transform):
    """The text without spaces at its start."""

    function = lookup_name = "ltrim"


class RTrim(Transform):
    """The text without spaces at its end."""

    function = lookup_name = "rtrim"


class Concat(Func):
    """The texts one after the other; one that is missing counts as empty."""

    function = "concat"

    def __init__(self, *expressions: Any, **kwargs: Any) -> None:
        if len(expressions) < 2:
            raise ValueError("Concat must take at least two expressions")
        super().__init__(*expressions, **kwargs)

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the parts, each with empty text in place of nothing."""
        parts = [
            ("func", "coalesce", (one.structure(scope), Value("").structure(scope)), ())
            for one in self.source_expressions
        ]
        return ("func", "concat", tuple(parts), ())


class Replace(Func):
    """The text with every *text* in it replaced by *replacement*."""

    function = "replace"

    def __init__(self, expression: Any, text: Any, replacement: Any = None, **kwargs: Any) -> None:
        super().__init__(
            expression, text, Value("") if replacement is None else replacement, **kwargs
        )


class Substr(Func):
    """*length* characters of the text, from position *pos* on; the first is 1."""

    function = "substr"

    def __init__(self, expression: Any, pos: Any, length: Any = None, **kwargs: Any) -> None:
        if isinstance(pos, int) and pos < 1:
            raise ValueError("'pos' must be greater than 0")
        super().__init__(*(one for one in (expression, pos, length) if one is not None), **kwargs)


class Left(Substr):
    """The first *length* characters."""

    def __init__(self, expression: Any, length: Any, **kwargs: Any) -> None:
        if isinstance(length, int) and length < 1:
            raise ValueError("'length' must be greater than 0.")
        super().__init__(expression, 1, length, **kwargs)


class Right(Func):
    """The last *length* characters."""

    function = "mtv_right"

    def __init__(self, expression: Any, length: Any, **kwargs: Any) -> None:
        if isinstance(length, int) and length < 1:
            raise ValueError("'length' must be greater than 0.")
        super().__init__(expression, length, **kwargs)


class Repeat(Func):
    """The text *number* times."""

    function = "mtv_repeat"

    def __init__(self, expression: Any, number: Any, **kwargs: Any) -> None:
        if isinstance(number, int) and number < 0:
            raise ValueError("'number' must be greater or equal to 0.")
        super().__init__(expression, number, **kwargs)


class StrIndex(Func):
    """Where a text is first found in another, from 1; 0 if nowhere."""

    function, arity = "instr", 2


class Reverse(Transform):
    """The text from its end to its start."""

    function = lookup_name = "reverse"


class Chr(Transform):
    """The character with this number in Unicode."""

    function, lookup_name = "char", "chr"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return PostgreSQL's own."""
        return self.as_sql(compiler, connection, function="CHR")

    def as_mysql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return MySQL's own."""
        return self.as_sql(compiler, connection, template="CHAR(%(expressions)s USING utf32)")


class Ord(Transform):
    """The number in Unicode of the first character."""

    function, lookup_name = "unicode", "ord"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return PostgreSQL's own."""
        return self.as_sql(compiler, connection, function="ASCII")

    def as_mysql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return MySQL's own."""
        return self.as_sql(compiler, connection, function="ORD")


class LPad(Func):
    """The text with *fill_text* before it, so that it is *length* characters long."""

    function = "lpad"
    output_field = CharField()

    def __init__(self, expression: Any, length: Any, fill_text: Any = None, **extra: Any) -> None:
        if isinstance(length, int) and length < 0:
            raise ValueError("'length' must be greater or equal to 0.")
        super().__init__(
            expression, length, Value(" ") if fill_text is None else fill_text, **extra
        )


class RPad(LPad):
    """The text with *fill_text* after it, so that it is *length* characters long."""

    function = "rpad"
