"""What the dispatcher raises."""

from ..core.exceptions import Explained, Http404


class Resolver404(Http404):
    """No pattern matches the path.

    `args[0]` is a dict: "path" is what was left to match, "tried" a list of the ways that were
    tried, each a list of patterns from the outermost include to the line that missed.
    """

    def __str__(self) -> str:
        facts = self.args[0] if self.args else None
        return (
            f"No URL pattern matches {facts['path']!r}."
            if isinstance(facts, dict)
            else super().__str__()
        )


class NoReverseMatch(Explained):
    """No pattern has that name, or none that takes those arguments."""

    silent_variable_failure = True
