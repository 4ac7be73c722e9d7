"""`python manage.py fill`"""

from io import StringIO

from mtvgen.runtime.core.management import call_command
from mtvgen.runtime.test import TestCase
from mtvgen.runtime.utils import timezone

from ..models import Choice, Question


class FillTests(TestCase):
    """添加示例问题的命令。"""

    def fill(self, *arguments: str) -> str:
        out = StringIO()
        call_command("fill", *arguments, stdout=out)
        return out.getvalue()

    def test_one_of_the_questions_is_hidden_until_tomorrow(self) -> None:
        self.fill()

        self.assertEqual(Question.objects.count() - Question.published().count(), 1)

    def test_filling_twice_adds_nothing_and_says_so(self) -> None:
        self.fill()
        choices = Choice.objects.count()

        self.assertIn("没有添加", self.fill())
        self.assertEqual(Choice.objects.count(), choices)

    def test_clear_starts_all_over(self) -> None:
        Question.objects.create(question_text="我的问题？", pub_date=timezone.now())

        self.fill("--clear")

        self.assertFalse(Question.objects.filter(question_text="我的问题？").exists())
