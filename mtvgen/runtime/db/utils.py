"""What a database may answer instead of rows: the errors, and the name of the usual database.

(Django's documentation: reference/exceptions, "Database exceptions"; the family is PEP 249's.)
"""

from ..core.exceptions import Explained

DEFAULT_DB_ALIAS = "default"
"""The database that is used where none is named: the key in settings.DATABASES."""


class Error(Explained):
    """Base of every error that comes from a database."""


class InterfaceError(Error):
    """The database's driver was used in a way that it does not have."""


class DatabaseError(Error):
    """Base of the errors of the database itself."""


class DataError(DatabaseError):
    """A value is out of range, or of the wrong form, for its column."""


class OperationalError(DatabaseError):
    """Something outside the program's control: no such table, locked, disk full."""


class IntegrityError(DatabaseError):
    """A row would break a rule of its table: unique, not null, foreign key, check."""


class InternalError(DatabaseError):
    """The database met a fault of its own."""


class ProgrammingError(DatabaseError):
    """The SQL is wrong, or was given the wrong number of parameters."""


class NotSupportedError(DatabaseError):
    """This database cannot do what was asked."""


class ConnectionDoesNotExist(Explained):
    """settings.DATABASES has no database of that name."""


def translated(error: BaseException, family: object) -> Error:
    """Return ours for *error*, a driver's; *family* is the driver's module (PEP 249 names)."""
    for ours in (
        DataError, OperationalError, IntegrityError, InternalError, ProgrammingError,
        NotSupportedError, DatabaseError, InterfaceError,
    ):  # fmt: skip
        theirs = getattr(family, ours.__name__)
        if isinstance(error, theirs):
            return ours(*error.args)
    return Error(*error.args)
