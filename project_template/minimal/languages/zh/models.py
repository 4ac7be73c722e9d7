"""M，模型：数据库保存什么。"""

from mtvgen.runtime.db import models


class Wish(models.Model):
    """某个人写下的一行话。"""

    text = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.text
