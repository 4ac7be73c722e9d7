"""PyMySQL's errors, explained: in Django's family, with what to do next."""

from __future__ import annotations

from typing import Any

from ...utils import Error, IntegrityError, translated
from .driver import pymysql

_MIGRATE = (
    "Run `python manage.py migrate`, and `python manage.py makemigrations` before it "
    "if a model has changed."
)
# Numbers of the server's errors (mariadb.com/kb/en/mariadb-error-code-reference). Those that the
# driver files elsewhere, though a row would break a rule of its table: NOT NULL, a number below
# nought in an unsigned column, CHECK on MySQL and on MariaDB.
_BROKEN_RULES = frozenset((1048, 1690, 3819, 4025))
_LOST = frozenset((2006, 2013, 2014, 2055, 4031))
NO_TABLE = 1146
DUPLICATE_DATABASE = 1007
_HINTS = {
    NO_TABLE: _MIGRATE,
    1054: _MIGRATE,  # no such column
    1071: "An index holds 3072 bytes, which is 768 characters: make the CharField shorter, or leave "
    "it out of the index.",
    1170: "There is no index over a text without a limit: make the TextField a CharField, or leave "
    "it out of the index.",
    1205: "Somebody else has held the row for longer than innodb_lock_wait_timeout: end that "
    "atomic() sooner.",
    1213: "Two transactions waited for each other, and this one was undone: run it again. "
    "Change rows in the same order everywhere, and it will be rare.",
    3024: "The query took longer than max_execution_time.",
}


def number_of(error: BaseException) -> int:
    """Return the number of the server's error; 0 when the error has none."""
    first = error.args[0] if error.args else 0
    return first if isinstance(first, int) else 0


def is_lost(error: BaseException) -> bool:
    """Return whether *error* says that the connection is gone."""
    # InterfaceError(0, ""): PyMySQL's way to say that its socket is closed
    return number_of(error) in _LOST or isinstance(error, pymysql().InterfaceError)


def explained(error: Any) -> Error:
    """Return ours for the driver's *error*: the server's words, without its number."""
    number = number_of(error)
    made = IntegrityError() if number in _BROKEN_RULES else translated(error, pymysql())
    made.args = error.args[1:] if number and len(error.args) > 1 else error.args
    if number in _HINTS:
        made.hint = _HINTS[number]
    if is_lost(error):
        made.hint = "The server closed the connection; the next query opens a new one."
    return made
