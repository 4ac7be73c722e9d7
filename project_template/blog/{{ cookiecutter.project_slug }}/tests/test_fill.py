"""`python manage.py fill`"""

from io import StringIO

from mtvgen.runtime.core.management import call_command
from mtvgen.runtime.test import TestCase

from ..models import Comment, Page, Post


class FillTests(TestCase):
    """The command that adds sample posts."""

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

        self.assertIn("nothing was added", self.fill())
        self.assertEqual(Comment.objects.count(), comments)

    def test_clear_starts_all_over(self) -> None:
        Post.objects.create(title="Mine", slug="mine", summary="Mine", text="Mine")

        self.fill("--clear")

        self.assertFalse(Post.objects.filter(title="Mine").exists())
