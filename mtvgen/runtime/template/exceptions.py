"""What goes wrong with templates."""

from collections.abc import Sequence
from typing import Any

from ..core.exceptions import Explained


class TemplateDoesNotExist(Explained):
    """No template has that name.

    tried: where it was looked for, as pairs (place, "why not"). backend: the engine that looked.
    chain: the same error of other engines, or of the template that extends this one.
    """

    def __init__(
        self,
        msg: object,
        tried: Sequence[tuple[Any, str]] | None = None,
        backend: Any = None,
        chain: "Sequence[TemplateDoesNotExist] | None" = None,
        *,
        hint: str = "",
    ) -> None:
        super().__init__(msg, hint=hint)
        self.backend = backend
        self.tried = list(tried or ())
        self.chain = list(chain or ())


class TemplateSyntaxError(Explained):
    """A template cannot be read. `template_debug` says where: name, line, the lines around it."""

    template_debug: dict[str, Any]
