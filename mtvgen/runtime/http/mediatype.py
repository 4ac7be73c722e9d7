"""Media types: "text/html; charset=utf-8", and which of them covers which.

(RFC 9110, sections 8.3 and 12.5.1.)
"""

from collections.abc import Iterable
from contextlib import suppress

from ..utils.charsets import is_charset
from ..utils.http import parse_header_parameters


class MediaType:
    """One media type, or range of them, with its parameters."""

    def __init__(self, media_type_raw_line: "str | MediaType") -> None:
        line = str(media_type_raw_line) if media_type_raw_line else ""
        full_type, self.params = parse_header_parameters(line)
        self.main_type, _, self.sub_type = full_type.partition("/")

    def __str__(self) -> str:
        params = "".join(f"; {name}={value}" for name, value in self.params.items())
        kind = f"{self.main_type}/{self.sub_type}" if self.sub_type else self.main_type
        return f"{kind}{params}"

    def __repr__(self) -> str:
        return f"<MediaType: {self}>"

    @property
    def range_params(self) -> dict[str, str]:
        """The parameters that belong to the type: all but the quality."""
        return {name: value for name, value in self.params.items() if name != "q"}

    @property
    def quality(self) -> float:
        """How much the client likes it, from 0 (not at all) to 1."""
        try:
            quality = float(self.params.get("q", 1))
        except ValueError:
            return 1.0
        return round(quality, 3) if 0 <= quality <= 1 else 1.0

    @property
    def specificity(self) -> int:
        """From 0 (all types) to 3 (a type with parameters)."""
        if self.main_type == "*":
            return 0
        if self.sub_type == "*":
            return 1
        return 3 if self.range_params else 2

    def match(self, other: "MediaType | str") -> bool:
        """Return whether this type and *other* have a type in common."""
        other = other if isinstance(other, MediaType) else MediaType(other)
        for mine, theirs in ((self.main_type, other.main_type), (self.sub_type, other.sub_type)):
            if not mine or not theirs:
                return False
            if mine != theirs and "*" not in (mine, theirs):
                return False
        mine_params, their_params = self.range_params, other.range_params
        return not their_params or mine_params == their_params


def accepted_types(header: str) -> list[MediaType]:
    """Return the types of an Accept header, the most liked first; those of quality 0 are left out.

    What is no type is left out, too: a browser's slip is no error of ours.
    """
    types = []
    for token in header.split(","):
        if token.strip():
            with suppress(ValueError):
                types.append(MediaType(token))
    liked = [one for one in types if one.quality > 0]
    return sorted(liked, key=lambda one: (one.quality, one.specificity), reverse=True)


def by_precedence(accepted: Iterable[MediaType]) -> list[MediaType]:
    """Return *accepted* with the most specific first: it says most exactly what is meant."""
    return sorted(accepted, key=lambda one: (one.specificity, one.quality), reverse=True)


def read_content_type(header: str) -> tuple[str, dict[str, str]]:
    """Return the type that a Content-Type header tells, in lower case, and its parameters.

    No parameters when they cannot be read: they are the client's, and no error of ours.
    """
    try:
        return parse_header_parameters(header)
    except ValueError:
        return header.partition(";")[0].strip().lower(), {}


def known_charset(parameters: dict[str, str]) -> str | None:
    """Return the charset among the parameters of a Content-Type when it is one, else None."""
    charset = parameters.get("charset")
    return charset if charset and is_charset(charset) else None
