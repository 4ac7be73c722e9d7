"""`python manage.py fill`：添加一些可以投票的问题。"""

from argparse import ArgumentParser
from datetime import timedelta

from mtvgen.runtime.core.management.base import BaseCommand
from mtvgen.runtime.db import transaction
from mtvgen.runtime.utils import timezone

from ...models import Question

# 离今天的天数（0：刚刚；1：明天）、问题、选项
SAMPLES = [
    (-9, "用制表符还是空格？", ["制表符", "空格", "格式化工具说了算"]),
    (-2, "看一个新项目，你先读什么？", ["README", "测试", "模型"]),
    (0, "MTV 里你最喜欢哪个字母？", ["M：模型", "T：模板", "V：视图"]),
    (1, "这个问题到今天才出现吗？", ["是的", "不，我早就看到了"]),
]


class Command(BaseCommand):
    """添加示例问题。"""

    help = "添加带选项的示例问题；其中一个到明天才会出现。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """说明命令的名字后面可以写什么。"""
        parser.add_argument("--clear", action="store_true", help="先删除所有问题和全部投票")

    @transaction.atomic  # 要么全部添加，要么一个也不添加
    def handle(self, *args: object, clear: bool, **options: object) -> None:
        """执行命令。"""
        if clear:
            Question.objects.all().delete()
        added = 0
        for days, text, choices in SAMPLES:
            date = timezone.now() + timedelta(days=days)
            question, new = Question.objects.get_or_create(
                question_text=text, defaults={"pub_date": date}
            )
            if new:
                added += 1
                for choice in choices:
                    question.choice_set.create(choice_text=choice)
        if added:
            self.stdout.write(f"添加了 {added} 个问题（共 {len(SAMPLES)} 个）。")
        else:
            self.stdout.write("示例问题都已经有了，没有添加。")
