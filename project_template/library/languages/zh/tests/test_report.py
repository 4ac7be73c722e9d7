"""报表的数字和示例。"""

from datetime import date, timedelta
from io import StringIO

from mtvgen.runtime.core.management import call_command
from mtvgen.runtime.db.models import Count, F, Q
from mtvgen.runtime.test import TestCase
from mtvgen.runtime.utils import timezone

from .. import report
from ..lending import give_back, lend
from ..models import Book, Loan
from .shelf import a_book, a_loan, a_member


class ReportTests(TestCase):
    """report.py"""

    def test_an_empty_library_has_a_report(self) -> None:
        self.assertEqual(self.client.get("/report/").status_code, 200)
        self.assertEqual(set(report.totals().values()), {0})

    def test_the_totals_count_copies_not_titles(self) -> None:
        a_loan(a_book(copies=3), a_member(), days=-1)
        a_book("Tales")

        self.assertEqual(
            report.totals(), {"titles": 2, "copies": 4, "lent": 1, "members": 1, "late": 1}
        )

    def test_the_book_that_was_lent_most_often_comes_first(self) -> None:
        once, twice, ada = a_book("A"), a_book("B"), a_member()
        a_book("never")
        for book in (twice, once, twice):
            give_back(lend(book, ada))

        found = [(book.title, getattr(book, "times", 0)) for book in report.most_borrowed()]

        self.assertEqual(found, [("B", 2), ("A", 1)])

    def test_months_without_loans_are_there_too(self) -> None:
        book, ada = a_book(), a_member()
        today = timezone.localdate()
        last_month = today.replace(day=1) - timedelta(days=1)
        for lent in (today, last_month, last_month, date(2020, 1, 1)):
            Loan.objects.create(book=book, member=ada, lent=lent, due=lent, returned=lent)

        months = report.months(3)

        self.assertEqual([count for _, count in months], [0, 2, 1])
        self.assertEqual([month.day for month, _ in months], [1, 1, 1])

    def test_subjects_count_their_loans_and_the_open_ones(self) -> None:
        book, ada = a_book(copies=2), a_member()
        give_back(lend(book, ada))
        lend(book, ada)

        (subject,) = report.by_subject()

        self.assertEqual((getattr(subject, "times", 0), getattr(subject, "now", 0)), (2, 1))


class FillTests(TestCase):
    """`python manage.py fill`"""

    def fill(self, *arguments: str) -> str:
        out = StringIO()
        call_command("fill", *arguments, stdout=out)
        return out.getvalue()

    def test_the_samples_keep_the_rules(self) -> None:
        self.fill()

        for book in Book.objects.all():
            book.full_clean()
        open_loans = Count("loan", filter=Q(loan__returned=None))
        self.assertFalse(Book.objects.annotate(out=open_loans).exclude(out=F("lent")).exists())
        self.assertTrue(Loan.overdue().exists())
        for url in ("/", "/?page=2", "/members/", "/loans/", "/loans/?show=all", "/report/"):
            self.assertEqual(self.client.get(url).status_code, 200)

    def test_filling_twice_adds_nothing_and_says_so(self) -> None:
        self.fill()
        loans = Loan.objects.count()

        self.assertIn("没有添加", self.fill())
        self.assertEqual(Loan.objects.count(), loans)

    def test_clear_starts_all_over(self) -> None:
        mine = a_book("Mine")

        self.fill("--clear")

        self.assertFalse(Book.objects.filter(title=mine.title).exists())
