"""`python manage.py fill`：添加一些要做的事。"""

from argparse import ArgumentParser
from datetime import timedelta

from mtvgen.runtime.core.management.base import BaseCommand
from mtvgen.runtime.db import transaction
from mtvgen.runtime.utils import timezone

from ...models import Task, tidy
from ...rules import change

# 离今天的天数（None：没有日期）、做什么、清单、标签、备注、是否完成
SAMPLES = [
    (
        -2,
        "去图书馆还书",
        "外出",
        "城里",
        "有两本在床底下。",
        False,
    ),
    (0, "给植物浇水", "家里", "", "", False),
    (0, "交作业", "学校", "python", "", False),
    (1, "给外婆打电话", "", "家人", "她想听听旅行的事。", False),
    (5, "这次先写测试", "学校", "python", "", False),
    (
        12,
        "给小红买生日礼物",
        "外出",
        "家人，城里",
        "她喜欢旧机器。",
        False,
    ),
    (None, "学会抛接球", "", "", "", False),
    (-3, "修自行车", "家里", "", "前轮胎。", True),
    (None, "读这个项目的 README", "学校", "python", "", True),
]


class Command(BaseCommand):
    """添加示例任务。"""

    help = "在三个清单上添加示例任务；其中两个已经完成。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """说明命令的名字后面可以写什么。"""
        parser.add_argument("--clear", action="store_true", help="先删除所有任务、清单和标签")

    @transaction.atomic  # 要么全部添加，要么一个也不添加
    def handle(self, *args: object, clear: bool, **options: object) -> None:
        """执行命令。"""
        if clear:
            Task.objects.all().delete()
            tidy()
        added = 0
        for days, title, name, tags, notes, done in SAMPLES:
            if Task.objects.filter(title=title).exists():
                continue
            due = "" if days is None else str(timezone.localdate() + timedelta(days=days))
            sent = {"title": title, "notes": notes, "due": due, "list": name, "tags": tags}
            change(Task(), sent | {"done": done})
            added += 1
        if added:
            self.stdout.write(f"添加了 {added} 个任务（共 {len(SAMPLES)} 个）。")
        else:
            self.stdout.write("示例任务都已经有了，没有添加。")
