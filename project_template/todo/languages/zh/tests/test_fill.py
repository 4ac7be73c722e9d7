"""`python manage.py fill`"""

from io import StringIO

from mtvgen.runtime.core.management import call_command
from mtvgen.runtime.test import TestCase

from ..models import Tag, Task
from .test_pages import add


class FillTests(TestCase):
    """添加示例任务的命令。"""

    def fill(self, *arguments: str) -> str:
        out = StringIO()
        call_command("fill", *arguments, stdout=out)
        return out.getvalue()

    def test_some_of_the_tasks_are_done_and_every_page_works(self) -> None:
        self.fill()

        self.assertEqual(Task.objects.exclude(done=None).count(), 2)
        for task in Task.objects.all():
            with self.subTest(str(task)):
                self.assertEqual(self.client.get(task.get_absolute_url()).status_code, 200)

    def test_filling_twice_adds_nothing_and_says_so(self) -> None:
        self.fill()

        self.assertIn("没有添加", self.fill())

    def test_clear_starts_all_over(self) -> None:
        add("我的", tags="私事")

        self.fill("--clear")

        self.assertFalse(Task.objects.filter(title="我的").exists())
        self.assertFalse(Tag.objects.filter(name="私事").exists())
