"""How a command fails."""


class CommandError(Exception):
    """A command could not do its work, for a reason that the user can change.

    It is shown as one line on standard error, without a traceback. returncode: the process's exit
    code: 1 the user can fix it, 2 wrong call. (Django: howto/custom-management-commands.)
    """

    def __init__(self, *args: object, returncode: int = 1, **kwargs: object) -> None:
        self.returncode = returncode
        super().__init__(*args, **kwargs)


class SystemCheckError(CommandError):
    """The system checks found something that must be put right first."""
