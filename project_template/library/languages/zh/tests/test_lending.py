"""借出与归还的规则，两个人同时操作时也一样。"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from mtvgen.runtime.db import IntegrityError, connection, transaction
from mtvgen.runtime.test import TestCase, TransactionTestCase
from mtvgen.runtime.utils import timezone

from .. import lending
from ..lending import RefusedError, give_back, lend
from ..models import Book, Loan, Member
from .shelf import a_book, a_loan, a_member


class LendingTests(TestCase):
    """lending.lend 和 lending.give_back"""

    def test_a_loan_is_due_in_two_weeks_and_takes_a_copy(self) -> None:
        book = a_book(copies=2)

        loan = lend(book, a_member())

        self.assertEqual(loan.due, timezone.localdate() + timedelta(days=14))
        book.refresh_from_db()
        self.assertEqual((book.free, book.lent), (1, 1))

    def test_a_book_that_comes_back_can_be_lent_again(self) -> None:
        book = a_book()
        loan = lend(book, a_member())

        self.assertTrue(give_back(loan))

        lend(book, a_member("Bob"))
        self.assertEqual(list(book.borrowers.order_by("name")), list(Member.objects.all()))

    def test_a_book_comes_back_once(self) -> None:
        book = a_book(copies=2)
        lend(book, a_member("Bob"))
        loan = lend(book, a_member())

        self.assertEqual([give_back(loan), give_back(loan)], [True, False])

        book.refresh_from_db()
        self.assertEqual(book.lent, 1)

    def refused(self, why: str, book: Book, member: Member) -> None:
        before = Loan.objects.count()
        with self.assertRaisesMessage(RefusedError, why):
            lend(book, member)
        self.assertEqual(Loan.objects.count(), before)

    def test_without_a_free_copy_nothing_is_lent(self) -> None:
        book = a_book()
        lend(book, a_member("Bob"))

        self.refused(lending.NO_COPY_LEFT, book, a_member())

    def test_nobody_gets_two_copies_of_one_book(self) -> None:
        book, ada = a_book(copies=2), a_member()
        lend(book, ada)

        self.refused(lending.HAS_IT, book, ada)

    def test_who_has_a_book_that_is_overdue_gets_no_other(self) -> None:
        ada = a_member()
        a_loan(a_book(), ada, days=-1)

        self.refused(lending.IS_LATE, a_book("Persuasion"), ada)

    def test_a_book_that_is_due_today_is_not_overdue(self) -> None:
        ada = a_member()
        loan = a_loan(a_book(), ada, days=0)

        lend(a_book("Persuasion"), ada)

        self.assertEqual(loan.days_late(), 0)
        self.assertFalse(Loan.overdue().exists())

    def test_nobody_has_more_books_than_allowed(self) -> None:
        ada = a_member()
        for number in range(lending.MOST_LOANS):
            lend(a_book(f"Volume {number}"), ada)

        self.refused(lending.TOO_MANY, a_book(), ada)

    def test_the_database_itself_refuses_one_loan_too_many(self) -> None:
        book = a_book()

        with self.assertRaises(IntegrityError), transaction.atomic():
            Book.objects.filter(pk=book.pk).update(lent=2)


class AtTheSameMomentTests(TransactionTestCase):
    """两位馆员，各有自己的线程和连接。"""

    def test_the_last_copy_is_lent_once(self) -> None:
        book = a_book()
        members = [a_member("Ada"), a_member("Bob")]
        together = Barrier(2)

        def ask(member: Member) -> str:
            together.wait(timeout=20)
            try:
                lend(book, member)
            except RefusedError as why:
                return str(why)
            finally:
                connection.close()
            return "lent"

        with ThreadPoolExecutor(2) as clerks:
            said = set(clerks.map(ask, members))

        self.assertEqual(said, {"lent", lending.NO_COPY_LEFT})
        self.assertEqual(Loan.open().count(), 1)
        book.refresh_from_db()
        self.assertEqual(book.lent, 1)
