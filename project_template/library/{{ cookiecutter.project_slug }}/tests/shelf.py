"""Makes books and members for the tests."""

from datetime import timedelta

from mtvgen.runtime.utils import timezone

from ..isbn import check_digit
from ..models import Author, Book, Loan, Member, Subject


def a_book(title: str = "Emma", *, authors: str = "Jane Austen", copies: int = 1) -> Book:
    """Keep a book with an ISBN of its own."""
    twelve = f"97800000{Book.objects.count() + 1:04}"
    book = Book.objects.create(
        title=title,
        isbn=twelve + check_digit(twelve),
        subject=Subject.objects.get_or_create(name="Novels")[0],
        copies=copies,
    )
    book.authors.set(Author.objects.get_or_create(name=name)[0] for name in authors.split(", "))
    return book


def a_member(name: str = "Ada") -> Member:
    """Keep a member."""
    return Member.objects.create(name=name, email=f"{name.lower()}@example.org")


def a_loan(book: Book, member: Member, *, days: int) -> Loan:
    """Keep an open loan that is due in so many *days* (-1: it was due yesterday)."""
    Book.objects.filter(pk=book.pk).update(lent=book.lent + 1)
    book.refresh_from_db()
    due = timezone.localdate() + timedelta(days=days)
    return Loan.objects.create(book=book, member=member, lent=due - timedelta(days=14), due=due)
