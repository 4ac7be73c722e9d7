"""为测试准备图书和读者。"""

from datetime import timedelta

from mtvgen.runtime.utils import timezone

from ..isbn import check_digit
from ..models import Author, Book, Loan, Member, Subject


def a_book(title: str = "Emma", *, authors: str = "Jane Austen", copies: int = 1) -> Book:
    """保存一本有自己 ISBN 的书。"""
    twelve = f"97800000{Book.objects.count() + 1:04}"
    book = Book.objects.create(
        title=title,
        isbn=twelve + check_digit(twelve),
        subject=Subject.objects.get_or_create(name="小说")[0],
        copies=copies,
    )
    book.authors.set(Author.objects.get_or_create(name=name)[0] for name in authors.split(", "))
    return book


def a_member(name: str = "Ada") -> Member:
    """保存一位读者。"""
    return Member.objects.create(name=name, email=f"{name.lower()}@example.org")


def a_loan(book: Book, member: Member, *, days: int) -> Loan:
    """保存一次未还的借阅，再过 *days* 天到期（-1：昨天到期）。"""
    Book.objects.filter(pk=book.pk).update(lent=book.lent + 1)
    book.refresh_from_db()
    due = timezone.localdate() + timedelta(days=days)
    return Loan.objects.create(book=book, member=member, lent=due - timedelta(days=14), due=due)
