"""What goes wrong with templates."""

from collections.abc import Sequence
from typing import Any, NoReturn

import jinja2

from ..core.exceptions import Explained


class TemplateDoesNotExist(Explained):
    """No template has that name.

    tried: where it was looked for, as pairs (place, "why not"). backend: the engine that looked.
    chain: the same error of other engines, or of the template that extends this one.
    `template_debug`: the place of the template that includes or extends it, where one does.
    """

    template_debug: dict[str, Any]

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


class UndefinedVariable(Explained, jinja2.UndefinedError):
    """A template uses a name, an attribute or a key that is not there.

    name: what was asked for. owner: the object that has no such thing; Jinja2's `missing` for a
    variable. `template_debug` says where. Without DEBUG much of this is silent, as in Django: what
    is not there shows as nothing.
    """

    name: Any = None
    owner: Any = None
    template_debug: dict[str, Any]


class LoudUndefined(jinja2.Undefined):
    """What is not there, in development: every use of it is an UndefinedVariable.

    Asking whether it is there is no use: `is defined`, `default(…)`, `{% if name %}`.
    """

    __slots__ = ()

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        kind = self._undefined_exception
        if kind is not jinja2.UndefinedError:
            raise kind(self._undefined_message)
        error = UndefinedVariable(self._undefined_message)
        error.name, error.owner = self._undefined_name, self._undefined_obj
        raise error

    __call__ = __getitem__ = __contains__ = _fail_with_undefined_error
    __add__ = __radd__ = __sub__ = __rsub__ = _fail_with_undefined_error
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _fail_with_undefined_error
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _fail_with_undefined_error
    __pow__ = __rpow__ = __pos__ = __neg__ = _fail_with_undefined_error
    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _fail_with_undefined_error
    __int__ = __float__ = __complex__ = __index__ = _fail_with_undefined_error
    __iter__ = __len__ = __str__ = __hash__ = _fail_with_undefined_error
