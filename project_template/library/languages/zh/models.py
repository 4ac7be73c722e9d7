"""M，模型：数据库保存什么。每个类是一张表，每个字段是一列。

    Subject 1 ── n Book n ── n Author
                    │
                    Loan      哪位读者借了，或借过，哪本书
                    │
                  Member

怎样使用它们写在别处：借出与归还在 lending.py 里。
"""

from datetime import date

from mtvgen.runtime.core.validators import MaxValueValidator, MinValueValidator
from mtvgen.runtime.db import models
from mtvgen.runtime.db.models import F, Q
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils import timezone

from .isbn import check_isbn


class Subject(models.Model):
    """一本书讲什么：每本书一个主题，每个主题一个书架。"""

    name = models.CharField(max_length=60, unique=True)
    book_set: "models.Manager[Book]"  # Book.subject 的另一端，由它产生

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Author(models.Model):
    """写书的人。"""

    name = models.CharField(max_length=100, unique=True)
    book_set: "models.Manager[Book]"

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """返回这位作者的页面地址。"""
        return reverse("author", args=[self.pk])


class Member(models.Model):
    """可以借书的人。"""

    name = models.CharField(max_length=100)
    email = models.EmailField(max_length=200, unique=True)
    joined = models.DateField(default=timezone.localdate)
    loan_set: "models.Manager[Loan]"

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """返回这位读者的页面地址。"""
        return reverse("member", args=[self.pk])


class Book(models.Model):
    """一种书，图书馆有一册或几册。"""

    title = models.CharField(max_length=200)
    isbn = models.CharField("ISBN", max_length=13, unique=True, validators=[check_isbn])
    year = models.IntegerField(
        null=True, blank=True, validators=[MinValueValidator(1450), MaxValueValidator(2100)]
    )
    # PROTECT：一个主题还有书的时候，不能删除它。
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT)
    authors = models.ManyToManyField(Author)
    # 也是多对多，但通过我们自己的模型，因为借阅还有别的要记：日期。
    borrowers = models.ManyToManyField(Member, through="Loan")
    copies = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    lent = models.PositiveSmallIntegerField(default=0, editable=False)  # 由 lending.py 来数
    loan_set: "models.Manager[Loan]"

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            # 无论代码忘了什么，违反它的行都会被数据库自己拒绝。
            models.CheckConstraint(
                condition=Q(lent__lte=F("copies")),
                name="never_more_lent_than_there_are",
                violation_error_message="已经借出的册数比这个还多。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """返回这本书的页面地址。"""
        return reverse("book", args=[self.pk])

    @property
    def free(self) -> int:
        """书架上还有几册。"""
        return self.copies - self.lent


class Loan(models.Model):
    """一本书的一册，从某天到某天在一位读者手里。"""

    book = models.ForeignKey(Book, on_delete=models.PROTECT)
    book_id: int
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    lent = models.DateField(default=timezone.localdate)
    due = models.DateField()
    returned = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-lent", "-id"]

    def __str__(self) -> str:
        return f"{self.book}，{self.member}"

    @classmethod
    def open(cls) -> models.QuerySet["Loan"]:
        """返回还没归还的借阅，最先到期的排在最前。"""
        return cls.objects.filter(returned=None).order_by("due", "id")

    @classmethod
    def overdue(cls) -> models.QuerySet["Loan"]:
        """返回今天之前就该归还的借阅。"""
        return cls.open().filter(due__lt=timezone.localdate())

    def days_late(self, today: date | None = None) -> int:
        """返回已经逾期几天；没有逾期或已经归还时是 0。"""
        if self.returned:
            return 0
        return max(0, ((today or timezone.localdate()) - self.due).days)
