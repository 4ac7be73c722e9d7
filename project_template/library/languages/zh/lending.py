"""借出与归还：每次都是一个事务，要么全部发生，要么什么也不发生。"""

from datetime import timedelta

from mtvgen.runtime.db import transaction
from mtvgen.runtime.db.models import F
from mtvgen.runtime.utils import timezone

from .models import Book, Loan, Member

DAYS = 14
MOST_LOANS = 5

NO_COPY_LEFT = "这本书的每一册都借出去了。"
TOO_MANY = "这位读者同时借的书已经达到上限。"
HAS_IT = "这位读者已经借了这本书。"
IS_LATE = "这位读者有一本书逾期了：请先归还那一本。"


class RefusedError(Exception):
    """图书馆的规则不允许；文字说明原因。"""


@transaction.atomic
def lend(book: Book, member: Member) -> Loan:
    """从今天起把一册借给读者。抛出 RefusedError 时，什么也没有改变。"""
    # 此刻还有谁要借给这位读者，就在这里等我们做完。否则两位馆员
    # 可能都数到四本，又都借出第五本。
    Member.objects.select_for_update().get(pk=member.pk)
    loans = Loan.open().filter(member=member)
    if loans.filter(book=book).exists():
        raise RefusedError(HAS_IT)
    if loans.filter(due__lt=timezone.localdate()).exists():
        raise RefusedError(IS_LATE)
    if loans.count() >= MOST_LOANS:
        raise RefusedError(TOO_MANY)
    # 数据库看看还有没有剩余，并取走一册，这是一步。如果分成两步，先“读有几册”，
    # 再“多写一册”，两位读者就可能都得到最后一册。
    taken = Book.objects.filter(pk=book.pk, lent__lt=F("copies")).update(lent=F("lent") + 1)
    if not taken:
        raise RefusedError(NO_COPY_LEFT)
    today = timezone.localdate()
    return Loan.objects.create(
        book=book, member=member, lent=today, due=today + timedelta(days=DAYS)
    )


@transaction.atomic
def give_back(loan: Loan) -> bool:
    """收回一本书；如果之前已经收回，返回 False，什么也不改变。"""
    # 又是一步：如果按钮被按了两次，只有一次能找到未还的借阅。
    closed = Loan.objects.filter(pk=loan.pk, returned=None).update(returned=timezone.localdate())
    if not closed:
        return False
    Book.objects.filter(pk=loan.book_id).update(lent=F("lent") - 1)
    return True
