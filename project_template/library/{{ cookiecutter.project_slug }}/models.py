"""M, the models: what the database keeps. Each class is a table, each field a column.

    Subject 1 ── n Book n ── n Author
                    │
                    Loan      which member has, or had, which book
                    │
                  Member

What happens to them stands elsewhere: lending and giving back in lending.py.
"""

from datetime import date

from mtvgen.runtime.core.validators import MaxValueValidator, MinValueValidator
from mtvgen.runtime.db import models
from mtvgen.runtime.db.models import F, Q
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils import timezone

from .isbn import check_isbn


class Subject(models.Model):
    """What a book is about: one for each book, one shelf for each."""

    name = models.CharField(max_length=60, unique=True)
    book_set: "models.Manager[Book]"  # the other end of Book.subject, made by it

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Author(models.Model):
    """Who wrote books."""

    name = models.CharField(max_length=100, unique=True)
    book_set: "models.Manager[Book]"

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of this author's own page."""
        return reverse("author", args=[self.pk])


class Member(models.Model):
    """Who may borrow books."""

    name = models.CharField(max_length=100)
    email = models.EmailField(max_length=200, unique=True)
    joined = models.DateField(default=timezone.localdate)
    loan_set: "models.Manager[Loan]"

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of this member's own page."""
        return reverse("member", args=[self.pk])


class Book(models.Model):
    """One title, of which the library has one or more copies."""

    title = models.CharField(max_length=200)
    isbn = models.CharField("ISBN", max_length=13, unique=True, validators=[check_isbn])
    year = models.IntegerField(
        null=True, blank=True, validators=[MinValueValidator(1450), MaxValueValidator(2100)]
    )
    # PROTECT: a subject cannot be deleted while there are books of it.
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT)
    authors = models.ManyToManyField(Author)
    # Also many to many, but through a model of our own, because a loan has more to say: dates.
    borrowers = models.ManyToManyField(Member, through="Loan")
    copies = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    lent = models.PositiveSmallIntegerField(default=0, editable=False)  # counted by lending.py
    loan_set: "models.Manager[Loan]"

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            # The database itself refuses every row that breaks this, whatever the code forgot.
            models.CheckConstraint(
                condition=Q(lent__lte=F("copies")),
                name="never_more_lent_than_there_are",
                violation_error_message="More copies are lent out than that.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of this book's own page."""
        return reverse("book", args=[self.pk])

    @property
    def free(self) -> int:
        """How many copies stand on the shelf."""
        return self.copies - self.lent


class Loan(models.Model):
    """One copy of a book, in the hands of one member, from one day to another."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT)
    book_id: int
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    lent = models.DateField(default=timezone.localdate)
    due = models.DateField()
    returned = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-lent", "-id"]

    def __str__(self) -> str:
        return f"{self.book}, {self.member}"

    @classmethod
    def open(cls) -> models.QuerySet["Loan"]:
        """Return the loans that have not been given back, the one that is due first at the top."""
        return cls.objects.filter(returned=None).order_by("due", "id")

    @classmethod
    def overdue(cls) -> models.QuerySet["Loan"]:
        """Return the open loans that should have been given back before today."""
        return cls.open().filter(due__lt=timezone.localdate())

    def days_late(self, today: date | None = None) -> int:
        """Return how many days ago this was due; 0 while it is not late, and once it is back."""
        if self.returned:
            return 0
        return max(0, ((today or timezone.localdate()) - self.due).days)
