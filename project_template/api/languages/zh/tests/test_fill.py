"""`python manage.py fill`"""

from io import StringIO

from mtvgen.runtime.core.management import call_command
from mtvgen.runtime.test import TestCase

from ..models import Reading, Station
from .asking import OSLO


class FillTests(TestCase):
    """添加示例的命令。"""

    def fill(self, *arguments: str) -> str:
        out = StringIO()
        call_command("fill", *arguments, stdout=out)
        return out.getvalue()

    def test_the_samples_keep_the_rules(self) -> None:
        self.fill()

        for one in (*Station.objects.all(), Reading.objects.order_by("id")[0]):
            one.full_clean()

    def test_filling_twice_adds_nothing_and_says_so(self) -> None:
        self.fill()
        readings = Reading.objects.count()

        self.assertIn("没有添加", self.fill())
        self.assertEqual(Reading.objects.count(), readings)

    def test_clear_starts_all_over(self) -> None:
        Station.objects.create(**OSLO)

        self.fill("--clear")

        self.assertFalse(Station.objects.filter(name="Oslo").exists())
