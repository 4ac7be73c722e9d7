"""What a check says. (Django's documentation: reference/checks, "Messages".)"""

from typing import Any

DEBUG = 10
INFO = 20
WARNING = 30
ERROR = 40
CRITICAL = 50


class CheckMessage:
    """One finding.

    level: how serious, 10 to 50. msg: what is wrong. hint: what to do. obj: what it is about (a
    model, a place), named at the start of the line. id: "app.E001", to silence it by.
    """

    def __init__(
        self,
        level: int,
        msg: str,
        hint: str | None = None,
        obj: Any = None,
        id: str | None = None,  # noqa: A002  # Django's name
    ) -> None:
        self.level = level
        self.msg = msg
        self.hint = hint
        self.obj = obj
        self.id = id

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CheckMessage):
            return NotImplemented
        return _facts(self) == _facts(other)

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        about = (
            "?"
            if self.obj is None
            else str(getattr(getattr(self.obj, "_meta", None), "label", self.obj))
        )
        mark = f"({self.id}) " if self.id else ""
        hint = f"\n\tHINT: {self.hint}" if self.hint else ""
        return f"{about}: {mark}{self.msg}{hint}"

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__}: level={self.level!r}, msg={self.msg!r}, "
            f"hint={self.hint!r}, obj={self.obj!r}, id={self.id!r}>"
        )

    def is_serious(self, level: int = ERROR) -> bool:
        """Return whether this is as serious as *level*, or more."""
        return self.level >= level

    def is_silenced(self) -> bool:
        """Return whether the setting SILENCED_SYSTEM_CHECKS names this finding's id."""
        from ...conf import settings

        return self.id in settings.SILENCED_SYSTEM_CHECKS


def _facts(message: CheckMessage) -> tuple[Any, ...]:
    return (
        type(message),
        message.level,
        message.msg,
        message.hint,
        message.obj,
        message.id,
    )


class Debug(CheckMessage):
    """Only of interest while looking for a fault."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(DEBUG, *args, **kwargs)


class Info(CheckMessage):
    """Good to know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(INFO, *args, **kwargs)


class Warning(CheckMessage):  # noqa: A001  # Django's name
    """Works, and may not do what is expected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(WARNING, *args, **kwargs)


class Error(CheckMessage):
    """Will not work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(ERROR, *args, **kwargs)


class Critical(CheckMessage):
    """Must not run at all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(CRITICAL, *args, **kwargs)
