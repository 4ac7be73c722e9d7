"""`python manage.py fill`: something to read."""

from argparse import ArgumentParser
from datetime import timedelta

from mtvgen.runtime.core.management.base import BaseCommand
from mtvgen.runtime.db import transaction
from mtvgen.runtime.utils import timezone

from ...models import Page, Post, Tag, free_slug
from ...samples import COMMENTS, PAGES, POSTS


class Command(BaseCommand):
    """Adds the sample posts, comments and pages of samples.py."""

    help = "Adds sample posts, one of them a draft, with comments, and the page About."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what may stand behind the command's name."""
        parser.add_argument(
            "--clear", action="store_true", help="first delete every post, page and comment"
        )

    @transaction.atomic  # all of the samples, or none
    def handle(self, *args: object, clear: bool, **options: object) -> None:
        """Do it."""
        if clear:
            for model in (Post, Page, Tag):
                model.objects.all().delete()
        added = sum(self.add_post(*post) for post in POSTS)
        for title, text in PAGES:
            if not Page.objects.filter(title=title).exists():
                Page.objects.create(title=title, slug=free_slug(Page, title), text=text)
        if added:
            self.stdout.write(f"Added {added} of {len(POSTS)} posts.")
        else:
            self.stdout.write("All sample posts are there already; nothing was added.")

    def add_post(
        self, days: int | None, title: str, tags: list[str], summary: str, text: str
    ) -> int:
        """Add one post with its comments; return 1, or 0 when there is one of that title."""
        if Post.objects.filter(title=title).exists():
            return 0
        published = None if days is None else timezone.now() - timedelta(days=days)
        post = Post.objects.create(
            title=title,
            slug=free_slug(Post, title),
            summary=summary,
            text=text.strip(),
            published=published,
        )
        post.set_tags(tags)
        for author, said in COMMENTS.get(title, []):
            post.comments.create(author=author, text=said)
        return 1
