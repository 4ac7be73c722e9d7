"""ISBN: the number of a book. Its last digit is made of the others, and so finds most typos."""

import re

from mtvgen.runtime.core.exceptions import ValidationError

NO_ISBN = "This is no ISBN: it has 13 digits, or 10 in old books."
WRONG_DIGIT = "One of these digits is wrong: they do not fit together."


def check_digit(twelve: str) -> str:
    """Return the 13th digit for the first twelve: they count once and three times in turn."""
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(twelve))
    return str(-total % 10)


def check_isbn(isbn: str) -> None:
    """Raise ValidationError unless *isbn* is the 13 digits of an ISBN."""
    if not re.fullmatch(r"97[89][0-9]{10}", isbn):
        raise ValidationError(NO_ISBN)
    if check_digit(isbn[:12]) != isbn[12]:
        raise ValidationError(WRONG_DIGIT)


def read_isbn(typed: str) -> str:
    """Return the 13 digits of an ISBN as people type it: with hyphens, perhaps the old ten.

    What is no ISBN comes back as it is, for check_isbn to say what is wrong.
    """
    digits = re.sub(r"[\s-]", "", typed).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits) and _is_right_old(digits):
        return f"978{digits[:9]}{check_digit('978' + digits[:9])}"
    return digits


def _is_right_old(ten: str) -> bool:
    """Return whether ten digits fit together: ten times the first, nine times the second, …"""
    values = [10 if digit == "X" else int(digit) for digit in ten]
    return sum((10 - place) * value for place, value in enumerate(values)) % 11 == 0
