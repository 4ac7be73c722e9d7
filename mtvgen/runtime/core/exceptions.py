"""The tree of everything that the runtime explains.

Names, bases and meaning are Django's (reference/exceptions). Each may carry a `hint`: what to do
next, in one sentence; it follows the message when the exception is shown.
"""

import operator
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

NON_FIELD_ERRORS = "__all__"
"""Key of the errors that belong to no single field in `ValidationError.message_dict`."""


class Explained(Exception):
    """Base of what the runtime raises: what happened, and, in `hint`, what to do next."""

    hint: str = ""

    def __init__(self, *args: object, hint: str = "") -> None:
        super().__init__(*args)
        if hint:
            self.hint = hint

    def __str__(self) -> str:
        said = super().__str__()
        return f"{said} {self.hint}" if self.hint else said


class FieldDoesNotExist(Explained):
    """A model has no field of that name."""


class AppRegistryNotReady(Explained):
    """The apps were asked for before `setup()` had loaded them."""


class ObjectDoesNotExist(Explained):
    """A query that must find one object found none. Base of every model's `DoesNotExist`."""

    silent_variable_failure = True


class ObjectNotUpdated(Explained):
    """`save()` was told to update a row, and there is none. Base of every model's `NotUpdated`."""


class MultipleObjectsReturned(Explained):
    """A query that must find one object found several."""


class SuspiciousOperation(Explained):
    """A user did something that looks like an attack. Answered with 400."""


class SuspiciousMultipartForm(SuspiciousOperation):
    """The multipart body of a request looks like an attack."""


class SuspiciousFileOperation(SuspiciousOperation):
    """A file outside its folder was asked for."""


class DisallowedHost(SuspiciousOperation):
    """The Host header names a host that settings.ALLOWED_HOSTS does not allow."""


class DisallowedRedirect(SuspiciousOperation):
    """A redirect to a scheme other than http, https and ftp."""


class TooManyFieldsSent(SuspiciousOperation):
    """More fields than settings.DATA_UPLOAD_MAX_NUMBER_FIELDS in one request."""


class TooManyFilesSent(SuspiciousOperation):
    """More files than settings.DATA_UPLOAD_MAX_NUMBER_FILES in one request."""


class RequestDataTooBig(SuspiciousOperation):
    """A body larger than settings.DATA_UPLOAD_MAX_MEMORY_SIZE (bytes, files not counted)."""


class RequestAborted(Explained):
    """The client went away before its request was read."""


class BadRequest(Explained):
    """The request cannot be understood. Answered with 400."""


class PermissionDenied(Explained):
    """The user may not do this. Answered with 403."""


class ViewDoesNotExist(Explained):
    """A URL pattern names a view that is not there."""


class MiddlewareNotUsed(Explained):
    """Raised by a middleware's `__init__` to be left out of the chain."""


class ImproperlyConfigured(Explained):
    """The settings, or code that takes the place of settings, are wrong."""


class CannotImport(ImproperlyConfigured, ModuleNotFoundError):
    """The settings, or INSTALLED_APPS, name what Python cannot import. Django: an ImportError."""


class NotOffered(Explained, ImportError):
    """A module that Django has and the runtime does not was to be imported."""


class FieldError(Explained):
    """A query or a model uses a field in a way that it does not have."""


class EmptyResultSet(Explained):
    """A query that can have no rows, found out before asking the database."""


class FullResultSet(Explained):
    """A condition that leaves nothing out, found out before asking the database."""


class SynchronousOnlyOperation(Explained):
    """Kept for Django's name: this runtime has no asynchronous code."""


class Http404(Explained):
    """The page is not there. Answered with 404. Offered as `http.Http404`.

    It stands here because the dispatcher's Resolver404 is one, and the dispatcher knows no HTTP.
    """


