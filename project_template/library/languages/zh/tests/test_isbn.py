"""书的编号：哪些是 ISBN，哪些不是，旧的十位编号怎样变成新的。"""

from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.test import TestCase

from ..isbn import NO_ISBN, WRONG_DIGIT, check_isbn, read_isbn


class IsbnTests(TestCase):
    """isbn.py"""

    def test_thirteen_digits_that_fit_together_are_accepted(self) -> None:
        for typed in ("9780306406157", "978-0-306-40615-7", " 979 10 90636 07 1 "):
            with self.subTest(typed):
                check_isbn(read_isbn(typed))

    def test_an_old_number_becomes_a_new_one(self) -> None:
        self.assertEqual(read_isbn("0-306-40615-2"), "9780306406157")
        self.assertEqual(read_isbn("0-8044-2957-x"), "9780804429573")

    def test_one_wrong_digit_is_found_wherever_it_is(self) -> None:
        right = "9780306406157"
        for place in range(3, 13):
            for digit in "0123456789".replace(right[place], ""):
                with self.assertRaisesMessage(ValidationError, WRONG_DIGIT):
                    check_isbn(right[:place] + digit + right[place + 1 :])

    def test_what_is_no_isbn_is_refused(self) -> None:
        for typed in ("", "12345", "0306406153", "٩٧٨٠٣٠٦٤٠٦١٥٧", "1230306406157", "978030640615X"):
            with self.subTest(typed), self.assertRaisesMessage(ValidationError, NO_ISBN):
                check_isbn(read_isbn(typed))
