"""The report's numbers: the database counts (aggregates), Python only puts them into shape."""

from datetime import date

from mtvgen.runtime.db.models import Count, Q, QuerySet, Sum
from mtvgen.runtime.db.models.functions import TruncMonth
from mtvgen.runtime.utils import timezone

from .models import Book, Loan, Member, Subject


def totals() -> dict[str, int]:
    """Return the numbers at the top of the page."""
    books = Book.objects.aggregate(titles=Count("pk"), copies=Sum("copies"), lent=Sum("lent"))
    return {
        **{name: number or 0 for name, number in books.items()},
        "members": Member.objects.count(),
        "late": Loan.overdue().count(),
    }


def most_borrowed(number: int = 8) -> QuerySet[Book]:
    """Return the books that were lent most often; each has its number as `times`."""
    counted = Book.objects.annotate(times=Count("loan")).filter(times__gt=0)
    return counted.order_by("-times", "title")[:number]


def by_subject() -> QuerySet[Subject]:
    """Return the subjects with how often they were lent, `times`, and how many are out, `now`."""
    times = Count("book__loan")
    now = Count("book__loan", filter=Q(book__loan__returned=None))
    return Subject.objects.annotate(times=times, now=now).order_by("-times", "name")


def months(number: int = 12) -> list[tuple[date, int]]:
    """Return how many books were lent in each of the last months, the present one at the end."""
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
    return [(month, found.get(month, 0)) for month in wanted]  # months without loans have no row
