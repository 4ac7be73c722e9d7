"""报表里的数字：由数据库来数（聚合），Python 只负责整理。"""

from datetime import date

from mtvgen.runtime.db.models import Count, Q, QuerySet, Sum
from mtvgen.runtime.db.models.functions import TruncMonth
from mtvgen.runtime.utils import timezone

from .models import Book, Loan, Member, Subject


def totals() -> dict[str, int]:
    """返回页面顶部的数字。"""
    books = Book.objects.aggregate(titles=Count("pk"), copies=Sum("copies"), lent=Sum("lent"))
    return {
        **{name: number or 0 for name, number in books.items()},
        "members": Member.objects.count(),
        "late": Loan.overdue().count(),
    }


def most_borrowed(number: int = 8) -> QuerySet[Book]:
    """返回借得最多的书；次数在 `times` 里。"""
    counted = Book.objects.annotate(times=Count("loan")).filter(times__gt=0)
    return counted.order_by("-times", "title")[:number]


def by_subject() -> QuerySet[Subject]:
    """返回各个主题，连同借出的次数 `times` 和现在借出的册数 `now`。"""
    times = Count("book__loan")
    now = Count("book__loan", filter=Q(book__loan__returned=None))
    return Subject.objects.annotate(times=times, now=now).order_by("-times", "name")


def months(number: int = 12) -> list[tuple[date, int]]:
    """返回最近几个月每月借出几本书，本月排在最后。"""
    first = timezone.localdate().replace(day=1)
    wanted = []
    for back in reversed(range(number)):
        year, month = divmod(first.year * 12 + first.month - 1 - back, 12)
        wanted.append(date(year, month + 1, 1))
    rows = (
        Loan.objects.filter(lent__gte=wanted[0])
        .annotate(month=TruncMonth("lent"))
        .values("month")
        .annotate(times=Count("pk"))
        .order_by("month")
    )
    found = {row["month"]: row["times"] for row in rows}
    return [(month, found.get(month, 0)) for month in wanted]  # 没有借阅的月份没有行
