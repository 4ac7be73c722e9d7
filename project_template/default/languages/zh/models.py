"""M，模型：数据库保存什么。每个类是一张表，每个字段是一列。"""

from mtvgen.runtime.db import models
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils import timezone


class Entry(models.Model):
    """一位访客写的留言。"""

    author = models.CharField(max_length=60)
    text = models.CharField(max_length=1000)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created", "-id"]  # 最新的在前
        verbose_name_plural = "留言"

    def __str__(self) -> str:
        return f"{self.author}：{self.text[:40]}"

    def get_absolute_url(self) -> str:
        """返回这条留言自己的页面的地址。"""
        return reverse("detail", args=[self.pk])

    def when(self) -> str:
        """返回给人看的留言时间：按设置里的时区。"""
        return f"{timezone.localtime(self.created):%Y-%m-%d %H:%M}"