class ValidationError(Explained):
    """A value, or several, that do not fulfil what is asked of them.

    message: one text, a list (of texts or ValidationErrors), or a dict from field name to list.
    code: which rule was broken ("required", "max_length", …). params: filled into the message
    with `%`. Exactly one of `error_dict` (made from a dict) and `error_list` is there.
    """

    message: str
    code: str | None
    params: Mapping[str, Any] | None
    error_list: "list[ValidationError]"
    error_dict: "dict[str, list[ValidationError]]"

    def __init__(
        self,
        message: "str | ValidationError | Iterable[Any] | Mapping[str, Any] | object",
        code: str | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message, code, params)
        if isinstance(message, ValidationError):
            given = message
            if hasattr(given, "error_dict"):
                message = given.error_dict
            elif not hasattr(given, "message"):
                message = given.error_list
            else:
                message, code, params = given.message, given.code, given.params
        if isinstance(message, Mapping):
            self.error_dict = {
                field: _as_error(messages).error_list for field, messages in message.items()
            }
        elif isinstance(message, (list, tuple)):
            self.error_list = []
            for one in message:
                error = _as_error(one)
                if hasattr(error, "error_dict"):
                    for errors in error.error_dict.values():
                        self.error_list.extend(errors)
                else:
                    self.error_list.extend(error.error_list)
        else:
            self.message = message  # type: ignore[assignment]  # a lazy text is allowed too
            self.code = code
            self.params = params
            self.error_list = [self]

    @property
    def message_dict(self) -> dict[str, list[str]]:
        """The texts by field name. Raises AttributeError when made from no dict."""
        self.error_dict  # noqa: B018  # Django documents the AttributeError
        return dict(self)  # type: ignore[arg-type]

    @property
    def messages(self) -> list[str]:
        """Every text, in order, whatever field it belongs to."""
        if hasattr(self, "error_dict"):
            return [text for texts in self.message_dict.values() for text in texts]
        return list(self)  # type: ignore[arg-type]

    def update_error_dict(
        self, error_dict: "dict[str, list[ValidationError]]"
    ) -> "dict[str, list[ValidationError]]":
        """Add these errors to *error_dict*, which is changed and returned."""
        if hasattr(self, "error_dict"):
            for field, errors in self.error_dict.items():
                error_dict.setdefault(field, []).extend(errors)
        else:
            error_dict.setdefault(NON_FIELD_ERRORS, []).extend(self.error_list)
        return error_dict

    def __iter__(self) -> Iterator[tuple[str, list[str]] | str]:
        if hasattr(self, "error_dict"):
            for field, errors in self.error_dict.items():
                yield field, list(ValidationError(errors))  # type: ignore[arg-type]
        else:
            for error in self.error_list:
                text = error.message
                yield str(text % error.params if error.params else text)

    def __str__(self) -> str:
        return repr(dict(self) if hasattr(self, "error_dict") else list(self))  # type: ignore[arg-type]

    def __repr__(self) -> str:
        return f"ValidationError({self})"

    def __eq__(self, other: object) -> bool:
        return hash(self) == hash(other) if isinstance(other, ValidationError) else NotImplemented

    def __hash__(self) -> int:
        if hasattr(self, "message"):
            return hash((self.message, self.code, _hashable(self.params)))
        if hasattr(self, "error_dict"):
            return hash(_hashable(self.error_dict))
        return hash(tuple(sorted(self.error_list, key=operator.attrgetter("message"))))


def _as_error(message: object) -> ValidationError:
    return message if isinstance(message, ValidationError) else ValidationError(message)


def _hashable(value: Any) -> Hashable:
    """Return *value* with its dicts and lists as tuples; what is neither must be hashable."""
    if isinstance(value, Mapping):
        return tuple((key, _hashable(value[key])) for key in sorted(value))
    if isinstance(value, (list, tuple)):
        return tuple(map(_hashable, value))
    if isinstance(value, set):
        return frozenset(value)
    return value  # type: ignore[no-any-return]
