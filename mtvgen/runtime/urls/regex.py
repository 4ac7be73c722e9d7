"""A regular expression read backwards: the simplest texts that it matches, for `reverse()`.

What can be read: literal text, `.`, classes (their first character), groups (each a parameter),
non-capturing groups, back references by name, and quantifiers, that count as their least number
of repetitions; what may be left out and holds a parameter gives two texts, without and with it.
Alternatives (`|`) outside a group that is a parameter cannot be read.
(Django's documentation: reference/urlresolvers, reverse().)
"""

from typing import NamedTuple

_CLASS_EXAMPLES = {"d": "0", "D": "x", "w": "x", "W": "!", "s": " ", "S": "x"}
_NOTHING = frozenset("AbBZ")
_MOST_FORMS = 1000


class CannotReverse(ValueError):
    """The expression has something that no text stands for."""


class Group(NamedTuple):
    """A capturing group: name, or its number as "_0", "_1", …; and the expression inside it."""

    name: str
    text: str = ""


class Again(NamedTuple):
    """A back reference: the text of the group *name* once more."""

    name: str


Piece = str | Group | Again
Form = tuple[Piece, ...]


def read_backwards(regex: str) -> list[Form]:
    """Return the forms of the texts that *regex* matches: literal texts and groups, in order.

    A form with less of what may be left out comes first. With alternatives outside of any group
    the one form is the empty text, which may match or not. Raises CannotReverse.
    """
    reader = _Reader(regex)
    try:
        forms = reader.sequence()
    except _Alternatives:
        return [()]
    if reader.at < len(regex) and reader.peek() != "$":
        raise CannotReverse(f"unbalanced ) in {regex!r}")
    return [joined(form) for form in forms]


def joined(form: Form) -> Form:
    """Return *form* with neighbouring texts made one."""
    pieces: list[Piece] = []
    for piece in form:
        if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] += piece
        elif piece != "":
            pieces.append(piece)
    return tuple(pieces)


class _Alternatives(Exception):  # says what there is, not what went wrong
    """There are alternatives outside a group that is a parameter."""


class _Reader:
    def __init__(self, regex: str) -> None:
        self.regex = regex
        self.at = 0
        self.count = 0

    def peek(self) -> str:
        return self.regex[self.at : self.at + 1]

    def take(self) -> str:
        character = self.peek()
        if not character:
            raise CannotReverse(f"{self.regex!r} ends too early")
        self.at += 1
        return character

    def sequence(self) -> list[Form]:
        """Read up to the end, to `$` (nothing can follow it) or to a closing bracket."""
        forms: list[Form] = [()]
        while self.peek() not in ("", ")", "$"):
            atom = self.atom()
            least = self.quantifier()
            if least == 0:
                if all(isinstance(piece, str) for form in atom for piece in form):
                    continue
                atom = [(), *(form for form in atom if form)]
            else:
                atom = _product([atom] * least)
            forms = _product([forms, atom])
        return forms

    def atom(self) -> list[Form]:
        character = self.take()
        if character == "|":
            raise _Alternatives
        if character == "\\":
            escaped = self.take()
            if escaped in _NOTHING:
                return [()]
            if escaped.isdigit():
                raise CannotReverse("a back reference by number")
            return [(_CLASS_EXAMPLES.get(escaped, escaped),)]
        if character == "^":
            return [()]
        if character == "[":
            return [(self.character_class(),)]
        if character == "(":
            return self.group()
        return [(character,)]

    def character_class(self) -> str:
        """Read a class, and return what stands for it: its first character, or one of the others."""
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
        return next(one for one in "^x0-_.~" if one not in members)

    def group(self) -> list[Form]:
        if self.peek() != "?":
            name = f"_{self.count}"
            self.count += 1
            return [(Group(name, self.skip()),)]
        self.take()
        kind = self.take()
        if kind == ":":
            inner = self.sequence()
            if self.take() != ")":  # a $ inside: what follows it can match nothing
                self.skip()
            return inner
        if kind == "P" and self.peek() in ("<", "="):
            again = self.take() == "="
            end = self.regex.find(")" if again else ">", self.at)
            if end < 0:
                raise CannotReverse(f"a group without end in {self.regex!r}")
            name = self.regex[self.at : end]
            self.at = end + 1
            if again:
                return [(Again(name),)]
            return [(Group(name, self.skip()),)]
        if kind in "=!<":  # looks around, takes nothing
            self.skip()
            return [()]
        raise CannotReverse(f"(?{kind} in {self.regex!r}")

    def skip(self) -> str:
        """Go behind the closing bracket of this group; return what stood before it."""
        start = self.at
        depth = 1
        while depth:
            character = self.take()
            if character == "\\":
                self.take()
            elif character == "[":
                self.character_class()
            elif character == "(":
                depth += 1
            elif character == ")":
                depth -= 1
        return self.regex[start : self.at - 1]

    def quantifier(self) -> int:
        """Read a quantifier, if there is one; return its least number of repetitions."""
        character = self.peek()
        if character not in ("*", "+", "?", "{"):
            return 1
        self.take()
        least = {"*": 0, "+": 1, "?": 0}.get(character, 1)
        if character == "{":
            end = self.regex.find("}", self.at)
            low = self.regex[self.at : end].partition(",")[0] if end >= 0 else "-"
            if low and not (low.isascii() and low.isdigit()):
                raise CannotReverse(f"a {{ in {self.regex!r} that is no quantifier")
            least = int(low or 0)
            if least > _MOST_FORMS:
                raise CannotReverse(f"{least} times the same in {self.regex!r}")
            self.at = end + 1
        if self.peek() in ("?", "+"):
            self.take()
        return least


def _product(parts: list[list[Form]]) -> list[Form]:
    """Return every way to put one form of each part behind another; the first part varies last."""
    forms: list[Form] = [()]
    for part in parts:
        if len(forms) * len(part) > _MOST_FORMS:  # 2ⁿ forms for n of what may be left out
            raise CannotReverse(f"more than {_MOST_FORMS} ways to write it")
        forms = [(*before, *after) for before in forms for after in part]
    return forms
