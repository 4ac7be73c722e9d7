"""M，模型：数据库保存什么。每个类是一张表，每个字段是一列。"""

from mtvgen.runtime.db import models
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils import timezone


class List(models.Model):
    """任务所在的清单。一个任务在一个清单上，或者不在任何清单上：一对多。"""

    name = models.CharField(max_length=40, unique=True)
    tasks: "models.Manager[Task]"  # Task.list 的另一端，由它产生

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, name: str) -> "List":
        """返回这个名字的清单，不分大小写；没有就新建一个。"""
        found = cls.objects.filter(name__iexact=name).first()
        return found or cls.objects.get_or_create(name=name)[0]


class Tag(models.Model):
    """任务带的词。一个任务可以带几个，一个词也可以在许多任务上：多对多。"""

    name = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, name: str) -> "Tag":
        """返回这个名字的标签，不分大小写；没有就新建一个。"""
        found = cls.objects.filter(name__iexact=name).first()
        return found or cls.objects.get_or_create(name=name)[0]


class Task(models.Model):
    """要做的事。`done` 为空时，它还没完成。"""

    title = models.CharField(max_length=200)
    notes = models.CharField(max_length=2000, blank=True)
    due = models.DateField(null=True, blank=True)
    list = models.ForeignKey(
        List, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks"
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="tasks")
    done = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """返回它自己的页面的地址。"""
        return reverse("task", args=[self.pk])

    @classmethod
    def in_order(cls) -> models.QuerySet["Task"]:
        """返回所有任务：先是未完成的，最急的在最上面；然后是最近完成的。"""
        return cls.objects.order_by(
            models.F("done").desc(nulls_first=True), models.F("due").asc(nulls_last=True), "id"
        )

    def days_left(self) -> int | None:
        """返回离截止还有几天：0 是今天，按设置里的时区。

        没有截止日期时返回 None。
        """
        return (self.due - timezone.localdate()).days if self.due else None


def tidy() -> None:
    """删除没有任务再用的清单和标签。"""
    List.objects.filter(tasks=None).delete()
    Tag.objects.filter(tasks=None).delete()
