"""A message that says "1 day" and "2 days"."""

from typing import Any, Self


class Plural(str):
    """A text in the plural that `%` turns to *singular* where the number called *name* is 1."""

    __slots__ = ("name", "singular")
    singular: str
    name: str

    def __new__(cls, singular: str, plural: str, name: str) -> Self:
        """Return the message; all three as in the class's words."""
        self = super().__new__(cls, plural)
        self.singular, self.name = singular, name
        return self

    def __mod__(self, params: Any) -> str:
        one = params.get(self.name) == 1
        return str.__mod__(self.singular if one else self, params)

    def __getnewargs__(self) -> tuple[str, str, str]:  # type: ignore[override]  # to be copied
        return self.singular, str(self), self.name
