"""M，模型：数据库保存什么。每个类是一张表，每个字段是一列。"""

from datetime import timedelta

from mtvgen.runtime.db import models
from mtvgen.runtime.utils import timezone


class Question(models.Model):
    """问什么，从什么时候开始问。"""

    question_text = models.CharField(max_length=200)
    pub_date = models.DateTimeField("发布时间")
    choice_set: "models.Manager[Choice]"  # Choice.question 的另一端，由它产生

    def __str__(self) -> str:
        return self.question_text

    @classmethod
    def published(cls) -> models.QuerySet["Question"]:
        """返回访客可以看到的问题：时间已到，并且有选项。

        每个视图都从这里取，所以谁也不会忘记这条规则。
        """
        # 找到几个选项就会得到几行；distinct() 让每个问题只留一行。
        return cls.objects.filter(pub_date__lte=timezone.now(), choice__isnull=False).distinct()

    def was_published_recently(self) -> bool:
        """返回问题是不是在最近一天内发布的：不能更早，也不能在将来。"""
        now = timezone.now()
        return now - timedelta(days=1) <= self.pub_date <= now

    def when(self) -> str:
        """返回给人看的发布时间：按设置里的时区。"""
        return f"{timezone.localtime(self.pub_date):%Y-%m-%d %H:%M}"


class Choice(models.Model):
    """一个问题的一个答案，以及有多少访客选了它。"""

    question = models.ForeignKey(Question, on_delete=models.CASCADE)
    choice_text = models.CharField(max_length=200)
    votes = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.choice_text
