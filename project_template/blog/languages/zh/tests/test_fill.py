"""`python manage.py fill`"""

from io import StringIO

from mtvgen.runtime.core.management import call_command
from mtvgen.runtime.test import TestCase

from ..models import Comment, Page, Post


class FillTests(TestCase):
    """添加示例文章的命令。"""

    def fill(self, *arguments: str) -> str:
        out = StringIO()
        call_command("fill", *arguments, stdout=out)
        return out.getvalue()

    def test_one_of_the_posts_is_a_draft_and_every_page_works(self) -> None:
        self.fill()

        self.assertEqual(Post.objects.count() - Post.public().count(), 1)
        for thing in [*Post.public(), *Page.objects.all()]:
            with self.subTest(str(thing)):
                self.assertEqual(self.client.get(thing.get_absolute_url()).status_code, 200)

    def test_filling_twice_adds_nothing_and_says_so(self) -> None:
        self.fill()
        comments = Comment.objects.count()

        self.assertIn("没有添加", self.fill())
        self.assertEqual(Comment.objects.count(), comments)

    def test_clear_starts_all_over(self) -> None:
        Post.objects.create(title="我的", slug="mine", summary="我的", text="我的")

        self.fill("--clear")

        self.assertFalse(Post.objects.filter(title="我的").exists())
