"""What the generator explains: errors with a message, a hint and an exit code.

Exit codes: 0 done, 1 the user can fix it, 2 wrong call, 70 our own bug.
"""


class MtvgenError(Exception):
    """Base of every error that a user of the command line may see.

    message: what happened, with the value and the place. hint: what to do next.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class UsageError(MtvgenError):
    """The command was called in a way that it does not have."""

    exit_code = 2
