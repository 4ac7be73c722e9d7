"""Lending and giving back: each is one transaction, so it happens as a whole or not at all."""

from datetime import timedelta

from mtvgen.runtime.db import transaction
from mtvgen.runtime.db.models import F
from mtvgen.runtime.utils import timezone

from .models import Book, Loan, Member

DAYS = 14
MOST_LOANS = 5

NO_COPY_LEFT = "Every copy of this book is lent out."
TOO_MANY = "This member has as many books as one may have at the same time."
HAS_IT = "This member has a copy of this book already."
IS_LATE = "This member has a book that is overdue: first that one has to come back."


class RefusedError(Exception):
    """The rules of the library do not allow it; the text says why."""


@transaction.atomic
def lend(book: Book, member: Member) -> Loan:
    """Lend one copy to the member, from today. Raises RefusedError; then nothing has changed."""
    # Whoever else lends to this member now waits here until we are done. Otherwise two clerks
    # could both count four loans, and both add the fifth.
    Member.objects.select_for_update().get(pk=member.pk)
    loans = Loan.open().filter(member=member)
    if loans.filter(book=book).exists():
        raise RefusedError(HAS_IT)
    if loans.filter(due__lt=timezone.localdate()).exists():
        raise RefusedError(IS_LATE)
    if loans.count() >= MOST_LOANS:
        raise RefusedError(TOO_MANY)
    # The database looks whether a copy is left and takes it, in one step. Were it two steps, "read
    # how many there are" and "write one more", two members could get the last copy.
    taken = Book.objects.filter(pk=book.pk, lent__lt=F("copies")).update(lent=F("lent") + 1)
    if not taken:
        raise RefusedError(NO_COPY_LEFT)
    today = timezone.localdate()
    return Loan.objects.create(
        book=book, member=member, lent=today, due=today + timedelta(days=DAYS)
    )


@transaction.atomic
def give_back(loan: Loan) -> bool:
    """Take a book back; return False, and change nothing, when that was done before."""
    # Again one step: if the button is pressed twice, only one of the two finds an open loan.
    closed = Loan.objects.filter(pk=loan.pk, returned=None).update(returned=timezone.localdate())
    if not closed:
        return False
    Book.objects.filter(pk=loan.book_id).update(lent=F("lent") - 1)
    return True
