"""A regular expression read backwards: the simplest texts that it matches, for `reverse()`.

What can be read: literal text, `.`, classes, groups (each a parameter), non-capturing groups and
quantifiers, that count as their least number of repetitions. Alternatives (`|`) outside a group
that is a parameter cannot. (Django's documentation: reference/urlresolvers, reverse().)
"""

from typing import NamedTuple

_CLASS_EXAMPLES = {"d": "0", "D": "x", "w": "x", "W": "!", "s": " ", "S": "x"}
_NOTHING = frozenset("AbBZ")


class CannotReverse(ValueError):
    """The expression has something that no single text stands for."""


class Group(NamedTuple):
    """A capturing group: name, or its number as "_0", "_1", …"""

    name: str


Pieces = list[str | Group]


def read_backwards(regex: str) -> Pieces:
    """Return the pieces of a text that *regex* matches: literal texts and groups.

    Where any group has a name, groups without one are read as literal text, as `re_path()` drops
    their arguments. Raises CannotReverse.
    """
    reader = _Reader(regex)
    pieces = reader.sequence()
    if reader.at < len(regex):
        raise CannotReverse(f"unbalanced ) in {regex!r}")
    if any(isinstance(piece, Group) and not piece.name.startswith("_") for piece in pieces):
        pieces = [
            _example_of(reader.unnamed[piece.name])
            if isinstance(piece, Group) and piece.name.startswith("_")
            else piece
            for piece in pieces
        ]
    return _joined(pieces)


def _example_of(inner: Pieces) -> str:
    if any(isinstance(piece, Group) for piece in inner):
        raise CannotReverse("a named group inside an unnamed one")
    return "".join(piece for piece in inner if isinstance(piece, str))


def _joined(pieces: Pieces) -> Pieces:
    joined: Pieces = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        elif piece != "":
            joined.append(piece)
    return joined


class _Reader:
    def __init__(self, regex: str) -> None:
        self.regex = regex
        self.at = 0
        self.count = 0
        self.unnamed: dict[str, Pieces] = {}

    def peek(self) -> str:
        return self.regex[self.at : self.at + 1]

    def take(self) -> str:
        character = self.peek()
        if not character:
            raise CannotReverse(f"{self.regex!r} ends too early")
        self.at += 1
        return character

    def sequence(self) -> Pieces:
        """Read up to the end or a closing bracket."""
        pieces: Pieces = []
        while self.peek() not in ("", ")"):
            if self.peek() == "|":
                raise CannotReverse("alternatives with |")
            atom = self.atom()
            least = self.quantifier()
            if least == 0:
                continue
            if least > 1 and any(isinstance(piece, Group) for piece in atom):
                least = 1
            pieces.extend(atom * least)
        return pieces

    def atom(self) -> Pieces:
        character = self.take()
        if character == "\\":
            escaped = self.take()
            if escaped in _NOTHING:
                return []
            if escaped.isdigit():
                raise CannotReverse("a back reference")
            return [_CLASS_EXAMPLES.get(escaped, escaped)]
        if character in "^$":
            return []
        if character == ".":
            return ["."]
        if character == "[":
            return [self.character_class()]
        if character == "(":
            return self.group()
        return [character]

    def character_class(self) -> str:
        negated = self.peek() == "^"
        if negated:
            self.take()
        members: list[str] = []
        while not members or self.peek() != "]":
            character = self.take()
            if character == "\\":
                escaped = self.take()
                character = _CLASS_EXAMPLES.get(escaped, escaped)
            members.append(character)
        self.take()
        if not negated:
            return members[0]
        return next(one for one in "x0-_/ .~" if one not in members)

    def group(self) -> Pieces:
        if self.peek() != "?":
            name = f"_{self.count}"
            self.count += 1
            self.unnamed[name] = self.unnamed.get(name, [])
            start = self.at
            try:
                self.unnamed[name] = self.sequence()
            except CannotReverse:  # what stands inside a parameter is the caller's to give
                self.at = start
                self.skip()
            self.close()
            return [Group(name)]
        self.take()
        kind = self.take()
        if kind == ":":
            inner = self.sequence()
            self.close()
            return inner
        if kind == "P" and self.peek() == "<":
            self.take()
            end = self.regex.index(">", self.at)
            name = self.regex[self.at : end]
            self.at = end + 1
            self.skip()
            self.close()
            return [Group(name)]
        if kind in "=!#<":  # looks around, takes nothing
            self.skip()
            self.close()
            return []
        raise CannotReverse(f"(?{kind} in {self.regex!r}")

    def skip(self) -> None:
        """Go to the closing bracket of this group."""
        depth = 0
        while not (depth == 0 and self.peek() == ")"):
            character = self.take()
            if character == "\\":
                self.take()
            elif character == "[":
                self.character_class()
            elif character == "(":
                depth += 1
            elif character == ")":
                depth -= 1

    def close(self) -> None:
        if self.take() != ")":
            raise CannotReverse(f"unbalanced ( in {self.regex!r}")

    def quantifier(self) -> int:
        """Read a quantifier, if there is one; return its least number of repetitions."""
        character = self.peek()
        if character not in ("*", "+", "?", "{"):
            return 1
        self.take()
        least = {"*": 0, "+": 1, "?": 0}.get(character, 1)
        if character == "{":
            end = self.regex.index("}", self.at)
            low = self.regex[self.at : end].partition(",")[0]
            least = int(low) if low else 0
            self.at = end + 1
        if self.peek() in ("?", "+"):
            self.take()
        return least
