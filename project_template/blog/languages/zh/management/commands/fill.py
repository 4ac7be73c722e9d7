"""`python manage.py fill`：添加一些可以读的内容。"""

from argparse import ArgumentParser
from datetime import timedelta

from mtvgen.runtime.core.management.base import BaseCommand
from mtvgen.runtime.db import transaction
from mtvgen.runtime.utils import timezone

from ...models import Page, Post, Tag, free_slug
from ...samples import COMMENTS, PAGES, POSTS


class Command(BaseCommand):
    """添加 samples.py 里的示例文章、评论和页面。"""

    help = "添加示例文章（其中一篇是草稿）、评论，以及页面“关于”。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """说明命令的名字后面可以写什么。"""
        parser.add_argument("--clear", action="store_true", help="先删除所有文章、页面和评论")

    @transaction.atomic  # 要么全部添加，要么一个也不添加
    def handle(self, *args: object, clear: bool, **options: object) -> None:
        """执行命令。"""
        if clear:
            for model in (Post, Page, Tag):
                model.objects.all().delete()
        added = sum(self.add_post(*post) for post in POSTS)
        for title, text in PAGES:
            if not Page.objects.filter(title=title).exists():
                Page.objects.create(title=title, slug=free_slug(Page, title), text=text)
        if added:
            self.stdout.write(f"添加了 {added} 篇文章（共 {len(POSTS)} 篇）。")
        else:
            self.stdout.write("示例文章都已经有了，没有添加。")

    def add_post(
        self, days: int | None, title: str, tags: list[str], summary: str, text: str
    ) -> int:
        """添加一篇文章和它的评论，返回 1；已有同名文章时返回 0。"""
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
