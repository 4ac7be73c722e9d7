"""Fields for text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .base import Field


class _Words(Field[str]):
    """What every field for text does."""

    plain_type = str

    def __init__(self, *args: Any, db_collation: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.db_collation = db_collation

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        if self.db_collation:
            kwargs["db_collation"] = self.db_collation
        return name, path, args, kwargs

    def to_python(self, value: Any) -> Any:
        """Return text, or None."""
        return value if value is None or isinstance(value, str) else str(value)

    def get_prep_value(self, value: Any) -> Any:
        """Return plain text, or None."""
        return value if type(value) is str or value is None else str(value)


class CharField(_Words):
    """Text of at most `max_length` characters."""

    description = "String (up to %(max_length)s)"

    @property
    def validators(self) -> list[Callable[[Any], None]]:
        """Those of every field, and the length."""
        found = super().validators
        if self.max_length is not None:
            from ....core.validators import MaxLengthValidator

            found.append(MaxLengthValidator(self.max_length))
        return found


class TextField(_Words):
    """Text of any length. `max_length` is for forms only, as Django documents."""

    description = "Text"


class _Lengthy(CharField):
    """A CharField with a length of its own, left out of migrations when it is the usual one."""

    usual_length = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", self.usual_length)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        if self.max_length == self.usual_length and self.usual_length != 254:
            kwargs.pop("max_length", None)
        return name, path, args, kwargs


class EmailField(_Lengthy):
    """An e-mail address."""

    usual_length = 254
    description = "Email address"

    @property
    def validators(self) -> list[Callable[[Any], None]]:
        """Those of text, and the form of an address."""
        from ....core.validators import validate_email

        return [validate_email, *super().validators]


class URLField(_Lengthy):
    """An address of the web."""

    usual_length = 200
    description = "URL"

    @property
    def validators(self) -> list[Callable[[Any], None]]:
        """Those of text, and the form of a URL."""
        from ....core.validators import URLValidator

        return [URLValidator(), *super().validators]


class SlugField(_Lengthy):
    """A short name for a URL: letters, digits, underscores, hyphens. Has an index."""

    usual_length = 50
    description = "Slug (up to %(max_length)s)"

    def __init__(
        self, *args: Any, db_index: bool = True, allow_unicode: bool = False, **kwargs: Any
    ) -> None:
        self.allow_unicode = allow_unicode
        super().__init__(*args, db_index=db_index, **kwargs)

    @property
    def validators(self) -> list[Callable[[Any], None]]:
        """Those of text, and the letters of a slug."""
        from ....core.validators import validate_slug, validate_unicode_slug

        rule: Any = validate_unicode_slug if self.allow_unicode else validate_slug
        return [rule, *super().validators]

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        if self.db_index:
            kwargs.pop("db_index", None)
        else:
            kwargs["db_index"] = False
        if self.allow_unicode:
            kwargs["allow_unicode"] = True
        return name, path, args, kwargs


class GenericIPAddressField(Field[str]):
    """An IPv4 or IPv6 address, as text. protocol: "both", "IPv4" or "IPv6"."""

    empty_strings_allowed = False
    description = "IP address"

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        protocol: str = "both",
        unpack_ipv4: bool = False,
        **kwargs: Any,
    ) -> None:
        self.protocol, self.unpack_ipv4 = protocol, unpack_ipv4
        kwargs["max_length"] = 39
        super().__init__(verbose_name, name, **kwargs)

    @property
    def validators(self) -> list[Callable[[Any], None]]:
        """Those of every field, and the form of an address."""
        from ....core import validators

        rule = {
            "ipv4": validators.validate_ipv4_address,
            "ipv6": validators.validate_ipv6_address,
        }.get(self.protocol.lower(), validators.validate_ipv46_address)
        return [rule, *super().validators]

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        if self.unpack_ipv4:
            kwargs["unpack_ipv4"] = True
        if self.protocol != "both":
            kwargs["protocol"] = self.protocol
        return name, path, args, kwargs

    def to_python(self, value: Any) -> Any:
        """Return the address in its usual form, or None."""
        if value is None:
            return None
        text = str(value).strip()
        if ":" not in text:
            return text
        import ipaddress

        try:
            address = ipaddress.IPv6Address(text)
        except ValueError:
            return text  # the validator says what is wrong with it
        if self.unpack_ipv4 and address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return f"::ffff:{address.ipv4_mapped}" if address.ipv4_mapped else str(address)

    def get_prep_value(self, value: Any) -> Any:
        """Return the address in its usual form, or None."""
        return self.to_python(value) or None
