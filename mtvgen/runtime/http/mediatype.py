"""Media types: "text/html; charset=utf-8", and which of them covers which. (RFC 9110, 12.5.1.)"""

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
        return quality if 0 <= quality <= 1 else 1.0

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
